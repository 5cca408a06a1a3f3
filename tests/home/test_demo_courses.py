"""What every course of the demo is: enough to show what a course can be, and light enough to read on a telephone."""

import re
from collections.abc import Mapping
from functools import cache
from xml.etree import ElementTree as ET

import pytest
from django.conf import settings
from django.utils.html import strip_tags

from courses.folder.contents import LessonFile, QuizFile
from courses.folder.importing import import_path
from courses.folder.questions import READERS
from courses.folder.reader import read_folder
from courses.models import Outline
from enrolments.models import Enrolment
from home import demo
from tests.home.test_demo import NOW

# What is no text to read: a figure with its caption, a question to oneself, a list of words.
ASIDE = {"image", "check", "glossary"}
BEFORE_THE_END_OF_A_SITTING = range(350, 701)
every_course = pytest.mark.parametrize("folder", demo.folders(), ids=lambda folder: folder.name)


@cache
def read(folder):
    """A course, which is refused if anything is wrong in its folder, also an image that no lesson shows."""
    return read_folder(folder, languages=[code for code, _ in settings.LANGUAGES])


def units(module, kind):
    return [unit for unit in module.units if isinstance(unit, kind)]


def blocks(module, kind):
    return [value for lesson in units(module, LessonFile) for name, value in lesson.body if name == kind]


def lessons(module):
    """What has to be read; a glossary may be left out."""
    return [lesson for lesson in units(module, LessonFile) if lesson.is_required]


def texts(value):
    if isinstance(value, str):
        return [strip_tags(value.replace("<", " <"))]
    parts = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    return [text for part in parts for text in texts(part)]


def words(lesson):
    """How many words of a lesson are to be read."""
    told = [text for name, value in lesson.body if name not in ASIDE for text in texts(value)]
    return len(re.findall(r"\w[\w’'.,:/-]*", " ".join(told)))


def questions(module):
    return [question for quiz in units(module, QuizFile) for question in quiz.questions]


def is_explained(question):
    """Whether everyone is told something of their answer, whichever it was."""
    _, value = question
    return bool(value["feedback"]) or all(choice["feedback"] for choice in value.get("choices", [{"feedback": ""}]))


@every_course
def test_it_has_three_modules_of_three_lessons(folder):
    assert [len(lessons(module)) >= 3 for module in read(folder).modules] == [True] * len(read(folder).modules)
    assert len(read(folder).modules) >= 3


@every_course
def test_a_lesson_is_read_in_one_sitting(folder):
    lengths = {lesson.file: words(lesson) for module in read(folder).modules for lesson in lessons(module)}

    assert {file: length for file, length in lengths.items() if length not in BEFORE_THE_END_OF_A_SITTING} == {}


@every_course
def test_every_module_has_a_figure_a_check_and_a_glossary(folder):
    missing = [
        (module.key, kind)
        for module in read(folder).modules
        for kind in ("image", "check", "glossary")
        if not blocks(module, kind)
    ]

    assert missing == []


@every_course
def test_every_module_has_a_quiz_that_explains_each_answer(folder):
    for module in read(folder).modules:
        assert len(questions(module)) >= 6, module.key
        assert [value["key"] for name, value in questions(module) if not is_explained((name, value))] == []


@every_course
def test_it_asks_in_all_the_ways_there_are(folder):
    assert {name for module in read(folder).modules for name, _ in questions(module)} == set(READERS)


@every_course
def test_it_says_what_it_is_about_and_whose_it_is(folder):
    course = read(folder)

    assert (course.licence, course.author) == ("CC-BY-4.0", "Footbridge")
    assert course.topics
    assert course.outcomes
    assert course.summary
    assert [module.summary for module in course.modules if not module.summary] == []


@every_course
def test_its_figures_are_drawings_that_a_telephone_shows_well(folder):
    for image in read(folder).media:
        drawing = ET.parse(folder / image).getroot()  # noqa: S314 -- our own

        assert drawing.tag == "{http://www.w3.org/2000/svg}svg", image
        assert drawing.find("{http://www.w3.org/2000/svg}title").text, image
        # The width of a small screen: text has about the size that is written.
        assert drawing.get("viewBox").split()[2] == "320", image
        assert min(float(size) for size in sizes(drawing)) >= 13, image


def sizes(drawing):
    return [element.get("font-size") for element in drawing.iter() if element.get("font-size")]


@pytest.mark.django_db
def test_they_are_all_loaded_and_learners_take_the_first(monkeypatch):
    # The first of the people only: what they all did is tried in `test_demo`, and it takes its time.
    monkeypatch.setattr(demo, "PEOPLE", demo.PEOPLE[:1])

    demo.load(now=NOW)

    keys = [demo.key_of(folder) for folder in demo.folders()]
    assert keys[0] == demo.FIRST
    english = Outline.objects.open().filter(locale__language_code="en")
    assert list(english.order_by("pk").values_list("course__key", flat=True)) == keys
    assert set(Enrolment.objects.values_list("course__key", flat=True)) == {demo.FIRST}
    for folder in demo.folders():
        assert changes(import_path(folder, now=NOW)) == set(), folder.name


def changes(summary):
    return {name for name, count in summary.counts().items() if count and name != "unchanged"}
