"""The Atom feed of new courses."""

import datetime as dt
from xml.etree import ElementTree as ET

import pytest
from django.contrib.auth.models import Group
from wagtail.models import PageViewRestriction

from tests.courses.factories import make_course, make_locale, make_outline
from tests.factories import make_user

pytestmark = pytest.mark.django_db
FEED = "/en/courses/feed.atom"
ATOM = "{http://www.w3.org/2005/Atom}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


def read(response):
    return ET.fromstring(response.content)  # noqa: S314 -- our own feed


def titles(response):
    return [entry.findtext(f"{ATOM}title") for entry in read(response).iter(f"{ATOM}entry")]


def links(element):
    return {link.get("rel"): link.get("href") for link in element.findall(f"{ATOM}link")}


def test_the_newest_courses_come_first(client):
    for days, title in enumerate(["Old", "Middle", "New"]):
        make_outline(title, opened_at=NOW + dt.timedelta(days=days))
    make_outline("Closed", is_open=False)

    response = client.get(FEED)

    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert titles(response) == ["New", "Middle", "Old"]


def test_the_feed_has_all_that_atom_requires(client, settings):
    outline = make_outline(
        "Bridges & <b>",
        slug="bridges",
        opened_at=NOW,
        summary="Of <i>stone</i>.",
        topics=["Arches"],
        attribution={"author": "Ada"},
    )

    feed = read(client.get(FEED))

    address = f"{settings.BASE_URL}/en/courses/"
    assert links(feed) == {"alternate": address, "self": f"{address}feed.atom"}
    assert feed.findtext(f"{ATOM}id") == f"{address}feed.atom"
    assert (feed.get(LANGUAGE), feed.findtext(f"{ATOM}author/{ATOM}name")) == ("en", "Footbridge")
    assert dt.datetime.fromisoformat(feed.findtext(f"{ATOM}updated")) == outline.rebuilt_at
    (entry,) = feed.iter(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "Bridges & <b>"
    assert entry.findtext(f"{ATOM}summary") == "Of &lt;i&gt;stone&lt;/i&gt;."
    assert links(entry) == {"alternate": f"{address}bridges/"}
    assert entry.findtext(f"{ATOM}id") == f"tag:127.0.0.1,2026-11-22:courses/{outline.course.code}/en"
    assert dt.datetime.fromisoformat(entry.findtext(f"{ATOM}published")) == NOW
    assert dt.datetime.fromisoformat(entry.findtext(f"{ATOM}updated")) == outline.rebuilt_at
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Ada"
    assert [category.get("term") for category in entry.findall(f"{ATOM}category")] == ["Arches", "Beginner"]


def test_only_courses_for_everybody_are_in_it_whoever_asks(client):
    page, group = make_course(lessons=1, title="Hidden"), Group.objects.create(name="Staff")
    PageViewRestriction.objects.create(page=page, restriction_type="groups").groups.set([group])
    make_outline("Shown")
    member = make_user()
    member.groups.add(group)
    client.force_login(member)

    assert titles(client.get(FEED)) == ["Shown"]


def test_each_language_has_its_own_and_entries_name_theirs(client):
    make_locale("fr")
    make_locale("ar")
    outline = make_outline("Bridges", slug="bridges")
    make_outline("Ponts", slug="ponts", locale="fr", course=outline.course)
    make_outline("Bridges", slug="bridges", locale="ar", language="en", course=outline.course)

    french, arabic = read(client.get("/fr/courses/feed.atom")), read(client.get("/ar/courses/feed.atom"))

    assert (french.get(LANGUAGE), arabic.get(LANGUAGE)) == ("fr", "ar")
    entries = [feed.find(f"{ATOM}entry") for feed in (french, arabic)]
    assert [entry.get(LANGUAGE) for entry in entries] == ["fr", "en"]
    assert links(entries[0])["alternate"].endswith("/fr/courses/ponts/")


def test_an_empty_feed_is_a_feed(client):
    feed = read(client.get(FEED))

    assert list(feed.iter(f"{ATOM}entry")) == []
    assert feed.findtext(f"{ATOM}updated")


def test_control_characters_do_not_break_it(client):
    make_outline("Bri\x0bdges", summary="Of\x01stone", topics=["a\x02"], attribution={"author": "A\x03"})

    assert titles(client.get(FEED)) == ["Bri dges"]


@pytest.mark.parametrize("courses", [1, 40])
def test_it_ends_somewhere_and_costs_one_query(client, django_assert_num_queries, courses):
    for _ in range(courses):
        make_outline()

    with django_assert_num_queries(1) as captured:
        found = titles(client.get(FEED))

    assert len(found) == min(courses, 30)
    assert '"modules"' not in captured.captured_queries[0]["sql"]


def test_who_has_it_already_is_told_so(client):
    make_outline()
    first = client.get(FEED)

    by_tag = client.get(FEED, headers={"if-none-match": first["ETag"]})
    by_date = client.get(FEED, headers={"if-modified-since": first["Last-Modified"]})

    assert (by_tag.status_code, by_tag.content, by_date.status_code) == (304, b"", 304)
    assert first["Cache-Control"] == "public, max-age=600"
    assert "Cookie" not in first.get("Vary", "")
    assert not first.cookies


def test_a_new_course_is_a_new_feed(client):
    make_outline()
    first = client.get(FEED)
    make_outline("New")

    response = client.get(FEED, headers={"if-none-match": first["ETag"]})

    assert response.status_code == 200
    assert "New" in titles(response)


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_is_only_read(client, method):
    assert getattr(client, method)(FEED).status_code == 405


def test_a_course_called_feed_has_an_address_of_its_own(client):
    page = make_course(lessons=1, slug="feed", title="Feeding the network")

    text = client.get("/en/courses/").text

    assert page.url == "/en/courses/feed/"
    assert 'href="/en/courses/feed/"' in text
    assert "<h1>Feeding the network</h1>" in client.get(page.url).text
    assert client.get(FEED)["Content-Type"].startswith("application/atom+xml")
