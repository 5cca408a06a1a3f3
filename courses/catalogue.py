"""The catalogue as one person sees it: what is found, what one could filter by, and the way out of an empty result."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from core.text import fold
from courses.addresses import catalogue_path
from courses.models import CoursePage
from courses.queries import PublicCourse
from courses.search import Length, Pace, Search, Sort

type Labels = dict[str, str | Promise]


@dataclass(frozen=True)
class Option:
    """This is one value to filter by; ``language`` is its label's where that is not the page's."""

    value: str
    label: str | Promise
    count: int
    is_chosen: bool
    language: str = ""


@dataclass(frozen=True)
class Facet:
    """This is a filter with the values that lead to something, all else that is looked for being as it is."""

    name: str
    label: str
    options: list[Option]


@dataclass(frozen=True)
class Criterion:
    """This is something that is looked for, with the address of the list without it, and what would be found there."""

    label: str | Promise
    address: str
    count: int
    language: str = ""


@dataclass(frozen=True)
class Catalogue:
    """
    These are the courses that one person may see in one language, and what is looked for among them.

    It holds all of them, their facts parsed, and filters, counts and sorts in Python. For the some five hundred courses that
    a site may have this takes milliseconds; it is exact on both database engines, and costs no query beyond the one that
    read them. Nothing but ``courses`` is counted, so a hidden course leaves no trace.
    """

    courses: Sequence[PublicCourse]
    asked: Search
    language: str

    @cached_property
    def search(self) -> Search:
        """This is what was asked for, as far as it is known here."""
        return self.asked.known({**{name: list(labels) for name, labels in self.labels.items()}, "sort": Sort.values})

    @property
    def is_partly_understood(self) -> bool:
        return self.search.query.keys() != self.asked.query.keys()

    @property
    def is_filtered(self) -> bool:
        """This says whether more is asked for than words."""
        return bool(self.search.without("q").query)

    @cached_property
    def labels(self) -> dict[str, Labels]:
        """These are the values of each filter, in their order, as people read them."""
        topics = {topic for course in self.courses for topic in course.facts.topics}
        languages = {language for course in self.courses for language in course.facts.languages}
        names = {code: capfirst(get_language_info(code)["name_local"]) for code in languages}
        return {
            "topic": {topic: topic for topic in sorted(topics, key=fold)},
            "level": dict(CoursePage.Level.choices),
            "language": dict(sorted(names.items(), key=lambda item: (item[0] != self.language, fold(str(item[1]))))),
            "length": dict(Length.choices),
            "pace": dict(Pace.choices),
        }

    @cached_property
    def found(self) -> list[PublicCourse]:
        return sorted(self._matching(self.search), key=self._order)

    @property
    def facets(self) -> list[Facet]:
        named = {
            "topic": _("Topic"),
            "level": _("Level"),
            "language": _("Language"),
            "length": _("Length"),
            "pace": _("Pace"),
        }
        return [Facet(name, label, self._options(name)) for name, label in named.items() if self.labels[name]]

    @property
    def criteria(self) -> list[Criterion]:
        return [self._criterion(name, value) for name, value in self.search.criteria.items()]

    @property
    def sorts(self) -> Labels:
        return {"": _("In this page’s language first"), **dict(Sort.choices)}

    def _matching(self, search: Search) -> list[PublicCourse]:
        return [course for course in self.courses if course.answers(search)]

    def _options(self, name: str) -> list[Option]:
        others = self._matching(self.search.without(name))
        counts = Counter(value for course in others for value in course.values[name])
        chosen = getattr(self.search, name)
        return [
            Option(value, label, counts[value], value == chosen, value if name == "language" else "")
            for value, label in self.labels[name].items()
            if counts[value] or value == chosen
        ]

    def _criterion(self, name: str, value: str) -> Criterion:
        rest = self.search.without(name)
        label = _("“%(words)s”") % {"words": value} if name == "q" else self.labels[name][value]
        language = value if name == "language" else ""
        return Criterion(label, catalogue_path(rest.query), len(self._matching(rest)), language)

    def _order(self, course: PublicCourse) -> tuple[object, ...]:
        title = (fold(course.outline.title), course.outline.pk)
        newest = (-course.outline.course.opened_at.timestamp(), *title)
        match self.search.sort:
            case Sort.NEWEST:
                return newest
            case Sort.TITLE:
                return title
            case Sort.SHORTEST:
                return (Decimal(course.facts.hours), *title)
        return (self.language not in course.facts.languages, not course.is_named(self.search.words), *newest)
