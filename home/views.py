from urllib.parse import urljoin

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.sitemaps import views as maps
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import conditional_page, require_safe

from accounts.requests import AuthenticatedRequest
from courses.queries import PublicCourse
from enrolments.agenda import Agenda, agenda_of
from home import demo as demo_site
from home import queries
from home.feed import NewsFeed
from home.forms import SampleForm
from home.mailbox import letters
from home.search import Question, Results
from home.sitemaps import SECTIONS

PER_PAGE = 10
# Only what belongs to one person; the rest is for everybody, search engines too.
PRIVATE_ROADS = [
    "/admin/",
    "/accounts/",
    "/learn/",
    "/calendar/",
    "/notices/",
    "/jobs/",
    *(f"/{code}/search/" for code, _name in settings.LANGUAGES),
]

# The same for everybody, so shared caches may keep it a while; later, readers ask whether it has changed.
news_feed = require_safe(cache_control(public=True, max_age=600)(conditional_page(NewsFeed())))

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
@cache_control(private=True)
def search(request: HttpRequest) -> HttpResponse:
    question = Question.read(request.GET.dict())
    results = Results(question, language=get_language(), person=request.user)
    leaf = Paginator(results.chosen, PER_PAGE).get_page(request.GET.get("page"))
    kept = {"q": question.q, "kind": question.kind or None, "page": None}
    given = {
        "question": question,
        "results": results,
        "leaf": leaf,
        "shown": results.shown(list(leaf.object_list)),
        "kept": kept,
    }
    return render(request, "home/search.html", given)


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    return maps.index(request, SECTIONS, sitemap_url_name="home:sitemap_section")


@require_safe
def sitemap_section(request: HttpRequest, section: str) -> HttpResponse:
    return maps.sitemap(request, SECTIONS, section)


@require_safe
def robots(_request: HttpRequest) -> HttpResponse:
    """What search engines need not read, and where they find the rest."""
    lines = ["User-agent: *", *(f"Disallow: {road}" for road in PRIVATE_ROADS)]
    sitemap = urljoin(settings.BASE_URL, reverse("home:sitemap"))
    return HttpResponse("\n".join([*lines, "", f"Sitemap: {sitemap}", ""]), content_type="text/plain; charset=utf-8")


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
