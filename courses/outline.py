"""
The outline's shape: what `Outline.modules` and `Outline.facts` hold, and how they are read.

Pure: no queries. Builders write with `asdict`, readers get dataclasses by `parse`.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any, Self


@dataclass(frozen=True)
class UnitEntry:
    """
    This is one unit in an outline.

    ``text_language`` says which language's `UnitText` to send. ``groups`` are the ids of the groups that may open it where a
    view restriction narrows it, None where nobody is shut out.
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
    groups: tuple[int, ...] | None = None


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
    """These are the course's facts for cards and its public page."""

    summary: str
    level: str
    pace: str
    hours: str
    licence: str = ""
    attribution: dict[str, str] = field(default_factory=dict)
    outcomes: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    groups: tuple[int, ...] | None = None


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
        return [asdict(module) for module in self.modules]

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


def _unit(data: dict[str, Any]) -> UnitEntry:
    groups = data.get("groups")
    return UnitEntry(**{**data, "groups": None if groups is None else tuple(groups)})


def parse_facts(data: dict[str, Any]) -> CourseFacts:
    """This reads ``Outline.facts``."""
    groups = data.get("groups")
    return CourseFacts(
        **{
            **data,
            "outcomes": tuple(data.get("outcomes", ())),
            "topics": tuple(data.get("topics", ())),
            "languages": tuple(data.get("languages", ())),
            "groups": None if groups is None else tuple(groups),
        }
    )
