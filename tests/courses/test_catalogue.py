"""The catalogue: search, filters, order and pages, for whoever looks."""

import datetime as dt
import json
import re
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Group
from wagtail.models import PageViewRestriction

from tests.courses.factories import make_catalogue, make_course, make_locale, make_outline
from tests.factories import make_staff, make_user

pytestmark = pytest.mark.django_db
CATALOGUE = "/en/courses/"
NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


def found(response):
    return [course.outline.title for course in response.context["leaf"]]


def counts(response, name):
    """What a filter offers, with its counts."""
    (facet,) = [facet for facet in response.context["catalogue"].facets if facet.name == name]
    return {option.value: option.count for option in facet.options}


def chips(response):
    pattern = r'<a class="chip" href="([^"]*)">.*?</span> <span[^>]*>(.*?)</span></a>'
    return {label: address.replace("&amp;", "&") for address, label in re.findall(pattern, response.text)}


def hide(page):
    group = Group.objects.create(name="Staff")
    PageViewRestriction.objects.create(page=page, restriction_type="groups").groups.set([group])
    return group


# The list


def test_it_lists_what_authors_published(client):
    make_course(lessons=1, title="Arches")
    make_course(lessons=1, title="Draft", publish=False)

    response = client.get(CATALOGUE)

    assert found(response) == ["Arches"]
    assert 'href="/en/courses/course-' in response.text
    assert "2 hours" in response.text


def test_an_empty_catalogue_says_so(client):
    make_catalogue()

    text = client.get(CATALOGUE).text

    assert "No courses yet" in text
    assert 'role="search"' not in text


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_is_only_read(client, method):
    assert getattr(client, method)(CATALOGUE).status_code == 405


# Words


@pytest.mark.parametrize(
    ("words", "titles"), [("RESEAUX", ["Réseaux"]), ("lesson", ["Réseaux", "Wood"]), ("wood lesson", ["Wood"]), ("%", [])]
)
def test_the_search_folds_and_wants_every_word(client, words, titles):
    make_course(lessons=1, title="Réseaux")
    make_course(lessons=1, title="Wood")

    response = client.get(CATALOGUE, {"q": words, "sort": "title"})

    assert found(response) == titles


def test_titles_with_the_words_come_before_other_courses(client):
    make_outline("DNS from the ground up", opened_at=NOW)
    make_outline("The Internet", summary="About DNS.", opened_at=NOW + dt.timedelta(days=1))

    assert found(client.get(CATALOGUE, {"q": "dns"})) == ["DNS from the ground up", "The Internet"]


def test_the_words_stand_in_the_form_again_as_text(client):
    make_outline()

    response = client.get(CATALOGUE, {"q": '<script>"'})

    assert 'value="&lt;script&gt;&quot;"' in response.text
    assert "<script>" not in response.text


def test_arabic_words_are_found_with_and_without_their_marks(client):
    make_outline("أساسيّات الشبكات", locale="ar")
    make_outline("غير ذلك", locale="ar")

    response = client.get("/ar/courses/", {"q": "أساسيات"})

    assert found(response) == ["أساسيّات الشبكات"]
    assert '<html lang="ar" dir="rtl">' in response.text


# Filters


@pytest.fixture
def four_courses():
    make_outline("Cables", level="beginner", hours="1", topics=["Cables"], opened_at=NOW)
    make_outline(
        "Routing", level="advanced", hours="3.5", topics=["Routing", "Cables"], pace="moderated", languages=["en", "fr"]
    )
    make_outline("Sécurité", language="fr", level="intermediate", hours="12", topics=["Sécurité"], pace="both")
    make_outline("Names", level="beginner", hours="3", topics=["DNS"])


@pytest.mark.usefixtures("four_courses")
@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({}, ["Cables", "Names", "Routing", "Sécurité"]),
        ({"topic": "Cables"}, ["Cables", "Routing"]),
        ({"topic": "securite"}, ["Sécurité"]),
        ({"level": "beginner"}, ["Cables", "Names"]),
        ({"language": "fr"}, ["Routing", "Sécurité"]),
        ({"pace": "self-paced"}, ["Cables", "Names", "Sécurité"]),
        ({"pace": "moderated"}, ["Routing", "Sécurité"]),
        ({"length": "short"}, ["Cables", "Names"]),
        ({"length": "medium"}, ["Routing"]),
        ({"length": "long"}, ["Sécurité"]),
        ({"topic": "Cables", "level": "beginner"}, ["Cables"]),
        ({"topic": "Cables", "level": "beginner", "q": "routing"}, []),
    ],
)
def test_a_filter_leaves_what_answers_to_it(client, query, titles):
    response = client.get(CATALOGUE, {**query, "sort": "title"})

    assert found(response) == titles
    assert response.context["catalogue"].is_partly_understood is False


@pytest.mark.usefixtures("four_courses")
def test_each_filter_counts_what_the_others_leave(client):
    response = client.get(CATALOGUE, {"topic": "Cables", "level": "advanced"})

    assert counts(response, "topic") == {"Cables": 1, "Routing": 1}
    assert counts(response, "level") == {"beginner": 1, "advanced": 1}
    assert counts(response, "language") == {"en": 1, "fr": 1}
    assert counts(response, "length") == {"medium": 1}
    assert counts(response, "pace") == {"moderated": 1}
    assert '<option value="advanced" selected>Advanced (1)</option>' in response.text
    assert '<option value="fr" lang="fr" dir="ltr">Français (1)</option>' in response.text


@pytest.mark.usefixtures("four_courses")
def test_a_chosen_value_stays_in_its_filter_where_nothing_is_left(client):
    response = client.get(CATALOGUE, {"level": "advanced", "length": "long"})

    assert counts(response, "level") == {"intermediate": 1, "advanced": 0}
    assert counts(response, "length") == {"medium": 1, "long": 0}


@pytest.mark.usefixtures("four_courses")
def test_what_is_chosen_can_be_taken_away_piece_by_piece(client):
    response = client.get(CATALOGUE, {"q": "a b", "level": "beginner", "language": "en", "sort": "title", "page": "3"})

    assert chips(response) == {
        "“a b”": "/en/courses/?level=beginner&language=en&sort=title#found",
        "Beginner": "/en/courses/?q=a+b&language=en&sort=title#found",
        "English": "/en/courses/?q=a+b&level=beginner&sort=title#found",
    }
    assert '<details class="search__more" open>' in response.text


@pytest.mark.usefixtures("four_courses")
def test_filters_that_nobody_uses_are_folded_away(client):
    everything, by_words = client.get(CATALOGUE), client.get(CATALOGUE, {"q": "names"})

    assert '<details class="search__more">' in everything.text
    assert '<details class="search__more">' in by_words.text
    assert (chips(everything), list(chips(by_words))) == ({}, ["“names”"])


@pytest.mark.usefixtures("four_courses")
def test_an_empty_result_says_what_to_leave_out_and_what_that_brings(client):
    response = client.get(CATALOGUE, {"q": "names", "level": "advanced", "topic": "DNS"})

    assert "No course has all of this" in response.text
    links = re.findall(r'<li><a href="([^"]*)">(without[^<]*)</a> <span class="quiet">([^<]*)</span>', response.text)
    assert links == [("/en/courses/?q=names&amp;topic=DNS#found", "without Advanced", "1 course")]


@pytest.mark.usefixtures("four_courses")
@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("level=expert&topic=DNS", ["Names"]),
        ("topic=Nothing&level=beginner", ["Cables", "Names"]),
        ("pace=both&language=xx&length=-1&sort=random&level=advanced", ["Routing"]),
    ],
)
def test_what_the_list_does_not_know_is_left_out_and_said(client, query, kept):
    response = client.get(f"{CATALOGUE}?{query}")

    assert sorted(found(response)) == kept
    assert "It was left out." in response.text


@pytest.mark.usefixtures("four_courses")
def test_empty_fields_of_the_form_are_not_kept_in_the_address(client):
    response = client.get(f"{CATALOGUE}?q=&topic=&level=beginner&language=&length=&pace=&sort=")

    assert (response.status_code, response.url) == (302, "/en/courses/?level=beginner")
    assert found(client.get(response.url)) == ["Names", "Cables"]
    assert client.get(f"{CATALOGUE}?q=&sort=").url == CATALOGUE


HOSTILE = [
    {"q": "a" * 10_000},
    {"q": "a\x00b\x00"},
    {"q": "\x00"},
    {"topic": "\x00" * 5000},
    {"q": "%_\\'\"; DROP TABLE courses_outline;--"},
    {"q": ["a", "b"], "level": ["beginner", "x"]},
    {"level[]": "beginner", "topic[$ne]": "1"},
    {"page": "-1"},
    {"page": "0"},
    {"page": "9" * 5000},
    {"page": "1e3"},
    {"page": "\x00"},
    {"page": "٣"},
    {"sort": "-title", "language": "../../etc"},
]


@pytest.mark.usefixtures("four_courses")
@pytest.mark.parametrize("query", HOSTILE, ids=lambda query: repr(query)[:30])
def test_whatever_the_address_holds_a_page_comes(client, query):
    response = client.get(f"{CATALOGUE}?{urlencode(query, doseq=True)}")

    assert response.status_code == 200
    assert len(response.content) < 40_000


# Order


@pytest.fixture
def three_courses():
    make_outline("Éa", hours="10", opened_at=NOW, language="fr")
    make_outline("Da", hours="9", opened_at=NOW - dt.timedelta(days=2))
    make_outline("Fa", hours="0.5", opened_at=NOW - dt.timedelta(days=1))


@pytest.mark.usefixtures("three_courses")
@pytest.mark.parametrize(
    ("sort", "titles"),
    [
        (None, ["Fa", "Da", "Éa"]),
        ("newest", ["Éa", "Fa", "Da"]),
        ("title", ["Da", "Éa", "Fa"]),
        ("shortest", ["Fa", "Da", "Éa"]),
    ],
)
def test_the_order_is_one_that_was_asked_for(client, sort, titles):
    response = client.get(CATALOGUE, {"sort": sort} if sort else {})

    assert found(response) == titles
    assert f'<option value="{sort or ""}" selected>' in response.text


# Pages


@pytest.mark.parametrize(
    ("page", "number", "shown"), [("1", 1, 24), ("2", 2, 6), ("3", 2, 6), ("9999999999", 2, 6), ("x", 1, 24), ("1.5", 1, 24)]
)
def test_a_page_that_is_not_there_is_the_nearest_one(client, page, number, shown):
    for _ in range(30):
        make_outline()

    response = client.get(CATALOGUE, {"page": page})

    assert (response.context["leaf"].number, len(found(response))) == (number, shown)
    assert f"Page {number} of 2" in response.text


def test_leafing_keeps_the_search_and_nothing_else(client):
    for _ in range(30):
        make_outline(level="advanced")

    first, second = (client.get(f"{CATALOGUE}?level=advanced&utm=x&pace=y&page={page}") for page in (1, 2))

    assert re.findall(r'href="(\?[^"]*)"', first.text) == ["?level=advanced&amp;page=2"]
    assert re.findall(r'href="(\?[^"]*)"', second.text) == ["?level=advanced&amp;page=1"]


def test_leafing_through_all_courses_needs_the_page_only(client):
    for _ in range(30):
        make_outline()

    assert re.findall(r'href="(\?[^"]*)"', client.get(f"{CATALOGUE}?utm=x").text) == ["?page=2"]


# Who sees what


def test_a_hidden_course_leaves_no_trace_in_lists_and_counts(client):
    group = hide(make_course(lessons=1, title="Hidden", level="advanced", hours=20))
    make_outline("Shown", topics=["Bridges"])
    member = make_user()
    member.groups.add(group)

    seen = {}
    root = make_staff(is_superuser=True, is_staff=False)
    for name, person in {"visitor": None, "stranger": make_user(), "member": member, "root": root}.items():
        client.logout()
        if person:
            client.force_login(person)
        response = client.get(CATALOGUE, {"sort": "title"})
        ways_out = client.get(CATALOGUE, {"level": "advanced", "topic": "Bridges"}).text.count(">without ")
        seen[name] = (found(response), counts(response, "level"), ways_out)

    outside = (["Shown"], {"beginner": 1}, 1)
    inside = (["Hidden", "Shown"], {"beginner": 1, "advanced": 1}, 2)
    assert seen == {"visitor": outside, "stranger": outside, "member": inside, "root": inside}


def test_pages_are_made_of_what_one_may_see(client):
    hide(make_course(lessons=1, title="Hidden"))
    for _ in range(24):
        make_outline()

    response = client.get(CATALOGUE)

    assert (response.context["leaf"].paginator.count, response.context["leaf"].paginator.num_pages) == (24, 1)


def test_a_course_in_another_language_is_there_and_marked(client):
    make_locale("ar")
    make_course(lessons=1, title="Bridges")

    response = client.get("/ar/courses/")

    assert found(response) == ["Bridges"]
    assert re.search(r'<h3 class="card__title" lang="en" dir="ltr">', response.text)
    assert list(counts(response, "language")) == ["en"]


# What it costs


@pytest.mark.parametrize("courses", [1, 30])
@pytest.mark.parametrize(("person", "queries"), [("visitor", 1), ("learner", 3), ("learner, hidden courses", 4)])
def test_it_costs_the_same_with_one_course_and_with_thirty(client, django_assert_num_queries, courses, person, queries):
    for _ in range(courses):
        make_outline(topics=["DNS"], groups=[999] if "hidden" in person else None)
    make_outline(topics=["DNS"])
    if person != "visitor":
        client.force_login(make_user())

    with django_assert_num_queries(queries) as captured:
        response = client.get(CATALOGUE, {"q": "course", "topic": "dns", "level": "beginner", "sort": "title"})

    assert len(found(response)) == (1 if "hidden" in person else min(courses + 1, 24))
    assert [query["sql"] for query in captured.captured_queries if '"modules"' in query["sql"]] == []


# What search engines and caches are told


def head_links(response):
    return re.findall(r'<link rel="(canonical|alternate)"(?: hreflang="(\w+)")? href="[^"]*?(/\w\w/[^"]*)"', response.text)


def test_the_first_page_names_itself_its_like_in_other_languages_and_the_feed(client):
    make_outline()

    response = client.get(CATALOGUE)

    assert head_links(response) == [
        ("canonical", "", CATALOGUE),
        *[("alternate", code, f"/{code}/courses/") for code in ("en", "fr", "es", "ar")],
    ]
    feed = r'<link rel="alternate" type="application/atom\+xml" title="New courses" href="http[^"]*/en/courses/feed.atom">'
    assert re.search(feed, response.text)
    assert re.search(r'<a href="[^"]*/en/courses/feed.atom" type="application/atom\+xml">', response.text)
    assert 'name="robots"' not in response.text


def test_a_later_page_names_itself(client):
    for _ in range(30):
        make_outline()

    response = client.get(CATALOGUE, {"page": "2"})

    assert head_links(response) == [("canonical", "", "/en/courses/?page=2")]
    assert 'name="robots"' not in response.text


@pytest.mark.parametrize(
    "query", [{"q": "x"}, {"level": "beginner"}, {"sort": "title"}, {"level": "unknown"}, {"q": "c", "page": "2"}]
)
def test_a_filtered_page_is_not_for_search_engines_and_names_the_list(client, query):
    make_outline()

    response = client.get(CATALOGUE, query)

    assert '<meta name="robots" content="noindex, follow">' in response.text
    assert head_links(response) == [("canonical", "", CATALOGUE)]
    assert "ld+json" not in response.text


def test_the_list_is_data_too_and_names_pages_in_its_own_language(client):
    make_outline("Bridges", slug="bridges")
    make_outline("Ponts", slug="ponts", language="fr")

    text = client.get(CATALOGUE).text

    (block,) = re.findall(r'<script type="application/ld\+json" nonce="[^"]+">(.*?)</script>', text, re.DOTALL)
    data = json.loads(block)
    assert [re.sub(r"^http://[^/]*", "", item["url"]) for item in data["itemListElement"]] == ["/en/courses/bridges/"]


def test_no_shared_cache_keeps_the_page(client):
    make_outline()

    response = client.get(CATALOGUE)

    assert response["Cache-Control"] == "private"
    assert "Cookie" in response["Vary"]
