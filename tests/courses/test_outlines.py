"""What publishing, taking down, moving, deleting and restricting pages leaves for readers."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.utils import timezone
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page, PageViewRestriction

from courses import actions
from courses.models import Course, CoursePage, LessonPage, ModulePage, Outline, Unit, UnitText
from courses.outline import Modules, parse_facts
from tests.courses.factories import (
    course_of,
    make_catalogue,
    make_course,
    make_lesson,
    make_locale,
    make_module,
    publish_page,
)
from tests.factories import make_user

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


def outline(page, locale="en"):
    return Outline.objects.get(course=course_of(page), locale__language_code=locale)


def titles(page, locale="en"):
    return [unit.title for unit in Modules.parse(outline(page, locale).modules).units]


def entries(page, locale="en"):
    return Modules.parse(outline(page, locale).modules).units


def lessons(page):
    return list(LessonPage.objects.descendant_of(page).order_by("path"))


def retired(page):
    return sorted(Unit.objects.filter(course=course_of(page), retired_at__isnull=False).values_list("title", flat=True))


def state():
    """Everything readers read, to see that a repeat changes nothing."""
    return [list(model.objects.order_by("pk").values()) for model in (Course, Unit, Outline, UnitText)]


def test_publishing_a_course_writes_its_identity_outline_and_texts():
    page = make_course(lessons=2, modules=2, slug="bridges", title="Bridges", hours=3)
    first = lessons(page)[0]

    course = course_of(page)
    assert (course.key, course.code, course.source_locale.language_code) == ("bridges", "bridges", "en")
    assert titles(page) == [lesson.title for lesson in lessons(page)]
    assert outline(page).is_open is True
    assert parse_facts(outline(page).facts).hours == "3"
    assert Unit.objects.filter(course=course).count() == 4
    text = UnitText.objects.get(unit__translation_key=first.translation_key)
    assert text.html == f"<p>What {first.title.lower()} says.</p>"


def test_there_is_an_outline_in_each_language_of_the_site():
    make_locale("ar")
    make_locale("fr")
    page = make_course(title="Bridges")

    found = Outline.objects.order_by("locale_id").values_list("locale__language_code", "language", "title")

    assert sorted(found) == [("ar", "en", "Bridges"), ("en", "en", "Bridges"), ("fr", "en", "Bridges")]
    assert {entry.text_language for entry in entries(page, "fr")} == {"en"}


def test_a_new_language_gets_its_outlines():
    page = make_course()

    make_locale("fr")

    assert titles(page, "fr") == titles(page)


def test_a_draft_course_has_no_identity():
    page = make_course(publish=False)

    assert Course.objects.count() == 0
    assert publish_page(page).live is True
    assert Course.objects.count() == 1


def test_a_draft_lesson_is_not_in_the_outline():
    page = make_course(lessons=1)
    module = ModulePage.objects.descendant_of(page).get()

    draft = make_lesson(module, publish=False, title="Later")

    assert titles(page) == [lesson.title for lesson in lessons(page) if lesson.pk != draft.pk]
    assert not Unit.objects.filter(translation_key=draft.translation_key).exists()


def test_publishing_a_changed_lesson_raises_the_version_and_renders_it_alone():
    page = make_course(lessons=3)
    before = {text.unit_id: text.rendered_at for text in UnitText.objects.all()}
    lesson = lessons(page)[1]
    lesson.title = "Another name"
    lesson.body = [("text", "<p>New words.</p>")]

    publish_page(lesson)

    assert outline(page).version == 2
    assert titles(page)[1] == "Another name"
    anew = [text for text in UnitText.objects.all() if text.rendered_at != before[text.unit_id]]
    assert [text.html for text in anew] == ["<p>New words.</p>"]


def test_publishing_what_changes_no_outline_keeps_its_version():
    page = make_course(lessons=1)
    lesson = lessons(page)[0]
    lesson.body = [("text", "<p>New words.</p>")]

    publish_page(lesson)

    assert outline(page).version == 1
    assert UnitText.objects.get().html == "<p>New words.</p>"


def test_rebuilding_again_changes_nothing():
    make_locale("fr")
    page = make_course()
    before = state()

    actions.rebuild_outlines(course=course_of(page), now=NOW)

    assert state() == before


@pytest.mark.parametrize("way", ["method", "action", "base class"])
def test_an_unpublished_lesson_leaves_the_outline_and_stays_a_unit(way):
    page = make_course(lessons=3)
    gone = lessons(page)[1]
    if way == "method":
        gone.unpublish()
    elif way == "action":
        UnpublishPageAction(gone).execute()
    else:
        Page.objects.get(pk=gone.pk).unpublish()

    assert titles(page) == [lesson.title for lesson in lessons(page) if lesson.pk != gone.pk]
    assert retired(page) == []


def test_an_unpublished_module_takes_its_lessons_out():
    page = make_course(lessons=2, modules=2)
    first, second = ModulePage.objects.descendant_of(page).order_by("path")

    first.unpublish()

    assert titles(page) == [lesson.title for lesson in lessons(second)]


def test_a_deleted_lesson_is_retired():
    page = make_course(lessons=3)
    gone = lessons(page)[0]

    Page.objects.get(pk=gone.pk).delete()

    assert titles(page) == [lesson.title for lesson in lessons(page)]
    assert retired(page) == [gone.title]


def test_a_deleted_module_retires_its_lessons():
    page = make_course(lessons=2, modules=2)
    module = ModulePage.objects.descendant_of(page).order_by("path").first()
    gone = [lesson.title for lesson in lessons(module)]

    module.delete()

    assert titles(page) == [lesson.title for lesson in lessons(page)]
    assert retired(page) == sorted(gone)


def test_an_unpublished_course_closes_and_keeps_its_outline_for_those_inside():
    page = make_course(lessons=2)
    before = titles(page)

    UnpublishPageAction(page, include_descendants=True, user=make_user(is_superuser=True)).execute()

    assert outline(page).is_open is False
    assert titles(page) == before
    assert retired(page) == []


def test_a_course_that_comes_back_is_open_again():
    page = make_course(lessons=2)
    page.unpublish()

    publish_page(CoursePage.objects.get(pk=page.pk))

    assert outline(page).is_open is True
    assert outline(page).version == 3


def test_a_deleted_course_closes_and_retires_all():
    page = make_course(lessons=2)
    before = titles(page)

    page.delete()

    assert outline(page).is_open is False
    assert titles(page) == before
    assert retired(page) == sorted(before)


def test_a_lesson_moved_within_its_course_changes_the_order():
    page = make_course(lessons=3)
    first, _second, third = lessons(page)

    first.move(third, pos="right")

    assert titles(page)[-1] == first.title
    assert retired(page) == []


def test_a_lesson_moved_to_another_course_is_retired_here_and_new_there():
    here, there = make_course(lessons=2), make_course(lessons=1)
    lesson = lessons(here)[0]
    before = Unit.objects.get(translation_key=lesson.translation_key)

    lesson.move(ModulePage.objects.descendant_of(there).get(), pos="last-child")

    assert retired(here) == [lesson.title]
    assert titles(there)[-1] == lesson.title
    assert Unit.objects.filter(translation_key=lesson.translation_key).count() == 2
    assert entries(there)[-1].id != before.pk


def test_a_lesson_that_comes_back_is_the_unit_it_was():
    here, there = make_course(lessons=2), make_course(lessons=1)
    lesson = lessons(here)[0]
    before = entries(here)[0].id
    lesson.move(ModulePage.objects.descendant_of(there).get(), pos="last-child")

    LessonPage.objects.get(pk=lesson.pk).move(ModulePage.objects.descendant_of(here).get(), pos="first-child")

    assert entries(here)[0].id == before
    assert retired(here) == []
    assert retired(there) == [lesson.title]


def test_a_lesson_moved_to_where_its_key_is_taken_gets_another_one():
    here, there = make_course(lessons=0), make_course(lessons=0)
    lesson = make_lesson(ModulePage.objects.descendant_of(here).get(), title="Start", slug="start")
    module = ModulePage.objects.descendant_of(there).get()
    make_lesson(make_module(there, lessons=0), title="Start", slug="start")

    lesson.move(module, pos="last-child")

    assert [entry.key for entry in entries(there)] == ["start-2", "start"]
    assert publish_page(LessonPage.objects.get(pk=lesson.pk)).key == "start-2"


def restrict(page, *groups, kind="groups"):
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=kind, password="x")
    restriction.groups.set(groups)
    return restriction


def test_restricting_a_module_narrows_its_lessons():
    page = make_course(lessons=1, modules=2)
    group = Group.objects.create(name="Staff")

    restriction = restrict(ModulePage.objects.descendant_of(page).order_by("path").first(), group)

    assert [entry.groups for entry in entries(page)] == [(group.pk,), None]
    assert parse_facts(outline(page).facts).groups is None

    restriction.delete()

    assert [entry.groups for entry in entries(page)] == [None, None]


def test_restrictions_are_inherited_from_above_the_course():
    page = make_course(lessons=1)
    group = Group.objects.create(name="Staff")

    restrict(make_catalogue(), group)

    assert parse_facts(outline(page).facts).groups == (group.pk,)
    assert entries(page)[0].groups == (group.pk,)


def test_where_two_restrictions_hold_only_groups_of_both_pass():
    page = make_course(lessons=1)
    first, second, third = (Group.objects.create(name=name) for name in "ABC")
    restrict(page, first, second)

    restrict(lessons(page)[0], second, third)

    assert entries(page)[0].groups == (second.pk,)
    assert entries(page)[0].admits({second.pk}) is True
    assert entries(page)[0].admits({first.pk, third.pk}) is False


def test_a_password_closes_and_a_sign_in_narrows_nobody():
    page = make_course(lessons=2)
    first, second = lessons(page)

    restrict(first, kind="password")
    restrict(second, kind="login")

    assert [entry.groups for entry in entries(page)] == [(), None]
    assert entries(page)[0].admits({1, 2, 3}) is False


def test_a_changed_restriction_is_followed():
    page = make_course(lessons=1)
    restriction = restrict(page, Group.objects.create(name="Staff"))

    restriction.restriction_type = "login"
    restriction.save()

    assert entries(page)[0].groups is None


def test_scheduled_publishing_and_expiry_are_followed():
    page = make_course(lessons=2)
    module = ModulePage.objects.descendant_of(page).get()
    coming = make_lesson(module, publish=False, title="Coming", go_live_at=timezone.now() + dt.timedelta(hours=1))
    coming.save_revision().publish()
    going = lessons(page)[0]
    going.expire_at = timezone.now() + dt.timedelta(hours=1)
    going.save_revision().publish()
    assert titles(page) == [lesson.title for lesson in lessons(page)[:2]]

    with pytest.MonkeyPatch.context() as patch:
        later = timezone.now() + dt.timedelta(hours=2)
        patch.setattr("django.utils.timezone.now", lambda: later)
        call_command("publish_scheduled")

    assert titles(page) == [lessons(page)[1].title, "Coming"]
    assert Unit.objects.filter(title="Coming").count() == 1


def translate(page, locale="fr"):
    make_catalogue(locale)
    return page.copy_for_translation(make_locale(locale))


def test_a_translation_gives_texts_where_it_is_published():
    page = make_course(lessons=2, title="Bridges", summary="Of stone.")
    french = translate(page)
    french.title, french.summary, french.slug = "Ponts", "De pierre.", "ponts"
    publish_page(french)
    module = publish_page(translate(ModulePage.objects.descendant_of(page).get()))
    first = translate(lessons(page)[0])
    first.title, first.minutes, first.is_required = "Une leçon", 99, False
    first.body = [("text", "<p>Bonjour.</p>")]
    publish_page(first)

    found = outline(page, "fr")

    assert (found.title, found.slug, found.language) == ("Ponts", "ponts", "fr")
    assert parse_facts(found.facts).languages == ("en", "fr")
    assert [(entry.title, entry.text_language) for entry in entries(page, "fr")] == [
        ("Une leçon", "fr"),
        (lessons(page)[1].title, "en"),
    ]
    assert [entry.id for entry in entries(page, "fr")] == [entry.id for entry in entries(page)]
    assert (entries(page, "fr")[0].minutes, entries(page, "fr")[0].is_required) == (5, True)
    assert UnitText.objects.get(locale__language_code="fr").html == "<p>Bonjour.</p>"
    assert module.locale.language_code == "fr"


def test_half_of_a_course_translated_keeps_order_and_units():
    page = make_course(lessons=4, modules=2)
    publish_page(translate(page))
    for module in ModulePage.objects.descendant_of(page).order_by("path"):
        publish_page(translate(module))
        for lesson in lessons(module)[::2]:
            french = translate(lesson)
            french.title = f"FR {lesson.title}"
            publish_page(french)

    languages = [entry.text_language for entry in entries(page, "fr")]

    assert languages == ["fr", "en"] * 4
    assert [entry.key for entry in entries(page, "fr")] == [entry.key for entry in entries(page)]
    assert Unit.objects.count() == 8


def test_a_translation_taken_down_gives_way_to_the_original():
    page = make_course(lessons=1, title="Bridges")
    french = translate(page)
    french.title = "Ponts"
    publish_page(french)

    CoursePage.objects.get(pk=french.pk).unpublish()

    assert outline(page, "fr").title == "Bridges"
    assert outline(page, "fr").is_open is True
    assert parse_facts(outline(page).facts).languages == ("en",)


def test_a_lesson_that_only_a_translation_has_is_in_no_outline():
    page = make_course(lessons=1)
    publish_page(translate(page))
    module = publish_page(translate(ModulePage.objects.descendant_of(page).get()))

    make_lesson(module, title="En plus")

    assert titles(page, "fr") == titles(page)


def test_a_restricted_translation_is_restricted_where_it_is_shown():
    page = make_course(lessons=1)
    french = publish_page(translate(page))
    group = Group.objects.create(name="Staff")

    restrict(french, group)

    assert parse_facts(outline(page, "fr").facts).groups == (group.pk,)
    assert parse_facts(outline(page).facts).groups is None


def test_two_courses_with_one_slug_in_a_language_have_two_addresses():
    make_locale("fr")
    first = make_course(slug="bridges", key="stone")
    other = make_course(slug="ponts", key="wood")
    french = translate(other)
    french.slug = "bridges"

    publish_page(french)

    assert outline(first, "fr").slug == "bridges"
    assert outline(other, "fr").slug == "wood"


def test_a_copied_course_is_another_course():
    page = make_course(lessons=2, slug="bridges")

    copy = page.copy(recursive=True, update_attrs={"slug": "bridges-2", "title": "More bridges"})

    assert Course.objects.count() == 2
    assert course_of(copy).key == "bridges-2"
    assert titles(copy) == titles(page)
    assert Unit.objects.count() == 4


def test_copying_as_a_draft_makes_no_course():
    page = make_course(lessons=1)

    page.copy(recursive=True, keep_live=False, update_attrs={"slug": "copy"})

    assert Course.objects.count() == 1


def test_links_between_pages_become_plain_addresses_and_others_say_so():
    page = make_course(lessons=1, slug="bridges")
    module = ModulePage.objects.descendant_of(page).get()

    make_lesson(
        module,
        title="Links",
        body=[("text", f'<p><a linktype="page" id="{page.pk}">here</a> <a href="https://example.org/">there</a></p>')],
    )

    html = UnitText.objects.get(unit__title="Links").html
    assert html == '<p><a href="/en/courses/bridges/">here</a> <a href="https://example.org/" rel="noopener">there</a></p>'


def test_a_table_without_a_first_heading_has_no_empty_one():
    page = make_course(lessons=0)
    table = {
        "columns": [{"type": "text", "heading": ""}, {"type": "text", "heading": "IPv4"}],
        "rows": [{"values": ["Size", "32 bits"]}],
        "caption": "",
    }

    make_lesson(ModulePage.objects.descendant_of(page).get(), title="Table", body=[("table", table)])

    html = UnitText.objects.get(unit__title="Table").html
    assert '<tr><td></td><th scope="col">IPv4</th></tr>' in html
    assert "<td>32 bits</td>" in html


def test_the_search_text_is_folded():
    page = make_course(lessons=0, title="Réseaux", summary="ÉTÉ", outcomes="Know Ångström")

    assert outline(page).search_text.startswith("reseaux ete know angstrom")


def test_the_sweep_repairs_what_signals_missed():
    page = make_course(lessons=2)
    LessonPage.objects.filter(pk=lessons(page)[0].pk).update(live=False)

    assert actions.repair(now=NOW) == 1

    assert titles(page) == [lessons(page)[1].title]
    assert actions.repair(now=NOW) == 0


def test_the_sweep_finds_a_course_whose_publishing_was_lost():
    page = make_course(publish=False, lessons=1)
    Page.objects.descendant_of(page, inclusive=True).update(live=True)

    assert actions.repair(now=NOW) == 1

    assert len(titles(page)) == 1


def test_the_sweep_closes_what_is_gone():
    page = make_course(lessons=1)
    CoursePage.objects.filter(pk=page.pk).update(live=False)

    assert actions.repair(now=NOW) == 1

    assert outline(page).is_open is False
    assert actions.repair(now=NOW) == 0


def test_publishing_and_its_outline_are_one_transaction(monkeypatch):
    page = make_course(lessons=1)
    lesson = lessons(page)[0]
    lesson.title = "Never"
    revision = lesson.save_revision()
    monkeypatch.setattr(actions, "_write_outlines", lambda *_: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        revision.publish()

    assert LessonPage.objects.get(pk=lesson.pk).title != "Never"


def queries_of(django_assert_max_num_queries, act):
    with django_assert_max_num_queries(10_000) as captured:
        act()
    return len(captured)


def test_publishing_costs_the_same_in_a_large_course(django_assert_max_num_queries):
    small, large = make_course(lessons=3), make_course(lessons=20, modules=3)

    def rebuild(page):
        LessonPage.objects.descendant_of(page).first().save_revision().publish()

    counts = [queries_of(django_assert_max_num_queries, lambda page=page: rebuild(page)) for page in (small, large)]

    assert counts[0] == counts[1]


@pytest.mark.parametrize("lessons", [3, 60])
def test_rebuilding_costs_no_more_with_more_lessons(lessons, django_assert_num_queries):
    page = make_course(lessons=lessons)
    course = course_of(page)

    with django_assert_num_queries(18):
        actions.rebuild_outlines(course=course, now=NOW)


@pytest.mark.parametrize("courses", [1, 3])
def test_a_sweep_that_finds_nothing_is_cheap(courses, django_assert_num_queries):
    for _ in range(courses):
        make_course(lessons=2)

    with django_assert_num_queries(6):
        actions.repair(now=NOW)


def test_no_course_stands_where_an_address_means_something_else():
    course = course_of(make_course(slug="cohorts"))

    assert (course.key, course.code) == ("cohorts", "cohorts-2")
