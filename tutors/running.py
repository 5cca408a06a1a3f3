"""A cohort's moves, from draft to its end: one act for each, each with a line in the history."""

import datetime as dt

from django.db import transaction
from django.dispatch import Signal

from accounts.models import User
from core.announce import announce
from tutors import acts, exceptions, scheduling, signals
from tutors.models import Cohort, CohortMove

Status = Cohort.Status


@transaction.atomic
def open_cohort(*, cohort: Cohort, by: User | None, now: dt.datetime) -> Cohort:
    """
    Publish a draft: people may ask for places from now on. A repeat changes nothing.

    :raises MoveRefused: if it is no draft.
    """
    return _move(acts.locked_cohort(cohort), Status.OPEN, signals.cohort_opened, by=by, now=now)


@transaction.atomic
def redraft_cohort(*, cohort: Cohort, by: User | None, now: dt.datetime, reason: str = "") -> Cohort:
    """
    Make a draft of a cohort again. A repeat changes nothing.

    :raises PeopleAsked: if anybody has asked for a place, whatever became of it.
    :raises MoveRefused: if it is not open.
    """
    cohort = acts.locked_cohort(cohort)
    if cohort.may_move(Status.DRAFT) and cohort.places.exists():
        raise exceptions.PeopleAsked
    return _move(cohort, Status.DRAFT, signals.cohort_redrafted, by=by, now=now, reason=reason)


@transaction.atomic
def start_cohort(*, cohort: Cohort, by: User | None, now: dt.datetime) -> Cohort:
    """
    Let an open cohort run, by hand or on its date. A repeat changes nothing.

    :raises MoveRefused: if it is not open.
    """
    cohort = acts.locked_cohort(cohort)
    # The table allows this move, as that of who finished by mistake.
    if cohort.status == Status.FINISHED:
        raise exceptions.MoveRefused(cohort.status, Status.RUNNING)
    return _move(cohort, Status.RUNNING, signals.cohort_started, by=by, now=now)


@transaction.atomic
def finish_cohort(*, cohort: Cohort, by: User | None, now: dt.datetime) -> Cohort:
    """
    Finish a running cohort: members stay, who still waits is told that nothing comes of it. A repeat changes nothing.

    :raises MoveRefused: if it does not run.
    """
    return _move(acts.locked_cohort(cohort), Status.FINISHED, signals.cohort_finished, by=by, now=now)


@transaction.atomic
def resume_cohort(*, cohort: Cohort, by: User | None, now: dt.datetime, reason: str = "") -> Cohort:
    """
    Let a cohort run on that was finished by mistake; who had waited asks again. A repeat changes nothing.

    Whose place is under way is asked again for what it needs; what was completed or issued meanwhile stays.

    :raises MoveRefused: if it has not finished.
    """
    cohort = acts.locked_cohort(cohort)
    if cohort.status == Status.OPEN:
        raise exceptions.MoveRefused(cohort.status, Status.RUNNING)
    cohort.places.under_way().update(settled_at=None)
    return _move(cohort, Status.RUNNING, signals.cohort_resumed, by=by, now=now, reason=reason)


@transaction.atomic
def cancel_cohort(*, cohort: Cohort, by: User | None, reason: str, now: dt.datetime) -> Cohort:
    """
    Cancel a cohort for a reason, and with it all sessions to come; its places end one by one, afterwards.

    A repeat changes nothing.

    :raises ReasonMissing: without a reason.
    :raises MoveRefused: if it has finished.
    """
    reason, cohort = acts.said(reason), acts.locked_cohort(cohort)
    if cohort.status == Status.CANCELLED:
        return cohort
    _move(cohort, Status.CANCELLED, signals.cohort_cancelled, by=by, now=now, reason=reason)
    for session in cohort.sessions.upcoming(now):
        scheduling.cancel_session(session=session, now=now)
    return cohort


def _move(  # noqa: PLR0913 -- what a line of the history says
    cohort: Cohort, to: Cohort.Status, signal: Signal, *, by: User | None, now: dt.datetime, reason: str = ""
) -> Cohort:
    """:raises MoveRefused: if the table of moves does not know it."""
    if cohort.status == to:
        return cohort
    if not cohort.may_move(to):
        raise exceptions.MoveRefused(cohort.status, to)
    CohortMove.objects.create(
        cohort=cohort, from_status=cohort.status, to_status=to, moved_at=now, moved_by=by, reason=reason.strip()
    )
    cohort.status = to
    if cohort.has_begun:
        # Places can be completed from now on; of a finished cohort nothing is asked any more.
        cohort.asks_changed_at = now
    cohort.save(update_fields=["status", "asks_changed_at"])
    announce(signal, cohort_id=cohort.pk)
    return cohort
