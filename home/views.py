from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.requests import AuthenticatedRequest
from courses.queries import PublicCourse
from enrolments.agenda import Agenda, agenda_of
from home import demo as demo_site
from home import queries
from home.forms import SampleForm
from home.mailbox import letters

SUGGESTED = 3


@require_safe
def front(_request: HttpRequest) -> HttpResponse:
    """To the home page in the person's, the cookie's or the browser's language."""
    return redirect("wagtail_serve", "")


@require_safe
def favicon(_request: HttpRequest) -> HttpResponse:
    """For browsers that ask here without reading the page."""
    return redirect(static("lms/img/favicon.svg"))


@require_safe
@login_required
def dashboard(request: AuthenticatedRequest) -> HttpResponse:
    """Courses to begin are looked for only where there is nothing to go on with."""
    agenda = agenda_of(learner=request.user, now=timezone.now())
    suggested = [] if agenda.next else _suggested(agenda)
    is_at_end = not agenda.active and not suggested and bool(agenda.standings)
    return render(request, "home/dashboard.html", {"agenda": agenda, "suggested": suggested, "is_at_end": is_at_end})


def _suggested(agenda: Agenda) -> list[PublicCourse]:
    return queries.suggested_courses(
        language=get_language() or settings.LANGUAGE_CODE,
        known=[each.course.pk for each in agenda.standings],
        completed=[each.course.pk for each in agenda.completed],
        count=SUGGESTED,
    )


@require_safe
@never_cache
def demo(request: HttpRequest) -> HttpResponse:
    codes = demo_site.codes()
    people = [(person, codes.get(person.email, "")) for person in demo_site.PEOPLE]
    return render(request, "home/demo.html", {"people": people, "password": demo_site.PASSWORD})


@require_safe
@never_cache
def demo_mail(request: HttpRequest) -> HttpResponse:
    return render(request, "home/demo_mail.html", {"letters": letters(settings.MAIL_DIR, 50)})


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """Each component once, in its states."""
    given = {
        "form": SampleForm({"full_name": "Amina Diallo", "email": "amina@"}),
        "empty_form": SampleForm(prefix="empty"),
        "leaf": Paginator(range(90), 30).page(2),
        "parents": [("Home", "/"), ("Demo", reverse("home:demo"))],
        "card_facts": ["2 hours", "At your own pace"],
    }
    return render(request, "home/style.html", given)
