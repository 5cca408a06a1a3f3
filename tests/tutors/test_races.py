"""Many people, tutors, tabs and workers at the same moment, on real connections."""

import datetime as dt
from functools import partial

import pytest
from django.utils import timezone

from accounts import merging
from enrolments.models import Enrolment, Opening
from tests.at_once import at_once
from tests.enrolments.factories import DAY, NOW, make_outline
from tests.factories import make_user
from tests.tutors.factories import make_appointment, make_check_in, make_cohort, make_place, make_session, make_tutor, seats
from tutors import appointing, attending, exceptions, placing, planning, queries, queueing
from tutors.attending import Rest
from tutors.models import Appointment, Attendance, AttendanceChange, Place

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
Status = Place.Status
# A race that is lost now and then is run more than once.
ROUNDS = range(5)


def ask(cohort, learner):
    return placing.ask(cohort=cohort, learner=learner, now=timezone.now())


def unless_refused(act):
    """What the act answered, or the class of its refusal."""
    try:
        return act()
    except exceptions.Refused as refusal:
        return type(refusal)


def test_fifty_people_take_the_last_five_seats_and_the_others_wait_in_order():
    cohort = make_cohort(capacity=30)
    for _ in range(25):
        make_place(cohort)
    people = [make_user() for _ in range(50)]

    places = at_once(*[partial(ask, cohort, person) for person in people])
    again = at_once(*[partial(ask, cohort, person) for person in people])

    assert again == places
    assert [place.learner for place in places] == people
    mine = cohort.places.filter(learner__in=people)
    assert (mine.count(), mine.held().count(), mine.in_queue().count()) == (50, 5, 45)
    assert seats(cohort) == (30, 30)
    assert {each.learner_id for each in Enrolment.objects.filter(learner__in=people)} == {
        each.learner_id for each in mine.held()
    }
    queue = [*mine.in_queue()]
    assert [place.waiting_since for place in queue] == [place.asked_at for place in queue]
    assert [queries.turn_of(place) for place in queue] == [*range(1, 46)]


def test_seats_that_are_given_back_at_once_go_to_the_first_of_the_queue():
    cohort = make_cohort(capacity=5)
    members = [make_place(cohort) for _ in range(5)]
    queue = [
        make_place(cohort, status=Status.WAITING, waiting_since=NOW + dt.timedelta(seconds=number)) for number in range(10)
    ]

    at_once(*[partial(placing.leave, place=place, now=NOW) for place in members])

    offered = cohort.places.filter(status=Status.OFFERED).order_by("waiting_since")
    assert ([*offered], seats(cohort)) == (queue[:5], (5, 5))


def test_a_double_click_is_one_place():
    for _ in ROUNDS:
        cohort, learner = make_cohort(capacity=5), make_user()

        places = at_once(*[partial(ask, cohort, learner)] * 4)

        assert {place.pk for place in places} == {Place.objects.get(learner=learner).pk}
        assert seats(cohort) == (1, 1)


def test_a_seat_is_taken_or_offered_on_never_both():
    for _ in ROUNDS:
        cohort = make_cohort(capacity=1)
        place = make_place(cohort, status=Status.OFFERED, offered_until=NOW)
        following = make_place(cohort, status=Status.WAITING)

        at_once(
            partial(unless_refused, partial(placing.accept_offer, place=place, now=NOW)),
            partial(queueing.lapse_offers, cohort=cohort, now=NOW + DAY),
        )

        place.refresh_from_db()
        following.refresh_from_db()
        assert (place.status, following.status) in {(Status.HELD, Status.WAITING), (Status.LAPSED, Status.OFFERED)}
        assert seats(cohort) == (1, 1)


def test_two_who_change_cohorts_with_each_other_do_not_wait_for_ever():
    for _ in ROUNDS:
        outline, officer = make_outline(), make_user()
        one, other = make_cohort(outline, capacity=2), make_cohort(outline, capacity=2)
        here, there = make_place(one), make_place(other)
        given = {"by": officer, "reason": "", "now": NOW}

        at_once(
            partial(placing.move_place, place=here, to_cohort=other, **given),
            partial(placing.move_place, place=there, to_cohort=one, **given),
        )

        assert (one.places.held().get().learner, other.places.held().get().learner) == (there.learner, here.learner)
        assert (seats(one), seats(other)) == ((1, 1), (1, 1))


def test_the_last_seat_goes_to_one_of_two_who_are_moved_there():
    for _ in ROUNDS:
        outline, officer = make_outline(), make_user()
        target = make_cohort(outline, capacity=1)
        places = [make_place(make_cohort(outline)) for _ in range(2)]
        given = {"to_cohort": target, "by": officer, "reason": "", "now": NOW}

        answers = at_once(*[partial(unless_refused, partial(placing.move_place, place=place, **given)) for place in places])

        assert answers.count(exceptions.CohortFull) == 1
        assert seats(target) == (1, 1)


def test_fewer_seats_and_one_more_person_at_once():
    for _ in ROUNDS:
        cohort, person = make_cohort(capacity=2), make_user()
        make_place(cohort)

        at_once(
            partial(unless_refused, partial(planning.change_cohort, cohort=cohort, facts={"capacity": 1}, now=NOW)),
            partial(ask, cohort, person),
        )

        cohort.refresh_from_db()
        held = cohort.places.filter(learner=person, status=Status.HELD).exists()
        assert (cohort.capacity, held) in {(1, False), (2, True)}
        assert seats(cohort) == (1 + held, 1 + held)


def test_dates_that_are_pushed_while_somebody_joins_and_somebody_leaves():
    for _ in ROUNDS:
        cohort, person = make_cohort(make_outline()), make_user()
        leaving = make_place(cohort)
        planning.set_module_dates(cohort=cohort, dates={"module-1": NOW + DAY}, now=NOW)

        at_once(
            partial(planning.push_dates, cohort=cohort),
            partial(ask, cohort, person),
            partial(placing.leave, place=leaving, now=NOW),
        )

        assert [each.enrolment.learner for each in Opening.objects.filter(source=cohort.source)] == [person]


def test_two_who_take_a_cohort_over_at_once_leave_one_lead():
    for _ in ROUNDS:
        cohort = make_appointment().cohort
        tutors = [make_tutor() for _ in range(3)]

        at_once(*[partial(appointing.hand_over, cohort=cohort, to=tutor, by=None, now=NOW) for tutor in tutors])

        assert Appointment.objects.open().get(cohort=cohort).tutor in tutors
        assert cohort.appointments.count() == 4


@pytest.mark.parametrize("has_place", [True, False])
def test_who_is_merged_while_they_ask_has_one_place(has_place):
    for _ in ROUNDS:
        cohort, goes, stays = make_cohort(capacity=5), make_user(), make_user()
        if has_place:
            make_place(cohort, stays)

        at_once(
            partial(ask, cohort, goes),
            partial(merging.merge, source=goes, target=stays, by=None, reason="One person", now=NOW),
            partial(ask, cohort, stays),
        )
        merging.gather(merged=goes.merged_into, now=NOW)

        assert Place.objects.current().get(cohort=cohort, learner=stays).is_held
        assert not Place.objects.filter(learner=goes).exists()
        assert seats(cohort) == (1, 1)


def test_thirty_members_check_in_while_two_tutors_mark_the_rest_present():
    session = make_session(starts_at=NOW)
    check_in = make_check_in(session)
    places = [make_place(session.cohort) for _ in range(30)]
    tutor = make_appointment(session.cohort).tutor.user
    check = partial(attending.check_in, session=session, code=check_in.code, now=NOW)
    mark = partial(attending.note, session=session, notes={}, by=tutor, now=NOW, rest=Rest("present"))

    acts = [partial(check, learner=place.learner) for place in places for _ in range(2)]
    at_once(*acts[:30], mark, *acts[30:], mark)

    assert (Attendance.objects.count(), AttendanceChange.objects.count()) == (30, 30)
    assert {*Attendance.objects.values_list("place", "status")} == {(place.pk, "present") for place in places}


def test_one_code_stands_when_two_tutors_make_one_at_once():
    for _ in ROUNDS:
        session = make_session(starts_at=NOW)
        tutor = make_appointment(session.cohort).tutor.user

        made = at_once(*[partial(attending.open_check_in, session=session, by=tutor, now=NOW)] * 4)

        assert len({each.pk for each in made}) == 4
        assert session.check_ins.standing().count() == 1
