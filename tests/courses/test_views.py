"""A course's public page, and who sees it in the catalogue."""

import json
import re

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.urls import reverse
from wagtail.models import PageViewRestriction

from core import slots
from courses import addresses, queries, rules
from courses.models import CoursePage, LessonPage, Outline, Unit
from tests.courses.factories import course_of, make_catalogue, make_course, make_locale, publish_page
from tests.factories import make_staff, make_user

pytestmark = pytest.mark.django_db
CATALOGUE = "/en/courses/"


def found(response):
    return [course.outline.title for course in response.context["leaf"]]


def restrict(page, group):
    PageViewRestriction.objects.create(page=page, restriction_type="groups").groups.set([group])


def french(page, **fields):
    make_catalogue("fr")
    translation = page.copy_for_translation(make_locale("fr"))
    for name, value in fields.items():
        setattr(translation, name, value)
    return publish_page(translation)


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_other_methods_are_refused(client, method):
    page = make_course(lessons=1)

    assert getattr(client, method)(page.url).status_code == 405


def test_a_course_says_what_it_is(client):
    page = make_course(
        lessons=2,
        title="Bridges",
        slug="bridges",
        hours="1.5",
        outcomes="Cross one.\nBuild one.",
        licence="CC-BY-4.0",
        author="Ada",
        original_title="On bridges",
    )

    text = client.get("/en/courses/bridges/").text

    lessons = LessonPage.objects.descendant_of(page)
    for words in ["<h1>Bridges</h1>", "<li>Cross one.</li>", "1.5 hours", "CC BY 4.0", "Ada", "On bridges", "5 minutes"]:
        assert words in text
    assert all(lesson.title in text for lesson in lessons)
    assert 'href="https://creativecommons.org/licenses/by/4.0/"' in text


def test_a_course_that_is_not_there_is_not_found(client):
    make_course(publish=False, slug="draft")

    assert client.get("/en/courses/nothing/").status_code == 404
    assert client.get("/en/courses/draft/").status_code == 404


def test_a_closed_course_is_not_found(client):
    page = make_course(slug="bridges")
    page.unpublish()

    assert client.get("/en/courses/bridges/").status_code == 404
    assert found(client.get(CATALOGUE)) == []


def test_a_restricted_course_is_shown_to_its_groups_only(client):
    page, group = make_course(slug="bridges", title="Bridges"), Group.objects.create(name="Staff")
    restrict(page, group)
    member = make_user()
    member.groups.add(group)

    seen = {}
    for name, person in {
        "visitor": None,
        "stranger": make_user(),
        "member": member,
        "root": make_staff(is_superuser=True, is_staff=False),
    }.items():
        client.logout()
        if person:
            client.force_login(person)
        seen[name] = (client.get("/en/courses/bridges/").status_code, found(client.get(CATALOGUE)))

    assert seen == {"visitor": (404, []), "stranger": (404, []), "member": (200, ["Bridges"]), "root": (200, ["Bridges"])}


def test_search_engines_read_the_course_as_data(client):
    make_course(lessons=1, slug="bridges", title="</script><b>", summary="Of stone.", hours="1.5", licence="CC-BY-SA-4.0")

    text = client.get("/en/courses/bridges/").text

    (block,) = re.findall(r'<script type="application/ld\+json" nonce="[^"]+">(.*?)</script>', text, re.DOTALL)
    data = json.loads(block)
    assert (data["@type"], data["name"], data["description"]) == ("Course", "</script><b>", "Of stone.")
    assert data["hasCourseInstance"]["courseWorkload"] == "PT1H30M"
    assert data["license"] == "https://creativecommons.org/licenses/by-sa/4.0/"
    assert data["url"].endswith("/en/courses/bridges/")
    assert len(re.findall("<script", text)) == len(re.findall("<script[^>]* nonce=", text))


def test_a_translated_course_names_its_languages(client):
    page = make_course(slug="bridges", title="Bridges")
    french(page, slug="ponts", title="Ponts")

    text = client.get("/fr/courses/ponts/").text

    links = re.findall(r'<link rel="(canonical|alternate)"(?: hreflang="(\w+)")? href="[^"]*?(/\w\w/[^"]*)"', text)
    assert links == [
        ("canonical", "", "/fr/courses/ponts/"),
        ("alternate", "en", "/en/courses/bridges/"),
        ("alternate", "fr", "/fr/courses/ponts/"),
    ]
    assert "<h1>Ponts</h1>" in text


def test_a_course_in_another_language_says_which_and_how_it_runs(client):
    make_locale("ar")
    make_course(lessons=1, slug="bridges", title="Bridges")

    text = client.get("/ar/courses/bridges/").text

    assert '<h1 lang="en" dir="ltr">Bridges</h1>' in text
    assert re.search(r'<link rel="canonical" href="[^"]*/en/courses/bridges/">', text)
    assert 'lang="en" dir="ltr"' in client.get("/ar/courses/").text


def test_another_languages_address_leads_on_to_this_languages(client):
    page = make_course(slug="bridges")
    french(page, slug="ponts")

    response = client.get("/fr/courses/bridges/")

    assert (response.status_code, response.url) == (302, "/fr/courses/ponts/")


def test_a_sample_is_shown_and_leads_to_where_it_is_read(client):
    page = make_course(lessons=2, slug="bridges", code="br1")
    lesson = LessonPage.objects.descendant_of(page).order_by("path").last()
    lesson.is_sample = True
    publish_page(lesson)

    text = client.get("/en/courses/bridges/").text

    address = f"/learn/br1/{lesson.key}/"
    assert re.findall(r'<a class="button [^"]*" href="(/learn/[^"]*)">Read a sample</a>', text) == [address]
    assert text.count(f'href="{address}"') == 2
    assert client.get(address).status_code == 200


def test_without_a_sample_none_is_promised(client):
    make_course(lessons=2, slug="bridges")

    assert "Read a sample" not in client.get("/en/courses/bridges/").text


def test_a_sample_for_some_groups_is_not_offered_to_everybody(client):
    page = make_course(lessons=1, slug="bridges")
    lesson = LessonPage.objects.descendant_of(page).get()
    lesson.is_sample = True
    restrict(publish_page(lesson), Group.objects.create(name="Staff"))

    assert "Read a sample" not in client.get("/en/courses/bridges/").text


def test_a_sample_that_no_room_shows_has_no_link(client, monkeypatch):
    monkeypatch.setattr(addresses, "_unit_address", [])
    page = make_course(lessons=1, slug="bridges")
    lesson = LessonPage.objects.descendant_of(page).get()
    lesson.is_sample = True
    publish_page(lesson)

    assert "Read a sample" not in client.get("/en/courses/bridges/").text


def test_a_quiz_is_named_as_one(client):
    make_course(lessons=2, slug="bridges")
    outline = Outline.objects.get()
    outline.modules[0]["units"][1]["kind"] = Unit.Kind.QUIZ
    outline.save()

    text = client.get("/en/courses/bridges/").text

    title = outline.modules[0]["units"][1]["title"]
    assert re.findall(r"<span>([^<]*)</span>\s*<span class=\"outline__meta\">Quiz · ", text) == [title]


def test_a_page_with_a_persons_name_is_kept_by_nobody_else(client):
    make_course(lessons=1, slug="bridges")

    response = client.get("/en/courses/bridges/")

    assert response["Cache-Control"] == "private"
    assert "Cookie" in response["Vary"]


def test_a_room_above_offers_enrolling(client, monkeypatch, tmp_path, settings):
    (tmp_path / "enrol.html").write_text("<form>{{ code }}</form>")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], tmp_path]}]
    filling = slots.Filling("enrol.html", lambda context: {"code": context["outline"].course.code}, 1)
    monkeypatch.setitem(slots._fillings, "course.enrol", [filling])
    make_course(slug="bridges", code="br1")

    assert "<form>br1</form>" in client.get("/en/courses/bridges/").text


def test_a_course_is_found_by_its_code_in_one_query(django_assert_num_queries):
    make_locale("fr")
    page = make_course(code="br1", title="Bridges")
    french(page, title="Ponts")

    # One query each, and a second one for Spanish, which this site does not have.
    with django_assert_num_queries(4):
        found = [queries.course_by_code("br1", language) for language in ("fr", "en", "es")]
        codes = {outline.course.code for outline in found}

    assert [outline.title for outline in found] == ["Ponts", "Bridges", "Bridges"]
    assert codes == {"br1"}
    assert queries.course_by_code("nothing", "en") is None


def test_a_units_text_is_found_in_one_query(django_assert_num_queries):
    page = make_course(lessons=1)
    unit = course_of(page).units.get()

    with django_assert_num_queries(2):
        text, missing = queries.unit_text(unit.pk, "en"), queries.unit_text(unit.pk, "fr")

    assert text.html.startswith("<p>What lesson")
    assert missing is None


def test_groups_are_asked_for_once(django_assert_num_queries):
    person = make_user()

    with django_assert_num_queries(1):
        passed = [rules.passes(person, groups) for groups in (None, (1,), (2,))]

    assert passed == [True, False, False]
    assert rules.passes(AnonymousUser(), (1,)) is False


def of_this_room(captured):
    """The queries of this room: what the frame around the page asks is the frame's business."""
    return len([query for query in captured.captured_queries if 'FROM "courses_' in query["sql"]])


@pytest.mark.parametrize("lessons", [3, 60])
def test_a_course_page_costs_a_person_the_same(client, django_assert_max_num_queries, lessons):
    make_course(lessons=lessons, slug="bridges")
    client.force_login(make_user())

    with django_assert_max_num_queries(6) as captured:
        client.get("/en/courses/bridges/")

    assert of_this_room(captured) == 2


def test_addresses_have_the_languages_prefix():
    make_course(slug="bridges")

    assert CoursePage.objects.get().url == reverse("courses:course", args=["bridges"]) == "/en/courses/bridges/"
