"""What the home pages show."""

import math
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import ngettext
from wagtail.models import Page

from courses.models import CoursePage, Outline
from courses.outline import CourseFacts, parse_facts

# Of so many of the newest, those are shown that are open to everyone.
LOOKED_AT = 12


@dataclass(frozen=True)
class CourseCard:
    """This is an open course as the home page shows it."""

    slug: str
    title: str
    language: str
    summary: str
    level: str
    meta: tuple[str, ...]


def newest_courses(*, locale_id: int, count: int) -> list[CourseCard]:
    """These are the newest courses that everyone may join, the easiest first; one query."""
    outlines = Outline.objects.open().filter(locale=locale_id).order_by("-course_id").defer("modules", "search_text")
    pairs = [(outline, parse_facts(outline.facts)) for outline in outlines[:LOOKED_AT]]
    newest = [(outline, facts) for outline, facts in pairs if facts.groups is None][:count]
    return [card(outline, facts) for outline, facts in sorted(newest, key=lambda pair: difficulty(pair[1]))]


def difficulty(facts: CourseFacts) -> int:
    levels = CoursePage.Level.values
    return levels.index(facts.level) if facts.level in levels else len(levels)


def card(outline: Outline, facts: CourseFacts) -> CourseCard:
    return CourseCard(
        slug=outline.slug,
        title=outline.title,
        language=outline.language,
        summary=facts.summary,
        level=str(dict(CoursePage.Level.choices).get(facts.level, "")),
        meta=(study_time(facts.hours), str(dict(CoursePage.Pace.choices).get(facts.pace, ""))),
    )


def study_time(hours: str) -> str:
    """This says in words how long a course takes."""
    number = Decimal(hours)
    if number < 1:
        minutes = round(number * 60)
        return ngettext("%(minutes)d minute", "%(minutes)d minutes", minutes) % {"minutes": minutes}
    words = ngettext("%(hours)s hour", "%(hours)s hours", math.ceil(number))
    return words % {"hours": number_format(number.normalize(), use_l10n=True)}


def translations(page: Page) -> list[Page]:
    """These are the live versions of a page, itself included, with their languages; one query."""
    return list(page.get_translations(inclusive=True).live().select_related("locale").order_by("locale_id"))
