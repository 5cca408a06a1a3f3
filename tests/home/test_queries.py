import uuid

import pytest
from wagtail.models import Locale

from courses.models import Course, Outline
from home import queries

pytestmark = pytest.mark.django_db


def make_outline(code, *, level="beginner", groups=None, is_open=True, hours="2"):
    locale = Locale.objects.get(language_code="en")
    course = Course.objects.create(key=code, code=code, translation_key=uuid.uuid4(), source_locale=locale)
    facts = {"summary": "What it is about.", "level": level, "pace": "self-paced", "hours": hours, "groups": groups}
    return Outline.objects.create(
        course=course,
        locale=locale,
        slug=code,
        title=code.title(),
        language="en",
        facts=facts,
        modules=[],
        search_text=code,
        is_open=is_open,
    )


def titles(count=3):
    locale = Locale.objects.get(language_code="en")
    return [course.outline.title for course in queries.newest_courses(locale_id=locale.pk, count=count)]


def test_newest_courses_are_the_newest_and_begin_with_the_easiest():
    make_outline("oldest")
    make_outline("middle", level="advanced")
    make_outline("newest", level="beginner")

    assert titles(count=2) == ["Newest", "Middle"]


def test_newest_courses_leave_out_closed_and_restricted_ones():
    make_outline("open")
    make_outline("closed", is_open=False)
    make_outline("restricted", groups=[1])

    assert titles() == ["Open"]


@pytest.mark.parametrize("count", [1, 12])
def test_newest_courses_cost_one_query(count, django_assert_num_queries):
    locale = Locale.objects.get(language_code="en")
    for number in range(count):
        make_outline(f"course-{number}")

    with django_assert_num_queries(1):
        queries.newest_courses(locale_id=locale.pk, count=3)


def suggested(**fields):
    given = {"language": "en", "known": [], "completed": [], "count": 3, **fields}
    return [course.outline.title for course in queries.suggested_courses(**given)]


def test_suggested_courses_begin_with_the_easiest_and_are_new_to_the_person():
    known = make_outline("known")
    make_outline("hard", level="advanced")
    make_outline("easy")
    make_outline("closed", is_open=False)
    make_outline("restricted", groups=[1])

    assert suggested(known=[known.course_id]) == ["Easy", "Hard"]


def test_suggested_courses_wait_for_what_comes_before():
    first = make_outline("first")
    second = make_outline("second")
    second.facts = {**second.facts, "prerequisites": [first.course_id]}
    second.save()

    assert suggested() == ["First"]
    assert suggested(known=[first.course_id], completed=[first.course_id]) == ["Second"]


@pytest.mark.parametrize("count", [1, 12])
def test_suggested_courses_cost_one_query(count, django_assert_num_queries):
    for number in range(count):
        make_outline(f"course-{number}")

    with django_assert_num_queries(1):
        assert len(suggested()) == min(count, 3)
