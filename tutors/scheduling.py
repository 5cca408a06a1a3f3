"""Sessions: planned, alone or each week, moved, changed, cancelled; and what came of them."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction

from core.announce import announce
from tutors import acts, exceptions, signals
from tutors.models import Cohort, Session, Tutor
from tutors.wall_clock import Weekly

Status = Session.Status
# What calendars show of the words of a session.
TOLD = ("title", "agenda")


@dataclass(frozen=True)
class Meeting:
    """This is what a session says of itself, apart from its time; without ``held_by``, the lead tutor holds it."""

    title: str
    agenda: str = ""
    join_url: str = ""
    held_by: Tutor | None = None


@transaction.atomic
def plan_session(*, cohort: Cohort, meeting: Meeting, starts_at: dt.datetime, minutes: int) -> Session:
    """
    Plan a session and announce it; planned once more, under the same title at the same instant, it is the same one.

    :raises CohortOver: if the cohort has finished or was cancelled.
    """
    session, is_new = _plan(_plannable(cohort), meeting, starts_at, minutes)
    if is_new:
        announce(signals.session_planned, session_id=session.pk)
    return session


@transaction.atomic
def plan_series(*, cohort: Cohort, meeting: Meeting, weekly: Weekly, minutes: int) -> list[Session]:
    """
    Plan sessions week by week, at one time by the clock of the cohort's zone, and announce them as one series.

    Of those that are planned already, under the same title, there is no second one.

    :raises CohortOver: if the cohort has finished or was cancelled.
    """
    cohort, series = _plannable(cohort), uuid.uuid4()
    planned = [_plan(cohort, meeting, start, minutes, series) for start in weekly.instants(cohort.zone)]
    if any(is_new for _session, is_new in planned):
        announce(signals.series_planned, cohort_id=cohort.pk, series=str(series))
    return [session for session, _is_new in planned]


@transaction.atomic
def move_session(*, session: Session, starts_at: dt.datetime, minutes: int, now: dt.datetime) -> Session:
    """
    Give a session another time, and announce that; reminders go out anew. Moving it to where it is changes nothing.

    :raises SessionNotPlanned, SessionOver: if there is nothing to move any more.
    """
    session = _to_come(session, now)
    if (session.starts_at, session.minutes) == (starts_at, minutes):
        return session
    session.starts_at, session.minutes = starts_at, minutes
    session.reminded_day_at = session.reminded_hour_at = session.wrap_up_at = None
    _save_told(session, "starts_at", "minutes", "reminded_day_at", "reminded_hour_at", "wrap_up_at")
    announce(signals.session_moved, session_id=session.pk)
    return session


@transaction.atomic
def change_session(*, session: Session, meeting: Meeting) -> Session:
    """
    Change what a session says of itself; where calendars show it, announce that. A repeat changes nothing.

    :raises SessionNotPlanned: if it was cancelled, or did not happen.
    """
    session = _planned(session)
    facts = {name: getattr(meeting, name) for name in ("title", "agenda", "join_url", "held_by")}
    changed = [name for name, value in facts.items() if getattr(session, name) != value]
    for name in changed:
        setattr(session, name, facts[name])
    if set(TOLD) & set(changed):
        _save_told(session, *changed)
        announce(signals.session_changed, session_id=session.pk)
    elif changed:
        session.save(update_fields=changed)
    return session


@transaction.atomic
def cancel_session(*, session: Session, now: dt.datetime) -> Session:
    """
    Cancel a session that is not over, and announce it; a repeat changes nothing.

    :raises SessionNotPlanned, SessionOver: if there is nothing to cancel any more.
    """
    session = _locked(session)
    if session.status == Status.CANCELLED:
        return session
    session = _to_come(session, now)
    session.status = Status.CANCELLED
    _save_told(session, "status")
    announce(signals.session_cancelled, session_id=session.pk)
    return session


@transaction.atomic
def mark_not_happened(*, session: Session, now: dt.datetime) -> Session:
    """
    Note that a session did not happen though it was planned, and announce it; a repeat changes nothing.

    :raises SessionAhead: if it has not begun: then it is cancelled.
    :raises SessionNotPlanned: if it was cancelled.
    """
    session = _locked(session)
    if session.status == Status.DID_NOT_HAPPEN:
        return session
    session = _begun(session, now)
    session.status = Status.DID_NOT_HAPPEN
    session.save(update_fields=["status"])
    announce(signals.session_marked, session_id=session.pk)
    return session


@transaction.atomic
def mark_happened(*, session: Session) -> Session:
    """Note that a session happened after all, and announce it; of any other one, this changes nothing."""
    session = _locked(session)
    if session.status == Status.DID_NOT_HAPPEN:
        session.status = Status.PLANNED
        session.save(update_fields=["status"])
        announce(signals.session_marked, session_id=session.pk)
    return session


@transaction.atomic
def add_recording(*, session: Session, url: str, now: dt.datetime) -> Session:
    """
    Say where a session can be watched afterwards, and announce that; without an address, take it back.

    The same address once more changes nothing.

    :raises SessionAhead: if it has not begun.
    :raises SessionNotPlanned: if it was cancelled, or did not happen.
    """
    session = _begun(session, now)
    if session.recording_url == url:
        return session
    session.recording_url = url
    session.save(update_fields=["recording_url"])
    if url:
        announce(signals.recording_added, session_id=session.pk)
    return session


# Inside a transaction


def _plannable(cohort: Cohort) -> Cohort:
    cohort = acts.locked_cohort(cohort)
    if cohort.status in {Cohort.Status.FINISHED, Cohort.Status.CANCELLED}:
        raise exceptions.CohortOver
    return cohort


def _plan(
    cohort: Cohort, meeting: Meeting, starts_at: dt.datetime, minutes: int, series: uuid.UUID | None = None
) -> tuple[Session, bool]:
    """A double click, or a page sent once more, plans nothing twice: the cohort is locked."""
    same = cohort.sessions.planned().filter(starts_at=starts_at, title=meeting.title).order_by("pk").first()
    if same is not None:
        return same, False
    session = Session.objects.create(
        cohort=cohort,
        title=meeting.title,
        agenda=meeting.agenda,
        join_url=meeting.join_url,
        held_by=meeting.held_by or _lead(cohort),
        starts_at=starts_at,
        minutes=minutes,
        series=series,
    )
    return session, True


def _lead(cohort: Cohort) -> Tutor | None:
    appointment = cohort.appointments.open().leads().select_related("tutor").order_by("pk").first()
    return appointment.tutor if appointment else None


def _locked(session: Session) -> Session:
    rows = Session.objects.select_for_update(of=("self",)).select_related("cohort", "held_by")
    return rows.get(pk=session.pk)


def _planned(session: Session) -> Session:
    session = _locked(session)
    if not session.is_planned:
        raise exceptions.SessionNotPlanned
    return session


def _to_come(session: Session, now: dt.datetime) -> Session:
    session = _planned(session)
    if session.is_over(now):
        raise exceptions.SessionOver
    return session


def _begun(session: Session, now: dt.datetime) -> Session:
    session = _planned(session)
    if not session.has_begun(now):
        raise exceptions.SessionAhead
    return session


def _save_told(session: Session, *changed: str) -> None:
    """What people are told has a higher number than what they were told before."""
    session.sequence += 1
    session.save(update_fields=[*changed, "sequence"])
