"""What a learner's first page says of all their courses."""

import datetime as dt

import pytest

from enrolments import actions, attempting
from enrolments.agenda import DATES_SHOWN, Kind, agenda_of
from enrolments.models import Allowance
from tests.enrolments.factories import DAY, NOW, keys_of, make_enrolment, make_outline, remove_unit, units_of
from tests.enrolments.quizzes_made import AT, begin, make_quiz, make_quiz_outline, quiz_key
from tests.factories import make_staff, make_user

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


def agenda(learner, now=NOW):
    return agenda_of(learner=learner, now=now)


def kinds(learner, now=NOW):
    return [each.kind for each in agenda(learner, now).reminders]


def make_due(enrolment, at, position=0):
    outline = enrolment.course.outlines.get()
    actions.push_due(enrolment=enrolment, source="cohort:1", unit=units_of(outline)[position], due_at=at)


def grant(enrolment, **fields):
    unit = units_of(enrolment.course.outlines.get())[AT]
    given = {"reason": "A power cut", "granted_by": make_staff(), "granted_at": NOW, "extra_attempts": 1, **fields}
    Allowance.objects.create(enrolment=enrolment, unit=unit, **given)
    type(enrolment).objects.filter(pk=enrolment.pk).update(has_conditions=True)


def test_who_has_no_course_has_nothing_to_do():
    found = agenda(make_user())

    assert (found.next, found.others, found.reminders, found.completed) == (None, (), (), ())


def test_next_is_the_course_that_was_touched_last():
    learner = make_user()
    make_enrolment(learner=learner, done=1, now=NOW - DAY)
    latest = make_enrolment(learner=learner, done=1)

    found = agenda(learner)

    assert found.next.standing.enrolment == latest
    assert len(found.others) == 1
    assert found.next.standing not in found.others


def test_next_passes_over_a_course_that_waits():
    learner, waiting = make_user(), make_outline()
    going = make_enrolment(learner=learner, now=NOW - DAY)
    enrolment = make_enrolment(waiting, learner=learner)
    actions.push_opening(enrolment=enrolment, source="cohort:1", module_key="module-1", opens_at=NOW + DAY)

    found = agenda(learner)

    assert found.next.standing.enrolment == going
    assert [(each.kind, each.at, each.entry) for each in found.reminders] == [(Kind.OPENING, NOW + DAY, None)]


def test_next_is_nothing_where_everything_waits():
    enrolment = make_enrolment()
    actions.push_opening(enrolment=enrolment, source="cohort:1", module_key="module-1", opens_at=NOW + DAY)

    found = agenda(enrolment.learner)

    assert (found.next, len(found.others)) == (None, 1)


def test_next_is_an_attempt_whose_clock_is_running():
    learner = make_user()
    attempt = begin(make_enrolment(make_quiz_outline(make_quiz(time_limit=20)), learner=learner, now=NOW - DAY))
    make_enrolment(learner=learner, done=1)

    found = agenda(learner, NOW + 8 * MINUTE + dt.timedelta(seconds=1))

    assert found.next.standing.enrolment == attempt.enrolment
    assert (found.next.attempt.minutes_left, found.next.attempt.at) == (12, attempt.closes_at)
    assert [each.kind for each in found.reminders] == []


def test_attempt_without_a_clock_is_kept_in_mind():
    attempt = begin()

    found = agenda(attempt.enrolment.learner)

    assert found.next.attempt is None
    assert [(each.kind, each.entry.key, each.is_running) for each in found.reminders] == [
        (Kind.ATTEMPT, attempt.unit.key, False)
    ]


def test_attempt_whose_time_is_over_is_not_gone_on_with():
    attempt = begin(quiz=make_quiz(time_limit=20))

    found = agenda(attempt.enrolment.learner, NOW + 21 * MINUTE)

    assert (found.begun, found.next.attempt) == ((), None)


def test_attempt_at_a_quiz_that_left_the_course_is_left_out():
    outline = make_quiz_outline()
    attempt = begin(outline=outline)
    remove_unit(outline, quiz_key(outline))

    assert kinds(attempt.enrolment.learner) == []


def test_attempts_come_from_courses_under_way_only():
    enrolment = make_enrolment(make_quiz_outline())
    attempting.begin_attempt(enrolment=enrolment, key=quiz_key(enrolment.course.outlines.get()), now=NOW)
    actions.withdraw(enrolment=enrolment, now=NOW)

    assert agenda(enrolment.learner).attempts == ()


def test_dates_come_in_their_order_and_say_what_is_late():
    learner = make_user()
    make_due(make_enrolment(learner=learner), NOW + DAY)
    make_due(make_enrolment(learner=learner), NOW - DAY)

    found = agenda(learner).reminders

    assert [(each.at, each.is_overdue) for each in found] == [(NOW - DAY, True), (NOW + DAY, False)]


def test_dates_of_what_is_done_are_forgotten():
    enrolment = make_enrolment(done=1)
    make_due(enrolment, NOW + DAY, position=0)

    assert kinds(enrolment.learner) == []


def test_dates_are_shown_as_far_as_they_are_near():
    learner = make_user()
    for number in range(DATES_SHOWN + 2):
        make_due(make_enrolment(learner=learner), NOW + number * DAY)

    assert [each.at for each in agenda(learner).reminders] == [NOW + number * DAY for number in range(DATES_SHOWN)]


def test_what_was_granted_comes_last_until_it_is_used():
    enrolment = make_enrolment(make_quiz_outline())
    grant(enrolment)
    make_due(enrolment, NOW + DAY)

    found = agenda(enrolment.learner).reminders

    assert [each.kind for each in found] == [Kind.DUE, Kind.GRANT]
    assert found[1].granted.attempts == 1


def test_completed_courses_come_latest_first():
    learner = make_user()
    older = make_enrolment(learner=learner, done=3, now=NOW - DAY)
    newer = make_enrolment(learner=learner, done=3)
    make_enrolment(learner=learner, done=1)

    assert [each.enrolment for each in agenda(learner).completed] == [newer, older]


def test_course_without_units_left_is_finished_by_hand():
    outline = make_outline()
    enrolment = make_enrolment(outline, done=2)
    remove_unit(outline, keys_of(outline)[2])

    found = agenda(enrolment.learner)

    assert found.next.standing.progress.is_finished


@pytest.mark.parametrize("count", [1, 30])
def test_agenda_costs_the_same_for_one_and_for_thirty(django_assert_num_queries, count):
    """Enrolments, outlines, what was done, open attempts; and three for conditions."""
    learner = make_user()
    for _each in range(count):
        enrolment = make_enrolment(make_quiz_outline(), learner=learner)
        make_due(enrolment, NOW + DAY)
        grant(enrolment)
        begin(enrolment)

    with django_assert_num_queries(7):
        found = agenda(learner)
        assert len(found.reminders) == count + min(count, DATES_SHOWN) + count
