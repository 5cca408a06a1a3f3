import datetime as dt

import pytest

from accounts.actions import create_person
from courses.models import Course
from enrolments.models import Enrolment, Opening
from home import demo, demo_cohorts
from tests.courses.factories import make_outline
from tutors.models import Attendance, Cohort, Place, Session, Tutor
from tutors.queries import turn_of

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    demo.load_site(now=NOW)
    for each in demo.PEOPLE:
        create_person(email=each.email, full_name=each.full_name)


@pytest.fixture
def loaded(people):
    """The demo's courses as they are known, without their pages, and nobody on their own way through one."""
    for each in demo_cohorts.COHORTS:
        Course.objects.filter(pk=make_outline().course_id).update(key=each.course)
    demo_cohorts.load(now=NOW)


def test_there_is_a_cohort_in_each_state_that_people_see(loaded):
    assert dict(Cohort.objects.order_by("starts_on").values_list("code", "status")) == {
        "community-networks-first-round": "finished",
        "encryption-together": "running",
        "routing-workshop": "open",
        "internet-evenings": "open",
    }
    assert set(Cohort.objects.values_list("course__key", flat=True)) == set(Course.objects.values_list("key", flat=True))


def test_people_hold_places_are_offered_one_wait_and_ask(loaded):
    states = Place.objects.filter(cohort__code="routing-workshop").order_by("pk").values_list("learner__email", "status")

    assert dict(states) == {
        "koffi@example.org": "left",
        "nodira@example.org": "held",
        "graduate@example.org": "offered",
        "joao@example.org": "waiting",
        "tenzin@example.org": "asked",
        "maya@example.org": "asked",
    }
    assert turn_of(Place.objects.get(learner__email="joao@example.org", status="waiting")) == 1


def test_members_are_enrolled_with_the_dates_of_their_modules(people):
    demo.load_course(demo.COURSES / "encryption")
    demo_cohorts.load(now=NOW)

    enrolment = Enrolment.objects.get(learner__email="halfway@example.org", course__key="encryption")

    opens = list(Opening.objects.filter(enrolment=enrolment).order_by("opens_at").values_list("opens_at", flat=True))
    assert opens[0] == dt.datetime(2026, 11, 13, 5, tzinfo=dt.UTC)
    assert opens[1] - opens[0] == dt.timedelta(weeks=1)


def test_sessions_lie_behind_and_ahead(loaded):
    sessions = Session.objects.filter(cohort__code="encryption-together")

    assert (sessions.over(NOW).count(), sessions.upcoming(NOW).count()) == (2, 3)
    assert {session.held_by.user.email for session in sessions} == {"tutor@example.org"}


def test_attendance_is_noted_but_for_the_latest_session(loaded):
    sessions = Session.objects.over(NOW).filter(cohort__code="encryption-together")

    latest, first = [session.attendances.count() for session in sessions]
    assert (latest, first) == (0, 8)
    assert {each.status for each in Attendance.objects.all()} == {*Attendance.Status}
    finished = Session.objects.filter(cohort__code="community-networks-first-round")
    assert {session.attendances.count() for session in finished} == {4}


def test_a_second_start_changes_nothing(loaded):
    before = [model.objects.count() for model in (Cohort, Place, Session, Tutor, Enrolment)]

    demo_cohorts.load(now=NOW + dt.timedelta(days=1))

    assert [model.objects.count() for model in (Cohort, Place, Session, Tutor, Enrolment)] == before


def test_without_its_people_nothing_is_made():
    demo_cohorts.load(now=NOW)

    assert Cohort.objects.count() == 0
