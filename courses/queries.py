"""What is read of courses, always from outlines and rendered texts, never from the page tree."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from math import ceil
from operator import and_

from django.db.models import Case, F, Q, Value, When
from django.utils.formats import number_format
from django.utils.translation import ngettext

from core.text import fold
from courses.models import CoursePage, Outline, UnitText
from courses.outline import CourseFacts, Modules, UnitEntry, parse_facts
from courses.questions.quiz import Quiz
from courses.rules import Person, may_see
from courses.search import Search, values_of


@dataclass(frozen=True)
class PublicCourse:
    """This is a course as its card and its public page show it."""

    outline: Outline

    @cached_property
    def facts(self) -> CourseFacts:
        return parse_facts(self.outline.facts)

    @cached_property
    def modules(self) -> Modules:
        return Modules.parse(self.outline.modules)

    @cached_property
    def values(self) -> dict[str, Collection[str]]:
        return values_of(self.facts)

    @property
    def sample(self) -> UnitEntry | None:
        """This is the first lesson that anyone may read before they enrol."""
        return next((unit for unit in self.modules.units if unit.is_open_sample), None)

    def answers(self, search: Search) -> bool:
        """This says whether the course has the words that were asked for, and passes every filter."""
        if search.words and not getattr(self.outline, "holds_words", False):
            return False
        return all(getattr(search, name) in ("", *values) for name, values in self.values.items())

    def is_named(self, words: Iterable[str]) -> bool:
        """This says whether its title has all of these folded words."""
        title = fold(self.outline.title)
        return all(word in title for word in words)

    @property
    def level(self) -> str:
        return str(dict(CoursePage.Level.choices).get(self.facts.level, self.facts.level))

    @property
    def pace(self) -> str:
        return str(dict(CoursePage.Pace.choices).get(self.facts.pace, self.facts.pace))

    @property
    def study_time(self) -> str:
        hours = float(self.facts.hours)
        if hours < 1:
            minutes = round(hours * 60)
            return ngettext("%(minutes)s minute", "%(minutes)s minutes", minutes) % {"minutes": minutes}
        return ngettext("%(hours)s hour", "%(hours)s hours", ceil(hours)) % {"hours": number_format(f"{hours:g}")}


def course_by_code(code: str, language: str) -> Outline | None:
    """
    This is a course in a language, with its row; in its original's where the site does not have the language.

    Open or not: who is inside reads on. One query, and one more where the site does not have the language.
    """
    outlines = Outline.objects.filter(course__code=code).select_related("course")
    # There is one at most, which needs no order.
    if found := next(iter(outlines.filter(locale__language_code=language)), None):
        return found
    return outlines.order_by(Case(When(locale=F("course__source_locale"), then=0), default=1), "pk").first()


def unit_text(unit_id: int, language: str) -> UnitText | None:
    """This is a unit's rendered text in one language: the one that its entry in the outline names. One query."""
    return next(iter(UnitText.objects.filter(unit=unit_id, locale__language_code=language)), None)


def visible_courses(*, language: str, person: Person, words: Sequence[str]) -> list[PublicCourse]:
    """
    These are the courses that a person may see, each knowing whether it holds all these folded words.

    Not in any order, and without their modules; one query, two where groups matter.
    """
    outlines = Outline.objects.open().filter(locale__language_code=language).select_related("course")
    shown = outlines.annotate(holds_words=holding(words)).defer("modules", "search_text")
    return [PublicCourse(outline) for outline in shown.order_by("pk") if may_see(person, outline)]


def published_quiz(unit_id: int, *, language: str, source: int) -> tuple[str, Quiz | None]:
    """
    This is a quiz as it was published: its introduction as HTML, and its questions in the words of a language.

    Rules and answers are those of the course's own language, whose locale is ``source``. None stands for a unit without
    questions. One query.
    """
    rows = UnitText.objects.filter(unit=unit_id).filter(Q(locale=source) | Q(locale__language_code=language))
    texts = {row.locale_id == source: row for row in rows}
    original = texts.get(True)
    words = texts.get(False, original)
    if original is None or words is None or not original.quiz:
        return "", None
    quiz, translated = Quiz.parse(original.quiz), Quiz.parse(words.quiz or original.quiz)
    return words.html, quiz.in_words_of(translated) if quiz.questions else None


def holding(words: Sequence[str]) -> Case:
    """This is true of outlines that hold every word, which the search has folded as they are."""
    if not words:
        return Case(default=Value(value=True))
    return Case(When(reduce(and_, (Q(search_text__contains=word) for word in words)), then=True), default=False)


def newest_for_everyone(*, language: str, count: int) -> list[PublicCourse]:
    """These are the newest courses that are open to everybody, the newest first; one query."""
    outlines = Outline.objects.open().filter(locale__language_code=language).select_related("course")
    shown = outlines.defer("modules", "search_text").order_by("-course__opened_at", "-course")
    courses = (PublicCourse(outline) for outline in shown)
    return [course for course in courses if course.facts.groups is None][:count]


def public_course(*, slug: str, language: str) -> PublicCourse | None:
    """This is an open course by its address in a language; one query."""
    outlines = Outline.objects.open().filter(slug=slug, locale__language_code=language)
    outline = outlines.select_related("course").first()
    return PublicCourse(outline) if outline else None


def slug_elsewhere(*, slug: str, language: str) -> str | None:
    """This is a course's address in a language, given its address in another one, as a switch of languages leaves it."""
    courses = Outline.objects.open().filter(slug=slug).values("course")
    outlines = Outline.objects.open().filter(course__in=courses, locale__language_code=language)
    return outlines.order_by("pk").values_list("slug", flat=True).first()


def versions(course: PublicCourse) -> Iterator[tuple[str, str]]:
    """These are the languages in which a course is written, with its slug in each; one query."""
    outlines = Outline.objects.filter(
        course=course.outline.course_id, locale__language_code__in=course.facts.languages, is_open=True
    )
    yield from outlines.order_by("locale_id").values_list("locale__language_code", "slug")
