"""
The outline's shape: what `Outline.modules` and `Outline.facts` hold, and how they are read.

Pure: no queries. Builders write with ``dump``, readers get dataclasses by ``parse``.
"""

from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any, Self

type Groups = tuple[int, ...] | None


def _admits(groups: Groups, group_ids: Collection[int]) -> bool:
    return groups is None or not set(groups).isdisjoint(group_ids)


@dataclass(frozen=True)
class UnitEntry:
    """
    This is one unit in an outline.

    ``text_language`` is the language of its title, and says which `UnitText` to send. ``groups`` are the ids of the groups
    that may open it where a view restriction narrows it, None where nobody is shut out.
    """

    id: int
    key: str
    kind: str
    title: str
    text_language: str
    minutes: int
    is_required: bool
    done_by: str
    is_sample: bool
    groups: Groups = None

    def admits(self, group_ids: Collection[int]) -> bool:
        """This says whether view restrictions let somebody in who is in these groups."""
        return _admits(self.groups, group_ids)

    @property
    def is_open_sample(self) -> bool:
        """This says whether anyone may read it before they enrol, given that they may see the course."""
        return self.is_sample and self.groups is None


@dataclass(frozen=True)
class ModuleEntry:
    """This is one module in an outline, with its units in order."""

    key: str
    title: str
    language: str
    summary: str
    is_locked: bool
    units: tuple[UnitEntry, ...]

    @property
    def minutes(self) -> int:
        return sum(unit.minutes for unit in self.units)


@dataclass(frozen=True)
class CourseFacts:
    """These are the course's facts for cards and its public page; ``prerequisites`` are ids of courses."""

    summary: str
    level: str
    pace: str
    hours: str
    licence: str = ""
    attribution: dict[str, str] = field(default_factory=dict)
    outcomes: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    groups: Groups = None
    prerequisites: tuple[int, ...] = ()

    def dump(self) -> dict[str, Any]:
        """This is what is stored; lists stand for tuples, as the database gives them back."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}

    def admits(self, group_ids: Collection[int]) -> bool:
        """This says whether view restrictions let somebody in who is in these groups."""
        return _admits(self.groups, group_ids)


@dataclass(frozen=True)
class Modules:
    """This is the order of a course: its modules, and its units one after another."""

    modules: tuple[ModuleEntry, ...]

    @classmethod
    def parse(cls, data: list[dict[str, Any]]) -> Self:
        return cls(
            tuple(ModuleEntry(**{**module, "units": tuple(_unit(unit) for unit in module["units"])}) for module in data)
        )

    def dump(self) -> list[dict[str, Any]]:
        """This is what is stored; lists stand for tuples, as the database gives them back."""
        return [{**asdict(module), "units": [_dump_unit(unit) for unit in module.units]} for module in self.modules]

    def __iter__(self) -> Iterator[ModuleEntry]:
        return iter(self.modules)

    @cached_property
    def units(self) -> tuple[UnitEntry, ...]:
        return tuple(unit for module in self.modules for unit in module.units)

    @cached_property
    def by_key(self) -> dict[str, UnitEntry]:
        return {unit.key: unit for unit in self.units}

    @cached_property
    def required_ids(self) -> frozenset[int]:
        return frozenset(unit.id for unit in self.units if unit.is_required)


def _groups(data: dict[str, Any]) -> Groups:
    groups = data.get("groups")
    return None if groups is None else tuple(groups)


def _unit(data: dict[str, Any]) -> UnitEntry:
    return UnitEntry(**{**data, "groups": _groups(data)})


def _dump_unit(unit: UnitEntry) -> dict[str, Any]:
    return {**asdict(unit), "groups": None if unit.groups is None else list(unit.groups)}


def parse_facts(data: dict[str, Any]) -> CourseFacts:
    """This reads ``Outline.facts``."""
    lists = {name: tuple(data.get(name, ())) for name in ("outcomes", "topics", "languages", "prerequisites")}
    return CourseFacts(**{**data, **lists, "groups": _groups(data)})
