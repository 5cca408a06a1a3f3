"""What the home pages show."""

from collections.abc import Collection
from dataclasses import dataclass

from django.http import HttpRequest
from wagtail.models import Page

from courses.models import CoursePage, Outline
from courses.queries import PublicCourse
from fellowships.models import ProgrammePage
from home.models import ContentPage, NewsPage

# Of so many of the newest, those are shown that are open to everyone.
LOOKED_AT = 12
# The tree's root is the first; a language's home page the second.
HOME_DEPTH = 2


def newest_courses(*, locale_id: int, count: int) -> list[PublicCourse]:
    """These are the newest courses that everyone may join, the easiest first; one query."""
    outlines = Outline.objects.open().filter(locale=locale_id).order_by("-course_id").defer("modules", "search_text")
    courses = [PublicCourse(outline) for outline in outlines[:LOOKED_AT]]
    return sorted([course for course in courses if course.facts.groups is None][:count], key=difficulty)


def suggested_courses(
    *, language: str, known: Collection[int], completed: Collection[int], count: int
) -> list[PublicCourse]:
    """
    These courses somebody could begin now, the easiest first: open to everyone, new to them, and what comes before is done.

    ``known`` and ``completed`` are ids of courses. One query.
    """
    outlines = Outline.objects.open().filter(locale__language_code=language).exclude(course__in=known)
    courses = [
        PublicCourse(outline) for outline in outlines.order_by("-course_id").defer("modules", "search_text")[:LOOKED_AT]
    ]
    ready = [each for each in courses if each.facts.groups is None and set(each.facts.prerequisites) <= set(completed)]
    return sorted(ready, key=difficulty)[:count]


def difficulty(course: PublicCourse) -> int:
    levels = CoursePage.Level.values
    return levels.index(course.facts.level) if course.facts.level in levels else len(levels)


def first_programmes(*, locale_id: int, count: int) -> list[ProgrammePage]:
    """These are the first programmes of a language, in the order that editors gave them; two queries."""
    programmes = ProgrammePage.objects.filter(locale=locale_id).live().public()
    return list(programmes.defer("body", "search_text").order_by("path")[:count])


def latest_news(*, language: str, count: int) -> list[NewsPage]:
    """These are the latest news in a language; two queries."""
    return list(NewsPage.objects.filter(locale__language_code=language).newest_first()[:count])


@dataclass(frozen=True)
class Way:
    """This is where a page stands: what it is under, what is under it, and, where nothing is, what stands beside it."""

    parents: list[tuple[str, str]]
    below: list[ContentPage]
    beside: list[ContentPage]

    @property
    def parent(self) -> str:
        """This is the title of what the page is directly under."""
        return self.parents[-1][0] if self.parents else ""


def way(page: Page, request: HttpRequest | None) -> Way:
    """This finds a page's place among the pages that are live; three queries, five under another page of text."""
    above = list(page.get_ancestors().live().filter(depth__gt=HOME_DEPTH).order_by("depth"))
    below = list(ContentPage.objects.child_of(page).live().public().order_by("path"))
    beside = [] if below or not above else list(ContentPage.objects.sibling_of(page).live().public().order_by("path"))
    return Way([(each.title, each.get_url(request)) for each in above], below, beside)
