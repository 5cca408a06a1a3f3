"""
The page trees of courses, as published now: what outlines are built from.

A course has a tree in each language it is written in; the original's decides. Reading one costs a number of queries that
grows neither with lessons nor with languages.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_
from typing import Any, Self
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from wagtail.models import Locale, Page, PageViewRestriction

from courses.models import CoursePage, ModulePage, UnitPage, unit_page_models
from courses.rendering import EDITION

# What of a page's row shows that an outline is out of date; a page's path is taken relative to its course.
FIELDS = ("pk", "path", "locale_id", "translation_key", "live", "live_revision_id", "title", "slug")
type Row = tuple[Any, ...]
type Groups = tuple[int, ...] | None


@dataclass(frozen=True)
class Restrictions:
    """
    These are the view restrictions of the whole site, by the path of the page they stand on.

    They hold for everything below. Who may read is a set of groups, None where nobody is shut out: "whoever signed in" shuts
    out no learner, and a password, for which there is no question on our pages, shuts out everybody.
    """

    by_path: dict[str, Groups]

    @classmethod
    def read(cls) -> Self:
        rows = PageViewRestriction.objects.filter(restriction_type__in=["groups", "password"])
        groups: dict[tuple[str, int], set[int]] = defaultdict(set)
        for path, pk, group in rows.values_list("page__path", "pk", "groups"):
            groups[path, pk].update([group] if group else [])
        by_path: dict[str, Groups] = {}
        for (path, _pk), ids in sorted(groups.items()):
            by_path[path] = narrow(by_path.get(path), tuple(sorted(ids)))
        return cls(by_path)

    def groups(self, path: str) -> Groups:
        """These groups may read the page at this path; where several restrictions hold, those that all of them name."""
        steps = (path[: end + 1] for end in range(Page.steplen - 1, len(path), Page.steplen))
        return reduce(narrow, (self.by_path.get(step) for step in steps), None)

    def around(self, path: str) -> list[tuple[str, Groups]]:
        """These restrictions stand on the page, above it or below it."""
        return sorted(
            (place.removeprefix(path) if place.startswith(path) else "above", groups)
            for place, groups in self.by_path.items()
            if place.startswith(path) or path.startswith(place)
        )


def narrow(first: Groups, second: Groups) -> Groups:
    """This is what is left where two restrictions hold."""
    if first is None or second is None:
        return first if second is None else second
    return tuple(sorted(set(first) & set(second)))


@dataclass(frozen=True)
class Tree:
    """This is one course in one language: its page, and the pages below it in their order."""

    course: CoursePage
    modules: tuple[ModulePage, ...]
    units: tuple[UnitPage, ...]

    @cached_property
    def live(self) -> dict[UUID, ModulePage | UnitPage]:
        """These pages may be shown in this language, by translation key; none while the course itself is a draft."""
        if not self.course.live:
            return {}
        return {page.translation_key: page for page in (*self.modules, *self.units) if page.live}

    def units_of(self, module: ModulePage) -> list[UnitPage]:
        return [unit for unit in self.units if unit.path.startswith(module.path)]


def read_trees(translation_key: UUID) -> list[Tree]:
    """This reads a course in all its languages, the original first, without the lessons' texts."""
    pages = list(CoursePage.objects.filter(translation_key=translation_key).select_related("locale").order_by("pk"))
    if not pages:
        return []
    below = reduce(or_, (Q(path__startswith=page.path) for page in pages))
    modules = list(ModulePage.objects.filter(below).order_by("path"))
    units = [unit for model in unit_page_models() for unit in model.objects.filter(below).defer_streamfields()]
    units.sort(key=lambda unit: unit.path)
    return [
        Tree(
            page,
            tuple(module for module in modules if module.path.startswith(page.path)),
            tuple(unit for unit in units if unit.path.startswith(page.path)),
        )
        for page in pages
    ]


def digest_of(trees: Iterable[Tree], restrictions: Restrictions, locales: Sequence[Locale]) -> str:
    """This names the state of a course's trees."""
    rows = {
        tree.course.path: [
            tuple(getattr(page, field) for field in FIELDS) for page in (tree.course, *tree.modules, *tree.units)
        ]
        for tree in trees
    }
    return _digest(rows, restrictions, locales)


def current_digests(restrictions: Restrictions, locales: Sequence[Locale]) -> dict[UUID, str]:
    """This names the states of all courses' trees, by translation key, in two queries however many there are."""
    types = ContentType.objects.get_for_models(CoursePage, ModulePage, *unit_page_models()).values()
    roots = dict(CoursePage.objects.values_list("path", "translation_key"))
    rows: dict[UUID, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    root = ""
    for row in Page.objects.filter(content_type__in=types).order_by("path").values_list(*FIELDS):
        root = row[1] if row[1] in roots else root
        if root and row[1].startswith(root):
            rows[roots[root]][root].append(row)
    return {key: _digest(trees, restrictions, locales) for key, trees in rows.items()}


def _digest(rows: dict[str, list[Row]], restrictions: Restrictions, locales: Sequence[Locale]) -> str:
    states = [
        (
            sorted((row[1].removeprefix(root), *map(str, (row[0], *row[2:]))) for row in pages),
            restrictions.around(root),
        )
        for root, pages in sorted(rows.items())
    ]
    known = [locale.language_code for locale in locales]
    return hashlib.sha256(repr((EDITION, states, known)).encode()).hexdigest()


def courses_around(paths: Iterable[str]) -> set[UUID]:
    """These courses stand at, above or below places in the tree, by translation key."""
    keys: set[UUID] = set()
    for path in set(paths):
        above = [path[:end] for end in range(Page.steplen, len(path) + 1, Page.steplen)]
        near = CoursePage.objects.filter(path__in=above) | CoursePage.objects.filter(path__startswith=path)
        keys.update(near.values_list("translation_key", flat=True))
    return keys
