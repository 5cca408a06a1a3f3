import pytest
import time_machine

import enrolments.actions
from tests.enrolments.factories import DAY, NOW
from tests.factories import make_user
from tests.tutors.factories import HOUR, make_cohort, make_module_date, make_place
from tutors import placing, planning, running, tasks
from tutors.models import Cohort, Place

pytestmark = pytest.mark.django_db
Status = Place.Status


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def status_of(row):
    row.refresh_from_db()
    return row.status


def test_a_cohort_starts_on_its_day_by_itself(announced):
    due, later = make_cohort(starts_on=NOW.date()), make_cohort()

    with announced() as heard:
        tasks.sweep()
        tasks.sweep()

    assert (status_of(due), status_of(later)) == ("running", "open")
    assert heard == [("cohort_started", due.pk)]
    assert due.moves.get().moved_by is None


def test_offers_lapse_and_the_list_moves_up():
    cohort = make_cohort(capacity=1)
    lapses = make_place(cohort, status=Status.OFFERED, offered_until=NOW - HOUR)
    following = make_place(cohort, status=Status.WAITING)

    tasks.sweep()
    tasks.sweep()

    assert (status_of(lapses), status_of(following)) == (Status.LAPSED, Status.OFFERED)


def test_a_seat_that_nobody_offered_is_offered():
    place = make_place(make_cohort(capacity=1), status=Status.WAITING)

    tasks.sweep()

    assert status_of(place) == Status.OFFERED


def test_dates_that_no_message_pushed():
    cohort = make_cohort(dates_changed_at=NOW)
    place, _date = make_place(cohort), make_module_date(cohort)

    tasks.sweep()

    cohort.refresh_from_db()
    assert (place.enrolment.openings.count(), cohort.dates_changed_at) == (1, None)


@pytest.mark.parametrize(("cohort_status", "becomes"), [("cancelled", Status.CANCELLED), ("finished", Status.LAPSED)])
def test_places_that_no_message_closed(cohort_status, becomes):
    place = make_place(status=Status.WAITING)
    Cohort.objects.update(status=cohort_status)

    tasks.sweep()

    assert status_of(place) == becomes


def test_one_that_fails_stops_no_other(monkeypatch, caplog):
    broken, due = make_cohort(starts_on=NOW.date()), make_cohort(starts_on=NOW.date())
    start = running.start_cohort

    def fail(*, cohort, **given):
        if cohort == broken:
            raise RuntimeError
        return start(cohort=cohort, **given)

    monkeypatch.setattr(running, "start_cohort", fail)
    tasks.sweep()

    assert (status_of(broken), status_of(due)) == ("open", "running")
    assert f"cohort {broken.pk} is not brought up to date" in caplog.text


@pytest.fixture
def at_once(monkeypatch, django_capture_on_commit_callbacks):
    """Messages are worked off as soon as they are sent."""
    for task in (tasks.push_dates, tasks.close_places, tasks.follow_enrolment):
        monkeypatch.setattr(task, "delay", task)
    return django_capture_on_commit_callbacks


def test_a_message_pushes_dates(at_once):
    place = make_place()

    with at_once(execute=True):
        planning.set_module_dates(cohort=place.cohort, dates={"module-1": NOW + DAY}, now=NOW)

    assert place.enrolment.openings.get().opens_at == NOW + DAY


def test_a_message_closes_the_queue_of_a_finished_cohort(at_once):
    cohort = make_cohort(status="running")
    held, waiting = make_place(cohort), make_place(cohort, status=Status.WAITING)
    elsewhere = make_place(make_cohort(status="finished"), status=Status.WAITING)

    with at_once(execute=True):
        running.finish_cohort(cohort=cohort, by=None, now=NOW)

    assert [*map(status_of, (held, waiting, elsewhere))] == [Status.HELD, Status.LAPSED, Status.WAITING]


def test_who_withdraws_from_the_course_leaves_the_cohort(at_once):
    cohort = make_cohort(capacity=1)
    place = placing.ask(cohort=cohort, learner=make_user(), now=NOW)
    following = placing.ask(cohort=cohort, learner=make_user(), now=NOW)

    with at_once(execute=True):
        enrolments.actions.withdraw(enrolment=place.enrolment, now=NOW)

    assert (status_of(place), status_of(following)) == (Status.LEFT, Status.OFFERED)


def test_a_withdrawal_that_no_message_brought():
    place = make_place()
    enrolments.actions.withdraw(enrolment=place.enrolment, now=NOW)

    tasks.sweep()

    assert status_of(place) == Status.LEFT
