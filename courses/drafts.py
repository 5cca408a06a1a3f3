"""
A course as it would be if the latest draft of every page of it were published: for its authors, and nothing is stored.

It is put together (`assembly`) and rendered (`rendering`) as a published one is, of pages that are live only here.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from wagtail.models import Locale, Page, Revision

from courses.assembly import Assembly
from courses.models import Course, CoursePage, ModulePage, Outline, QuizPage, Unit, UnitPage
from courses.questions.quiz import Quiz
from courses.rendering import render, render_quiz
from courses.tree import Restrictions, Tree, read_trees

# What an outline is made of; the texts of units are read where they are shown.
FIELDS = (
    "title",
    "summary",
    "outcomes",
    "level",
    "pace",
    "hours",
    "is_locked",
    "minutes",
    "is_required",
    "done_by",
    "is_sample",
)


@dataclass(frozen=True)
class DraftCourse:
    """
    This is a course in one language with all its drafts; where a text is not translated, the original's stands in.

    ``course`` and ``outline`` are no rows: ``code`` is the name by which addresses find the draft again.
    """

    source: Tree
    trees: Mapping[int, Tree]
    locale: Locale
    languages: Mapping[int, str]
    units: Mapping[UUID, Unit]
    code: str

    @cached_property
    def course(self) -> Course:
        page = self.source.course
        return Course(code=self.code, key=page.key, translation_key=page.translation_key, source_locale_id=page.locale_id)

    @cached_property
    def outline(self) -> Outline:
        translations = {locale: tree for locale, tree in self.trees.items() if tree is not self.source}
        assembly = Assembly(self.source, translations, self.languages, self.units, {}, Restrictions({}))
        return Outline(course=self.course, locale=self.locale, **assembly.outline(self.locale))

    def unit(self, key: str) -> Unit | None:
        return next((unit for unit in self.units.values() if unit.key == key), None)

    def page(self, unit: Unit | None = None) -> Page:
        """This is where what is shown is edited: the page of a unit, or the course's."""
        texts = self.trees.get(self.locale.pk, self.source)
        return texts.course if unit is None else texts.live.get(unit.translation_key, self._original(unit))

    def text(self, unit: Unit) -> str:
        """This is a unit's text as HTML; of a quiz, its introduction."""
        page = self.page(unit)
        return render(_as_drafted(page), self.languages[page.locale_id])

    def quiz(self, unit: Unit) -> Quiz | None:
        """This is a quiz in the words of this language, None where there are no questions."""
        quizzes = [_quiz_of(page) for page in (self._original(unit), self.page(unit))]
        quiz, words = quizzes
        if quiz is None or words is None or not quiz.questions:
            return None
        return quiz.in_words_of(words)

    def _original(self, unit: Unit) -> UnitPage:
        return next(page for page in self.source.units if page.translation_key == unit.translation_key)


def draft_of(*, page: CoursePage, language: str, code: str) -> DraftCourse | None:
    """This is a course with its drafts, None where the site does not have the language; seven queries and no more."""
    languages = dict(Locale.objects.values_list("pk", "language_code"))
    locale = next((Locale(pk, language_code=name) for pk, name in languages.items() if name == language), None)
    trees = read_trees(page.translation_key)
    row = Course.objects.filter(translation_key=page.translation_key).first()
    if locale is None or not trees:
        return None
    _take_drafts([each for tree in trees for each in (tree.course, *tree.modules, *tree.units)])
    decides = row.source_locale_id if row else trees[0].course.locale_id
    source = next((tree for tree in trees if tree.course.locale_id == decides), trees[0])
    known = {unit.translation_key: unit for unit in Unit.objects.filter(course=row)} if row else {}
    return DraftCourse(
        source=source,
        trees={tree.course.locale_id: tree for tree in trees},
        locale=locale,
        languages=languages,
        units={each.translation_key: known.get(each.translation_key) or _unit_of(each) for each in source.units},
        code=code,
    )


def _take_drafts(pages: Sequence[CoursePage | ModulePage | UnitPage]) -> None:
    """This gives pages the fields of their latest drafts, and lets them be live; nothing is saved."""
    contents = _contents([page.latest_revision_id for page in pages])
    for page in pages:
        content = contents.get(page.latest_revision_id, {})
        for name in FIELDS:
            if name in content and hasattr(type(page), name):
                setattr(page, name, page._meta.get_field(name).to_python(content[name]))
        page.live = True


def _contents(ids: Iterable[int | None]) -> dict[int, dict[str, Any]]:
    return dict(Revision.objects.filter(pk__in=[pk for pk in ids if pk]).values_list("pk", "content"))


def _unit_of(page: UnitPage) -> Unit:
    """This stands for the row that a page has once it is published; no row has such an id."""
    return Unit(pk=-page.pk, key=page.key, translation_key=page.translation_key, kind=page.kind, title=page.title)


def _as_drafted(page: Page) -> Any:
    revision = page.latest_revision
    return page.with_content_json(revision.content) if revision else page


def _quiz_of(page: Page) -> Quiz | None:
    drafted = _as_drafted(page)
    if not isinstance(drafted, QuizPage):
        return None
    with suppress(ValidationError):  # two questions of one key, which publishing refuses
        drafted.fill_question_keys()
    found = render_quiz(drafted)
    return Quiz.parse(found) if found else None
