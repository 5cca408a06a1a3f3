"""Two people publish at once: on PostgreSQL, with real connections."""

import pytest
from django.utils import timezone

from courses import actions
from courses.models import Course, LessonPage, Outline
from courses.outline import Modules
from tests.at_once import at_once
from tests.courses.factories import course_of, make_course

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


def publishing(lesson, title):
    def act():
        page = LessonPage.objects.get(pk=lesson.pk)
        page.title = title
        page.save_revision().publish()

    return act


def test_lessons_published_at_once_are_all_in_the_outline():
    page = make_course(lessons=4)
    lessons = list(LessonPage.objects.descendant_of(page).order_by("path"))

    at_once(*(publishing(lesson, f"New {number}") for number, lesson in enumerate(lessons)))

    outline = Outline.objects.get()
    assert [unit.title for unit in Modules.parse(outline.modules).units] == ["New 0", "New 1", "New 2", "New 3"]
    assert outline.version == 5
    assert actions.repair(now=timezone.now()) == 0


def test_a_course_published_twice_at_once_has_one_identity():
    page = make_course(lessons=2, publish=False)
    revision = page.save_revision()

    at_once(revision.publish, revision.publish)

    assert Course.objects.count() == 1
    assert course_of(page).units.count() == 0
    assert Outline.objects.count() == 1


def test_publishing_and_deleting_at_once_leave_what_is_there():
    page = make_course(lessons=3)
    first, second, third = LessonPage.objects.descendant_of(page).order_by("path")

    at_once(publishing(first, "New"), second.delete)

    outline = Outline.objects.get()
    assert [unit.title for unit in Modules.parse(outline.modules).units] == ["New", third.title]
    assert actions.repair(now=timezone.now()) == 0
