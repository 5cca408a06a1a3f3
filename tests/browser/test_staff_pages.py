"""
Every page of ours in the administration, and what staff alone see of the site, held against the rules.

Wagtail's own pages are not ours: its explorer, its editor, its forms for pages, images, documents, snippets, settings, its
account page, the page of one mail. Of a page of ours its sidebar and the head of what a search found are Wagtail's, too.
"""

import contextlib
import sqlite3
import time
from dataclasses import dataclass

import pytest

from tests.browser.checks import assert_accessible, assert_no_overflow, assert_sound_html, violations
from tests.browser.conftest import read_in
from tests.demo_site import manage

PHONE, DESK = 390, 1280
STAFF = "admin@example.org"

# What the demo has none of: a likely double, a certificate that waits for somebody, and a tutor booked twice.
MORE = """
from django.utils import timezone
from accounts.actions import create_person
from accounts.models import User
from certificates.enums import Kind, Problem
from certificates.models import StoppedIssue
from enrolments.models import Enrolment
now = timezone.now()
create_person(email="new.again@example.org", full_name="Wanjiru Kamau", country="KE")
learner = User.objects.get(email="halfway@example.org")
enrolment = Enrolment.objects.get(learner=learner, course__code="how-the-internet-works")
StoppedIssue.objects.create(
    kind=Kind.COURSE, source=f"enrolment:{enrolment.pk}", learner=learner, name="Mateo 𓀀", title="How the Internet works",
    problem=Problem.CHARACTERS, detail="13000", edition="", first_met_at=now, last_met_at=now,
)

from tutors import copying, running, scheduling
from tutors.models import Cohort, Session
admin = User.objects.get(email="admin@example.org")
cohort = Cohort.objects.get(code="routing-workshop")
again = copying.copy_cohort(cohort=cohort, code="routing-again", name="Routing security, again", days=70, by=admin, now=now)
running.open_cohort(cohort=again, by=admin, now=now)
busy = Session.objects.upcoming(now).filter(cohort__code="encryption-together").first()
scheduling.plan_session(cohort=cohort, meeting=scheduling.Meeting("At once"), starts_at=busy.starts_at, minutes=60)
"""

ENROLMENT = "select min(e.id) from enrolments_enrolment e join accounts_user u on u.id = e.learner_id where u.email ="
# Where a number of a row belongs, and how the row is found.
NUMBERS = {
    "learner": "select id from accounts_user where email = 'halfway@example.org'",
    "graduate": "select id from accounts_user where email = 'graduate@example.org'",
    "double": "select id from accounts_user where email = 'new.again@example.org'",
    "first": "select id from accounts_user where email = 'new@example.org'",
    "author": "select id from accounts_user where email = 'author@example.org'",
    "enrolment": f"{ENROLMENT} 'halfway@example.org'",
    "completed": f"{ENROLMENT} 'graduate@example.org'",
    "attempt": "select min(id) from enrolments_quizattempt where submitted_at is not null",
    "open_attempt": "select min(id) from enrolments_quizattempt where submitted_at is null",
    "certificate": "select min(id) from certificates_certificate",
    "stopped": "select min(id) from certificates_stoppedissue",
    "cohort": "select id from tutors_cohort where code = 'routing-workshop'",
    "tutor": "select min(a.tutor_id) from tutors_appointment a"
    " join tutors_cohort c on c.id = a.cohort_id"
    " where c.code = 'routing-workshop'",
    "appointment": "select min(a.id) from tutors_appointment a"
    " join tutors_cohort c on c.id = a.cohort_id"
    " where c.code = 'routing-workshop'",
    "member": "select min(p.id) from tutors_place p"
    " join tutors_cohort c on c.id = p.cohort_id"
    " where c.code = 'routing-workshop' and p.status = 'held'",
    "asker": "select min(p.id) from tutors_place p"
    " join tutors_cohort c on c.id = p.cohort_id"
    " where c.code = 'routing-workshop' and p.status = 'asked'",
    "course": "select min(page_ptr_id) from courses_coursepage where key = 'how-the-internet-works'",
}


@dataclass(frozen=True)
class StaffPage:
    name: str
    path: str

    def __str__(self):
        return self.name


ADMIN_PAGES = [
    StaffPage("people", "/admin/users/"),
    StaffPage("person", "/admin/users/inspect/{graduate}/"),
    StaffPage("person-of-staff", "/admin/users/inspect/{author}/"),
    StaffPage("invite", "/admin/users/new/"),
    StaffPage("give-role", "/admin/users/{author}/give-role/"),
    StaffPage("take-role", "/admin/users/{author}/take-role/"),
    StaffPage("close-account", "/admin/users/{learner}/close/"),
    StaffPage("roles", "/admin/reports/roles/"),
    StaffPage("policies", "/admin/policies/"),
    StaffPage("policy-new", "/admin/policies/terms/new/"),
    StaffPage("doubles", "/admin/people/merge/doubles/"),
    StaffPage("merge-begin", "/admin/people/merge/{first}/"),
    StaffPage("merge-found", "/admin/people/merge/{first}/?q=wanjiru"),
    StaffPage("merge", "/admin/people/merge/{first}/with/{double}/"),
    StaffPage("enrolments", "/admin/enrolments/"),
    StaffPage("enrolment", "/admin/enrolments/{enrolment}/"),
    StaffPage("enrolment-completed", "/admin/enrolments/{completed}/"),
    StaffPage("allowance", "/admin/enrolments/{enrolment}/allow/"),
    StaffPage("reset", "/admin/enrolments/{enrolment}/reset/"),
    StaffPage("withdraw-somebody", "/admin/enrolments/{enrolment}/withdraw/"),
    StaffPage("enrol-people", "/admin/enrolments/people/"),
    StaffPage("attempts", "/admin/attempts/"),
    StaffPage("attempt", "/admin/attempts/{attempt}/"),
    StaffPage("attempt-open", "/admin/attempts/{open_attempt}/"),
    StaffPage("certificates", "/admin/certificates/"),
    StaffPage("certificate", "/admin/certificates/{certificate}/"),
    StaffPage("certificate-correct", "/admin/certificates/{certificate}/correct/"),
    StaffPage("certificate-reissue", "/admin/certificates/{certificate}/reissue/"),
    StaffPage("certificate-revoke", "/admin/certificates/{certificate}/revoke/"),
    StaffPage("stopped", "/admin/stopped-certificates/"),
    StaffPage("stopped-one", "/admin/stopped-certificates/{stopped}/"),
    StaffPage("ratings", "/admin/ratings/"),
    StaffPage("reports", "/admin/page-reports/"),
    StaffPage("outbox", "/admin/outbox/"),
    StaffPage("import", "/admin/courses/import/"),
    StaffPage("cohorts", "/admin/cohorts/"),
    StaffPage("cohort", "/admin/cohorts/{cohort}/"),
    StaffPage("cohort-new", "/admin/cohorts/new/"),
    StaffPage("cohort-edit", "/admin/cohorts/{cohort}/edit/"),
    StaffPage("cohort-start", "/admin/cohorts/{cohort}/start/"),
    StaffPage("cohort-cancel", "/admin/cohorts/{cohort}/cancel/"),
    StaffPage("cohort-copy", "/admin/cohorts/{cohort}/copy/"),
    StaffPage("cohort-appoint", "/admin/cohorts/{cohort}/appoint/"),
    StaffPage("cohort-hand-over", "/admin/cohorts/{cohort}/hand-over/"),
    StaffPage("appointment-end", "/admin/cohorts/appointments/{appointment}/end/"),
    StaffPage("cohort-admit", "/admin/cohorts/{cohort}/admit/"),
    StaffPage("cohort-list", "/admin/cohorts/{cohort}/list/"),
    StaffPage("places", "/admin/cohorts/{cohort}/places/"),
    StaffPage("waiting", "/admin/cohorts/{cohort}/waiting/"),
    StaffPage("place", "/admin/cohorts/places/{member}/"),
    StaffPage("place-asked", "/admin/cohorts/places/{asker}/approve/"),
    StaffPage("place-move", "/admin/cohorts/places/{member}/move/"),
    StaffPage("place-remove", "/admin/cohorts/places/{member}/remove/"),
    StaffPage("tutors", "/admin/tutors/"),
    StaffPage("tutor", "/admin/tutors/{tutor}/"),
    StaffPage("tutor-new", "/admin/tutors/new/"),
    StaffPage("tutor-edit", "/admin/tutors/{tutor}/edit/"),
    StaffPage("tutor-retire", "/admin/tutors/{tutor}/retire/"),
]
PREVIEWS = [
    StaffPage("preview-course", "/preview/{course}-en/"),
    StaffPage("preview-lesson", "/preview/{course}-en/moving-data-speed/"),
    StaffPage("preview-quiz", "/preview/{course}-en/moving-data-quiz/"),
]


@pytest.fixture(scope="session")
def numbers(demo):
    """The numbers of rows of the demo, which has some more for staff from here on."""
    manage(demo.data, "shell", "--verbosity", "0", "--command", MORE)
    with contextlib.closing(sqlite3.connect(demo.data / "footbridge.sqlite3")) as database:
        for _try in range(60):
            found = {name: database.execute(question).fetchone()[0] for name, question in NUMBERS.items()}
            if None not in found.values():
                return found
            # The worker is still at the certificate.
            time.sleep(0.5)
    raise AssertionError(found)


@pytest.fixture
def page(browser, demo, signed_in):
    context = browser.new_context(base_url=demo.url, storage_state=signed_in(STAFF))
    page = context.new_page()
    read_in(page, "en")
    yield page
    context.close()


def assert_fit_for_staff(page):
    """axe finds nothing, and nothing is cut off: Wagtail's content hides what is wider than the screen."""
    found = []
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 900})
        found += [(width, *violation) for violation in violations(page)]
        cut = page.evaluate("(main => main.scrollWidth - main.clientWidth)(document.querySelector('main'))")
        found += [(width, "cut off", cut)] if cut > 0 else []

    assert found == []


@pytest.mark.parametrize("kind", ADMIN_PAGES, ids=str)
def test_a_page_for_staff_keeps_the_rules(kind, page, numbers):
    response = page.goto(kind.path.format(**numbers))

    assert response.status == 200
    assert page.locator("h1").count() == 1
    assert_fit_for_staff(page)


def test_a_list_of_people_keeps_the_rules_from_its_upload_to_its_report(page, numbers, demo, tmp_path):
    people = tmp_path / "people.csv"
    people.write_text("email,name,country\nnew@example.org,,\nada@example.org,Ada Okafor,NG\nnobody,,\n", encoding="utf-8")

    page.goto("/admin/enrolments/people/")
    page.get_by_label("Course").select_option(index=1)
    page.set_input_files("[type=file]", people)
    page.get_by_role("button", name="Try it out").click()
    page.wait_for_url("**/jobs/**")
    for _try in range(60):
        if page.get_by_role("link", name="See what would happen").count():
            break
        time.sleep(0.5)
        page.reload()
    assert_no_overflow(page)
    assert_accessible(page)
    page.get_by_role("link", name="See what would happen").click()
    page.wait_for_url("**/admin/enrolments/people/*/")

    assert "ada@example.org" in page.locator("table.listing").inner_text()
    assert_fit_for_staff(page)


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("kind", PREVIEWS, ids=str)
def test_a_preview_keeps_the_rules(kind, language, page, numbers):
    read_in(page, language)
    response = page.goto(kind.path.format(**numbers))

    assert response.status == 200
    assert_sound_html(page.content())
    assert_no_overflow(page)
    assert_accessible(page)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_preview_of_an_attempt_keeps_the_rules(language, page, numbers):
    read_in(page, language)
    page.goto(f"/preview/{numbers['course']}-en/moving-data-quiz/")
    page.locator("main form button.button").first.click()
    page.wait_for_url("**/attempt/")

    assert_no_overflow(page)
    assert_accessible(page)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_page_for_other_roles_keeps_the_rules(language, browser, demo, signed_in, numbers):
    context = browser.new_context(base_url=demo.url, locale=language, storage_state=signed_in("new@example.org"))
    page = context.new_page()
    read_in(page, language)
    response = page.goto(f"/preview/{numbers['course']}-en/")

    assert response.status == 403
    assert_sound_html(page.content())
    assert_no_overflow(page)
    assert_accessible(page)
    context.close()
