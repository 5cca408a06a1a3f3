"""
What a visitor of the catalogue looks for: read from an address, written into one, and held against a course's facts.

Pure: no queries.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, fields, replace
from decimal import Decimal
from typing import Self

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.text import fold, without_controls
from courses.outline import CourseFacts

LONGEST = 100


class Pace(TextChoices):
    """This is how somebody wants to learn; a course of both paces serves either wish."""

    SELF_PACED = "self-paced", _("At your own pace")
    MODERATED = "moderated", _("In a moderated cohort")


class Length(TextChoices):
    """This is how much of a course's time somebody has; the upper bound belongs to the shorter one."""

    SHORT = "short", _("Up to 3 hours")
    MEDIUM = "medium", _("Over 3 and up to 10 hours")
    LONG = "long", _("Over 10 hours")


class Sort(TextChoices):
    """This is an order of the list. Without one, what is written in the reader's language comes first, the newest first."""

    NEWEST = "newest", _("Newest first")
    TITLE = "title", _("By title")
    SHORTEST = "shortest", _("Shortest first")


BOUNDS = {Length.SHORT: 3, Length.MEDIUM: 10}


def length_of(hours: str) -> Length:
    """This says how long a course is."""
    return next((length for length, most in BOUNDS.items() if Decimal(hours) <= most), Length.LONG)


def values_of(facts: CourseFacts) -> dict[str, Collection[str]]:
    """
    This is what a course answers to, filter by filter.

    The language is one that it is written in: where it is not translated, it stands in the catalogue of every other language
    too, with its original's text.
    """
    return {
        "topic": facts.topics,
        "level": [facts.level],
        "language": facts.languages,
        "length": [length_of(facts.hours)],
        "pace": Pace.values if facts.pace == "both" else [facts.pace],
    }


@dataclass(frozen=True)
class Search:
    """
    This is what a visitor of the catalogue looks for.

    Its fields are named as in the address, and come in this order there; an empty one asks for nothing.
    """

    q: str = ""
    topic: str = ""
    level: str = ""
    language: str = ""
    length: str = ""
    pace: str = ""
    sort: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Self:
        """This reads an address's query, whatever it holds."""
        return cls(**{field.name: _tidy(given.get(field.name, "")) for field in fields(cls)})

    @property
    def query(self) -> dict[str, str]:
        """This is the search as an address holds it, without what is empty."""
        return {name: value for name, value in asdict(self).items() if value}

    @property
    def criteria(self) -> dict[str, str]:
        """These narrow the list; the order does not."""
        return self.without("sort").query

    @property
    def words(self) -> list[str]:
        return fold(self.q).split()

    def without(self, name: str) -> Self:
        return replace(self, **{name: ""})

    def known(self, offered: Mapping[str, Collection[str]]) -> Self:
        """This is the search without values that are not on offer; of those that are, case and accents do not matter."""
        names = {name: {fold(value): value for value in values} for name, values in offered.items()}
        return replace(self, **{name: values.get(fold(getattr(self, name)), "") for name, values in names.items()})


def _tidy(value: str) -> str:
    return without_controls(value[:LONGEST]).strip()
