"""What an author sees in Wagtail's administration before a change takes hold."""

import html
import re
from types import SimpleNamespace

import pytest
from django.urls import reverse
from wagtail.models import Page

from courses.models import LessonPage, ModulePage
from enrolments import beforehand, tasks
from enrolments.beforehand import YES
from enrolments.models import Enrolment
from tests.courses.factories import make_course, make_home, make_lesson
from tests.enrolments.test_effects import enrol, lessons_of
from tests.factories import make_staff

pytestmark = pytest.mark.django_db
HEADING = "This changes what learners have to do"
GAIN = "1 learner has nothing left to do by it, and completes the course."
LOSS = "1 learner had done everything, and has something left again."
KEPT = "0 learners have completed the course, and keep that."


@pytest.fixture
def admin(client):
    client.force_login(make_staff(is_superuser=True))
    return client


@pytest.fixture
def course_page():
    return make_course(lessons=3, title="Bridges")


def words(response):
    main = response.text[response.text.index("<main") :]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def again(client, response):
    """Press "Go on" on the course_page that asks."""
    form = re.search(r'<form method="post" action="([^"]+)">(.*?)</form>', response.text, re.DOTALL)
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form.group(2))
    given = {html.unescape(name): html.unescape(value) for name, value in fields if name != "csrfmiddlewaretoken"}
    return client.post(html.unescape(form.group(1)), given | {YES: "1"})


def lesson_form(lesson, **fields):
    given = {
        "title": lesson.title,
        "slug": lesson.slug,
        "minutes": "5",
        "is_required": "on",
        "done_by": "continue",
        "body-count": "0",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "action-publish": "Publish",
        **fields,
    }
    return {name: value for name, value in given.items() if value}


def edit_url(course_page):
    return reverse("wagtailadmin_pages:edit", args=[course_page.pk])


def test_publishing_says_who_gains_and_then_does_it(admin, course_page):
    enrolment, lesson = enrol(course_page, "Ada Okafor", done=2), lessons_of(course_page)[2]

    asked = admin.post(edit_url(lesson), lesson_form(lesson, is_required=""))

    for text in (HEADING, "Bridges", GAIN, "Ada Okafor", KEPT):
        assert text in words(asked)
    assert "something left again" not in words(asked)
    assert LessonPage.objects.get(pk=lesson.pk).is_required is True

    done = again(admin, asked)

    assert done.status_code == 302
    assert LessonPage.objects.get(pk=lesson.pk).is_required is False
    tasks.finish_ready()
    enrolment.refresh_from_db()
    assert enrolment.status == Enrolment.Status.COMPLETED


def test_a_new_lesson_says_who_loses_and_is_made_once(admin, course_page):
    enrol(course_page, "Ada", done=3, waits=True)
    module = ModulePage.objects.descendant_of(course_page).get()
    url = reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", module.pk])

    asked = admin.post(url, lesson_form(LessonPage(title="By hand", slug="by-hand")))

    assert LOSS in words(asked)
    assert LessonPage.objects.get(slug="by-hand").live is False
    again(admin, asked)
    assert LessonPage.objects.get(slug="by-hand").live is True


def test_who_does_not_go_on_has_a_draft(admin, course_page):
    enrol(course_page, done=2)
    lesson = lessons_of(course_page)[2]

    asked = admin.post(edit_url(lesson), lesson_form(lesson, is_required="", title="Another title"))

    assert f'href="{edit_url(lesson)}"' in asked.text
    kept = LessonPage.objects.get(pk=lesson.pk)
    assert (kept.title, kept.get_latest_revision_as_object().title) == (lesson.title, "Another title")


def test_a_change_of_words_is_published_at_once(admin, course_page):
    enrol(course_page, done=2)
    lesson = lessons_of(course_page)[2]

    response = admin.post(edit_url(lesson), lesson_form(lesson, title="Another title"))

    assert response.status_code == 302
    assert LessonPage.objects.get(pk=lesson.pk).title == "Another title"


def test_unpublishing(admin, course_page):
    enrol(course_page, done=2)
    lesson = lessons_of(course_page)[2]
    url = reverse("wagtailadmin_pages:unpublish", args=[lesson.pk])

    asked = admin.post(url)

    assert GAIN in words(asked)
    assert Page.objects.get(pk=lesson.pk).live is True
    again(admin, asked)
    assert Page.objects.get(pk=lesson.pk).live is False


def test_unpublishing_a_module_with_what_is_in_it(admin):
    course_page = make_course(lessons=1, modules=2)
    enrol(course_page, done=1)
    module = ModulePage.objects.descendant_of(course_page).order_by("path")[1]
    url = reverse("wagtailadmin_pages:unpublish", args=[module.pk])

    asked = admin.post(url, {"include_descendants": "on"})

    assert GAIN in words(asked)
    again(admin, asked)
    assert list(Page.objects.descendant_of(module, inclusive=True).values_list("live", flat=True)) == [False, False]


def test_deleting(admin, course_page):
    enrol(course_page, done=2)
    lesson = lessons_of(course_page)[2]
    url = reverse("wagtailadmin_pages:delete", args=[lesson.pk])

    assert HEADING not in admin.get(url).text
    asked = admin.post(url, {"next": "/admin/pages/"})

    assert GAIN in words(asked)
    assert Page.objects.filter(pk=lesson.pk).exists()
    assert again(admin, asked).url == "/admin/pages/"
    assert not Page.objects.filter(pk=lesson.pk).exists()


def test_moving_to_another_course(admin, course_page):
    other = make_course(lessons=1, title="Arches")
    enrol(course_page, "Ada", done=2)
    enrol(other, "Ben", done=1, waits=True)
    lesson, module = lessons_of(course_page)[2], ModulePage.objects.descendant_of(other).get()
    url = reverse("wagtailadmin_pages:move_confirm", args=[lesson.pk, module.pk])

    assert HEADING not in admin.get(url).text
    asked = admin.post(url)

    assert (GAIN in words(asked), LOSS in words(asked)) == (True, True)
    again(admin, asked)
    assert Page.objects.get(pk=lesson.pk).is_descendant_of(module)


@pytest.mark.parametrize(("kind", "gone"), [("unpublish", False), ("delete", True)])
def test_many_at_once(admin, course_page, kind, gone):
    enrol(course_page, done=1)
    _, second, third = lessons_of(course_page)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", kind])

    asked = admin.post(f"{url}?id={second.pk}&id={third.pk}&next=/admin/")

    assert GAIN in words(asked)
    assert Page.objects.filter(pk__in=[second.pk, third.pk], live=True).count() == 2
    again(admin, asked)
    assert Page.objects.filter(pk__in=[second.pk, third.pk], live=True).count() == 0
    assert Page.objects.filter(pk=second.pk).exists() is not gone


def test_publishing_many_at_once(admin, course_page):
    enrol(course_page, done=3, waits=True)
    module = ModulePage.objects.descendant_of(course_page).get()
    draft = make_lesson(module, publish=False)
    draft.save_revision()
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])

    asked = admin.post(f"{url}?id={draft.pk}&next=/admin/")

    assert LOSS in words(asked)
    again(admin, asked)
    assert Page.objects.get(pk=draft.pk).live is True


def test_moving_many_at_once(admin, course_page):
    other = make_course(lessons=1)
    enrol(course_page, done=2)
    lesson, module = lessons_of(course_page)[2], ModulePage.objects.descendant_of(other).get()
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"])

    asked = admin.post(f"{url}?id={lesson.pk}&next=/admin/", {"chooser": module.pk})

    assert GAIN in words(asked)
    again(admin, asked)
    assert Page.objects.get(pk=lesson.pk).is_descendant_of(module)


def test_pages_of_other_rooms_are_not_asked_about(admin):
    home = make_home()
    url = reverse("wagtailadmin_pages:unpublish", args=[home.pk])

    assert HEADING not in admin.post(url, follow=True).text


def test_deleting_a_module_and_what_is_in_it_at_once(admin):
    course_page = make_course(lessons=1, modules=2)
    enrol(course_page, done=1)
    module = ModulePage.objects.descendant_of(course_page).order_by("path")[1]
    lesson = LessonPage.objects.descendant_of(module).get()
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])

    asked = admin.post(f"{url}?id={module.pk}&id={lesson.pk}&next=/admin/")

    assert GAIN in words(asked)
    assert Page.objects.filter(pk__in=[module.pk, lesson.pk]).count() == 2


def test_bulk_actions_of_other_kinds_are_not_asked_about(rf, course_page):
    request, action = rf.post("/"), SimpleNamespace(cleaned_form=SimpleNamespace(cleaned_data={}))
    request.user = make_staff()

    assert beforehand.acting_on_many(request, "tag", lessons_of(course_page), action) is None
