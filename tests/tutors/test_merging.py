import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts import merging
from enrolments.models import Enrolment
from tests.enrolments.factories import DAY, NOW, make_enrolment
from tests.factories import make_user
from tests.tutors.factories import (
    HOUR,
    make_appointment,
    make_attendance,
    make_check_in,
    make_cohort,
    make_feed,
    make_interest,
    make_place,
    make_session,
    make_tutor,
    seats,
)
from tutors import placing, queueing
from tutors.models import Appointment, CalendarFeed, Interest, Place, PlaceMove, Tutor
from tutors.models.places import CURRENT, SEATED

pytestmark = pytest.mark.django_db
Status = Place.Status


@pytest.fixture
def goes():
    return make_user(full_name="Ada Okafor")


@pytest.fixture
def stays():
    return make_user(full_name="Ada Okafor")


def merge(goes, stays):
    return merging.merge(source=goes, target=stays, by=None, reason="One person", now=NOW)


def test_places_move(goes, stays):
    held, left = make_place(learner=goes), make_place(learner=goes, status=Status.LEFT)
    own = make_place(learner=stays, status=Status.WAITING)

    merge(goes, stays)

    assert {*Place.objects.filter(learner=stays)} == {held, left, own}
    held.refresh_from_db()
    assert held.enrolment.learner == stays
    assert seats(held.cohort) == (1, 1)


@pytest.mark.parametrize("theirs", CURRENT)
@pytest.mark.parametrize("own", CURRENT)
def test_of_two_places_in_a_cohort_the_better_stays(goes, stays, theirs, own):
    cohort = make_cohort(capacity=2)
    first, second = make_place(cohort, goes, status=theirs), make_place(cohort, stays, status=own)
    order = [Status.COMPLETED, Status.HELD, Status.OFFERED, Status.WAITING, Status.ASKED]
    kept, gone = (first, second) if order.index(theirs) <= order.index(own) else (second, first)

    merge(goes, stays)

    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (kept.learner, gone.learner, gone.moved_to) == (stays, stays, kept)
    assert ([kept.status], gone.status) == ([{first: theirs, second: own}[kept]], Status.MOVED)
    is_seated = kept.status in SEATED
    assert seats(cohort) == (is_seated, is_seated)
    assert gone.moves.get().to_status == Status.MOVED


def test_of_two_turns_in_the_queue_the_earlier_counts(goes, stays):
    cohort = make_cohort()
    early = make_place(cohort, goes, status=Status.WAITING, waiting_since=NOW - HOUR)
    make_place(cohort, stays, status=Status.WAITING)

    merge(goes, stays)

    assert [*cohort.places.in_queue()] == [early]


def test_two_members_who_are_one_share_an_enrolment_and_free_a_seat(goes, stays):
    cohort = make_cohort(capacity=2)
    placing.ask(cohort=cohort, learner=goes, now=NOW)
    placing.ask(cohort=cohort, learner=stays, now=NOW + HOUR)
    following = placing.ask(cohort=cohort, learner=make_user(), now=NOW)

    merge(goes, stays)

    [enrolment] = Enrolment.objects.filter(learner=stays)
    assert {place.enrolment for place in Place.objects.filter(learner=stays)} == {enrolment}
    assert queueing.advance(cohort=cohort, now=NOW) == [following]


def test_a_place_without_enrolment_beside_an_enrolment(goes, stays):
    place = make_place(learner=goes)
    outline = place.cohort.course.outlines.get()
    own = make_enrolment(outline, learner=stays)

    merge(goes, stays)

    place.refresh_from_db()
    assert place.enrolment == own == Enrolment.objects.get()


def test_a_repeat_fetches_what_came_too_late(goes, stays):
    cohort = make_cohort()
    own = make_place(cohort, stays)
    merge(goes, stays)
    late = make_place(cohort, goes, status=Status.ASKED)

    merge(goes, stays)

    late.refresh_from_db()
    assert (late.learner, late.status, late.moved_to) == (stays, Status.MOVED, own)


def test_a_trial_says_what_becomes_of_places(goes, stays):
    make_place(make_cohort(name="Spring"), goes, status=Status.WAITING)
    summer = make_cohort(name="Summer")
    make_place(summer, goes)
    make_place(summer, stays, status=Status.WAITING)

    outcome = merging.trial(source=goes, target=stays, by=None, now=NOW)

    assert [line for line in outcome.lines if "place" in line] == [
        "The place in “Spring” moves.",
        "Both accounts have a place in “Summer”. One remains: held.",
    ]
    assert Place.objects.filter(learner=goes).current().count() == 2
    assert PlaceMove.objects.count() == 0


def test_who_did_it_with_the_account_that_goes_is_still_named(goes, stays):
    place = placing.admit(cohort=make_cohort(created_by=goes), learner=make_user(), by=goes, now=NOW)
    appointment = make_appointment(appointed_by=goes, ended_by=goes, ended_at=NOW)

    merge(goes, stays)

    place.cohort.refresh_from_db()
    appointment.refresh_from_db()
    assert {move.moved_by for move in place.moves.all()} == {stays}
    assert place.cohort.created_by == appointment.appointed_by == appointment.ended_by == stays


def test_when_somebody_was_there_goes_with_their_place(goes, stays):
    attendance = make_attendance(place=make_place(learner=goes))

    merge(goes, stays)

    attendance.refresh_from_db()
    assert attendance.place.learner == stays


def test_of_two_places_in_a_cohort_the_one_that_stays_has_all_that_was_noted(goes, stays):
    cohort = make_cohort()
    sessions = [make_session(cohort) for _ in range(4)]
    kept, gone = make_place(cohort, stays), make_place(cohort, goes, status=Status.WAITING, joined_at=NOW)
    for session, own, theirs in zip(
        sessions, [None, "absent", "late", "excused"], ["present", "present", "absent", "absent"], strict=True
    ):
        make_attendance(session, gone, status=theirs)
        if own:
            make_attendance(session, kept, status=own)

    merge(goes, stays)

    assert [kept.attendances.get(session=session).status for session in sessions] == [
        "present",
        "present",
        "late",
        "excused",
    ]
    changes = kept.attendances.get(session=sessions[1]).changes.values_list("from_status", "to_status", "changed_at")
    assert ("absent", "present", NOW) in changes
    assert [each.session for each in gone.attendances.order_by("session")] == sessions[1:]


def test_who_noted_with_the_account_that_goes_is_still_named(goes, stays):
    attendance, check_in = make_attendance(noted_by=goes), make_check_in(made_by=goes)

    merge(goes, stays)

    attendance.refresh_from_db()
    check_in.refresh_from_db()
    assert {attendance.noted_by, attendance.changes.get().changed_by, check_in.made_by} == {stays}


def test_a_tutor_moves(goes, stays):
    appointment = make_appointment(tutor=make_tutor(user=goes))

    merge(goes, stays)

    assert Tutor.objects.get().user == stays
    assert [*Appointment.objects.open()] == [appointment]


@pytest.mark.parametrize(("theirs", "own", "remains"), [("lead", "assistant", "lead"), ("assistant", "lead", "lead")])
def test_of_two_tutors_one_remains_with_all_they_do(goes, stays, theirs, own, remains):
    first = make_tutor(
        user=goes, about="Gone", topics=["a", "b"], languages=["en"], trained_since=NOW.date(), is_listed=True
    )
    second = make_tutor(user=stays, topics=["b", "c"], trained_since=(NOW + DAY).date())
    cohort = make_cohort()
    make_appointment(cohort, first, role=theirs)
    make_appointment(cohort, second, role=own)
    elsewhere = make_appointment(tutor=first)
    session = make_session(cohort, held_by=first)

    merge(goes, stays)

    tutor = Tutor.objects.get()
    session.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (tutor, tutor.user, tutor.is_listed) == (second, stays, False)
    assert (tutor.about, tutor.topics, tutor.languages, tutor.trained_since) == ("Gone", ["b", "c", "a"], ["en"], NOW.date())
    assert (session.held_by, elsewhere.tutor) == (tutor, tutor)
    assert [each.role for each in cohort.appointments.open()] == [remains]
    assert cohort.appointments.count() == 2


@pytest.mark.parametrize(("theirs", "own", "remains"), [(None, NOW, None), (NOW, None, None), (NOW, NOW, NOW)])
def test_who_retired_with_one_account_goes_on_with_the_other(goes, stays, theirs, own, remains):
    make_tutor(user=goes, retired_at=theirs)
    make_tutor(user=stays, retired_at=own)

    merge(goes, stays)

    assert Tutor.objects.get().retired_at == remains


def test_of_two_wishes_the_earlier_counts(goes, stays):
    own = make_interest(stays)
    make_interest(goes, own.course, asked_at=NOW - DAY)
    told, other = make_interest(goes, own.course, told_at=NOW), make_interest(goes)

    merge(goes, stays)

    own.refresh_from_db()
    assert {*Interest.objects.filter(person=stays)} == {own, told, other}
    assert own.asked_at == NOW - DAY


def test_one_calendar_remains(goes, stays):
    make_feed(goes)
    own = make_feed(stays)

    merge(goes, stays)

    assert CalendarFeed.objects.get() == own


def test_the_only_calendar_goes_on_being_read(goes, stays):
    feed = make_feed(goes)

    merge(goes, stays)

    assert (CalendarFeed.objects.get(), CalendarFeed.objects.get().person) == (feed, stays)


class AnyPlaces(TestCase):
    """Whatever places two accounts have, the one that stays has one current place a cohort, and every seat is counted."""

    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        theirs=st.dictionaries(st.integers(0, 2), st.sampled_from([*CURRENT, Status.LEFT])),
        own=st.dictionaries(st.integers(0, 2), st.sampled_from([*CURRENT, Status.LEFT])),
    )
    def test_nobody_sits_twice(self, theirs, own):
        cohorts = [make_cohort(capacity=3) for _ in range(3)]
        goes, stays = make_user(), make_user()
        for learner, places in ((goes, theirs), (stays, own)):
            for number, status in places.items():
                make_place(cohorts[number], learner, status=status)
        was_in = {number for places in (theirs, own) for number, status in places.items() if status in CURRENT}

        merge(goes, stays)

        current = Place.objects.current().filter(learner=stays)
        assert sorted(place.cohort_id for place in current) == sorted(cohorts[number].pk for number in was_in)
        assert not Place.objects.filter(learner=goes).exists()
        for cohort in cohorts:
            counted, seated = seats(cohort)
            assert counted == seated


# What completes


def test_a_word_that_was_given_to_one_holds_for_both(goes, stays):
    cohort, tutor = make_cohort(status="running", needs_word=True), make_user()
    make_place(cohort, goes, word_given_at=NOW, word_given_by=tutor)
    make_place(cohort, stays, joined_at=NOW - HOUR, asked_at=NOW - HOUR)

    merge(goes, stays)

    kept = cohort.places.held().get()
    assert (kept.learner, kept.has_word, kept.word_given_by) == (stays, True, tutor)


def test_who_gave_a_word_is_the_account_that_stays(goes, stays):
    place = make_place(word_given_at=NOW, word_given_by=goes)

    merge(goes, stays)

    place.refresh_from_db()
    assert place.word_given_by == stays


def test_of_two_completed_places_the_earlier_day_holds_and_what_followed_is_not_done_again(goes, stays):
    cohort = make_cohort(status="running")
    make_place(cohort, goes, status=Status.COMPLETED, completed_at=NOW - HOUR, settled_at=NOW)
    make_place(cohort, stays, status=Status.COMPLETED, completed_at=NOW, asked_at=NOW - HOUR)

    merge(goes, stays)

    kept = cohort.places.held().get()
    assert (kept.completed_at, kept.settled_at) == (NOW - HOUR, NOW)
    gone = cohort.places.get(status=Status.MOVED)
    assert (gone.completed_at, gone.settled_at, gone.moved_to) == (None, None, kept)
