"""What the home pages show."""

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


def difficulty(course: PublicCourse) -> int:
    levels = CoursePage.Level.values
    return levels.index(course.facts.level) if course.facts.level in levels else len(levels)


def translations(page: Page) -> list[Page]:
    """These are the live versions of a page, itself included, with their languages; one query."""
    return list(page.get_translations(inclusive=True).live().select_related("locale").order_by("locale_id"))
