"""Two people publish at once: on PostgreSQL, with real connections."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import close_old_connections, connection
from django.utils import timezone

from courses import actions
from courses.models import Course, LessonPage, Outline
from courses.outline import Modules
from tests.courses.factories import course_of, make_course

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


def together(*acts):
    """Runs acts in threads with a connection each, all starting at the same moment."""
    start = threading.Barrier(len(acts))

    def run(act):
        close_old_connections()
        try:
            start.wait(timeout=30)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def publishing(lesson, title):
    def act():
        page = LessonPage.objects.get(pk=lesson.pk)
        page.title = title
        page.save_revision().publish()

    return act


def test_lessons_published_at_once_are_all_in_the_outline():
    page = make_course(lessons=4)
    lessons = list(LessonPage.objects.descendant_of(page).order_by("path"))

    together(*(publishing(lesson, f"New {number}") for number, lesson in enumerate(lessons)))

    outline = Outline.objects.get()
    assert [unit.title for unit in Modules.parse(outline.modules).units] == ["New 0", "New 1", "New 2", "New 3"]
    assert outline.version == 5
    assert actions.repair(now=timezone.now()) == 0


def test_a_course_published_twice_at_once_has_one_identity():
    page = make_course(lessons=2, publish=False)
    revision = page.save_revision()

    together(revision.publish, revision.publish)

    assert Course.objects.count() == 1
    assert course_of(page).units.count() == 0
    assert Outline.objects.count() == 1


def test_publishing_and_deleting_at_once_leave_what_is_there():
    page = make_course(lessons=3)
    first, second, third = LessonPage.objects.descendant_of(page).order_by("path")

    together(publishing(first, "New"), second.delete)

    outline = Outline.objects.get()
    assert [unit.title for unit in Modules.parse(outline.modules).units] == ["New", third.title]
    assert actions.repair(now=timezone.now()) == 0
