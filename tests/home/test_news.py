"""News: the list, a piece of news, and the feed."""

import datetime as dt
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup

from library.actions import store_image
from tests.browser.checks import assert_sound_html
from tests.home.factories import DAY, make_news, make_news_index, story
from tests.library import samples

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def read(client, address):
    html = client.get(address).content.decode()
    assert_sound_html(html)
    return BeautifulSoup(html, "html.parser")


def titles(page):
    return [title.get_text() for title in page.select(".news .card__title")]


def test_the_list_shows_the_newest_first_ten_a_leaf(client):
    index = make_news_index()
    for number in range(12):
        make_news(index, title=f"Day {number}", published_on=DAY + dt.timedelta(days=number))
    make_news(index, title="Draft", live=False)

    first, second = read(client, "/en/news/"), read(client, "/en/news/?page=2")

    assert titles(first) == [f"Day {number}" for number in range(11, 1, -1)]
    assert titles(second) == ["Day 1", "Day 0"]
    assert first.find("link", rel="canonical")["href"].endswith("/en/news/")
    assert second.find("link", rel="canonical")["href"].endswith("/en/news/?page=2")


@pytest.mark.parametrize("page", ["0", "99", "x"])
def test_a_leaf_that_is_not_there_gives_one_that_is(client, page):
    make_news(make_news_index(), title="Only")

    assert titles(read(client, f"/en/news/?page={page}")) == ["Only"]


def test_a_list_without_news_says_so(client):
    make_news_index()

    assert "No news yet" in read(client, "/en/news/").main.get_text()


def test_a_piece_of_news_has_date_author_and_text(client):
    make_news(make_news_index(), title="A bridge", slug="bridge", author_name="Ravi Nair", body=story("It is open."))

    page = read(client, "/en/news/bridge/")

    assert page.h1.get_text() == "A bridge"
    assert page.select_one(".byline").get_text(" ", strip=True) == "1 November 2026 Ravi Nair"
    assert page.select_one(".byline time")["datetime"] == "2026-11-01"
    assert page.select_one(".prose").get_text(strip=True) == "It is open."
    assert page.find("link", type="application/atom+xml")["href"] == "http://127.0.0.1:8000/en/news/feed.atom"


def test_a_picture_is_shown_and_shared(client):
    image = store_image(name="a.png", data=samples.plain(1600, 900), title="", by=None)
    make_news(make_news_index(), slug="pictured", picture=image)

    page = read(client, "/en/news/pictured/")

    assert page.select_one("img.news__picture")["alt"] == ""
    shared = page.find("meta", property="og:image")["content"]
    assert shared.startswith("http://127.0.0.1:8000/media/")
    assert shared.endswith(".jpg")


@pytest.mark.parametrize("count", [1, 30])
def test_list_news_and_feed_cost_the_same_however_many(client, count, django_assert_num_queries):
    index = make_news_index()
    slug = next(iter([make_news(index) for _number in range(count)])).slug
    client.get("/en/news/")

    with django_assert_num_queries(11):
        client.get("/en/news/")
    with django_assert_num_queries(10):
        client.get(f"/en/news/{slug}/")
    with django_assert_num_queries(2):
        client.get("/en/news/feed.atom")


def test_the_feed_has_all_that_atom_requires(client):
    index = make_news_index()
    make_news(index, title="Old & <b>", slug="old", summary="A <i>summary</i>.", author_name="Ravi")
    make_news(index, title="New", published_on=DAY + dt.timedelta(days=1))
    make_news(index, title="Draft", live=False)

    response = client.get("/en/news/feed.atom")

    feed = ET.fromstring(response.content)  # noqa: S314 -- our own feed
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert feed.findtext(f"{ATOM}id") == "http://127.0.0.1:8000/en/news/feed.atom"
    assert {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")} == {
        "alternate": "http://127.0.0.1:8000/en/",
        "self": "http://127.0.0.1:8000/en/news/feed.atom",
    }
    new, old = feed.iter(f"{ATOM}entry")
    assert (new.findtext(f"{ATOM}title"), old.findtext(f"{ATOM}title")) == ("New", "Old & <b>")
    assert old.findtext(f"{ATOM}summary") == "A &lt;i&gt;summary&lt;/i&gt;."
    assert old.find(f"{ATOM}link").get("href").endswith("/en/news/old/")
    assert old.findtext(f"{ATOM}author/{ATOM}name") == "Ravi"
    assert new.findtext(f"{ATOM}author/{ATOM}name") == "Footbridge"
    assert old.findtext(f"{ATOM}published") == "2026-11-01T00:00:00+00:00"
    assert dt.datetime.fromisoformat(old.findtext(f"{ATOM}updated")) > dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    ids = [entry.findtext(f"{ATOM}id") for entry in (new, old)]
    assert len(set(ids)) == 2
    assert all(each.startswith("tag:127.0.0.1,") for each in ids)


def test_a_feed_is_in_its_language(client):
    make_news(make_news_index(), title="English")
    french = make_news_index("fr")
    make_news(french, title="Français")

    feed = ET.fromstring(client.get("/fr/news/feed.atom").content)  # noqa: S314 -- our own feed

    assert [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")] == ["Français"]


def test_a_site_without_news_has_an_empty_feed(client):
    response = client.get("/en/news/feed.atom")

    assert response.status_code == 200
    assert list(ET.fromstring(response.content).iter(f"{ATOM}entry")) == []  # noqa: S314 -- our own feed


def test_the_feed_is_only_read(client):
    assert client.post("/en/news/feed.atom").status_code == 405
