"""
Who was there: noted by tutors for many at once, by members themselves with a code, or from a meeting's report.

Each act locks the session first, so that notes of one session come one after the other.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from core.announce import announce
from tutors import exceptions, registers, tries
from tutors.models import Attendance, AttendanceChange, CheckIn, Session
from tutors.models.attendance import AttendanceStatus, AttendanceWay
from tutors.models.sessions import EARLY
from tutors.signals import attendance_noted

Status = AttendanceStatus
Way = AttendanceWay
MINUTES_OPEN = 15


@dataclass(frozen=True)
class Note:
    """This is what is to be noted of one person; ``minutes`` is known from a report only."""

    status: str
    minutes: int | None = None


@dataclass(frozen=True)
class Rest:
    """
    This is what is to be noted of everybody else who was in the cohort at the time, and of whom nothing is noted yet.

    ``among`` keeps it to some people, by the keys of their places: those whom somebody had before them.
    """

    status: str
    among: Collection[int] | None = None

    def concerns(self, key: int) -> bool:
        return self.among is None or key in self.among


@transaction.atomic
def note(  # noqa: PLR0913 -- what a page of notes says
    *,
    session: Session,
    notes: Mapping[int, Note],
    by: User,
    now: dt.datetime,
    way: Way = Way.TUTOR,
    rest: Rest | None = None,
) -> list[AttendanceChange]:
    """
    Note who was there, by the keys of their places, and announce it; only what differs is written, with its history.

    Gives what was changed; a repeat changes nothing.

    :raises SessionNotPlanned, AttendanceAhead: if there is nothing to note, or not yet.
    :raises NotMember: if a place is none of those that were held when the session took place.
    """
    session = _noteworthy(session, now)
    register = registers.register_of(session)
    if strangers := notes.keys() - register.keys():
        raise exceptions.NotMember(sorted(strangers))
    noted = registers.noted_in(session)
    changed = {pk: each for pk, each in notes.items() if _differs(noted.get(pk), each)}
    if rest is not None:
        free = register.keys() - noted.keys() - notes.keys()
        others = [pk for pk, entry in register.items() if pk in free and entry.is_expected and rest.concerns(pk)]
        changed |= dict.fromkeys(others, Note(rest.status))
    return _write(session, noted, changed, by=by, now=now, way=way)


# Checking in


@transaction.atomic
def open_check_in(*, session: Session, by: User, now: dt.datetime, minutes: int = MINUTES_OPEN) -> CheckIn:
    """
    Make a code by which members check in for some minutes; the one before, if it stands, is closed.

    :raises SessionNotPlanned, AttendanceAhead: if there is nothing to note, or not yet.
    """
    session = _noteworthy(session, now)
    session.check_ins.standing().update(closed_at=now)
    until = now + dt.timedelta(minutes=minutes)
    return CheckIn.objects.create(session=session, opens_at=now, closes_at=until, made_by=by)


@transaction.atomic
def close_check_in(*, session: Session, now: dt.datetime) -> None:
    """Let nobody check in any more; a repeat changes nothing."""
    _locked(session).check_ins.standing().update(closed_at=now)


@transaction.atomic
def check_in(*, session: Session, learner: User, code: str, now: dt.datetime) -> Attendance:
    """
    Note by themselves that a member is there, who types the code that is shown; what is noted already stays as it is.

    :raises NotMember: if they hold no place.
    :raises SessionNotPlanned, AttendanceAhead: if there is nothing to note, or not yet.
    :raises TooManyTries: if they guessed too often.
    :raises CheckInClosed: if no code stands now.
    :raises CodeWrong: if it is another one.
    """
    session = _noteworthy(session, now)
    place = registers.place_to_check_in(session, learner)
    if place is None:
        raise exceptions.NotMember
    noted = registers.noted_in(session).get(place.pk)
    if noted is not None:
        return noted
    _check_code(session, learner, code, now)
    [change] = _write(session, {}, {place.pk: Note(Status.PRESENT)}, by=learner, now=now, way=Way.SELF)
    return change.attendance


def can_be_noted(session: Session, now: dt.datetime) -> bool:
    """This says whether attendance of a session may be noted now: from a little before it begins, unless it is off."""
    return session.is_planned and now >= session.starts_at - EARLY


# Inside a transaction


def _locked(session: Session) -> Session:
    return Session.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=session.pk)


def _noteworthy(session: Session, now: dt.datetime) -> Session:
    session = _locked(session)
    if not session.is_planned:
        raise exceptions.SessionNotPlanned
    if now < session.starts_at - EARLY:
        raise exceptions.AttendanceAhead
    return session


def _differs(noted: Attendance | None, each: Note) -> bool:
    """What was known of minutes stays, where nobody says other ones."""
    if noted is None or noted.status != each.status:
        return True
    return each.minutes not in {None, noted.minutes}


def _write(  # noqa: PLR0913 -- what a line of the history says
    session: Session, noted: Mapping[int, Attendance], changed: Mapping[int, Note], *, by: User, now: dt.datetime, way: Way
) -> list[AttendanceChange]:
    """This writes notes and their history, in as many queries for one person as for five hundred."""
    before = {pk: noted[pk].status if pk in noted else "" for pk in changed}
    facts = {"way": way, "noted_by": by, "noted_at": now}
    fresh = [
        Attendance(session=session, place_id=pk, status=each.status, minutes=each.minutes, **facts)
        for pk, each in changed.items()
        if pk not in noted
    ]
    corrected = [_corrected(noted[pk], each, facts) for pk, each in changed.items() if pk in noted]
    Attendance.objects.bulk_create(fresh)
    Attendance.objects.bulk_update(corrected, ["status", "minutes", *facts])
    written = [*fresh, *corrected]
    if written:
        announce(attendance_noted, session_id=session.pk, place_ids=[each.place_id for each in written])
    return AttendanceChange.objects.bulk_create(_change(each, before[each.place_id]) for each in written)


def _corrected(attendance: Attendance, each: Note, facts: Mapping[str, object]) -> Attendance:
    attendance.status = each.status
    if each.minutes is not None:
        attendance.minutes = each.minutes
    for name, value in facts.items():
        setattr(attendance, name, value)
    return attendance


def _change(attendance: Attendance, before: str) -> AttendanceChange:
    return AttendanceChange(
        attendance=attendance,
        from_status=before,
        to_status=attendance.status,
        minutes=attendance.minutes,
        way=attendance.way,
        changed_at=attendance.noted_at,
        changed_by=attendance.noted_by,
    )


def _check_code(session: Session, learner: User, code: str, now: dt.datetime) -> None:
    check_in = session.check_ins.standing().order_by("pk").first()
    if check_in is None or not check_in.is_open(now):
        raise exceptions.CheckInClosed
    if tries.are_used_up(check_in, learner):
        raise exceptions.TooManyTries
    if not check_in.fits(code):
        tries.count(check_in, learner)
        raise exceptions.CodeWrong
