"""Pages as authors handle them: keys, aliases, addresses, previews, and what a translation may change."""

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import override
from wagtail.actions.copy_for_translation import CopyPageForTranslationAction
from wagtail.models import Page, Revision

from courses import addresses
from courses.exceptions import AliasRefused
from courses.models import CataloguePage, Course, CoursePage, LessonPage, ModulePage, Outline
from tests.courses.factories import (
    course_of,
    make_catalogue,
    make_course,
    make_lesson,
    make_locale,
    make_module,
    publish_page,
)
from tests.factories import make_staff, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit_addresses(monkeypatch):
    """A room above that shows lessons."""
    monkeypatch.setattr(addresses, "_unit_address", [lambda course, unit: f"/learn/{course}/{unit}/"])


@pytest.fixture
def admin(client):
    client.force_login(make_staff(is_superuser=True))
    return client


def module_of(page):
    return ModulePage.objects.descendant_of(page).order_by("path").first()


def lesson_of(page):
    return LessonPage.objects.descendant_of(page).order_by("path").first()


def translate_tree(page):
    """A page and all below it in French, as drafts, the way the admin's "Translate" does."""
    return CopyPageForTranslationAction(page=page, locale=make_locale("fr"), include_subtree=True).execute()


def test_keys_are_made_of_slugs():
    page = make_course(lessons=0, modules=0, slug="bridges")
    module = make_module(page, lessons=0, title="Stone & wood")
    lesson = make_lesson(module, title="The first one")

    assert (page.key, module.key, lesson.key) == ("bridges", "stone-wood", "the-first-one")


def test_a_slug_without_latin_letters_makes_a_key_of_the_kind_of_page():
    module = module_of(make_course(lessons=0))

    first, second = (make_lesson(module, title=title, slug=slug) for title, slug in [("مقدمة", "مقدمة"), ("خاتمة", "خاتمة")])

    assert (first.key, second.key) == ("lesson", "lesson-2")


def test_the_same_slug_in_two_modules_makes_two_keys():
    page = make_course(lessons=0, modules=2)
    first, second = ModulePage.objects.descendant_of(page).order_by("path")

    keys = [make_lesson(module, title="Start").key for module in (first, second)]

    assert keys == ["start", "start-2"]


def test_the_key_of_a_deleted_lesson_is_not_given_again():
    page = make_course(lessons=0)
    make_lesson(module_of(page), title="Start").delete()

    assert make_lesson(module_of(page), title="Start").key == "start-2"


def test_a_key_stays_when_title_slug_and_revision_change():
    lesson = lesson_of(make_course(lessons=1))
    key = lesson.key
    lesson.title, lesson.slug, lesson.key = "Another", "another", "another"
    revision = lesson.save_revision()

    Revision.objects.get(pk=revision.pk).publish()

    assert LessonPage.objects.get(pk=lesson.pk).key == key
    assert LessonPage.objects.get(pk=lesson.pk).slug == "another"


@pytest.mark.parametrize("live", [True, False])
def test_a_key_that_another_lesson_has_is_refused(live):
    page = make_course(lessons=1)

    with pytest.raises(ValidationError) as refused:
        module_of(page).add_child(instance=LessonPage(title="Twin", key=lesson_of(page).key, live=live))

    assert refused.value.messages == [f"Another page has the key “{lesson_of(page).key}” already."]


def test_a_key_that_another_module_has_is_refused():
    page = make_course(lessons=0)

    with pytest.raises(ValidationError):
        page.add_child(instance=ModulePage(title="Twin", key=module_of(page).key))


def test_a_key_that_another_course_has_is_refused():
    page = make_course(slug="bridges")

    with pytest.raises(ValidationError):
        make_course(slug="bridges-2", key=page.key)


def test_the_same_key_in_two_courses_is_accepted():
    first, second = make_course(lessons=0), make_course(lessons=0)

    keys = {make_lesson(module_of(page), title="Start").key for page in (first, second)}

    assert keys == {"start"}


def test_a_code_that_another_course_has_is_refused():
    make_course(code="bridges")
    page = make_course(publish=False)
    page.code = "bridges"

    with pytest.raises(ValidationError) as refused:
        page.full_clean()

    assert refused.value.messages == ["Another course has the code “bridges” already."]


def test_a_copy_has_its_own_key_and_a_translation_its_originals():
    page = make_course(lessons=1, slug="bridges")
    make_catalogue("fr")

    copy = page.copy(recursive=True, update_attrs={"slug": "arches", "title": "Arches"})
    french = translate_tree(page)
    publish_page(french)

    assert CoursePage.objects.get(pk=copy.pk).key == "arches"
    assert CoursePage.objects.get(pk=french.pk).key == "bridges"
    assert lesson_of(french).key == lesson_of(page).key
    assert Course.objects.count() == 2


def test_aliases_are_refused():
    page = make_course(lessons=1)

    for each in (page, module_of(page), lesson_of(page)):
        with pytest.raises(AliasRefused, match="cannot be an alias"):
            each.create_alias(update_slug="alias")


def test_an_alias_by_any_other_way_is_refused():
    page = make_course(lessons=1)

    with pytest.raises(AliasRefused):
        module_of(page).add_child(instance=LessonPage(title="Alias", alias_of=Page.objects.get(pk=lesson_of(page).pk)))


def test_the_admin_refuses_an_alias_with_a_sentence(admin):
    page = make_course(lessons=1)
    lesson = lesson_of(page)
    data = {"new_title": "Alias", "new_slug": "alias", "new_parent_page": module_of(page).pk, "alias": "on"}

    response = admin.post(reverse("wagtailadmin_pages:copy", args=[lesson.pk]), data)

    assert response.status_code == 302
    assert [str(message) for message in get_messages(response.wsgi_request)] == [
        "A page of a course cannot be an alias. Make a copy instead, or move the page."
    ]
    assert LessonPage.objects.count() == 1


@pytest.mark.usefixtures("unit_addresses")
def test_pages_lead_on_to_plain_addresses(client):
    page = make_course(lessons=1, slug="bridges", code="br1")
    module, lesson, catalogue = module_of(page), lesson_of(page), CataloguePage.objects.get()

    found = [client.get(f"/en/courses/bridges/{path}").url for path in (f"{module.slug}/", f"{module.slug}/{lesson.slug}/")]

    assert found == [f"/en/courses/bridges/#{module.key}", f"/learn/br1/{lesson.key}/"]
    assert [each.url for each in (catalogue, page, module, lesson)] == ["/en/courses/", "/en/courses/bridges/", *found]
    assert lesson.full_url == f"http://localhost/learn/br1/{lesson.key}/"


def test_a_page_that_is_read_nowhere_yet_is_not_found(client):
    page = make_course(lessons=1, slug="bridges", publish=False)
    publish_page(module_of(page))
    publish_page(lesson_of(page))

    response = client.get(f"/en/courses/bridges/{module_of(page).slug}/{lesson_of(page).slug}/")

    assert response.status_code == 404


def test_a_translations_address_has_its_language():
    make_locale("fr")
    page = make_course(slug="bridges")
    make_catalogue("fr")
    french = page.copy_for_translation(make_locale("fr"))
    french.slug = "ponts"

    with override("en"):
        assert publish_page(french).url == "/fr/courses/ponts/"


@pytest.mark.parametrize("model", [CataloguePage, CoursePage, ModulePage, LessonPage])
def test_previews_show_the_page_in_the_admins_own_frame(admin, model):
    make_course(lessons=1)
    page = model.objects.get()

    response = admin.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))

    assert response.status_code == 200
    assert f"<h1>{page.title}</h1>" in response.text
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert "unsafe-inline" not in response["Content-Security-Policy"]


def test_a_lessons_preview_shows_its_text(admin):
    lesson = lesson_of(make_course(lessons=1))

    response = admin.get(reverse("wagtailadmin_pages:view_draft", args=[lesson.pk]))

    assert f"<p>What {lesson.title.lower()} says.</p>" in response.text


def test_a_lesson_is_made_in_the_admin(admin):
    page = make_course(lessons=1)
    data = {
        "title": "By hand",
        "slug": "by-hand",
        "minutes": "7",
        "is_required": "on",
        "done_by": "mark",
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "code",
        "body-0-id": "",
        "body-0-value-language": "",
        "body-0-value-code": "ping example.org",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "action-publish": "Publish",
    }

    response = admin.post(reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", module_of(page).pk]), data)

    assert response.status_code == 302
    lesson = LessonPage.objects.get(slug="by-hand")
    assert (lesson.live, lesson.key, lesson.minutes, lesson.done_by) == (True, "by-hand", 7, "mark")


def test_a_translator_changes_text_and_not_structure():
    page = make_course(lessons=1)
    make_catalogue("fr")
    original = lesson_of(page)
    original.minutes, original.is_required = 9, False
    publish_page(original)
    french = lesson_of(translate_tree(page))
    form = french.get_edit_handler().get_form_class()(
        {"title": "Leçon", "slug": "lecon", "minutes": "500", "is_required": "on", "done_by": "mark", "body-count": "0"}
        | {"comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"},
        instance=french,
        for_user=make_user(is_superuser=True),
    )

    assert form.is_valid(), form.errors
    saved = form.save(commit=False)
    assert (saved.title, saved.minutes, saved.is_required, saved.done_by) == ("Leçon", 9, False, "continue")


def test_the_original_is_free_to_change():
    lesson = lesson_of(make_course(lessons=1))
    form = lesson.get_edit_handler().get_form_class()(instance=lesson, for_user=make_user(is_superuser=True))

    assert [name for name, field in form.fields.items() if field.disabled] == []


def test_a_password_is_no_choice_for_pages_of_a_course():
    assert LessonPage.private_page_options == ["login", "groups"]


# Courses before


def course_form(page, *before):
    data = {
        "title": page.title,
        "slug": page.slug,
        "level": "beginner",
        "pace": "self-paced",
        "hours": "2",
        "prerequisites": [str(course.pk) for course in before],
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    }
    querydict = QueryDict(mutable=True)
    for name, value in data.items():
        querydict.setlist(name, value if isinstance(value, list) else [value])
    return page.get_edit_handler().get_form_class()(querydict, instance=page, for_user=make_user(is_superuser=True))


def put_before(page, *before):
    page.prerequisites.set([course_of(each) for each in before])
    return publish_page(page)


def test_a_course_offers_every_course_but_itself():
    first, second = make_course(code="zebra"), make_course(code="aardvark")
    draft = make_course(publish=False)

    assert list(course_form(first).fields["prerequisites"].queryset) == [course_of(second)]
    assert list(course_form(draft).fields["prerequisites"].queryset) == [course_of(second), course_of(first)]
    assert type(course_form(first).fields["prerequisites"].widget).__name__ == "CheckboxSelectMultiple"


def test_courses_before_reach_the_outline():
    first, page = make_course(), make_course()
    form = course_form(page, course_of(first))

    assert form.is_valid(), form.errors
    publish_page(form.save(commit=False))
    assert Outline.objects.get(slug=page.slug).facts["prerequisites"] == [course_of(first).pk]


def test_a_course_is_not_put_before_itself():
    page = make_course()

    assert "is not one of the available choices" in str(course_form(page, course_of(page)).errors["prerequisites"])


def test_a_circle_of_courses_is_refused_by_its_names():
    first, second, third = make_course(code="a"), make_course(code="b"), make_course(code="c")
    put_before(second, first)
    put_before(third, second)

    form = course_form(first, course_of(third))

    assert form.errors["prerequisites"] == ["These courses would wait for one another: a → c → b → a."]
    assert course_form(third, course_of(first), course_of(second)).is_valid()


def test_a_draft_waits_for_whom_it_likes():
    page = make_course(publish=False)

    assert course_form(page, course_of(make_course())).is_valid()


def test_a_translation_comes_after_its_originals_courses():
    first, page = make_course(), make_course()
    put_before(page, first)
    make_catalogue("fr")
    french = translate_tree(CoursePage.objects.get(pk=page.pk))

    form = course_form(french)

    assert form.is_valid(), form.errors
    assert list(form.cleaned_data["prerequisites"]) == [course_of(first)]
