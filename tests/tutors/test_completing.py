"""What completes a place, and what does not: content, sessions, a tutor's word; and what its enrolment is asked for."""

import pytest
import time_machine

import enrolments.actions
from courses.models import Outline
from enrolments.models import Enrolment, Requirement
from tests.enrolments.factories import DAY, NOW, keys_of, make_enrolment, make_outline
from tests.factories import make_user
from tests.tutors.factories import HOUR, make_attendance, make_cohort, make_place, make_session, seats
from tutors import attending, completing, exceptions, placing, planning, queries, running, scheduling, tasks
from tutors.models import Cohort, Place
from tutors.remaining import possible, remaining, what_is_left

pytestmark = pytest.mark.django_db
Status = Place.Status
LESSONS = 2


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def delivered(monkeypatch, django_capture_on_commit_callbacks):
    """Within ``with delivered()``, messages are worked off as soon as they are sent."""
    for name in ("review_cohort", "review_session", "review_sessions", "review_places", "review_enrolment"):
        task = getattr(tasks, name)
        monkeypatch.setattr(task, "delay", task)
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def run():
    """A running cohort of a course of two lessons that asks for what is given."""

    def make(**fields):
        return make_cohort(make_outline(LESSONS), **{"status": Cohort.Status.RUNNING, **fields})

    return make


def outline_of(cohort):
    return Outline.objects.get(course=cohort.course)


def hold(cohort, *, done=0, learner=None):
    """Somebody joined an hour ago, and did so many lessons since."""
    enrolment = make_enrolment(outline_of(cohort), learner=learner, now=NOW - HOUR)
    place = make_place(cohort, enrolment.learner, enrolment=enrolment, joined_at=NOW - HOUR)
    completing.review(place=place, now=NOW - HOUR)
    learn(place, done)
    return place


def learn(place, number=LESSONS):
    for key in keys_of(outline_of(place.cohort))[:number]:
        enrolments.actions.complete_lesson(enrolment=place.enrolment, key=key, now=NOW)


def review(place, now=NOW):
    return completing.review(place=place, now=now)


def status_of(place):
    place.refresh_from_db()
    return place.status


def enrolment_of(place):
    return Enrolment.objects.get(pk=place.enrolment_id)


def asked(place):
    """What the enrolment is asked for, and whether it is met."""
    rows = Requirement.objects.filter(enrolment=place.enrolment_id).order_by("pk")
    return {each.key: each.is_met for each in rows}


def words(place):
    return Requirement.objects.get(enrolment=place.enrolment_id).words["en"]


# What completes


def test_a_cohort_that_asks_for_nothing_is_completed_with_the_course(run, announced):
    place = hold(run(), done=1)
    review(place)
    before = status_of(place)
    learn(place)

    with announced() as heard:
        review(place)
        review(place, now=NOW + DAY)

    assert (before, status_of(place), place.completed_at) == (Status.HELD, Status.COMPLETED, NOW)
    assert heard == [("place_completed", place.pk)]
    move = place.moves.get()
    assert (move.from_status, move.to_status, move.moved_by) == (Status.HELD, Status.COMPLETED, None)


def test_who_completed_goes_on_being_a_member_with_a_seat(run):
    place = hold(run(capacity=1), done=LESSONS)
    waiting = make_place(place.cohort, status=Status.WAITING)

    review(place)

    assert seats(place.cohort) == (1, 1)
    assert status_of(place) == Status.COMPLETED
    assert (place.is_held, place.is_current, [*Place.objects.held()]) == (True, True, [place])
    assert placing.ask(cohort=place.cohort, learner=place.learner, now=NOW) == place
    assert status_of(waiting) == Status.WAITING


@pytest.mark.parametrize(
    ("done", "attended", "word", "left"),
    [
        (LESSONS, 2, True, 0),
        (LESSONS - 1, 2, True, 1),
        (LESSONS, 1, True, 1),
        (LESSONS, 2, False, 1),
        (0, 0, False, 3),
    ],
    ids=["all", "no content", "no sessions", "no word", "nothing"],
)
def test_all_that_is_asked_for_is_needed(run, done, attended, word, left):
    cohort = run(sessions_needed=2, needs_word=True)
    sessions = [make_session(cohort, starts_at=NOW - number * DAY) for number in range(3)]
    place = hold(cohort, done=done)
    for session in sessions[:attended]:
        make_attendance(session, place)
    if word:
        completing.give_word(place=place, by=make_user(), now=NOW)

    review(place)

    found = what_is_left(Place.objects.get(pk=place.pk))
    assert status_of(place) == (Status.HELD if left else Status.COMPLETED)
    assert len(found.left) == left
    assert asked(place) == {"sessions": attended == 2, "word": word}
    assert enrolment_of(place).is_completed == (not left)


def test_late_is_attended_absent_and_excused_are_not_and_a_session_counts_once(run):
    cohort = run(sessions_needed=2)
    place = hold(cohort)
    for status in ("late", "absent", "excused"):
        make_attendance(make_session(cohort), place, status=status)
    earlier = make_place(cohort, place.learner, status=Status.LEFT, joined_at=NOW)
    twice = make_session(cohort)
    make_attendance(twice, place)
    make_attendance(twice, earlier)
    make_attendance(make_session(cohort), make_place(cohort))

    assert what_is_left(place).attended == 2


def test_what_is_attended_elsewhere_counts_to_who_was_moved_here(run):
    cohort = run(sessions_needed=2)
    elsewhere = make_cohort(outline_of(cohort), status=Cohort.Status.RUNNING, sessions_needed=1)
    old = hold(elsewhere)
    make_attendance(make_session(elsewhere), old)
    left = make_place(elsewhere, old.learner, status=Status.LEFT)
    make_attendance(make_session(elsewhere), left)

    new = placing.move_place(place=old, to_cohort=cohort, by=make_user(), reason="Another hour", now=NOW)

    assert what_is_left(new).attended == 1


@pytest.mark.parametrize(
    ("planned", "lost", "is_over", "needed"),
    [
        (8, 0, False, 6),
        (8, 2, False, 6),
        (5, 3, False, 5),
        (3, 0, False, 6),
        (3, 1, False, 5),
        (6, 1, False, 6),
        (0, 8, False, 0),
        (4, 0, True, 4),
        (8, 0, True, 6),
    ],
)
def test_no_more_sessions_are_asked_for_than_there_can_be(planned, lost, is_over, needed):
    assert possible(6, planned=planned, lost=lost, is_over=is_over) == needed


def test_a_lost_session_lowers_what_is_needed_and_completes_who_had_the_others(run, delivered):
    cohort = run(sessions_needed=2)
    first, second = make_session(cohort, starts_at=NOW - DAY), make_session(cohort, starts_at=NOW - 2 * DAY)
    place = hold(cohort, done=LESSONS)
    make_attendance(first, place)
    review(place)

    with delivered():
        scheduling.mark_not_happened(session=second, now=NOW)

    assert status_of(place) == Status.COMPLETED


def test_a_session_that_did_not_happen_was_attended_by_nobody(run):
    cohort = run(sessions_needed=1)
    place = hold(cohort)
    session = make_session(cohort, starts_at=NOW - DAY)
    make_session(cohort)
    make_attendance(session, place)

    scheduling.mark_not_happened(session=session, now=NOW)

    found = what_is_left(place)
    assert (found.attended, found.sessions_needed) == (0, 1)


# When


@pytest.mark.parametrize(
    ("status", "becomes"),
    [("draft", "held"), ("open", "held"), ("running", "completed"), ("finished", "completed"), ("cancelled", "held")],
)
def test_a_cohort_completes_nobody_before_it_begins_nor_after_it_is_called_off(run, status, becomes):
    place = hold(run(status=status), done=LESSONS)

    review(place)

    assert status_of(place) == becomes


def test_who_had_completed_the_course_before_completes_a_cohort_without_asks_at_its_end_only(run):
    cohort = run()
    enrolment = make_enrolment(outline_of(cohort), done=LESSONS, now=NOW - DAY)
    place = make_place(cohort, enrolment.learner, enrolment=enrolment, joined_at=NOW)
    review(place)
    tasks.sweep()
    before = status_of(place)

    running.finish_cohort(cohort=cohort, by=None, now=NOW)
    tasks.sweep()

    assert (before, status_of(place)) == (Status.HELD, Status.COMPLETED)


def test_who_had_completed_the_course_before_completes_by_the_cohorts_own_asks(run):
    cohort = run(sessions_needed=1)
    enrolment = make_enrolment(outline_of(cohort), done=LESSONS, now=NOW - DAY)
    place = make_place(cohort, enrolment.learner, enrolment=enrolment, joined_at=NOW)
    session = make_session(cohort)
    review(place)
    before = status_of(place)

    make_attendance(session, place)
    review(place)

    assert (before, status_of(place), asked(place)) == (Status.HELD, Status.COMPLETED, {})


def test_starting_completes_who_was_ready(run, delivered):
    place = hold(run(status="open"), done=LESSONS)
    review(place)

    with delivered():
        running.start_cohort(cohort=place.cohort, by=None, now=NOW)

    assert status_of(place) == Status.COMPLETED
    place.cohort.refresh_from_db()
    assert place.cohort.asks_changed_at is None


def test_a_finished_cohort_asks_for_nothing_any_more_and_the_course_can_be_completed(run, delivered):
    place = hold(run(needs_word=True), done=LESSONS)
    review(place)
    before = enrolment_of(place).status

    with delivered():
        running.finish_cohort(cohort=place.cohort, by=None, now=NOW)

    assert (before, enrolment_of(place).status, asked(place)) == ("active", "completed", {})
    assert (status_of(place), place.settled_at) == (Status.HELD, NOW)


def test_a_word_that_comes_after_the_end_completes_the_place(run, delivered):
    place = hold(run(needs_word=True), done=LESSONS)
    with delivered():
        running.finish_cohort(cohort=place.cohort, by=None, now=NOW)
    place.refresh_from_db()
    settled_at = place.settled_at

    completing.give_word(place=place, by=make_user(), now=NOW + DAY)

    assert (settled_at, status_of(place), place.settled_at) == (NOW, Status.COMPLETED, None)


def test_who_is_not_done_is_asked_again_where_a_cohort_was_finished_by_mistake(run, delivered):
    place = hold(run(needs_word=True), done=1)
    with delivered():
        running.finish_cohort(cohort=place.cohort, by=None, now=NOW)
    before = asked(place)

    with delivered():
        running.resume_cohort(cohort=place.cohort, by=None, now=NOW)

    place.refresh_from_db()
    assert (before, asked(place), place.settled_at) == ({}, {"word": False}, None)


# A tutor's word


def test_a_word_is_kept_with_who_gave_it_and_the_first_one_stays(run):
    place, tutor = hold(run(needs_word=True)), make_user()

    completing.give_word(place=place, by=tutor, now=NOW)
    completing.give_word(place=place, by=make_user(), now=NOW + DAY)

    place.refresh_from_db()
    assert (place.word_given_at, place.word_given_by, asked(place)) == (NOW, tutor, {"word": True})


def test_a_word_is_taken_back_until_the_place_is_completed(run):
    place = hold(run(needs_word=True))
    completing.give_word(place=place, by=make_user(), now=NOW)

    completing.take_back_word(place=place, now=NOW)
    completing.take_back_word(place=place, now=NOW)
    before = asked(place)
    learn(place)
    completing.give_word(place=place, by=make_user(), now=NOW)
    with pytest.raises(exceptions.PlaceCompleted):
        completing.take_back_word(place=place, now=NOW)

    assert (before, status_of(place)) == ({"word": False}, Status.COMPLETED)
    assert place.has_word


def test_no_word_is_given_where_none_is_needed_or_to_who_is_no_member(run):
    with pytest.raises(exceptions.WordNotAsked):
        completing.give_word(place=hold(run()), by=make_user(), now=NOW)
    for status in (Status.ASKED, Status.LEFT):
        place = make_place(run(needs_word=True), status=status)
        with pytest.raises(exceptions.MoveRefused):
            completing.give_word(place=place, by=make_user(), now=NOW)

    assert not Place.objects.filter(word_given_at__isnull=False).exists()


# What the enrolment is asked for


def test_who_joins_is_asked_for_what_the_cohort_asks_for_in_every_language(run, settings):
    cohort, learner = run(status="open", sessions_needed=3, needs_word=True), make_user()

    place = placing.ask(cohort=cohort, learner=learner, now=NOW)

    assert asked(place) == {"sessions": False, "word": False}
    words = Requirement.objects.get(key="sessions").words
    assert set(words) == {code for code, _ in settings.LANGUAGES}
    assert words["en"] == "Attend 3 live sessions of your cohort."
    assert enrolment_of(place).has_conditions


def test_who_joins_a_cohort_that_asks_for_nothing_has_no_conditions(run):
    place = placing.ask(cohort=run(status="open"), learner=make_user(), now=NOW)

    assert (asked(place), enrolment_of(place).has_conditions) == ({}, False)


def test_changed_asks_reach_every_member(run, delivered):
    cohort = run(needs_word=True)
    begun, done = hold(cohort), hold(cohort, done=LESSONS)

    with delivered():
        planning.change_cohort(cohort=cohort, facts={"needs_word": False, "sessions_needed": 2}, now=NOW)
    first = asked(begun), asked(done), status_of(done)
    with delivered():
        planning.change_cohort(cohort=cohort, facts={"sessions_needed": None}, now=NOW)

    assert first == ({"sessions": False}, {"sessions": False}, Status.HELD)
    assert (asked(begun), status_of(begun), status_of(done)) == ({}, Status.HELD, Status.COMPLETED)


def test_other_facts_have_nobody_reviewed(run, announced):
    cohort = run(needs_word=True)

    with announced() as heard:
        planning.change_cohort(cohort=cohort, facts={"name": "Spring", "needs_word": True}, now=NOW)

    cohort.refresh_from_db()
    assert (heard, cohort.asks_changed_at) == ([], None)


def test_who_leaves_is_asked_for_nothing_and_completes_the_course(run):
    place = hold(run(needs_word=True), done=LESSONS)

    placing.leave(place=place, now=NOW)

    assert (asked(place), enrolment_of(place).status, status_of(place)) == ({}, "completed", Status.LEFT)


def test_a_note_that_is_corrected_is_not_met_any_more(run):
    cohort = run(sessions_needed=1)
    place = hold(cohort)
    attendance = make_attendance(make_session(cohort), place)
    review(place)
    before = asked(place)

    attendance.status = "absent"
    attendance.save()
    review(place)

    assert (before, asked(place)) == ({"sessions": True}, {"sessions": False})


def test_attendance_that_is_noted_completes(run, delivered):
    cohort, tutor = run(sessions_needed=1), make_user()
    place = hold(cohort, done=LESSONS)
    session = make_session(cohort, starts_at=NOW - HOUR)

    with delivered():
        attending.note(session=session, notes={place.pk: attending.Note("present")}, by=tutor, now=NOW)

    assert status_of(place) == Status.COMPLETED


def test_a_new_session_raises_what_a_lost_one_had_lowered(run, delivered):
    cohort = run(sessions_needed=2)
    lost = make_session(cohort, starts_at=NOW - DAY)
    make_session(cohort)
    place = hold(cohort)

    with delivered():
        scheduling.mark_not_happened(session=lost, now=NOW)
    before = words(place)
    with delivered():
        scheduling.plan_session(cohort=cohort, meeting=scheduling.Meeting("Again"), starts_at=NOW + DAY, minutes=60)

    assert (before, words(place)) == (
        "Attend 1 live session of your cohort.",
        "Attend 2 live sessions of your cohort.",
    )


def test_two_cohorts_of_a_course_are_completed_each_by_itself(run, delivered):
    """The one asks for nothing: it is completed with the content, though the course waits for the other's word."""
    cohort = run()
    place = hold(cohort)
    other = make_place(
        make_cohort(outline_of(cohort), status="running", needs_word=True), place.learner, enrolment=place.enrolment
    )
    review(other)

    with delivered():
        learn(place)

    assert (status_of(place), status_of(other), enrolment_of(place).status) == (Status.COMPLETED, Status.HELD, "active")


# What is earned


@pytest.mark.parametrize(
    "act",
    [placing.leave, placing.close, placing.follow_enrolment],
)
@pytest.mark.parametrize("status", Cohort.Status)
def test_a_completed_place_stays_completed(run, act, status):
    place = make_place(run(status=status), status=Status.COMPLETED)
    Enrolment.objects.filter(pk=place.enrolment_id).update(status="withdrawn", withdrawn_at=NOW)

    act(place=place, now=NOW)
    tasks.sweep()

    assert status_of(place) == Status.COMPLETED
    assert seats(place.cohort) == (1, 1)


@pytest.mark.parametrize(
    "act",
    [
        lambda place, by: placing.remove(place=place, by=by, reason="Why", now=NOW),
        lambda place, by: placing.defer(place=place, by=by, now=NOW),
        lambda place, by: placing.refuse(place=place, by=by, now=NOW),
        lambda place, by: placing.move_place(
            place=place, to_cohort=make_cohort(outline_of(place.cohort)), by=by, reason="", now=NOW
        ),
    ],
    ids=["remove", "defer", "refuse", "move"],
)
def test_nobody_takes_a_completed_place_away(run, act):
    place = make_place(run(), status=Status.COMPLETED)

    with pytest.raises(exceptions.MoveRefused):
        act(place, make_user())

    assert status_of(place) == Status.COMPLETED


# What no message brought


@pytest.mark.parametrize(
    "fact",
    ["course", "attendance", "word", "lost session", "asks", "finished"],
)
def test_the_sweep_completes_what_no_message_brought(run, fact):
    cohort = run(sessions_needed=1, needs_word=True)
    session = make_session(cohort, starts_at=NOW - DAY)
    place = hold(cohort, done=0 if fact == "course" else LESSONS)
    if fact not in {"attendance", "lost session", "finished"}:
        make_attendance(session, place)
    if fact not in {"asks", "word"}:
        Place.objects.filter(pk=place.pk).update(word_given_at=NOW)
    review(place)
    before = status_of(place)

    if fact == "course":
        learn(place)
    if fact == "attendance":
        make_attendance(session, place)
    if fact == "lost session":
        scheduling.mark_not_happened(session=session, now=NOW)
    if fact == "word":
        Place.objects.filter(pk=place.pk).update(word_given_at=NOW)
    if fact == "asks":
        planning.change_cohort(cohort=cohort, facts={"needs_word": False}, now=NOW)
    if fact == "finished":
        session.delete()
        running.finish_cohort(cohort=cohort, by=None, now=NOW)
    tasks.sweep()

    assert (before, status_of(place)) == (Status.HELD, Status.COMPLETED)


def test_the_sweep_looks_at_nobody_who_is_not_ready(run):
    cohort = run(sessions_needed=2, needs_word=True)
    sessions = [make_session(cohort) for _ in range(2)]
    for word, attended, done in [(False, 2, LESSONS), (True, 1, LESSONS), (True, 2, 1)]:
        place = hold(cohort, done=done)
        for session in sessions[:attended]:
            make_attendance(session, place)
        Place.objects.filter(pk=place.pk).update(word_given_at=NOW if word else None)
        review(place)

    assert [*queries.places_to_complete()] == []


@pytest.mark.parametrize("needed", [1, 2, 3])
@pytest.mark.parametrize("planned", [0, 2, 3])
@pytest.mark.parametrize("lost", [0, 1, 3])
@pytest.mark.parametrize("status", ["running", "finished"])
def test_the_database_counts_as_python_does(run, needed, planned, lost, status):
    cohort = run(sessions_needed=needed, status=status)
    sessions = [make_session(cohort) for _ in range(planned)]
    for _ in range(lost):
        make_attendance(make_session(cohort, status="did_not_happen"), make_place(cohort))
    places = []
    for attended in range(planned + 1):
        enrolment = make_enrolment(outline_of(cohort), done=LESSONS)
        place = make_place(cohort, enrolment.learner, enrolment=enrolment)
        for session in sessions[:attended]:
            make_attendance(session, place)
        places.append(place)

    found = remaining(cohort, places)

    ready = {place for place in queries.places_to_complete() if place in places}
    assert ready == {place for place in places if found[place.pk].is_done}


def test_one_that_fails_stops_no_other_and_is_tried_again(run, monkeypatch):
    cohort = run(needs_word=True)
    broken, place = hold(cohort, done=LESSONS), hold(cohort, done=LESSONS)
    planning.change_cohort(cohort=cohort, facts={"needs_word": False}, now=NOW)
    real = completing.what_is_left
    monkeypatch.setattr(completing, "what_is_left", lambda each: 1 / 0 if each == broken else real(each))

    tasks.sweep()
    cohort.refresh_from_db()
    first = status_of(broken), status_of(place), cohort.asks_changed_at
    monkeypatch.undo()
    tasks.sweep()

    cohort.refresh_from_db()
    assert first == (Status.HELD, Status.COMPLETED, NOW)
    assert (status_of(broken), cohort.asks_changed_at) == (Status.COMPLETED, None)


# The costs


@pytest.mark.parametrize("number", [1, 30])
def test_what_is_left_costs_as_much_for_many_as_for_one(run, number, django_assert_num_queries):
    cohort = run(sessions_needed=2, needs_word=True)
    make_session(cohort)
    places = [hold(cohort, done=1) for _ in range(number)]

    with django_assert_num_queries(4):
        found = remaining(cohort, places)

    assert [each.left for each in found.values()] == [
        [
            "1 step of the course is left.",
            "0 of 2 live sessions are attended.",
            "A tutor says that the work is done.",
        ]
    ] * number


def test_a_review_that_changes_nothing(run, django_assert_num_queries):
    cohort = run(sessions_needed=2, needs_word=True)
    place = hold(cohort, done=1)
    review(place)

    # Two savepoints, cohort, place, enrolment twice, four for what is left, two for what is asked.
    with django_assert_num_queries(14):
        review(place)
