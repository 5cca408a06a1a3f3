"""
What is new of a cohort's sessions to one learner: how they stand now, compared with what that learner was told.

What was told is kept on the place, session by session, and written down in the transaction that writes the letter. So a
letter says what its reader does not know, whatever happened in between, and however often it is asked for.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from tutors.models import Place, Session

Status = Session.Status


class What(StrEnum):
    """This is what became of a session, as its learner sees it."""

    NEW = "new"
    MOVED = "moved"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    # The session stays, without this learner.
    LEFT = "left"


@dataclass(frozen=True)
class Told:
    """This is what a learner knows of a session, and since when; ``is_out``: it stands in their calendar no more."""

    sequence: int
    starts_at: dt.datetime
    minutes: int
    told_at: dt.datetime
    is_out: bool

    @property
    def ends_at(self) -> dt.datetime:
        return self.starts_at + dt.timedelta(minutes=self.minutes)


@dataclass(frozen=True)
class News:
    """This is one piece of news; ``before`` is what was known until now."""

    what: What
    session: Session
    before: Told | None = None

    @property
    def takes_out(self) -> bool:
        """This says whether the session leaves the learner's calendar."""
        return self.what in {What.CANCELLED, What.LEFT}


def known(place: Place, session: Session) -> Told | None:
    """This is what the learner of a place was told of a session; None if nothing."""
    kept = place.told.get(str(session.pk))
    if kept is None:
        return None
    return Told(
        kept["sequence"],
        dt.datetime.fromisoformat(kept["starts_at"]),
        kept["minutes"],
        dt.datetime.fromisoformat(kept["told_at"]),
        kept["is_out"],
    )


def news_for(place: Place, sessions: Iterable[Session], *, now: dt.datetime) -> list[News]:
    """This is what the learner of a place does not know yet of sessions that are not over. No query."""
    found = (_news(session, known(place, session), now, is_member=place.is_held) for session in sessions)
    return [each for each in found if each is not None]


def note(place: Place, news: Iterable[News], *, now: dt.datetime) -> None:
    """This keeps what a learner is being told; the caller saves the place."""
    for each in news:
        session = each.session
        place.told[str(session.pk)] = {
            "sequence": session.sequence,
            "starts_at": session.starts_at.isoformat(),
            "minutes": session.minutes,
            "told_at": now.isoformat(),
            "is_out": each.takes_out,
        }


def _news(session: Session, before: Told | None, now: dt.datetime, *, is_member: bool) -> News | None:
    if before is None:
        return News(What.NEW, session) if is_member and _is_to_come(session, now) else None
    if before.is_out:
        return None
    if session.status == Status.CANCELLED or not is_member:
        what = What.CANCELLED if session.status == Status.CANCELLED else What.LEFT
        return News(what, session, before) if before.ends_at > now else None
    if session.sequence <= before.sequence or not _is_to_come(session, now):
        return None
    has_moved = (session.starts_at, session.minutes) != (before.starts_at, before.minutes)
    return News(What.MOVED if has_moved else What.CHANGED, session, before)


def _is_to_come(session: Session, now: dt.datetime) -> bool:
    return session.is_planned and not session.is_over(now)
