"""Who gains and who loses when an author changes a course."""

import pytest
from django.db.models.signals import pre_save
from wagtail.models import Page, PageLogEntry

from courses.models import LessonPage, ModulePage, Outline
from enrolments import actions, effects, tasks
from enrolments.effects import Effect, People
from enrolments.models import Enrolment, UnitCompletion
from tests.courses.factories import course_of, make_course, make_lesson, make_locale, publish_page
from tests.enrolments.factories import DAY, NOW, keys_of, make_enrolment, make_outline, set_entries, units_of
from tests.factories import make_user

pytestmark = pytest.mark.django_db
NOBODY = People(0)


@pytest.fixture
def course_page():
    return make_course(lessons=3, title="Bridges")


def outline_of(course_page):
    return Outline.objects.get(course=course_of(course_page), locale=course_page.locale)


def lessons_of(course_page):
    return list(LessonPage.objects.descendant_of(course_page).order_by("path"))


def enrol(course_page, name="Ada", *, done=0, waits=False):
    enrolment = make_enrolment(outline_of(course_page), learner=make_user(full_name=name))
    if waits:
        actions.push_requirement(enrolment=enrolment, source="cohort:1", key="sessions", words={"en": "Attend"})
    for key in keys_of(outline_of(course_page))[:done]:
        actions.complete_lesson(enrolment=enrolment, key=key, now=NOW)
    enrolment.refresh_from_db()
    return enrolment


def effects_of(course_page, act):
    return effects.effects_of(paths=[course_page.path], act=act)


def new_lesson(course_page):
    module = ModulePage.objects.descendant_of(course_page).get()
    return lambda: make_lesson(module)


# What is counted


def test_who_has_done_the_rest_gains_by_a_lesson_that_goes(course_page):
    enrol(course_page, "Ada", done=2)
    enrol(course_page, "Ben", done=1)
    enrol(course_page, "Cem", done=3)
    enrol(course_page, "Dua", done=2, waits=True)

    found = effects_of(course_page, lessons_of(course_page)[2].unpublish)

    assert found == [Effect("Bridges", gaining=People(1, ("Ada",)), losing=NOBODY, completed=1)]


def test_who_had_done_everything_loses_by_a_lesson_that_comes(course_page):
    enrol(course_page, "Ada", done=3, waits=True)
    enrol(course_page, "Ben", done=2)
    enrol(course_page, "Cem", done=3)

    assert effects_of(course_page, new_lesson(course_page)) == [Effect("Bridges", NOBODY, People(1, ("Ada",)), completed=1)]


def test_a_withdrawn_learner_counts_for_nothing(course_page):
    actions.withdraw(enrolment=enrol(course_page, done=2), now=NOW)

    assert effects_of(course_page, lessons_of(course_page)[2].unpublish) == []


def test_where_nobody_learns_nothing_is_tried(course_page, django_assert_num_queries):
    def fail():
        raise AssertionError

    assert effects_of(course_page, fail) == []


def test_a_lesson_that_need_not_be_done_changes_nothing(course_page):
    enrol(course_page, done=3, waits=True)
    module = ModulePage.objects.descendant_of(course_page).get()

    assert effects_of(course_page, lambda: make_lesson(module, is_required=False)) == []


def test_making_every_lesson_optional_makes_every_lesson_count(course_page):
    enrol(course_page, done=1)
    first, *others = lessons_of(course_page)
    for lesson in others:
        lesson.is_required = False
        publish_page(lesson)

    first.is_required = False
    assert effects_of(course_page, lambda: publish_page(first)) == [
        Effect("Bridges", NOBODY, People(1, ("Ada",)), completed=0),
    ]


def test_the_last_lesson_that_goes_completes_nobody(course_page):
    enrol(course_page, done=2, waits=True)

    assert effects_of(course_page, lambda: [lesson.unpublish() for lesson in lessons_of(course_page)]) == []


def test_a_move_touches_both_courses(course_page):
    other = make_course(lessons=1, title="Arches")
    enrol(course_page, "Ada", done=2)
    enrol(other, "Ben", done=1, waits=True)
    lesson, module = lessons_of(course_page)[2], ModulePage.objects.descendant_of(other).get()

    found = effects.effects_of(paths=[lesson.path, module.path], act=lambda: lesson.move(module, pos="last-child"))

    assert found == [
        Effect("Bridges", People(1, ("Ada",)), NOBODY, completed=0),
        Effect("Arches", NOBODY, People(1, ("Ben",)), completed=0),
    ]


def test_a_course_that_closes_changes_nothing_for_those_inside(course_page):
    enrol(course_page, done=2)

    assert effects_of(course_page, course_page.unpublish) == []


def test_the_titles_are_the_originals(course_page):
    make_locale("fr")
    enrol(course_page, done=2)

    assert [effect.title for effect in effects_of(course_page, lessons_of(course_page)[2].unpublish)] == ["Bridges"]


def test_twenty_are_named(course_page):
    for number in range(22):
        enrol(course_page, f"Person {number:02}", done=2)

    [effect] = effects_of(course_page, lessons_of(course_page)[2].unpublish)

    assert effect.gaining.count == 22
    assert effect.gaining.names == tuple(f"Person {number:02}" for number in range(20))


def test_what_was_tried_is_undone(course_page):
    enrol(course_page, done=2)
    before = (Outline.objects.values_list("modules", "version").get(), PageLogEntry.objects.count())
    lesson = lessons_of(course_page)[2]

    effects_of(course_page, lesson.delete)

    assert (Outline.objects.values_list("modules", "version").get(), PageLogEntry.objects.count()) == before
    assert Page.objects.filter(pk=lesson.pk, live=True).exists()
    assert UnitCompletion.objects.count() == 2


def test_what_was_to_follow_a_tried_change_never_happens(course_page, django_capture_on_commit_callbacks):
    enrol(course_page, done=2)

    with django_capture_on_commit_callbacks() as callbacks:
        effects_of(course_page, lessons_of(course_page)[2].unpublish)

    assert callbacks == []


def add_many(course_page, count):
    """Learners who have done all but the last lesson, written quickly."""
    *done, _ = units_of(outline_of(course_page))
    given = {"course": course_of(course_page), "language": "en", "enrolled_at": NOW}
    people = Enrolment.objects.bulk_create(Enrolment(learner=make_user(), **given) for _ in range(count))
    UnitCompletion.objects.bulk_create(
        UnitCompletion(enrolment=enrolment, unit=unit, way="continued", completed_at=NOW)
        for enrolment in people
        for unit in done
    )


@pytest.mark.parametrize("count", [1, 300])
def test_it_costs_the_same_for_one_and_for_three_hundred(course_page, django_assert_num_queries, count):
    add_many(course_page, count)

    def act():
        outline = outline_of(course_page)
        last = keys_of(outline)[-1]
        set_entries(outline, lambda entry: None if entry["key"] == last else entry)

    # The courses around (one for each place), those that are learnt, outlines before; savepoint, the act's three, outlines
    # after, undone; counts, title, names, completed.
    with django_assert_num_queries(14):
        [effect] = effects_of(course_page, act)
    assert effect.gaining.count == count


# Completing those who gained


def test_the_sweep_completes_who_gained_and_nobody_else(django_capture_on_commit_callbacks):
    outline = make_outline()
    gained, under_way = make_enrolment(outline, done=2), make_enrolment(outline, done=1)
    waiting, withdrawn = make_enrolment(outline, done=2), make_enrolment(outline, done=2, withdrawn=True)
    actions.push_requirement(enrolment=waiting, source="cohort:1", key="sessions", words={"en": "Attend"})
    last = keys_of(outline)[2]
    set_entries(outline, lambda entry: {**entry, "is_required": False} if entry["key"] == last else entry)

    tasks.finish_ready()
    first = Enrolment.objects.get(pk=gained.pk).completed_at
    tasks.finish_ready()

    found = [Enrolment.objects.get(pk=each.pk) for each in (gained, under_way, waiting, withdrawn)]
    assert [each.status for each in found] == ["completed", "active", "active", "withdrawn"]
    assert found[0].completed_at == first


def test_the_sweep_looks_at_courses_that_changed_of_late():
    outline = make_outline()
    enrolment = make_enrolment(outline, done=2)
    set_entries(outline, lambda entry: {**entry, "is_required": entry["key"] != keys_of(outline)[2]})
    Outline.objects.update(rebuilt_at=NOW - 1000 * DAY)

    tasks.finish_ready()

    enrolment.refresh_from_db()
    assert enrolment.status == Enrolment.Status.ACTIVE


def test_an_empty_course_completes_nobody():
    outline = make_outline(lessons=1)
    enrolment = make_enrolment(outline)
    set_entries(outline, lambda _: None)

    tasks.finish_ready()

    enrolment.refresh_from_db()
    assert (enrolment.status, effects.ready(outline.course, limit=10)) == (Enrolment.Status.ACTIVE, [])


def test_one_that_fails_stops_no_other(caplog):
    outline = make_outline()
    first, second = make_enrolment(outline, done=2), make_enrolment(outline, done=2)
    last = keys_of(outline)[2]
    set_entries(outline, lambda entry: None if entry["key"] == last else entry)

    def refuse(*, instance, **_):
        if instance.pk == first.pk:
            raise RuntimeError

    pre_save.connect(refuse, sender=Enrolment)
    try:
        tasks.finish_ready()
    finally:
        pre_save.disconnect(refuse, sender=Enrolment)

    assert f"enrolment {first.pk} could not be completed" in caplog.text
    assert [Enrolment.objects.get(pk=each.pk).status for each in (first, second)] == ["active", "completed"]


def test_so_many_at_once_and_the_rest_the_next_time():
    outline = make_outline()
    made = [make_enrolment(outline, done=2).pk for _ in range(3)]
    last = keys_of(outline)[2]
    set_entries(outline, lambda entry: None if entry["key"] == last else entry)

    assert effects.ready(outline.course, limit=2) == made[:2]
