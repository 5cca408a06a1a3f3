"""Courses as an author makes them: pages in Wagtail's tree, published the way the admin publishes."""

import itertools
import json
import uuid

from wagtail.models import Locale, Site

from core.text import fold
from courses.models import CataloguePage, Course, CoursePage, LessonPage, ModulePage, Outline, QuizPage
from home.actions import ensure_roots
from home.models import HomePage
from tests.courses.questions_made import BLOCKS

_numbers = itertools.count(1)


def make_locale(language="en"):
    """The locale of a language, made where the site has none yet."""
    return Locale.objects.get_or_create(language_code=language)[0]


def make_home(locale="en"):
    """The home page of a language; the first one becomes the site's root."""
    language = make_locale(locale)
    existing = HomePage.objects.filter(locale=language).first()
    if existing:
        return existing
    original = HomePage.objects.order_by("pk").first()
    if original:
        home = original.copy_for_translation(language)
        home.save_revision().publish()
        return HomePage.objects.get(pk=home.pk)
    home = ensure_roots().add_child(instance=HomePage(title="Footbridge", slug="footbridge", locale=language))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "root_page": home, "site_name": "Footbridge"}
    )
    return home


def make_catalogue(locale="en"):
    """The catalogue of a language, with the home page above it."""
    language = make_locale(locale)
    existing = CataloguePage.objects.filter(locale=language).first()
    if existing:
        return existing
    home = make_home(locale)
    original = CataloguePage.objects.order_by("pk").first()
    if original:
        catalogue = original.copy_for_translation(language)
        catalogue.save_revision().publish()
        return CataloguePage.objects.get(pk=catalogue.pk)
    return home.add_child(instance=CataloguePage(title="Courses", slug="courses", locale=language))


def publish_page(page):
    """Publish a page as the admin does, and give it back as it is then."""
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


def add(parent, page, *, live):
    """A page put under a parent without a revision: quick, and no signal says that it is there."""
    page.live = live
    page.locale = parent.locale
    return parent.add_child(instance=page)


def lesson_page(**fields):
    number = next(_numbers)
    body = [("text", f"<p>What lesson {number} says.</p>")]
    return LessonPage(**{"title": f"Lesson {number}", "body": body, **fields})


def make_lesson(module, *, publish=True, **fields):
    """A lesson with one line of text, written and published as an author does."""
    lesson = add(module, lesson_page(**fields), live=False)
    return publish_page(lesson) if publish else lesson


def quiz_page(*, questions=BLOCKS, **fields):
    """A quiz, its questions given as pairs of their kind and what the editor sends."""
    sent = json.dumps([{"type": kind, "value": value} for kind, value in questions])
    return QuizPage(**{"title": f"Quiz {next(_numbers)}", "questions": sent, **fields})


def make_quiz(module, *, publish=True, **fields):
    """A quiz with a question of every kind, written and published as an author does."""
    quiz = quiz_page(**fields)
    quiz.fill_question_keys()
    quiz = add(module, quiz, live=False)
    return publish_page(quiz) if publish else quiz


def make_module(course_page, *, lessons=3, publish=True, **fields):
    """A module with lessons in it, written and published as an author does."""
    module = add(course_page, ModulePage(**{"title": f"Module {next(_numbers)}", **fields}), live=False)
    for _ in range(lessons):
        make_lesson(module, publish=publish)
    return publish_page(module) if publish else module


def make_course(lessons=3, modules=1, *, publish=True, locale="en", **fields):
    """
    A course page with ``lessons`` in each of its ``modules``; ``course_of`` gives the row that learners point at.

    What is in it is put there quickly; the course page is published last and as the admin does, so all of it is read once.
    """
    number = next(_numbers)
    given = {"title": f"Course {number}", "slug": f"course-{number}", "summary": "What it is about.", "hours": 2, **fields}
    page = add(make_catalogue(locale), CoursePage(**given), live=False)
    for _ in range(modules):
        module = add(page, ModulePage(title=f"Module {next(_numbers)}"), live=publish)
        for _ in range(lessons):
            add(module, lesson_page(), live=publish)
    page = CoursePage.objects.get(pk=page.pk)
    return publish_page(page) if publish else page


def make_outline(title="", *, locale="en", language="", slug="", course=None, opened_at=None, is_open=True, **facts):
    """
    A published course as it is read, without pages: quick, where a list wants many.

    Whatever makes the house compare outlines with pages closes it: make the locales first.
    """
    number = next(_numbers)
    title, slug = title or f"Course {number}", slug or f"course-{number}"
    if course is None:
        fields = {"opened_at": opened_at} if opened_at else {}
        code = f"course-{number}"
        course = Course.objects.create(
            key=code, code=code, translation_key=uuid.uuid4(), source_locale=make_locale(locale), **fields
        )
    given = {
        "summary": "What it is about.",
        "level": "beginner",
        "pace": "self-paced",
        "hours": "2",
        "languages": [language or locale],
        **facts,
    }
    return Outline.objects.create(
        course=course,
        locale=make_locale(locale),
        slug=slug,
        title=title,
        language=language or locale,
        is_open=is_open,
        facts=given,
        modules=[],
        search_text=fold(f"{title} {given['summary']} {' '.join(given.get('topics', ()))}"),
    )


def course_of(page):
    """The identity row of a published course page."""
    return Course.objects.get(translation_key=page.translation_key)
