"""A course as its latest drafts would make it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.drafts import draft_of
from courses.models import Course, CoursePage, LessonPage, ModulePage, Outline, QuizPage, Unit, UnitText
from courses.outline import Modules
from tests.courses.factories import (
    make_catalogue,
    make_course,
    make_lesson,
    make_locale,
    make_module,
    make_quiz,
    publish_page,
)

pytestmark = pytest.mark.django_db


def draft(page, language="en"):
    return draft_of(page=page, language=language, code=f"{page.pk}-{language}")


def titles(found):
    return [(module.title, [unit.title for unit in module.units]) for module in Modules.parse(found.outline.modules)]


def translated(page, language="fr", **fields):
    """A draft of a page in another language, its parents translated before it."""
    make_catalogue(language)
    locale = make_locale(language)
    for above in (*CoursePage.objects.ancestor_of(page), *ModulePage.objects.ancestor_of(page)):
        if not above.has_translation(locale):
            above.copy_for_translation(locale)
    copy = page.copy_for_translation(locale)
    for name, value in fields.items():
        setattr(copy, name, value)
    copy.save_revision()
    return copy


def test_a_course_that_was_never_published_can_be_looked_at():
    page = make_course(lessons=2, modules=1, publish=False, title="Bridges")
    lessons = list(LessonPage.objects.child_of(ModulePage.objects.get()))

    found = draft(page)

    assert (found.outline.title, found.outline.is_open, found.course.code) == ("Bridges", True, f"{page.pk}-en")
    assert titles(found) == [(ModulePage.objects.get().title, [each.title for each in lessons])]
    assert "What lesson" in found.text(found.unit(lessons[0].key))


def test_nothing_is_stored_of_it():
    page = make_course(publish=False)

    found = draft(page)
    found.text(found.unit(LessonPage.objects.first().key))

    assert [model.objects.count() for model in (Course, Unit, Outline, UnitText)] == [0, 0, 0, 0]
    assert LessonPage.objects.filter(live=True).count() == 0
    assert {unit.pk for unit in found.units.values()} == {-page.pk for page in LessonPage.objects.all()}


def test_a_draft_is_shown_in_place_of_what_is_published():
    page = make_course(lessons=1)
    lesson = LessonPage.objects.get()
    lesson.title, lesson.minutes, lesson.body = "Newer", 42, [("text", "<p>Newer words.</p>")]
    lesson.save_revision()
    page.title = "Newer course"
    page.save_revision()

    found = draft(page)

    entry = Modules.parse(found.outline.modules).units[0]
    unit = found.unit(entry.key)
    assert (found.outline.title, entry.title, entry.minutes) == ("Newer course", "Newer", 42)
    assert unit == Unit.objects.get()
    assert "Newer words." in found.text(unit)
    assert found.page(unit) == lesson
    assert "Newer" not in UnitText.objects.get().html


def test_drafts_are_added_and_what_was_taken_down_is_there_again():
    page = make_course(lessons=1)
    module = ModulePage.objects.get()
    LessonPage.objects.get().unpublish()
    make_lesson(module, publish=False, title="New lesson")
    make_module(page, lessons=1, publish=False, title="New module")

    assert [(title, len(units)) for title, units in titles(draft(page))] == [(module.title, 2), ("New module", 1)]


def test_a_translation_gives_its_words_and_the_original_the_rest():
    page = make_course(lessons=2)
    first, second = LessonPage.objects.order_by("path")
    translated(page, title="Ponts")
    french = translated(first, title="Vieux ponts", body=[("text", "<p>En français.</p>")])

    found = draft(page, "fr")

    entries = Modules.parse(found.outline.modules).units
    assert found.outline.title == "Ponts"
    assert [(each.title, each.text_language) for each in entries] == [("Vieux ponts", "fr"), (second.title, "en")]
    assert found.page(found.unit(entries[0].key)) == french
    assert "En français." in found.text(found.unit(entries[0].key))


def test_a_language_without_a_translation_shows_the_original():
    page = make_course(lessons=1)
    make_locale("es")

    found = draft(page, "es")

    assert (found.outline.title, found.outline.language) == (page.title, "en")


def test_a_language_that_the_site_does_not_have_is_none():
    assert draft(make_course(), "ar") is None


def test_a_quiz_is_read_from_its_draft():
    page = make_course(lessons=1)
    quiz = make_quiz(ModulePage.objects.get(), publish=False)
    quiz.pass_mark = 55
    quiz.save_revision()

    found = draft(page)

    unit = found.unit(quiz.key)
    assert (found.quiz(unit).pass_mark, len(found.quiz(unit).questions)) == (55, len(quiz.questions))
    assert found.quiz(found.unit(LessonPage.objects.get().key)) is None


def test_a_quiz_without_questions_is_none():
    page = make_course(lessons=1)
    quiz = make_quiz(ModulePage.objects.get(), publish=False, questions=())

    assert draft(page).quiz(draft(page).unit(quiz.key)) is None


def test_a_quiz_has_the_words_of_its_translation():
    page = make_course(lessons=1)
    quiz = publish_page(make_quiz(ModulePage.objects.get()))
    translated(page)
    french = QuizPage.objects.get(pk=translated(quiz).pk)
    french.questions[0].value["text"].source = "<p>Quoi ?</p>"
    french.save_revision()

    found = draft(page, "fr")

    assert found.quiz(found.unit(quiz.key)).questions[0].text == "<p>Quoi ?</p>"


def test_reading_costs_the_same_for_one_lesson_and_for_thirty():
    short, long = make_course(lessons=1), make_course(lessons=15, modules=2)
    draft(short)

    with CaptureQueriesContext(connection) as one:
        draft(short).outline  # noqa: B018 -- put together when it is asked for
    with CaptureQueriesContext(connection) as thirty:
        found = draft(long).outline

    assert len(Modules.parse(found.modules).units) == 30
    assert len(one) == len(thirty) == 8
