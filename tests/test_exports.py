"""Every listing of ours in the administration goes along as CSV and XLSX, and both say what the page says."""

from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLResolver
from wagtail.admin.views.generic import IndexView
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.users.models import UserProfile

from accounts import actions, roles
from core.exports import TableExportMixin
from enrolments import rating, reporting
from notices import actions as letters
from tests.certificates.factories import make_certificate, make_stopped
from tests.enrolments.factories import NOW, entries_of, make_enrolment, make_outline
from tests.enrolments.quizzes_made import make_quiz, make_quiz_outline, passed
from tests.factories import make_staff, make_user
from tests.tables import in_csv, in_xlsx, on_the_page
from tests.tutors.factories import make_appointment, make_cohort, make_tutor

pytestmark = pytest.mark.django_db
ZONE = "Asia/Kolkata"
FORMULA = "=HYPERLINK(1)"
# What is asked of each, so that more than one row is left.
LISTINGS = {
    "wagtailusers_users:index": {"ordering": "-email"},
    "accounts_roles": {"ordering": "-email"},
    "enrolments_admin:index": {"status": "active", "ordering": "-learner__search_name"},
    "enrolments_attempts:index": {"is_passed": "true", "ordering": "started_at"},
    "enrolments_ratings:index": {"score": 4},
    "enrolments_reports:index": {"open": "true"},
    "policies:index": {"kind": "terms", "ordering": "version"},
    "outbox:index": {"status": "queued"},
    "cohorts_admin:index": {"status": "open", "ordering": "-name"},
    "tutors_admin:index": {"state": "active", "ordering": "-user__email"},
    "certificate:index": {"kind": "course", "ordering": "latest__search_text"},
    "stopped_certificate:index": {"open": "true", "ordering": "search_text"},
}


# Listings of a cohort, which tests/tutors/test_listings.py holds against their files: an address would have to name one.
OF_A_COHORT = {"cohorts_admin:places", "cohorts_admin:waiting"}


@pytest.fixture
def admin(client):
    officer = make_staff(is_superuser=True, full_name="Zoe Officer")
    UserProfile.objects.create(user=officer, current_time_zone=ZONE)
    client.force_login(officer)
    return client


@pytest.fixture
def furnished(db):
    """Two rows and more for each listing, with names, words and subjects that a spreadsheet might run."""
    roles.ensure_roles()
    actions.ensure_policies(now=NOW)
    actions.publish_policy(kind="terms", texts={"en": ("=Terms", "One.")}, now=NOW)
    outline, quiz = make_outline(lessons=1), make_quiz_outline(make_quiz())
    for number, name in enumerate((FORMULA, "+Ben", "@Åsa", "عادة")):
        person = make_user(full_name=name, email=f"p{number}@example.org", country="NG", last_login=NOW)
        enrolment = make_enrolment(outline, learner=person, done=number % 2)
        roles.give_role(user=person, role="Editor", by=None, now=NOW)
        if number % 2:
            rating.rate(enrolment=enrolment, score=4, words="-clear\nand calm", language="en", now=NOW)
        said = {"kind": "error", "words": f'=A picture, {name}; is "missing"', "now": NOW}
        reporting.report(learner=person, course=outline.course, entry=entries_of(outline)[0], **said)
        post(person, number)
        passed(make_enrolment(quiz, learner=person))
        make_appointment(make_cohort(outline, name=name), make_tutor(user=person))
        make_certificate(learner=person)
        make_stopped(enrolment=enrolment)
    actions.set_up_totp(user=person, secret="JBSWY3DPEHPK3PXP")


def post(person, number):
    letters.post(
        kind="accounts.account",
        key=f"letter:{number}",
        recipient=person,
        template="accounts/mail/account_closed",
        context={"name": FORMULA},
    )


@pytest.mark.parametrize(("name", "asked"), LISTINGS.items())
def test_files_hold_the_table(admin, furnished, name, asked):
    page = on_the_page(admin.get(reverse(name), asked))

    assert len(page) > 2
    assert in_csv(admin.get(reverse(name), asked | {"export": "csv"})) == page
    assert in_xlsx(admin.get(reverse(name), asked | {"export": "xlsx"}), ZoneInfo(ZONE)) == page


@pytest.mark.parametrize("name", LISTINGS)
def test_the_page_offers_the_files_under_its_own_filters(admin, furnished, name):
    text = admin.get(reverse(name), LISTINGS[name]).text

    given = "&amp;".join(f"{field}={value}" for field, value in LISTINGS[name].items())
    for kind in ("csv", "xlsx"):
        assert f'href="{reverse(name)}?{given}&amp;export={kind}"' in text


def listings(resolver, prefix=""):
    """The names of all our listings, as the addresses below the administration have them."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from listings(pattern, space)
            continue
        view = getattr(pattern.callback, "view_class", object)
        model = getattr(pattern.callback, "view_initkwargs", {}).get("model")
        homes = {view.__module__.split(".")[0], model._meta.app_label if model and issubclass(view, IndexView) else ""}
        if issubclass(view, BaseListingView) and homes & set(settings.ROOMS):
            yield f"{prefix}{pattern.name}", view


def test_every_listing_of_ours_is_tried_here():
    found = dict(listings(get_resolver()))

    ours = {name for name in found if not name.endswith("results")}
    assert {name for name in ours if not issubclass(found[name], TableExportMixin)} == set()
    assert ours == set(LISTINGS) | OF_A_COHORT
