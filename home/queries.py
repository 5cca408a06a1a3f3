"""What the home pages show."""

from dataclasses import dataclass

from django.http import HttpRequest
from wagtail.models import Page

from courses.models import CoursePage, Outline
from courses.queries import PublicCourse
from home.models import ContentPage

# Of so many of the newest, those are shown that are open to everyone.
LOOKED_AT = 12
# The tree's root is the first; a language's home page the second.
HOME_DEPTH = 2


def newest_courses(*, locale_id: int, count: int) -> list[PublicCourse]:
    """These are the newest courses that everyone may join, the easiest first; one query."""
    outlines = Outline.objects.open().filter(locale=locale_id).order_by("-course_id").defer("modules", "search_text")
    courses = [PublicCourse(outline) for outline in outlines[:LOOKED_AT]]
    return sorted([course for course in courses if course.facts.groups is None][:count], key=difficulty)


def difficulty(course: PublicCourse) -> int:
    levels = CoursePage.Level.values
    return levels.index(course.facts.level) if course.facts.level in levels else len(levels)


def translations(page: Page) -> list[Page]:
    """These are the live versions of a page, itself included, with their languages; one query."""
    return list(page.get_translations(inclusive=True).live().select_related("locale").order_by("locale_id"))


@dataclass(frozen=True)
class Way:
    """This is where a page stands: what it is under, what is under it, and, where nothing is, what stands beside it."""

    parents: list[tuple[str, str]]
    below: list[ContentPage]
    beside: list[ContentPage]


def way(page: Page, request: HttpRequest | None) -> Way:
    """This finds a page's place among the pages that are live. Three queries at most, two of them beneath the home page."""
    above = list(page.get_ancestors().live().filter(depth__gt=HOME_DEPTH).order_by("depth"))
    below = list(ContentPage.objects.child_of(page).live().public().order_by("path"))
    beside = [] if below or not above else list(ContentPage.objects.sibling_of(page).live().public().order_by("path"))
    return Way([(each.title, each.get_url(request)) for each in above], below, beside)
