"""A merge at the same moment as an act of learning, or as another merge, on real connections."""

import datetime as dt
from functools import partial

import pytest

from accounts import merging
from accounts.exceptions import MergeRefused
from accounts.models import MergedAccount
from enrolments import actions, attempting
from enrolments.models import Enrolment, QuizAttempt
from tests.at_once import at_once
from tests.enrolments.factories import NOW, keys_of, make_enrolment, make_outline
from tests.enrolments.quizzes_made import begin, form_of, make_quiz_outline, right_answers
from tests.factories import make_user

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
# A race that is lost now and then is run more than once.
ROUNDS = range(8)


def merging_of(source, target):
    def act():
        try:
            return merging.merge(source=source, target=target, by=None, reason="One person", now=NOW).pk
        except MergeRefused:
            return None

    return act


def completing(enrolment, key):
    return partial(actions.complete_lesson, enrolment=enrolment, key=key, now=NOW)


def sweep(now=NOW):
    for merged in MergedAccount.objects.all():
        merging.gather(merged=merged, now=now)


@pytest.mark.parametrize("both", [True, False])
def test_lessons_done_while_merging_are_not_lost(both):
    for _ in ROUNDS:
        outline = make_outline()
        keys, goes, stays = keys_of(outline), make_user(), make_user()
        theirs = make_enrolment(outline, learner=goes)
        own = make_enrolment(outline, learner=stays) if both else None

        at_once(
            merging_of(goes, stays),
            completing(theirs, keys[0]),
            completing(theirs, keys[1]),
            completing(own or theirs, keys[2]),
        )

        kept = Enrolment.objects.get(learner=stays)
        assert (kept.status, kept.unit_completions.count()) == (Enrolment.Status.COMPLETED, 3)
        assert not Enrolment.objects.filter(learner=goes).exists()


def test_answers_saved_and_handed_in_while_merging_are_not_lost():
    for _ in ROUNDS:
        outline = make_quiz_outline()
        goes, stays = make_user(), make_user()
        make_enrolment(outline, learner=stays)
        running = begin(make_enrolment(outline, learner=goes))
        right = right_answers(running)
        changes = running.changes(form_of(running, right))
        key, *_rest = right

        at_once(
            merging_of(goes, stays),
            partial(attempting.save_answers, attempt=running, changes={key: changes[key]}, now=NOW),
        )
        at_once(
            merging_of(goes, stays),
            partial(attempting.submit_attempt, attempt=running, changes=changes, is_sure=True, now=NOW),
        )

        ended = QuizAttempt.objects.get(pk=running.pk)
        assert (ended.is_passed, ended.answers, ended.enrolment.learner) == (True, right, stays)
        assert ended.enrolment.unit_completions.count() == 1


def test_handing_in_while_merging_passes():
    for _ in ROUNDS:
        outline = make_quiz_outline()
        goes, stays = make_user(), make_user()
        make_enrolment(outline, learner=stays)
        running = begin(make_enrolment(outline, learner=goes))
        changes = running.changes(form_of(running, right_answers(running)))

        at_once(
            partial(attempting.submit_attempt, attempt=running, changes=changes, is_sure=True, now=NOW),
            merging_of(goes, stays),
        )

        assert Enrolment.objects.get(learner=stays).unit_completions.count() == 1


def test_enrolling_while_merging_leaves_one_enrolment_after_the_sweep():
    for _ in ROUNDS:
        outline, goes, stays = make_outline(), make_user(), make_user()
        make_enrolment(outline, learner=stays, done=1)
        other = make_outline()

        at_once(
            merging_of(goes, stays),
            partial(actions.enrol, learner=goes, course=outline.course, language="en", now=NOW),
            partial(actions.enrol, learner=goes, course=other.course, language="en", now=NOW),
        )
        sweep(NOW + dt.timedelta(minutes=1))

        assert Enrolment.objects.filter(learner=stays).count() == 2
        assert not Enrolment.objects.filter(learner=goes).exists()


def test_two_merges_that_cross_end_as_one():
    for _ in ROUNDS:
        outline, one, other = make_outline(), make_user(), make_user()
        for user in (one, other):
            make_enrolment(outline, learner=user, done=1)

        done = at_once(merging_of(one, other), merging_of(other, one))

        merged = MergedAccount.objects.get(source__in=[one, other])
        assert sorted(done, key=str) == [merged.pk, None]
        assert Enrolment.objects.get(course=outline.course).learner == merged.target


def test_the_same_merge_at_once_happens_once():
    for _ in ROUNDS:
        outline, goes, stays = make_outline(), make_user(), make_user()
        for user in (goes, stays):
            make_enrolment(outline, learner=user, done=1)

        done = at_once(*[merging_of(goes, stays)] * 3)

        assert set(done) == {MergedAccount.objects.get(source=goes).pk}


def test_merges_in_a_row_at_once_lose_nobody():
    for _ in ROUNDS:
        first, second, third = make_user(), make_user(), make_user()
        enrolment = make_enrolment(learner=first)

        at_once(merging_of(first, second), merging_of(second, third))

        enrolment.refresh_from_db()
        first.refresh_from_db()
        # Where the second merge came first, the first is refused, and nothing of it has happened.
        assert enrolment.learner == (third if first.erased_at else first)
