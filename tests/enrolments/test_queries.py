"""How many queries a page or an act costs: the same in a course of 3 lessons and of 60."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from enrolments import actions
from enrolments.models import Enrolment
from enrolments.queries import my_courses, standing_of
from tests.enrolments.factories import DAY, NOW, keys_of, make_enrolment, make_outline, set_entries, translate, units_of
from tests.factories import make_user

pytestmark = pytest.mark.django_db
# 3 and 60 lessons.
SIZES = [{"lessons": 1, "modules": 3}, {"lessons": 10, "modules": 6}]


@pytest.fixture
def learner(client):
    """A person who has been here before: what a visit asks once is asked."""
    person = make_user()
    client.force_login(person)
    client.get("/learn/no-such-course/")
    return person


def add_conditions(enrolment, outline):
    unit = units_of(outline)[-1]
    actions.push_opening(enrolment=enrolment, source="cohort:1", module_key="module-2", opens_at=NOW)
    actions.push_due(enrolment=enrolment, source="cohort:1", unit=unit, due_at=timezone.now() + DAY)
    actions.push_requirement(enrolment=enrolment, source="cohort:1", key="essay", words={"en": "Write an essay."})
    actions.push_requirement(enrolment=enrolment, source="cohort:1", key="talk", words={"en": "Give a talk."})


def statements(captured):
    """What the database was asked, without the words that begin and end a transaction or a part of one."""
    ends = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT")
    return [query["sql"] for query in captured if not query["sql"].startswith(ends)]


@pytest.mark.parametrize("size", SIZES)
def test_course_page(client, learner, django_assert_num_queries, size):
    outline = make_outline(**size)
    make_enrolment(outline, learner=learner, done=2)

    # Session, person, enrolment, outline, done units, cohorts.
    with django_assert_num_queries(6):
        assert client.get(f"/learn/{outline.course.code}/").status_code == 200


@pytest.mark.parametrize("size", SIZES)
def test_lesson_page(client, learner, django_assert_num_queries, size):
    outline = make_outline(**size)
    make_enrolment(outline, learner=learner, done=2)

    # As the course page, and the text.
    with django_assert_num_queries(6):
        assert client.get(f"/learn/{outline.course.code}/{keys_of(outline)[2]}/").status_code == 200


@pytest.mark.parametrize("size", SIZES)
def test_lesson_page_in_a_cohort(client, learner, django_assert_num_queries, size):
    outline = make_outline(**size)
    add_conditions(make_enrolment(outline, learner=learner, done=2), outline)

    # As a lesson page, and openings, requirements, dates.
    with django_assert_num_queries(9):
        assert client.get(f"/learn/{outline.course.code}/{keys_of(outline)[2]}/").status_code == 200


@pytest.mark.parametrize("count", [1, 5])
def test_public_page_of_a_course_with_courses_before(client, learner, django_assert_num_queries, count):
    before = [make_outline(lessons=1) for _ in range(count)]
    make_enrolment(before[0], learner=learner, done=1)
    outline = make_outline(before=before)

    # Session, person, course, its languages, enrolment, courses before.
    with django_assert_num_queries(6):
        assert client.get(f"/en/courses/{outline.slug}/").status_code == 200


@pytest.mark.parametrize("size", SIZES)
def test_sample_for_a_visitor(client, django_assert_num_queries, size):
    outline = make_outline(**size, units={0: {"is_sample": True}})

    # Outline and text; for the way to the public page, the outline's locale.
    with django_assert_num_queries(3):
        assert client.get(f"/learn/{outline.course.code}/{keys_of(outline)[0]}/").status_code == 200


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("left", [1, 2])
def test_complete_a_lesson_and_the_last_one(client, learner, size, left):
    outline = make_outline(**size)
    keys = keys_of(outline)
    enrolment = make_enrolment(outline, learner=learner, done=len(keys) - left)

    with CaptureQueriesContext(connection) as captured:
        client.post(f"/learn/{outline.course.code}/{keys[-left]}/complete/")

    # Session, person, enrolment; under the lock: enrolment, outline, done units, completion, enrolment.
    assert len(statements(captured)) == 8
    enrolment.refresh_from_db()
    assert (enrolment.status == Enrolment.Status.COMPLETED) == (left == 1)


@pytest.mark.parametrize("size", SIZES)
def test_complete_a_lesson_in_a_cohort(client, learner, size):
    outline = make_outline(**size)
    add_conditions(make_enrolment(outline, learner=learner, done=2), outline)

    with CaptureQueriesContext(connection) as captured:
        client.post(f"/learn/{outline.course.code}/{keys_of(outline)[2]}/complete/")

    # As without a cohort, and openings and requirements.
    assert len(statements(captured)) == 10


@pytest.mark.parametrize("size", SIZES)
def test_complete_a_lesson_again(client, learner, size):
    outline = make_outline(**size)
    make_enrolment(outline, learner=learner, done=1)

    with CaptureQueriesContext(connection) as captured:
        client.post(f"/learn/{outline.course.code}/{keys_of(outline)[0]}/complete/")

    assert len(statements(captured)) == 6


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.usefixtures("learner")
def test_enrol(client, size):
    outline = make_outline(**size)

    with CaptureQueriesContext(connection) as captured:
        client.post(f"/learn/{outline.course.code}/enrolment/enrol/")

    # Session, person, enrolment, outline; in the transaction: enrolment, outline, its locale, enrolment twice.
    assert len(statements(captured)) == 9


def test_no_page_of_the_tree_is_read(client, learner):
    outline = make_outline()
    make_enrolment(outline, learner=learner)
    url = f"/learn/{outline.course.code}/{keys_of(outline)[0]}/"

    with CaptureQueriesContext(connection) as captured:
        client.get(f"/learn/{outline.course.code}/")
        client.get(url)
        client.post(f"{url}complete/")

    read = [sql for sql in statements(captured) if "wagtailcore_page" in sql or "courses_lessonpage" in sql]
    assert read == []


def test_groups_are_asked_for_only_where_a_course_asks_for_them(django_assert_num_queries):
    learner, group = make_user(), Group.objects.create(name="Chapter leaders")
    learner.groups.add(group)
    outline = make_outline()
    make_enrolment(outline, learner=learner)
    given = {"person": learner, "code": outline.course.code, "language": "en", "now": NOW}

    with django_assert_num_queries(3):
        standing_of(**given)
    set_entries(outline, lambda entry: {**entry, "groups": [group.pk]})
    with django_assert_num_queries(4):
        assert len(standing_of(**given).progress.units) == 3


@pytest.mark.parametrize("count", [1, 30])
def test_my_courses_costs_the_same_for_one_and_for_thirty(django_assert_num_queries, count):
    learner = make_user()
    for _ in range(count):
        make_enrolment(make_outline(), learner=learner, done=1)

    # Enrolments, outlines, done units.
    with django_assert_num_queries(3):
        assert len(my_courses(learner=learner, now=NOW)) == count


@pytest.mark.parametrize("count", [1, 30])
def test_my_courses_in_cohorts_costs_three_more(django_assert_num_queries, count):
    learner = make_user()
    for _ in range(count):
        outline = make_outline()
        add_conditions(make_enrolment(outline, learner=learner), outline)

    with django_assert_num_queries(6):
        standings = my_courses(learner=learner, now=NOW)

    assert [standing.progress.asked for standing in standings] == [2] * count


def test_my_courses_come_latest_first_and_without_those_withdrawn_from():
    learner = make_user()
    untouched = make_enrolment(learner=learner, now=NOW)
    older = make_enrolment(learner=learner, done=1, now=NOW)
    newer = make_enrolment(learner=learner, done=1, now=NOW + DAY)
    make_enrolment(learner=learner, withdrawn=True)
    make_enrolment()

    assert [standing.enrolment for standing in my_courses(learner=learner, now=NOW)] == [newer, older, untouched]


def test_my_courses_come_in_the_language_of_each_enrolment():
    learner = make_user()
    one, two = make_outline(), make_outline()
    translated = [translate(one, "fr"), translate(two, "fr")]
    actions.enrol(learner=learner, course=one.course, language="fr", now=NOW)
    actions.enrol(learner=learner, course=two.course, language="en", now=NOW - DAY)

    outlines = [standing.outline for standing in my_courses(learner=learner, now=NOW)]

    assert outlines == [translated[0], two]


def test_a_language_that_left_the_site_falls_back_to_the_source():
    learner, outline = make_user(), make_outline()
    enrolment = make_enrolment(outline, learner=learner)
    Enrolment.objects.update(language="xx")

    [mine] = my_courses(learner=learner, now=NOW)
    one = standing_of(person=learner, code=outline.course.code, language="fr", now=NOW)

    assert (mine.outline, one.outline, one.enrolment) == (outline, outline, enrolment)
