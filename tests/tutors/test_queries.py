import datetime as dt

import pytest

from tests.enrolments.factories import DAY, NOW, make_outline
from tests.factories import make_user
from tests.tutors.factories import (
    HOUR,
    make_appointment,
    make_cohort,
    make_interest,
    make_place,
    make_session,
    make_tutor,
)
from tutors import queries
from tutors.models import Cohort, Place

pytestmark = pytest.mark.django_db
Status = Place.Status
TODAY = NOW.date()


def test_a_persons_place_is_the_current_one_else_the_latest(django_assert_num_queries):
    cohort, person = make_cohort(), make_user()
    assert queries.place_of(person, cohort) is None
    late = make_place(cohort, person, status=Status.LEFT, ended_at=NOW + DAY)
    make_place(cohort, person, status=Status.DECLINED, ended_at=NOW)
    make_place(cohort)

    with django_assert_num_queries(1):
        assert queries.place_of(person, cohort) == late
    current = make_place(cohort, person, status=Status.WAITING)
    assert queries.place_of(person, cohort) == current


def test_my_places_are_current_ones_in_cohorts_that_are_not_over(django_assert_num_queries):
    person = make_user()
    late = make_place(make_cohort(starts_on=TODAY + 20 * DAY, ends_on=TODAY + 30 * DAY), person)
    soon = make_place(make_cohort(status="running"), person, status=Status.WAITING)
    make_place(make_cohort(), person, status=Status.LEFT)
    for status in ["finished", "cancelled"]:
        make_place(make_cohort(status=status), person)
    make_place()

    with django_assert_num_queries(1):
        places = queries.my_places(person)
        assert [place.cohort.course.code for place in places] != []

    assert places == [soon, late]


def test_turns_in_the_queue():
    cohort = make_cohort()
    last = make_place(cohort, status=Status.WAITING, waiting_since=NOW + HOUR)
    first, second = (make_place(cohort, status=Status.WAITING) for _ in range(2))
    make_place(status=Status.WAITING)

    assert [queries.turn_of(place) for place in (first, second, last)] == [1, 2, 3]
    assert queries.turn_of(make_place(cohort)) == 0


def test_which_cohorts_of_a_course_people_may_ask_to_join(django_assert_num_queries):
    outline = make_outline()
    late = make_cohort(outline, starts_on=TODAY + 20 * DAY, ends_on=TODAY + 30 * DAY, joining="approval")
    soon = make_cohort(outline)
    for fields in [{"status": "draft"}, {"status": "running"}, {"joining": "staff"}, {"joining": "invitation"}]:
        make_cohort(outline, **fields)
    make_cohort(outline, sign_up_closes_at=NOW)
    make_cohort()

    with django_assert_num_queries(1):
        assert queries.cohorts_to_join(outline.course, NOW) == [soon, late]


def test_cohorts_start_on_their_day_in_their_own_zone():
    instant = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
    day = {"starts_on": dt.date(2026, 3, 3)}
    ahead = make_cohort(time_zone="Pacific/Auckland", **day)
    make_cohort(time_zone="UTC", **day)
    make_cohort(time_zone="Pacific/Auckland", status="draft", **day)
    behind = make_cohort(time_zone="Pacific/Honolulu", starts_on=dt.date(2026, 3, 2))
    past = make_cohort(starts_on=dt.date(2026, 2, 1))

    assert queries.cohorts_to_start(instant) == [ahead, behind, past]
    # In Honolulu it is the day before until ten o'clock.
    assert behind not in queries.cohorts_to_start(dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC))


def test_cohorts_whose_waiting_list_may_move():
    overdue = make_place(make_cohort(capacity=1), status=Status.OFFERED, offered_until=NOW - HOUR).cohort
    free = make_place(make_cohort(capacity=1), status=Status.WAITING).cohort
    full = make_cohort(capacity=1)
    make_place(full)
    make_place(full, status=Status.WAITING)
    make_place(make_cohort(status="finished"), status=Status.WAITING)
    make_place(make_cohort(), status=Status.OFFERED)

    assert [*queries.cohorts_to_advance(NOW)] == [overdue, free]


def test_places_without_sense_and_of_who_withdrew():
    cancelled = make_place(make_cohort(status="cancelled"))
    waiting = make_place(make_cohort(status="finished"), status=Status.WAITING)
    make_place(waiting.cohort)
    make_place(make_cohort(status="cancelled"), status=Status.LEFT)
    withdrawn, past = make_place(), make_place(make_cohort(status="finished"))
    for place in (withdrawn, past):
        place.enrolment.status, place.enrolment.withdrawn_at = "withdrawn", NOW
        place.enrolment.save()

    assert [*queries.places_to_close()] == [cancelled, waiting]
    assert [*queries.places_withdrawn()] == [withdrawn]


def test_who_is_told_of_a_new_cohort():
    cohort = make_cohort(language="fr")
    course = cohort.course
    late = make_interest(course=course, language="fr", asked_at=NOW + DAY)
    early = make_interest(course=course)
    for fields in [{"language": "es"}, {"told_at": NOW}, {"person": make_user(is_active=False)}]:
        make_interest(course=course, **fields)
    make_interest()
    make_interest(make_place(cohort, status=Status.WAITING).learner, course)

    assert [*queries.interests_in(cohort)] == [early, late]


def test_tutors_of_today_the_lead_first(django_assert_num_queries):
    cohort = make_cohort()
    stand_in = make_appointment(cohort, role="stand_in", from_on=TODAY, until_on=TODAY)
    assistant = make_appointment(cohort, role="assistant")
    lead = make_appointment(cohort)
    make_appointment(cohort, role="stand_in", from_on=TODAY + DAY)
    make_appointment(cohort, role="assistant", ended_at=NOW)

    with django_assert_num_queries(1):
        found = queries.tutors_of(cohort, NOW)
        assert [str(each.tutor) for each in found] != []

    assert found == [lead, assistant, stand_in]


def test_a_persons_appointments():
    tutor = make_tutor()
    late = make_appointment(make_cohort(starts_on=TODAY + 20 * DAY, ends_on=TODAY + 30 * DAY), tutor)
    soon = make_appointment(tutor=tutor)
    make_appointment(tutor=tutor, ended_at=NOW)
    make_appointment()

    assert queries.appointments_of(tutor.user) == [soon, late]
    assert queries.appointments_of(make_user()) == []


def test_minutes_taught_are_of_sessions_that_took_place():
    tutor = make_tutor()
    for minutes in (60, 45):
        make_session(held_by=tutor, minutes=minutes, starts_at=NOW - DAY)
    make_session(held_by=tutor, starts_at=NOW - HOUR / 2)
    make_session(held_by=tutor, starts_at=NOW - DAY, status="did_not_happen")
    make_session(held_by=make_tutor(), starts_at=NOW - DAY)

    assert queries.minutes_taught(tutor, NOW) == 105
    assert queries.minutes_taught(make_tutor(), NOW) == 0


def test_double_bookings_are_named(django_assert_num_queries):
    tutor, cohort = make_tutor(), make_cohort()
    make_appointment(cohort, tutor)
    other = make_appointment(tutor=tutor).cohort
    mine = make_session(cohort, starts_at=NOW + DAY)
    clash = make_session(other, starts_at=NOW + DAY + HOUR / 2)
    make_session(other, starts_at=NOW + DAY + HOUR)
    make_session(other, starts_at=NOW + DAY, status="cancelled")
    make_session(starts_at=NOW + DAY)

    with django_assert_num_queries(3):
        found = queries.double_bookings(tutor, cohort, NOW)

    assert [(each.session, each.other) for each in found] == [(mine, clash)]
    assert queries.double_bookings(tutor, cohort, NOW + 2 * DAY) == []
    assert queries.double_bookings(make_tutor(), cohort, NOW) == []


def test_a_stand_in_is_booked_on_their_days_only():
    tutor, cohort = make_tutor(), make_cohort()
    there = make_appointment(tutor=tutor, role="stand_in", from_on=TODAY + DAY, until_on=TODAY + DAY).cohort
    for days in (1, 2):
        make_session(cohort, starts_at=NOW + DAY * days)
        make_session(there, starts_at=NOW + DAY * days)

    [clash] = queries.double_bookings(tutor, cohort, NOW)

    assert clash.other.starts_at == NOW + DAY


def test_a_cancelled_cohort_books_nobody():
    tutor, cohort = make_tutor(), make_cohort()
    other = make_appointment(make_cohort(status="cancelled"), tutor).cohort
    for each in (cohort, other):
        make_session(each)

    assert queries.double_bookings(tutor, cohort, NOW) == []


def test_what_stands_in_a_persons_calendar(django_assert_num_queries):
    tutor = make_tutor()
    person = tutor.user
    learns = make_place(learner=person).cohort
    teaches = make_appointment(tutor=tutor).cohort
    stands_in = make_appointment(tutor=tutor, role="stand_in", from_on=TODAY + DAY, until_on=TODAY + DAY).cohort
    expected = [
        make_session(learns, starts_at=NOW + DAY),
        make_session(stands_in, starts_at=NOW + DAY + HOUR),
        make_session(learns, starts_at=NOW + 2 * DAY, status="cancelled"),
        make_session(teaches, starts_at=NOW + 3 * DAY),
    ]
    make_session(stands_in, starts_at=NOW + 4 * DAY)
    make_session(learns, starts_at=NOW - 9 * DAY)
    make_session(make_place(learner=person, status=Status.WAITING).cohort)
    make_session(make_appointment(make_cohort(status="draft"), tutor).cohort)
    make_session()

    with django_assert_num_queries(3):
        sessions = queries.sessions_in_calendar(person, since=NOW)
        assert {each.cohort.course.code for each in sessions} != set()

    assert sessions == expected


def test_who_sits_in_a_cohort_for_which_they_stand_in_sees_all_of_it():
    tutor = make_tutor()
    cohort = make_appointment(tutor=tutor, role="stand_in", until_on=TODAY).cohort
    make_place(cohort, tutor.user)
    session = make_session(cohort)

    assert queries.sessions_in_calendar(tutor.user, since=NOW) == [session]


def test_who_is_told_of_a_session():
    session = make_session()
    members = [make_place(session.cohort).learner for _ in range(2)]
    locked = make_place(session.cohort).learner
    locked.is_active = False
    locked.save()
    make_place(session.cohort, status=Status.WAITING)

    assert queries.people_to_tell(session) == members


def test_cohorts_whose_dates_are_to_be_pushed():
    cohort = make_cohort(dates_changed_at=NOW)
    make_cohort()

    assert [*queries.cohorts_to_push()] == [cohort]
    assert Cohort.objects.count() == 2
