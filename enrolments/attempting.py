"""
Everything that changes an attempt at a quiz.

Beginning and handing in lock the enrolment, as every act of learning does; whatever changes answers locks the attempt.
"""

import datetime as dt
import random
from collections.abc import Mapping

from django.db import transaction

from courses.models import Unit
from courses.questions import Answer
from courses.questions.quiz import mark
from enrolments import acts, exceptions
from enrolments.allowances import granted
from enrolments.granted import Granted
from enrolments.models import Enrolment, QuizAttempt, UnitCompletion
from enrolments.quizzes import quiz_standing

End = QuizAttempt.End
type Changes = Mapping[str, Answer | None]


@transaction.atomic
def begin_attempt(*, enrolment: Enrolment, key: str, now: dt.datetime) -> QuizAttempt:
    """
    Begin an attempt at a quiz, with its questions drawn and shuffled; one that is open already is gone on with.

    An open one whose time is over is closed first.

    :raises NotEnrolled: if the learner has withdrawn.
    :raises UnitAbsent: if there is no such unit in this learner's course.
    :raises UnitLocked: if its module is closed.
    :raises QuizAbsent: if it is no quiz, or has no questions.
    :raises AttemptsUsedUp: if no attempt is left.
    :raises CoolingDown: if the learner must wait before they try again.
    """
    enrolment = acts.locked(enrolment)
    entry = acts.behind_open_door(acts.standing_now(enrolment, now), key)
    if entry.kind != Unit.Kind.QUIZ:
        raise exceptions.QuizAbsent
    _close_if_over(enrolment, entry.id, now)
    extra = granted(enrolment, Unit(pk=entry.id)) if enrolment.has_conditions else Granted()
    standing = quiz_standing(enrolment=enrolment, entry=entry, granted=extra, now=now)
    if standing.open_attempt:
        return standing.open_attempt
    quiz = standing.check_may_begin()
    questions = quiz.drawn(random.SystemRandom())
    return QuizAttempt.objects.create(
        enrolment=enrolment,
        unit_id=entry.id,
        number=standing.next_number,
        language=entry.text_language,
        asked=[question.dump() for question in questions],
        possible=mark(questions, {}).possible,
        pass_mark=quiz.pass_mark,
        started_at=now,
        closes_at=now + dt.timedelta(minutes=standing.minutes) if standing.minutes else None,
    )


@transaction.atomic
def save_answers(*, attempt: QuizAttempt, changes: Changes, now: dt.datetime) -> QuizAttempt:
    """
    Keep what a learner has answered so far; what the changes do not speak of stays as it was.

    :raises NotEnrolled: if the learner has withdrawn.
    :raises AttemptOver: if the attempt was handed in, or its time is over.
    """
    attempt = _locked_attempt(attempt)
    if attempt.enrolment.status == Enrolment.Status.WITHDRAWN:
        raise exceptions.NotEnrolled
    if not attempt.is_open or attempt.is_over(now):
        raise exceptions.AttemptOver
    attempt.take(dict(changes))
    attempt.saved_at = now
    attempt.save(update_fields=["answers", "saved_at"])
    return attempt


@transaction.atomic
def submit_attempt(*, attempt: QuizAttempt, changes: Changes, is_sure: bool, now: dt.datetime) -> QuizAttempt:
    """
    Hand an attempt in: keep the last answers, mark it, and complete the unit where it is passed.

    Where an answer is wanting and the learner is not sure, the answers are kept and the attempt stays open. Handing in what
    was handed in changes nothing. What comes when the time is over is not read: what was saved before counts.

    :raises NotEnrolled: if the learner has withdrawn.
    """
    enrolment = acts.locked(attempt.enrolment)
    if enrolment.status == Enrolment.Status.WITHDRAWN:
        raise exceptions.NotEnrolled
    attempt = _locked_attempt(attempt)
    if not attempt.is_open:
        return attempt
    if attempt.is_over(now):
        return _close(enrolment, attempt, now)
    attempt.take(dict(changes))
    attempt.saved_at = now
    if attempt.wanting and not is_sure:
        attempt.save(update_fields=["answers", "saved_at"])
        return attempt
    return _end(enrolment, attempt, End.SUBMITTED, at=now, now=now)


@transaction.atomic
def close_attempt(*, attempt: QuizAttempt, now: dt.datetime) -> QuizAttempt:
    """
    Mark an attempt whose time is over by what was saved, and complete the unit where that passes.

    Any other attempt stays as it is. Who has withdrawn finds it closed when they come back.
    """
    enrolment = acts.locked(attempt.enrolment)
    attempt = _locked_attempt(attempt)
    if enrolment.status == Enrolment.Status.WITHDRAWN or not attempt.is_open or not attempt.is_over(now):
        return attempt
    return _close(enrolment, attempt, now)


def end_joined(*, attempt: QuizAttempt, now: dt.datetime) -> QuizAttempt:
    """
    Mark a locked open attempt by what was answered so far, as another one of the same learner stays open.

    What follows from passing is looked for when everything of theirs is joined.
    """
    if attempt.closes_at is not None and attempt.is_over(now):
        return _marked(attempt, End.CLOSED, at=attempt.closes_at)
    return _marked(attempt, End.JOINED, at=now)


# Inside a transaction


def _locked_attempt(attempt: QuizAttempt) -> QuizAttempt:
    """
    This is the row as it stands now; nobody else changes it until we are done.

    Who waited while it was moved to another enrolment looks again: their first statement knows only the old one.
    """
    rows = QuizAttempt.objects.select_for_update(of=("self",)).select_related("enrolment")
    return rows.filter(pk=attempt.pk).first() or rows.get(pk=attempt.pk)


def _close_if_over(enrolment: Enrolment, unit_id: int, now: dt.datetime) -> None:
    late = QuizAttempt.objects.overdue(now).filter(enrolment=enrolment, unit=unit_id)
    for attempt in late.select_for_update(of=("self",)):
        _close(enrolment, attempt, now)


def _close(enrolment: Enrolment, attempt: QuizAttempt, now: dt.datetime) -> QuizAttempt:
    return _end(enrolment, attempt, End.CLOSED, at=attempt.closes_at or now, now=now)


def _end(enrolment: Enrolment, attempt: QuizAttempt, end: End, *, at: dt.datetime, now: dt.datetime) -> QuizAttempt:
    _marked(attempt, end, at=at)
    if attempt.is_passed:
        _pass(enrolment, attempt, now)
    return attempt


def _marked(attempt: QuizAttempt, end: End, *, at: dt.datetime) -> QuizAttempt:
    attempt.end(end, at=at)
    attempt.save(update_fields=["answers", "saved_at", "submitted_at", "ended_by", "earned", "percent", "is_passed"])
    return attempt


def _pass(enrolment: Enrolment, attempt: QuizAttempt, now: dt.datetime) -> None:
    """This completes the unit of a passed attempt, if it is still in the learner's course."""
    standing = acts.standing_now(enrolment, now)
    entry = next((each for each in standing.progress.units if each.id == attempt.unit_id), None)
    if entry is not None:
        acts.complete(enrolment, standing, entry, way=UnitCompletion.Way.PASSED, now=now)
