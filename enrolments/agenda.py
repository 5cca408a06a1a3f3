"""What a learner's first page says of all their courses: what to do next, what is under way, what to keep in mind."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from accounts.models import User
from courses.outline import UnitEntry
from enrolments.granted import Granted
from enrolments.models import QuizAttempt
from enrolments.queries import Standing, my_courses, open_attempts

# So many dates are shown, the nearest; all of them stand on the pages of the courses.
DATES_SHOWN = 6


class Kind(StrEnum):
    """What a reminder reminds of, the most pressing first."""

    ATTEMPT = "attempt"
    DUE = "due"
    OPENING = "opening"
    GRANT = "grant"


@dataclass(frozen=True)
class Reminder:
    """
    This is one thing to keep in mind: an attempt that is open, a date, or what was granted for a unit.

    ``entry`` is None where a module opens; ``minutes_left`` is None for an attempt without a time limit.
    """

    kind: Kind
    standing: Standing
    entry: UnitEntry | None = None
    at: dt.datetime | None = None
    minutes_left: int | None = None
    is_overdue: bool = False
    granted: Granted = field(default_factory=Granted)

    @property
    def is_running(self) -> bool:
        """This says whether a clock is running."""
        return self.minutes_left is not None

    @property
    def may_open(self) -> bool:
        return self.standing.may_open(self.entry)


@dataclass(frozen=True)
class Next:
    """This is the one thing to do now: an attempt whose clock is running, or else a course to go on with."""

    standing: Standing
    attempt: Reminder | None = None


@dataclass(frozen=True)
class Agenda:
    """This is where a learner stands in all their courses, the latest touched first, with the attempts that are open."""

    standings: tuple[Standing, ...]
    attempts: tuple[QuizAttempt, ...]
    now: dt.datetime

    @cached_property
    def active(self) -> tuple[Standing, ...]:
        return tuple(each for each in self.standings if not each.progress.is_completed)

    @cached_property
    def completed(self) -> tuple[Standing, ...]:
        """These courses are completed, the latest first."""
        done = [each for each in self.standings if each.progress.is_completed]
        return tuple(sorted(done, key=lambda each: each.enrolment.completed_at, reverse=True))  # type: ignore[union-attr, arg-type, return-value]

    @cached_property
    def next(self) -> Next | None:
        running = next((each for each in self.begun if each.is_running), None)
        if running:
            return Next(running.standing, running)
        return next((Next(each) for each in self.active if each.progress.next_step or each.progress.is_finished), None)

    @property
    def others(self) -> tuple[Standing, ...]:
        """These are under way besides the one to go on with."""
        return tuple(each for each in self.active if self.next is None or each is not self.next.standing)

    @cached_property
    def begun(self) -> tuple[Reminder, ...]:
        """These attempts are open, the one that closes first at the front."""
        found = {each.enrolment.pk: each for each in self.active if each.enrolment}
        return tuple(self._begun(found))

    @cached_property
    def reminders(self) -> tuple[Reminder, ...]:
        """These are the open attempts, then the nearest dates, then what was granted; not what is next anyway."""
        begun = [each for each in self.begun if self.next is None or each is not self.next.attempt]
        dates = sorted((*self._dues(), *self._openings()), key=lambda each: each.at or self.now)
        return (*begun, *dates[:DATES_SHOWN], *self._grants())

    def _begun(self, found: dict[int, Standing]) -> Iterator[Reminder]:
        for attempt in self.attempts:
            standing = found.get(attempt.enrolment_id)
            entry = standing and _entry(standing, attempt.unit_id)
            if standing and entry:
                seconds = attempt.seconds_left(self.now)
                minutes = None if seconds is None else -(-seconds // 60)
                yield Reminder(Kind.ATTEMPT, standing, entry, attempt.closes_at, minutes)

    def _dues(self) -> Iterator[Reminder]:
        for standing in self.active:
            for unit_id, at in standing.dues.items():
                if entry := _undone(standing, unit_id):
                    yield Reminder(Kind.DUE, standing, entry, at, is_overdue=at < self.now)

    def _openings(self) -> Iterator[Reminder]:
        for standing in self.active:
            if at := standing.progress.opens_next_at:
                yield Reminder(Kind.OPENING, standing, at=at)

    def _grants(self) -> Iterator[Reminder]:
        for standing in self.active:
            for unit_id, granted in standing.granted.items():
                if entry := _undone(standing, unit_id):
                    yield Reminder(Kind.GRANT, standing, entry, granted=granted)


def agenda_of(*, learner: User, now: dt.datetime) -> Agenda:
    """This is a person's agenda: as many queries for thirty courses as for one, and no text of any."""
    standings = my_courses(learner=learner, now=now)
    active = [each.enrolment for each in standings if each.enrolment and not each.progress.is_completed]
    return Agenda(tuple(standings), tuple(open_attempts(enrolments=active, now=now)), now)


def _entry(standing: Standing, unit_id: int) -> UnitEntry | None:
    return next((unit for unit in standing.progress.units if unit.id == unit_id), None)


def _undone(standing: Standing, unit_id: int) -> UnitEntry | None:
    entry = _entry(standing, unit_id)
    return entry if entry and not standing.progress.is_done(entry) else None
