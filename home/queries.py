"""What the home pages show."""

from collections.abc import Collection

from wagtail.models import Page

from courses.models import CoursePage, Outline
from courses.queries import PublicCourse

# Of so many of the newest, those are shown that are open to everyone.
LOOKED_AT = 12


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


def translations(page: Page) -> list[Page]:
    """These are the live versions of a page, itself included, with their languages; one query."""
    return list(page.get_translations(inclusive=True).live().select_related("locale").order_by("locale_id"))
