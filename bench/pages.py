"""What is asked for: the pages and the act of DESIGN.md, section 6, and two yardsticks."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale

from accounts import actions
from accounts.models import Policy, User
from accounts.roles import give_role
from accounts.session import begin_visit
from courses.models import Outline
from courses.outline import Modules
from enrolments.models import Enrolment
from home.actions import add
from home.models import ContentPage, HomePage

COURSE = "how-the-internet-works"
PLAIN, WAGTAIL = "plain view", "Wagtail's own"


@dataclass(frozen=True)
class Asked:
    """This is one request: what it is called, where it goes, with whose session, and whether it changes something."""

    name: str
    path: str
    session: str = ""
    is_post: bool = False


def pages() -> list[list[Asked]]:
    """These are the requests to measure, each as often as it may be sent: a page any number of times, an act once."""
    now = timezone.now()
    enrolment = _under_way().filter(learner__language="en").order_by("-done", "pk").first()
    outline = Outline.objects.get(course=enrolment.course, locale__language_code="en")
    lesson = next(unit for unit in Modules.parse(outline.modules).units if unit.kind == "lesson")
    learner, staff = session_of(enrolment.learner), session_of(officer(now))
    code = enrolment.course.code
    single = [
        Asked(PLAIN, f"/bench/plain/{lesson.id}/", learner),
        Asked(WAGTAIL, deep_page(now).get_url(), learner),
        Asked("course, learner", reverse("enrolments:course", args=[code]), learner),
        Asked("lesson, learner", reverse("enrolments:unit", args=[code, lesson.key]), learner),
        Asked("dashboard", reverse("home:dashboard"), learner),
        Asked("catalogue, visitor", "/en/courses/"),
        Asked("course, public", f"/en/courses/{outline.slug}/", learner),
        Asked("home, visitor", "/en/"),
        Asked("people, staff", reverse("wagtailusers_users:index"), staff),
        Asked("enrolments, staff", reverse("enrolments_admin:index"), staff),
    ]
    return [*([each] for each in single), list(completions())]


def _under_way() -> QuerySet[Enrolment]:
    rows = Enrolment.objects.active().filter(course__code=COURSE).select_related("learner", "course")
    return rows.annotate(done=Count("unit_completions"))


def completions() -> Iterator[Asked]:
    """These complete the next lesson of one learner after another; whoever has a quiz before them is passed over."""
    units = Modules.parse(Outline.objects.get(course__code=COURSE, locale__language_code="en").modules).units
    for enrolment in _under_way().order_by("pk"):
        unit = units[enrolment.done]
        if unit.kind == "lesson":
            path = reverse("enrolments:complete", args=[enrolment.course.code, unit.key])
            yield Asked("complete a lesson", path, session_of(enrolment.learner), is_post=True)


def session_of(user: User) -> str:
    """This signs somebody in, without a password, a form or a page."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    begin_visit(session, user, timezone.now())
    session.save()
    return str(session.session_key)


def officer(now) -> User:
    found = User.objects.filter(email="officer@example.org").first()
    if found is None:
        found = actions.create_person(email="officer@example.org", full_name="Bench Officer")
        for policy in Policy.objects.all():
            actions.give_consent(user=found, policy=policy, now=now)
        give_role(user=found, role="Administrator", by=None, now=now)
        actions.set_up_totp(user=found, secret="JBSWY3DPEHPK3PXP")  # noqa: S106 -- nobody signs in with it
        found.refresh_from_db()
    return found


def deep_page(now) -> ContentPage:
    """This is a page of words as deep in the tree as a lesson, served by Wagtail."""
    parent = HomePage.objects.get(locale=Locale.objects.get(language_code="en"))
    for number in range(4):
        slug = f"bench-{number}"
        page = ContentPage.objects.child_of(parent).filter(slug=slug).first()
        parent = page or add(_page(slug, parent), parent, None, now)
    return parent


def _page(slug: str, parent) -> ContentPage:
    return ContentPage(title=slug, slug=slug, locale=parent.locale, body=body())


def body() -> list[tuple[str, object]]:
    return [("text", "<p>" + "A packet carries two addresses, and every router on its way reads one. " * 60 + "</p>")]
