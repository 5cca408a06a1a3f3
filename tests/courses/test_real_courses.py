"""A real course, whole: the one that the format was made for."""

import time
from pathlib import Path

import pytest

from courses.folder.importing import import_path
from courses.models import CoursePage, QuizPage, Unit, UnitText
from courses.outline import Modules
from library.models import LibraryImage
from tests.courses.factories import make_catalogue
from tests.courses.test_outlines import NOW, entries, outline

pytestmark = [pytest.mark.django_db, pytest.mark.real_courses]
# Seconds of this process, since others may be at work beside it.
LONGEST = 60


def test_net_intro_is_imported_whole(real_courses, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    make_catalogue()
    folder = Path(real_courses) / "net-intro"
    begun = time.process_time()

    import_path(folder, now=NOW, publish=True)

    assert time.process_time() - begun < LONGEST
    page = CoursePage.objects.get(key="net-intro")
    units = entries(page)
    assert len(list(Modules.parse(outline(page).modules))) == 10
    assert [sum(unit.kind == kind for unit in units) for kind in (Unit.Kind.LESSON, Unit.Kind.QUIZ)] == [77, 9]
    assert sum(unit.is_required for unit in units if unit.kind == Unit.Kind.LESSON) == 68
    assert sum(len(quiz.questions) for quiz in QuizPage.objects.all()) == 95
    assert LibraryImage.objects.count() == 34
    assert sum(html.count("<figure") for html in UnitText.objects.values_list("html", flat=True)) == 36
    assert import_path(folder, now=NOW, publish=True).counts() == {
        "created": 0,
        "changed": 0,
        "unchanged": 97,
        "kept": 0,
        "retired": 0,
    }
