"""The table of contents as one person sees it: what is done, what is closed and why, what is due."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from courses.outline import ModuleEntry, UnitEntry
from enrolments.granted import Granted
from enrolments.progress import Lock, Progress


@dataclass(frozen=True)
class UnitLine:
    entry: UnitEntry
    is_done: bool
    is_open: bool
    is_current: bool
    is_next: bool
    due_at: dt.datetime | None
    is_overdue: bool
    granted: Granted


@dataclass(frozen=True)
class ModuleLine:
    entry: ModuleEntry
    lock: Lock | None
    units: tuple[UnitLine, ...]


def contents(
    progress: Progress,
    *,
    may_open: Callable[[UnitEntry], bool],
    dues: Mapping[int, dt.datetime],
    granted: Mapping[int, Granted],
    current: UnitEntry | None = None,
) -> tuple[ModuleLine, ...]:
    """This is the course, line by line; ``current`` is the unit that is being read."""

    def line(entry: UnitEntry) -> UnitLine:
        due_at, is_done = dues.get(entry.id), progress.is_done(entry)
        return UnitLine(
            entry=entry,
            is_done=is_done,
            is_open=may_open(entry),
            is_current=entry == current,
            is_next=current is None and entry == progress.next_step,
            due_at=due_at,
            is_overdue=due_at is not None and due_at < progress.now and not is_done,
            granted=granted.get(entry.id, Granted()),
        )

    return tuple(
        ModuleLine(entry=module, lock=progress.locks.get(module.key), units=tuple(line(unit) for unit in module.units))
        for module in progress.modules
    )
