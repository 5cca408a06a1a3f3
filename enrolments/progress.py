"""
How far a learner is, and what comes next: computed from an outline and from what was done, without a query.

What counts are the *needed* units (the required ones; all of them where an author required none) and the requirements that
upper rooms have pushed down. A completed course counts as complete whatever its outline says today.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from courses.outline import ModuleEntry, Modules, UnitEntry


def within(modules: Modules, groups: Collection[int] | None) -> Modules:
    """This is the part of a course that a member of these groups may open; None stands for somebody who may open all."""
    if groups is None:
        return modules
    kept = (replace(module, units=tuple(_admitted(module, groups))) for module in modules)
    return Modules(tuple(module for module in kept if module.units))


def _admitted(module: ModuleEntry, groups: Collection[int]) -> Iterator[UnitEntry]:
    return (unit for unit in module.units if admits(unit.groups, groups))


def admits(asked: Collection[int] | None, groups: Collection[int] | None) -> bool:
    """This says whether somebody of these groups passes where only members of the asked ones may."""
    return asked is None or groups is None or not set(asked).isdisjoint(groups)


def needed_units(modules: Modules) -> tuple[UnitEntry, ...]:
    """These units count: the required ones, or all of them where an author required none."""
    return tuple(unit for unit in modules.units if unit.is_required) or modules.units


@dataclass(frozen=True)
class Lock:
    """This keeps a module closed: until an instant, until ``missing`` units of the module before are done, or both."""

    opens_at: dt.datetime | None = None
    after: ModuleEntry | None = None
    missing: tuple[UnitEntry, ...] = ()


@dataclass(frozen=True)
class Progress:
    """
    This is where one learner stands in one course at one instant.

    ``done`` are ids of units, of those that have left the outline too; ``openings`` say by module key until when a module
    stays closed; ``asked`` and ``met`` count requirements; ``latest_id`` is the unit that was done last.
    """

    modules: Modules
    now: dt.datetime
    done: frozenset[int] = frozenset()
    openings: Mapping[str, dt.datetime] = field(default_factory=dict)
    asked: int = 0
    met: int = 0
    latest_id: int | None = None
    is_completed: bool = False

    def with_done(self, entry: UnitEntry) -> "Progress":
        """This is the progress once a unit is done."""
        return replace(self, done=self.done | {entry.id}, latest_id=entry.id)

    @property
    def units(self) -> tuple[UnitEntry, ...]:
        return self.modules.units

    @cached_property
    def ids(self) -> frozenset[int]:
        return frozenset(unit.id for unit in self.units)

    # How far

    @cached_property
    def needed(self) -> tuple[UnitEntry, ...]:
        return needed_units(self.modules)

    @cached_property
    def left(self) -> tuple[UnitEntry, ...]:
        """These needed units are not done yet; none once the course is completed."""
        return () if self.is_completed else self._undone(self.needed)

    @property
    def needed_done(self) -> int:
        return len(self.needed) - len(self.left)

    @property
    def steps(self) -> int:
        return len(self.needed) + self.asked

    @property
    def steps_done(self) -> int:
        return self.needed_done + self.met

    @property
    def steps_left(self) -> int:
        return self.steps - self.steps_done

    @property
    def has_begun(self) -> bool:
        return bool(self.done)

    @property
    def minutes_left(self) -> int:
        return sum(unit.minutes for unit in self.left)

    @property
    def is_finished(self) -> bool:
        """This says whether nothing is wanting; an empty course is never finished."""
        return bool(self.needed) and not self.left and self.met >= self.asked

    @property
    def percent(self) -> int:
        """This is rounded down, and 100 only once the course is completed."""
        if self.is_completed:
            return 100
        return min(99, 100 * self.steps_done // self.steps) if self.steps else 0

    def is_done(self, unit: UnitEntry) -> bool:
        return unit.id in self.done

    # What is open

    @cached_property
    def locks(self) -> dict[str, Lock]:
        """These modules are closed, by their keys; all are open in a completed course."""
        if self.is_completed:
            return {}
        before: tuple[ModuleEntry | None, ...] = (None, *self.modules.modules)
        found = ((module.key, self._lock(module, previous)) for previous, module in zip(before, self.modules, strict=False))
        return {key: lock for key, lock in found if lock is not None}

    def lock_of(self, unit: UnitEntry) -> Lock | None:
        """This is what keeps a unit closed; what is done stays open to be read again."""
        return None if self.is_done(unit) else self.locks.get(self.module_of(unit).key)

    def is_open(self, unit: UnitEntry) -> bool:
        return self.lock_of(unit) is None

    # Where to go

    @cached_property
    def next_step(self) -> UnitEntry | None:
        """
        This is where to resume: the first unit not done after the one done last, else the first not done from the start.

        Closed units are passed over. None if nothing open is left to do.
        """
        start = self._position(self.latest_id) + 1
        ahead = (*self.units[start:], *self.units[:start])
        return next((unit for unit in self._undone(ahead) if self.is_open(unit)), None)

    @property
    def opens_next_at(self) -> dt.datetime | None:
        """This is when the next module opens, of those that wait for an instant only."""
        return min((lock.opens_at for lock in self.locks.values() if lock.opens_at and not lock.missing), default=None)

    def before(self, unit: UnitEntry) -> UnitEntry | None:
        position = self._position(unit.id)
        return self.units[position - 1] if position > 0 else None

    def after(self, unit: UnitEntry) -> UnitEntry | None:
        position = self._position(unit.id) + 1
        return self.units[position] if 0 < position < len(self.units) else None

    def module_of(self, unit: UnitEntry) -> ModuleEntry:
        return self._modules_by_unit[unit.id]

    @cached_property
    def _modules_by_unit(self) -> dict[int, ModuleEntry]:
        return {unit.id: module for module in self.modules for unit in module.units}

    def _undone(self, units: tuple[UnitEntry, ...]) -> tuple[UnitEntry, ...]:
        return tuple(unit for unit in units if not self.is_done(unit))

    def _position(self, unit_id: int | None) -> int:
        return next((position for position, unit in enumerate(self.units) if unit.id == unit_id), -1)

    def _lock(self, module: ModuleEntry, previous: ModuleEntry | None) -> Lock | None:
        opens_at = self.openings.get(module.key)
        waits_until = opens_at if opens_at is not None and opens_at > self.now else None
        missing: tuple[UnitEntry, ...] = ()
        if module.is_locked and previous is not None:
            missing = self._undone(tuple(unit for unit in previous.units if unit.is_required))
        if waits_until is None and not missing:
            return None
        return Lock(opens_at=waits_until, after=previous if missing else None, missing=missing)
