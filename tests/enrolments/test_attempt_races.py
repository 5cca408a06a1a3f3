"""Two tabs, double clicks and the sweep at one attempt, on real connections."""

from functools import partial

import pytest
from django.test import Client

from enrolments import attempting, exceptions, resetting
from enrolments.models import Enrolment, QuizAttempt, UnitCompletion
from enrolments.signals import course_completed
from tests.at_once import at_once
from tests.enrolments.factories import DAY, NOW, make_enrolment
from tests.enrolments.quizzes_made import (
    begin,
    failed,
    form_of,
    make_quiz,
    make_quiz_outline,
    quiz_key,
    right_answers,
    save,
)
from tests.factories import make_staff

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
# A race that is lost now and then is run more than once.
ROUNDS = range(5)
SURE = {"changes": {}, "is_sure": True, "now": NOW}


def beginning(enrolment):
    outline = enrolment.course.outlines.get()

    def act():
        try:
            return attempting.begin_attempt(enrolment=enrolment, key=quiz_key(outline), now=NOW).pk
        except exceptions.AttemptsUsedUp:
            return None

    return act


def submitting(attempt, answers, *, now=NOW):
    changes = attempt.changes(form_of(attempt, answers))
    return partial(attempting.submit_attempt, attempt=attempt, changes=changes, is_sure=True, now=now)


def saving(attempt, answers):
    def act():
        try:
            save(attempt, answers)
        except exceptions.AttemptOver:
            return False
        return True

    return act


def test_two_tabs_that_begin_have_one_attempt():
    for _ in ROUNDS:
        enrolment = make_enrolment(make_quiz_outline())

        begun = at_once(*[beginning(enrolment)] * 4)

        assert set(begun) == {enrolment.quiz_attempts.get().pk}


def test_a_double_click_on_begin_is_one_attempt_and_no_error():
    enrolment = make_enrolment(make_quiz_outline())
    url = f"/learn/{enrolment.course.code}/{quiz_key(enrolment.course.outlines.get())}/attempt/"
    clients = [Client() for _ in range(4)]
    for client in clients:
        client.force_login(enrolment.learner)

    answers = at_once(*[partial(client.post, url) for client in clients])

    assert [answer.url for answer in answers] == [url] * 4
    assert enrolment.quiz_attempts.count() == 1


def test_beginning_at_the_limit_never_goes_over_it():
    for _ in ROUNDS:
        enrolment = make_enrolment(make_quiz_outline(make_quiz(attempts=2)))
        failed(enrolment)

        def try_it(enrolment=enrolment):
            pk = beginning(enrolment)()
            if pk is not None:
                submitting(QuizAttempt.objects.select_related("enrolment").get(pk=pk), {})()
            return pk

        at_once(*[try_it] * 4)

        assert sorted(enrolment.quiz_attempts.values_list("number", flat=True)) == [1, 2]


def test_two_that_hand_in_have_one_result_and_one_completion():
    heard = []
    course_completed.connect(hear := lambda enrolment_id, **_: heard.append(enrolment_id))
    for _ in ROUNDS:
        enrolment = make_enrolment(make_quiz_outline(lessons=2, at=1), done=1)
        attempt = begin(enrolment)
        heard.clear()

        ended = at_once(submitting(attempt, right_answers(attempt)), submitting(attempt, {}), submitting(attempt, {}))

        stored = QuizAttempt.objects.get(pk=attempt.pk)
        enrolment.refresh_from_db()
        assert [(each.percent, each.answers) for each in ended] == [(stored.percent, stored.answers)] * 3
        completions = UnitCompletion.objects.filter(enrolment=enrolment, unit=attempt.unit_id).count()
        assert completions == int(stored.is_passed)
        assert heard == ([enrolment.pk] if stored.is_passed else [])
        assert (enrolment.status == Enrolment.Status.COMPLETED) == stored.is_passed
    course_completed.disconnect(hear)


def test_what_is_saved_at_once_with_handing_in_counts_or_is_refused():
    for _ in ROUNDS:
        attempt = begin()
        changes = {"number": "12"}

        saved, ended = at_once(saving(attempt, changes), partial(attempting.submit_attempt, attempt=attempt, **SURE))

        stored = QuizAttempt.objects.get(pk=attempt.pk)
        assert stored.answers == (changes if saved else {})
        assert (ended.answers, ended.percent) == (stored.answers, 12 if saved else 0)


def test_answers_saved_at_once_by_two_tabs_are_both_kept():
    for _ in ROUNDS:
        attempt = begin()

        def keep(attempt=attempt, **changes):
            attempting.save_answers(attempt=attempt, changes=changes, now=NOW)

        at_once(partial(keep, number="12"), partial(keep, single="a"))

        assert QuizAttempt.objects.get(pk=attempt.pk).answers == {"number": "12", "single": "a"}


def test_the_sweep_and_a_learner_at_once_close_an_attempt_once():
    for _ in ROUNDS:
        enrolment = make_enrolment(make_quiz_outline(make_quiz(time_limit=10)))
        attempt = begin(enrolment)
        save(attempt, right_answers(attempt))
        later = NOW + DAY

        at_once(
            partial(attempting.close_attempt, attempt=attempt, now=later),
            partial(attempting.close_attempt, attempt=attempt, now=later),
            submitting(attempt, {}, now=later),
        )

        stored = QuizAttempt.objects.get(pk=attempt.pk)
        assert (stored.is_passed, stored.ended_by) == (True, QuizAttempt.End.CLOSED)
        assert enrolment.unit_completions.count() == 1


def test_a_reset_beside_a_learner_who_hands_in_leaves_nothing_half_done():
    staff = make_staff()
    for _ in ROUNDS:
        enrolment = make_enrolment(make_quiz_outline())
        attempt = begin(enrolment)
        resets = partial(resetting.reset, enrolment=enrolment, unit=None, reason="x", by=staff, now=NOW)

        at_once(resets, submitting(attempt, right_answers(attempt)), saving(attempt, {"number": "12"}))

        stored = QuizAttempt.objects.get(pk=attempt.pk)
        assert (stored.is_set_aside, UnitCompletion.objects.counting().filter(enrolment=enrolment).count()) == (True, 0)
        assert UnitCompletion.objects.filter(enrolment=enrolment).count() == int(stored.is_passed)
        assert begin(enrolment).number == 1


def test_two_resets_at_once_are_one():
    staff = make_staff()
    for _ in ROUNDS:
        enrolment = make_enrolment(make_quiz_outline())
        failed(enrolment)

        def reset(enrolment=enrolment):
            try:
                resetting.reset(enrolment=enrolment, unit=None, reason="x", by=staff, now=NOW)
            except exceptions.NothingToReset:
                return 0
            return 1

        assert sum(at_once(reset, reset, reset)) == enrolment.resets.count() == 1


def test_a_reset_beside_the_last_step_gives_way_or_comes_first():
    staff = make_staff()
    for _ in ROUNDS:
        enrolment = make_enrolment(make_quiz_outline(lessons=2), done=1)
        attempt = begin(enrolment)

        def reset(enrolment=enrolment):
            try:
                resetting.reset(enrolment=enrolment, unit=None, reason="x", by=staff, now=NOW)
            except exceptions.CourseCompleted:
                return False
            return True

        was_reset, _ended = at_once(reset, submitting(attempt, right_answers(attempt)))

        enrolment.refresh_from_db()
        counting = UnitCompletion.objects.counting().filter(enrolment=enrolment).count()
        assert (enrolment.is_completed, counting) == ((False, 0) if was_reset else (True, 2))
