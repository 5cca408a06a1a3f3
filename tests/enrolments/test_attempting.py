"""Attempts: begun, saved, handed in, closed; and what follows from passing."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.models import Outline
from courses.questions.quiz import Quiz
from enrolments import actions, allowing, attempting, exceptions
from enrolments.granted import Granted
from enrolments.models import Enrolment, QuizAttempt, UnitCompletion
from enrolments.models.attempts import GRACE, SPEAKS_FOR
from enrolments.queries import standing_of
from enrolments.signals import course_completed
from enrolments.tasks import sweep
from tests.courses.questions_made import make_multiple, make_number, make_single
from tests.enrolments.factories import (
    DAY,
    NOW,
    make_enrolment,
    remove_unit,
    translate,
    units_of,
)
from tests.enrolments.quizzes_made import (
    AT,
    begin,
    failed,
    form_of,
    hand_in,
    make_quiz,
    make_quiz_outline,
    outline_key,
    passed,
    publish,
    right_answers,
    save,
)
from tests.factories import make_staff

pytestmark = pytest.mark.django_db
Status = Enrolment.Status
Way = UnitCompletion.Way
End = QuizAttempt.End
MINUTE = dt.timedelta(minutes=1)


def enrolled(quiz=None, **fields):
    return make_enrolment(make_quiz_outline(quiz, **fields))


def quiz_unit(enrolment):
    return units_of(enrolment.course.outlines.get(locale__language_code="en"))[AT]


def allow(enrolment, **granted):
    return allowing.grant_allowance(
        enrolment=enrolment,
        unit=quiz_unit(enrolment),
        granted=Granted(**granted),
        due_at=None,
        reason="Because.",
        by=make_staff(),
        now=NOW,
    )


def standing(enrolment, now=NOW):
    return standing_of(person=enrolment.learner, code=enrolment.course.code, language="en", now=now)


# Beginning


def test_an_attempt_keeps_what_was_asked():
    enrolment = enrolled(make_quiz(pass_mark=80, shuffle=True))

    attempt = begin(enrolment)

    assert (attempt.number, attempt.language, attempt.pass_mark, attempt.possible) == (1, "en", 80, 8)
    assert (attempt.started_at, attempt.closes_at, attempt.submitted_at) == (NOW, None, None)
    assert {question.key for question in attempt.questions} == {question.key for question in make_quiz().questions}
    publish(enrolment.course.outlines.get(), Quiz((make_single(text="<p>New</p>"),), pass_mark=1))
    attempt.refresh_from_db()
    assert (len(attempt.questions), attempt.pass_mark) == (7, 80)


def test_an_open_attempt_is_gone_on_with():
    enrolment = enrolled(make_quiz(attempts=1))

    assert begin(enrolment).pk == begin(enrolment, now=NOW + DAY).pk


def test_as_many_questions_are_drawn_as_the_author_wants():
    assert len(begin(enrolled(make_quiz(draw=3))).questions) == 3


def test_a_time_limit_says_when_the_attempt_closes():
    assert begin(enrolled(make_quiz(time_limit=20))).closes_at == NOW + 20 * MINUTE


def test_minutes_granted_are_added_to_a_limit_and_make_none():
    limited, unlimited = enrolled(make_quiz(time_limit=20)), enrolled()
    for enrolment in (limited, unlimited):
        allow(enrolment, minutes=10)

    assert begin(limited).closes_at == NOW + 30 * MINUTE
    assert begin(unlimited).closes_at is None


def test_questions_come_in_the_learners_language_with_the_originals_rules():
    outline = make_quiz_outline(make_quiz(pass_mark=80))
    translate(outline, "fr")
    words = tuple(replace(each, text="<p>En français ?</p>") for each in make_quiz().questions)
    publish(outline, Quiz(words, pass_mark=1), language="fr")
    enrolment = make_enrolment(outline)
    actions.change_language(enrolment=enrolment, language="fr")
    enrolment.refresh_from_db()

    attempt = begin(enrolment)

    assert (attempt.language, attempt.pass_mark) == ("fr", 80)
    assert {question.text for question in attempt.questions} == {"<p>En français ?</p>"}


def test_no_attempt_goes_over_the_limit():
    enrolment = enrolled(make_quiz(attempts=2))
    failed(enrolment)
    failed(enrolment)

    with pytest.raises(exceptions.AttemptsUsedUp):
        begin(enrolment)

    allow(enrolment, attempts=1)
    assert failed(enrolment).number == 3
    with pytest.raises(exceptions.AttemptsUsedUp):
        begin(enrolment)


def test_without_a_limit_one_may_try_for_ever():
    enrolment = enrolled()

    assert [failed(enrolment).number for _ in range(5)] == [1, 2, 3, 4, 5]


def test_who_must_wait_is_told_until_when():
    enrolment = enrolled(make_quiz(cool_down=60))
    failed(enrolment, now=NOW)

    with pytest.raises(exceptions.CoolingDown) as refused:
        begin(enrolment, now=NOW + 59 * MINUTE)

    assert refused.value.until == NOW + 60 * MINUTE
    assert begin(enrolment, now=NOW + 60 * MINUTE).number == 2


def test_a_passed_quiz_may_be_tried_again_and_the_best_result_stands():
    enrolment = enrolled(make_quiz(attempts=2))
    passed(enrolment)

    again = failed(enrolment)

    assert (again.is_passed, enrolment.unit_completions.count()) == (False, 1)
    assert standing(enrolment).progress.done == {quiz_unit(enrolment).pk}


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (lambda enrolment: actions.withdraw(enrolment=enrolment, now=NOW), exceptions.NotEnrolled),
        (lambda enrolment: remove_unit(enrolment.course.outlines.get(), outline_key(enrolment)), exceptions.UnitAbsent),
        (lambda enrolment: publish(enrolment.course.outlines.get(), Quiz(())), exceptions.QuizAbsent),
    ],
)
def test_beginning_is_refused(change, refusal):
    enrolment = enrolled()
    key = outline_key(enrolment)
    change(enrolment)

    with pytest.raises(refusal):
        attempting.begin_attempt(enrolment=enrolment, key=key, now=NOW)

    assert QuizAttempt.objects.count() == 0


def test_a_lesson_is_no_quiz():
    enrolment = enrolled()

    with pytest.raises(exceptions.QuizAbsent):
        begin(enrolment, at=0)


def test_a_locked_quiz_is_not_begun():
    enrolment = make_enrolment(make_quiz_outline(lessons=1, modules=2, locked=True))

    with pytest.raises(exceptions.UnitLocked):
        begin(enrolment)


def test_who_is_inside_a_course_that_was_taken_down_finishes_it():
    enrolment = enrolled()
    Outline.objects.update(is_open=False)

    assert passed(enrolment).is_passed


# Saving


def test_answers_are_kept_question_by_question():
    attempt = begin()
    answers = right_answers(attempt)

    save(attempt, {"single": answers["single"]}, now=NOW)
    changes = attempt.changes({SPEAKS_FOR: ["number", "short-text"], "number": ["12"], "single": [""]})
    saved = attempting.save_answers(attempt=attempt, changes=changes, now=NOW + MINUTE)

    assert saved.answers == {"single": answers["single"], "number": "12"}
    assert saved.saved_at == NOW + MINUTE


def test_an_answer_that_is_taken_back_is_gone():
    attempt = save(begin(), {"short-text": "packet"})

    assert save(attempt, {}).answers == {}


def test_what_no_question_asks_is_not_kept():
    attempt = begin()
    values = {SPEAKS_FOR: ["single", "other"], "other": ["x"], "single": ["zz"], "number": ["3"]}

    assert attempting.save_answers(attempt=attempt, changes=attempt.changes(values), now=NOW).answers == {}


@pytest.mark.parametrize("late", [GRACE + dt.timedelta(seconds=1), DAY])
def test_what_comes_when_the_time_is_over_is_refused(late):
    attempt = begin(enrolled(make_quiz(time_limit=10)))
    save(attempt, {"number": "12"}, now=NOW + 10 * MINUTE + GRACE)

    with pytest.raises(exceptions.AttemptOver):
        save(attempt, {"number": "13"}, now=NOW + 10 * MINUTE + late)

    attempt.refresh_from_db()
    assert attempt.answers == {"number": "12"}


def test_nothing_is_saved_after_handing_in():
    attempt = hand_in(begin(), {"number": "12"})

    with pytest.raises(exceptions.AttemptOver):
        save(attempt, {"number": "13"})

    attempt.refresh_from_db()
    assert attempt.answers == {"number": "12"}


def test_who_has_withdrawn_saves_nothing_and_hands_nothing_in():
    enrolment = enrolled()
    attempt = begin(enrolment)
    actions.withdraw(enrolment=enrolment, now=NOW)

    with pytest.raises(exceptions.NotEnrolled):
        save(attempt, {"number": "12"})
    with pytest.raises(exceptions.NotEnrolled):
        hand_in(attempt)

    attempt.refresh_from_db()
    assert (attempt.answers, attempt.is_open) == ({}, True)


# Handing in


def test_handing_in_marks_and_completes_the_unit():
    enrolment = enrolled()

    attempt = passed(enrolment, now=NOW + MINUTE)

    assert (attempt.submitted_at, attempt.ended_by) == (NOW + MINUTE, End.SUBMITTED)
    assert (attempt.earned, attempt.percent, attempt.is_passed) == (8, 100, True)
    completion = enrolment.unit_completions.get()
    assert (completion.unit, completion.way, completion.completed_at) == (quiz_unit(enrolment), Way.PASSED, NOW + MINUTE)


def test_a_quiz_that_is_not_passed_completes_nothing():
    enrolment = enrolled()

    attempt = hand_in(begin(enrolment), {"number": "12"})

    assert (attempt.earned, attempt.percent, attempt.is_passed) == (1, 12, False)
    assert enrolment.unit_completions.count() == 0


def test_points_are_rounded_down_and_the_pass_mark_is_reached_exactly():
    third = make_multiple(right=("1", "2", "3"))
    attempt = begin(enrolled(Quiz((third, make_number(points=2)), pass_mark=34)))
    question = next(each for each in attempt.questions if each.kind == "multiple")

    result = hand_in(attempt, {"multiple": [question.right[0]]})

    assert (result.earned, result.percent, result.is_passed) == (Decimal("0.33"), 11, False)


def test_a_pass_mark_of_nothing_is_always_reached():
    assert hand_in(begin(enrolled(make_quiz(pass_mark=0)))).is_passed


def test_passing_the_last_unit_completes_the_course_once(django_capture_on_commit_callbacks):
    heard = []
    course_completed.connect(hear := lambda enrolment_id, **_: heard.append(enrolment_id))
    enrolment = make_enrolment(make_quiz_outline(at=2), done=2)

    with django_capture_on_commit_callbacks(execute=True):
        attempt = passed(enrolment, at=2)
        hand_in(attempt)

    course_completed.disconnect(hear)
    enrolment.refresh_from_db()
    assert (enrolment.status, enrolment.completed_at, heard) == (Status.COMPLETED, NOW, [enrolment.pk])


def test_handing_in_again_changes_nothing():
    attempt = hand_in(begin(), {"number": "12"})

    again = hand_in(attempt, right_answers(attempt), now=NOW + DAY)

    assert (again.submitted_at, again.percent, again.answers) == (NOW, 12, {"number": "12"})


@pytest.mark.parametrize("answers", [{}, {"number": "twelve"}])
def test_who_is_not_sure_is_asked_once_and_keeps_the_answers(answers):
    attempt = begin(enrolled(Quiz((make_number(),))))

    asked = hand_in(attempt, answers, is_sure=False)
    sure = hand_in(attempt, is_sure=True)

    assert (asked.is_open, [each.number for each in asked.wanting]) == (True, [1])
    assert (sure.is_open, sure.answers, sure.percent) == (False, answers, 0)


def test_who_has_answered_everything_is_not_asked():
    attempt = begin(enrolled(Quiz((make_number(),))))

    assert not hand_in(attempt, {"number": "12"}, is_sure=False).is_open


def test_handing_in_too_late_counts_what_was_saved():
    attempt = begin(enrolled(make_quiz(time_limit=10)))
    save(attempt, {"number": "12"})

    late = hand_in(attempt, right_answers(attempt), now=NOW + 10 * MINUTE + 2 * GRACE)

    assert (late.percent, late.ended_by, late.submitted_at) == (12, End.CLOSED, NOW + 10 * MINUTE)


def test_a_passed_quiz_that_has_left_the_course_is_marked_all_the_same():
    enrolment = enrolled()
    attempt = begin(enrolment)
    remove_unit(enrolment.course.outlines.get(), outline_key(enrolment))

    assert hand_in(attempt, right_answers(attempt)).is_passed
    assert enrolment.unit_completions.count() == 0


def test_a_lock_that_has_come_in_between_does_not_hold_up_who_passes():
    outline = make_quiz_outline(lessons=1, modules=2, at=1)
    enrolment = make_enrolment(outline)
    attempt = begin(enrolment)
    for module in outline.modules:
        module["is_locked"] = True
    outline.save()

    assert hand_in(attempt, right_answers(attempt)).is_passed
    assert enrolment.unit_completions.count() == 1


# Time


def test_an_attempt_whose_time_is_over_is_closed_by_what_was_saved():
    enrolment = enrolled(make_quiz(time_limit=10))
    attempt = begin(enrolment)
    save(attempt, right_answers(attempt))

    early = attempting.close_attempt(attempt=attempt, now=NOW + 10 * MINUTE + GRACE)
    closed = attempting.close_attempt(attempt=attempt, now=NOW + DAY)
    again = attempting.close_attempt(attempt=attempt, now=NOW + 2 * DAY)

    assert early.is_open
    assert (closed.submitted_at, closed.ended_by, closed.is_passed) == (NOW + 10 * MINUTE, End.CLOSED, True)
    assert again.submitted_at == closed.submitted_at
    assert enrolment.unit_completions.get().completed_at == NOW + DAY


def test_an_attempt_without_a_limit_is_never_over():
    attempt = begin()

    assert attempt.seconds_left(NOW) is None
    assert attempting.close_attempt(attempt=attempt, now=NOW + 1000 * DAY).is_open


@pytest.mark.parametrize(("after", "left"), [(dt.timedelta(0), 600), (MINUTE, 540), (DAY, 0)])
def test_time_left_is_never_less_than_nothing(after, left):
    assert begin(enrolled(make_quiz(time_limit=10))).seconds_left(NOW + after) == left


def test_beginning_anew_closes_what_is_over_first():
    enrolment = enrolled(make_quiz(time_limit=10, attempts=2))
    first = begin(enrolment)

    second = begin(enrolment, now=NOW + DAY)

    first.refresh_from_db()
    assert (first.ended_by, second.number) == (End.CLOSED, 2)


def test_who_comes_back_after_withdrawing_finds_the_attempt_closed_and_passed():
    enrolment = enrolled(make_quiz(time_limit=10))
    attempt = begin(enrolment)
    save(attempt, right_answers(attempt))
    actions.withdraw(enrolment=enrolment, now=NOW)

    assert attempting.close_attempt(attempt=attempt, now=NOW + DAY).is_open
    assert list(QuizAttempt.objects.overdue(NOW + DAY)) == []
    actions.enrol(learner=enrolment.learner, course=enrolment.course, language="en", now=NOW + DAY)
    assert list(QuizAttempt.objects.overdue(NOW + DAY)) == [attempt]
    assert attempting.close_attempt(attempt=attempt, now=NOW + DAY).is_passed


def test_the_sweep_closes_what_is_over_and_passes_the_learner(caplog):
    late, broken, early = (begin(enrolled(make_quiz(time_limit=10))) for _ in range(3))
    save(late, right_answers(late))
    QuizAttempt.objects.filter(pk=broken.pk).update(asked=[{"kind": "nonsense"}], closes_at=NOW)
    QuizAttempt.objects.filter(pk=early.pk).update(closes_at=dt.datetime.now(dt.UTC) + DAY)

    sweep()

    late.refresh_from_db()
    assert (late.is_passed, late.ended_by) == (True, End.CLOSED)
    assert UnitCompletion.objects.get().enrolment_id == late.enrolment_id
    assert set(QuizAttempt.objects.open()) == {broken, early}
    assert f"attempt {broken.pk} is not closed" in caplog.text


# Properties


@given(st.data())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_answered_marks_stay_within_bounds_and_progress_never_goes_back(data):
    enrolment = enrolled(make_quiz(pass_mark=data.draw(st.integers(0, 100)), draw=data.draw(st.integers(0, 7))))
    seen = [standing(enrolment).progress.percent]

    for _ in range(data.draw(st.integers(1, 4))):
        attempt = begin(enrolment)
        answers = {
            question.key: question.solution for question in attempt.questions if data.draw(st.booleans(), label=question.key)
        }
        result = hand_in(attempt, answers | data.draw(st.sampled_from([{}, {"number": "x"}, {"short-text": "y" * 600}])))
        assert 0 <= result.earned <= result.possible
        assert 0 <= result.percent <= 100
        assert result.is_passed == (100 * result.earned >= result.pass_mark * result.possible)
        seen.append(standing(enrolment).progress.percent)

    assert seen == sorted(seen)
    assert max(seen) <= 100


def test_a_form_speaks_for_every_question_of_its_own():
    attempt = begin()

    assert attempt.changes(form_of(attempt, {})) == dict.fromkeys(question.key for question in attempt.questions)
    assert attempt.changes({"number": ["12"]}) == {}
