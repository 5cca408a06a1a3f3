"""
The map of the site for search engines: every public page in every language, each with its like in the others.

A map is made of two or three queries, whatever its length.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from wagtail.models import Page

from courses.addresses import catalogue_address, course_address
from courses.models import Outline
from courses.outline import parse_facts
from fellowships.models import ProgrammePage, ProgrammesPage
from home.models import ContentPage, HomePage, NewsIndexPage, NewsPage
from tutors.addresses import tutor_address, tutors_address
from tutors.models import Tutor

PAGES = (HomePage, ContentPage, NewsIndexPage, NewsPage, ProgrammesPage, ProgrammePage)
LONGEST = 2000


@dataclass(frozen=True)
class Place:
    """This is one page of the map; ``work`` is shared by its versions in other languages."""

    work: object
    language: str
    address: str
    changed_at: dt.datetime | None = None


class Map(Sitemap):  # type: ignore[type-arg]  # at run time it takes no parameters
    """A map of places; their addresses are those of the settings, whatever host was asked."""

    limit = LONGEST

    def places(self) -> Iterable[Place]:
        raise NotImplementedError

    @cached_property
    def found(self) -> list[Place]:
        return list(self.places())

    @cached_property
    def by_work(self) -> dict[object, list[Place]]:
        works: dict[object, list[Place]] = defaultdict(list)
        for place in self.found:
            works[place.work].append(place)
        return works

    def items(self) -> list[Place]:
        return self.found

    def _urls(self, page: int | str, _protocol: str, _domain: str) -> list[dict[str, Any]]:
        return [
            {
                "location": place.address,
                "lastmod": place.changed_at,
                "alternates": [{"lang_code": each.language, "location": each.address} for each in self.by_work[place.work]],
            }
            for place in self.paginator.page(page).object_list
        ]


class PageMap(Map):
    """What Wagtail serves: home, pages of text, news and programmes."""

    def places(self) -> Iterable[Place]:
        pages = Page.objects.live().public().type(PAGES).select_related("locale").order_by("path")
        for page in pages:
            if address := page.get_full_url():
                yield Place(page.translation_key, page.locale.language_code, address, page.last_published_at)


class CourseMap(Map):
    """The catalogues, and the courses that everybody may join, in the languages that they are written in."""

    def places(self) -> Iterable[Place]:
        for code, _name in settings.LANGUAGES:
            yield Place("catalogue", code, catalogue_address(code, {}))
        outlines = (
            Outline.objects.open().select_related("locale").defer("modules", "search_text").order_by("course", "locale")
        )
        for outline in outlines:
            language, facts = outline.locale.language_code, parse_facts(outline.facts)
            if facts.groups is None and language in facts.languages:
                yield Place(outline.course_id, language, course_address(outline.slug, language), outline.rebuilt_at)


class TutorMap(Map):
    """The tutors who agreed to be found by everybody, and their list."""

    def places(self) -> Iterable[Place]:
        tutors = Tutor.objects.listed().order_by("pk").values_list("pk", flat=True)
        languages = [code for code, _name in settings.LANGUAGES]
        for code in languages:
            yield Place("tutors", code, tutors_address(code))
        for pk, code in product(tutors, languages):
            yield Place(pk, code, tutor_address(pk, code))


SECTIONS: dict[str, Any] = {"pages": PageMap, "courses": CourseMap, "tutors": TutorMap}
