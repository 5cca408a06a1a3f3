"""What search engines read: the map, robots.txt, and how pages name their like in other languages."""

from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.auth.models import Group
from wagtail.models import PageViewRestriction

from home import sitemaps
from tests.courses.factories import make_home, make_locale, make_outline, publish_page
from tests.fellowships.factories import make_programme, make_programmes
from tests.home.factories import make_news, make_news_index, make_page
from tests.tutors.factories import make_tutor

pytestmark = pytest.mark.django_db
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"
BASE = "http://127.0.0.1:8000"


def places(client, section, query=""):
    """The addresses of a map, each with its like by language."""
    response = client.get(f"/sitemap-{section}.xml{query}")
    assert response["Content-Type"] == "application/xml"
    root = ET.fromstring(response.content)  # noqa: S314 -- our own map
    return {
        url.findtext(f"{MAP}loc"): {link.get("hreflang"): link.get("href") for link in url.findall(LINK)}
        for url in root.findall(f"{MAP}url")
    }


def translated(page, language, **fields):
    other = page.copy_for_translation(make_home(language).locale)
    for name, value in fields.items():
        setattr(other, name, value)
    return publish_page(other)


@pytest.fixture
def site():
    """The addresses of the site are those of the settings."""
    home = make_home()
    record = home.get_site()
    record.hostname, record.port = "127.0.0.1", 8000
    record.save()
    return home


def test_the_index_names_the_maps(client, site):
    root = ET.fromstring(client.get("/sitemap.xml").content)  # noqa: S314 -- our own map

    assert [place.text.rpartition("/")[2] for place in root.iter(f"{MAP}loc")] == [
        "sitemap-pages.xml",
        "sitemap-courses.xml",
        "sitemap-tutors.xml",
    ]


def test_the_map_has_every_public_page_with_its_like(client, site):
    page = make_page(title="Help", slug="help")
    translated(page, "fr", slug="aide")
    make_news(make_news_index(), slug="bridge")
    make_programme(make_programmes(), slug="youth")
    make_page(title="Draft", slug="draft", live=False)
    PageViewRestriction.objects.create(page=make_page(title="Private", slug="private"), restriction_type="login")

    found = places(client, "pages")

    both = {"en": f"{BASE}/en/help/", "fr": f"{BASE}/fr/aide/"}
    assert found[f"{BASE}/en/help/"] == found[f"{BASE}/fr/aide/"] == both
    assert set(found) == {
        *(f"{BASE}{path}" for path in ("/en/", "/fr/", "/fr/aide/", "/en/help/")),
        *(f"{BASE}/en/{path}/" for path in ("news", "news/bridge", "programmes", "programmes/youth")),
    }


def test_the_map_has_the_courses_that_everybody_may_join_in_their_languages(client, site):
    make_locale("fr")
    outline = make_outline("Bridges", slug="bridges", languages=["en", "fr"])
    make_outline("Les ponts", locale="fr", slug="ponts", course=outline.course, languages=["en", "fr"])
    make_outline("Only English", slug="english")
    make_outline("Only English", locale="fr", language="en", slug="anglais", languages=["en"])
    make_outline("Kept", slug="kept", groups=[Group.objects.create(name="Some").pk])
    make_outline("Closed", slug="closed", is_open=False)

    found = places(client, "courses")

    both = {"en": f"{BASE}/en/courses/bridges/", "fr": f"{BASE}/fr/courses/ponts/"}
    assert found[both["en"]] == found[both["fr"]] == both
    catalogues = {f"{BASE}/{code}/courses/" for code, _name in settings.LANGUAGES}
    assert set(found) == {*catalogues, *both.values(), f"{BASE}/en/courses/english/"}


def test_the_map_has_the_tutors_who_agreed_in_every_language(client, site):
    listed = make_tutor(is_listed=True)
    make_tutor()

    found = places(client, "tutors")

    codes = [code for code, _name in settings.LANGUAGES]
    assert set(found) == {f"{BASE}/{code}/tutors/{path}" for code in codes for path in ("", f"{listed.pk}/")}
    assert set(found[f"{BASE}/fr/tutors/{listed.pk}/"]) == set(codes)


def test_every_page_that_is_named_as_its_like_names_it_back(client, site):
    translated(make_page(title="Help", slug="help"), "fr", slug="aide")
    make_locale("fr")
    outline = make_outline("Bridges", slug="bridges", languages=["en", "fr"])
    make_outline("Les ponts", locale="fr", slug="ponts", course=outline.course, languages=["en", "fr"])
    tutor = make_tutor(is_listed=True)
    found = places(client, "pages") | places(client, "courses") | places(client, "tutors")

    for address, likes in found.items():
        assert likes[address.removeprefix(BASE).split("/")[1]] == address
        assert all(found[like] == likes for like in likes.values())
    for address in (
        f"{BASE}/fr/aide/",
        f"{BASE}/en/courses/bridges/",
        f"{BASE}/es/courses/",
        f"{BASE}/ar/tutors/",
        f"{BASE}/es/tutors/{tutor.pk}/",
    ):
        soup = BeautifulSoup(client.get(address.removeprefix(BASE)).content, "html.parser")
        assert soup.find("link", rel="canonical")["href"] == address
        assert {link["hreflang"]: link["href"] for link in soup.select("link[hreflang]")} == found[address]


@pytest.mark.parametrize("count", [1, 30])
def test_a_map_costs_the_same_however_long(client, site, count, django_assert_num_queries):
    index = make_news_index()
    for number in range(count):
        make_news(index)
        make_outline(slug=f"course-no-{number}")
        make_tutor(is_listed=True)
    client.get("/sitemap-pages.xml")

    with django_assert_num_queries(2):
        client.get("/sitemap-pages.xml")
    with django_assert_num_queries(1):
        client.get("/sitemap-courses.xml")
    with django_assert_num_queries(1):
        client.get("/sitemap-tutors.xml")
    with django_assert_num_queries(4):
        client.get("/sitemap.xml")


def test_a_long_map_has_leaves(client, site, monkeypatch):
    monkeypatch.setattr(sitemaps.Map, "limit", 2)
    for _number in range(2):
        make_page()

    assert len(places(client, "pages")) == 2
    assert len(places(client, "pages", "?p=2")) == 1
    assert client.get("/sitemap-pages.xml?p=3").status_code == 404
    assert "sitemap-pages.xml?p=2" in client.get("/sitemap.xml").content.decode()


def test_a_map_that_is_not_there_is_not_found(client, site):
    assert client.get("/sitemap-people.xml").status_code == 404


def test_robots_are_kept_from_what_belongs_to_one_person_and_told_of_the_map(client):
    response = client.get("/robots.txt")

    lines = response.content.decode().splitlines()
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert lines[:4] == ["User-agent: *", "Disallow: /admin/", "Disallow: /accounts/", "Disallow: /learn/"]
    assert "Disallow: /fr/search/" in lines
    assert lines[-1] == f"Sitemap: {BASE}/sitemap.xml"


@pytest.mark.parametrize("address", ["/sitemap.xml", "/sitemap-pages.xml", "/robots.txt"])
def test_they_are_only_read(client, address):
    assert client.post(address).status_code == 405


def test_every_kind_of_public_page_says_what_is_shown_of_it_elsewhere(client, site):
    make_page(title="Help", slug="help", introduction="Short.")
    make_news(make_news_index(introduction="All news."), slug="bridge", title="A bridge", summary="Open.")
    make_programme(make_programmes(introduction="Go on."), slug="youth", title="Youth", summary="For the young.")
    make_outline("Bridges", slug="bridges")
    wanted = {
        "/en/help/": ("Help", "Short."),
        "/en/news/": ("News", "All news."),
        "/en/news/bridge/": ("A bridge", "Open."),
        "/en/programmes/": ("Programmes", "Go on."),
        "/en/programmes/youth/": ("Youth", "For the young."),
        "/en/courses/bridges/": ("Bridges", "What it is about."),
        "/en/courses/": ("Courses", "Free courses for people who build, run and shape the Internet."),
    }

    for address, (title, description) in wanted.items():
        soup = BeautifulSoup(client.get(address).content, "html.parser")
        shared = {meta["property"]: meta["content"] for meta in soup.select("meta[property]")}
        assert (shared["og:title"], shared["og:description"]) == (title, description)
        assert shared["og:url"] == soup.find("link", rel="canonical")["href"] == f"{BASE}{address}"
        assert shared["og:image"] == f"{BASE}/static/lms/img/share.png"
        assert soup.find("meta", attrs={"name": "description"})["content"] == description
