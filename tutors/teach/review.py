"""What a report would note of whom, row by row: as proposed, or as a tutor has chosen."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Self

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.models import User
from tutors import matching, registers
from tutors.attending import Note
from tutors.matching import Match
from tutors.meeting_reports import Attendee
from tutors.models import Attendance, Session
from tutors.models.attendance import AttendanceStatus, AttendanceWay
from tutors.registers import Entry

Status = AttendanceStatus
Way = AttendanceWay
# With more to choose from on one page, there is a list to type into, once, instead of one beside each row.
MOST_OPTIONS = 1_000


@dataclass(frozen=True)
class Row:
    """
    This is somebody of a report on the page: ``chosen`` is whom they are noted as, ``typed`` what was sent for that.

    A tutor's own note of somebody, which says something else, stays unless they choose otherwise.
    """

    number: int
    match: Match
    status: Status
    noted: Attendance | None
    typed: str = ""
    chosen: Entry | None = None
    error: str = ""

    @property
    def field(self) -> str:
        return f"who-{self.number}"

    @property
    def is_matched(self) -> bool:
        return self.match.entry is not None

    @property
    def stays(self) -> bool:
        """This says whether there is a note by hand that the report would overrule."""
        return self.noted is not None and self.noted.way == Way.TUTOR and self.noted.status != self.status


@dataclass
class Review:
    """This is a report beside the register of a session."""

    attendees: list[Attendee]
    needed: int
    rows: list[Row]
    entries: list[Entry]
    rest: bool

    @classmethod
    def of(
        cls, session: Session, attendees: list[Attendee], *, needed: int, posted: Mapping[str, str] | None = None
    ) -> Self:
        """This goes through a report; ``posted`` is what was chosen on the page. Three queries."""
        entries, noted = [*registers.register_of(session).values()], registers.noted_in(session)
        matches = matching.matched(attendees, entries, tutors_of(session))
        rows = [_proposed(number, match, noted, needed) for number, match in enumerate(matches)]
        if posted is not None:
            rows = [_as_posted(row, posted, entries) for row in rows]
        return cls(attendees, needed, rows, entries, "rest" in (posted or {}))

    @property
    def has_errors(self) -> bool:
        return any(row.error for row in self.rows)

    @property
    def matched(self) -> list[Row]:
        return [row for row in self.rows if row.is_matched]

    @property
    def unmatched(self) -> list[Row]:
        return [row for row in self.rows if not row.is_matched and not row.match.is_tutor]

    @property
    def tutors(self) -> list[Row]:
        return [row for row in self.rows if row.match.is_tutor]

    @cached_property
    def choices(self) -> list[User]:
        """Whom the others may be: members who are nobody's match."""
        taken = {row.match.entry.place.pk for row in self.rows if row.match.entry}
        return [entry.place.learner for entry in self.entries if entry.place.pk not in taken]

    @property
    def is_short(self) -> bool:
        return len(self.unmatched) * len(self.choices) <= MOST_OPTIONS

    @property
    def notes(self) -> dict[int, Note]:
        """Of somebody who was there under two names, the minutes are added up."""
        minutes: dict[int, int] = {}
        for row in self.rows:
            if row.chosen:
                key = row.chosen.place.pk
                minutes[key] = minutes.get(key, 0) + row.match.attendee.minutes
        return {key: Note(status_for(total, self.needed), total) for key, total in minutes.items()}


def tutors_of(session: Session) -> list[User]:
    rows = User.objects.filter(tutor__appointments__cohort=session.cohort_id, tutor__appointments__ended_at__isnull=True)
    return list(rows.distinct().order_by("pk"))


def status_for(minutes: int, needed: int) -> Status:
    return Status.PRESENT if minutes >= needed else Status.ABSENT


def _proposed(number: int, match: Match, noted: Mapping[int, Attendance], needed: int) -> Row:
    before = noted.get(match.entry.place.pk) if match.entry else None
    row = Row(number, match, status_for(match.attendee.minutes, needed), before)
    if match.entry is None or row.stays:
        return row
    return replace(row, typed=match.entry.place.learner.email, chosen=match.entry)


def _as_posted(row: Row, posted: Mapping[str, str], entries: Collection[Entry]) -> Row:
    typed = posted.get(row.field, "").strip()
    chosen = matching.meant(typed, entries) if typed else None
    error = _("Nobody of the cohort is called so, or more than one person is.") if typed and not chosen else ""
    return replace(row, typed=typed, chosen=chosen, error=error)
