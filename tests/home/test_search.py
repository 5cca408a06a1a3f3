"""The search over the site."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from wagtail.models import PageViewRestriction

from home.search import Question, excerpt
from tests.browser.checks import assert_sound_html
from tests.courses.factories import make_locale, make_outline
from tests.factories import make_user
from tests.fellowships.factories import make_programme, make_programmes
from tests.home.factories import make_news, make_news_index, make_page, story

pytestmark = pytest.mark.django_db


def read(client, query="", language="en"):
    html = client.get(f"/{language}/search/?{query}").content.decode()
    assert_sound_html(html)
    return BeautifulSoup(html, "html.parser")


def titles(page):
    return [title.get_text() for title in page.select(".hits h3")]


def kinds(page):
    return [link.get_text(" ", strip=True) for link in page.select(".kinds a")]


@pytest.fixture
def bridges():
    """Something of each kind that has the word."""
    make_outline("Bridges")
    make_programme(make_programmes(), title="Builders", summary="For who builds bridges.")
    make_news(make_news_index(), title="A bridge", summary="It is open.", body=story("Bridges are for all."))
    make_page(title="Help", introduction="About bridges.", body=story("Help."))
    make_page(title="Other", slug="other")


def test_each_kind_is_found_and_counted_what_is_named_so_first(client, bridges):
    page = read(client, "q=bridge")

    assert page.h2.get_text() == "4 pages have “bridge”"
    assert titles(page) == ["Bridges", "A bridge", "Builders", "Help"]
    assert kinds(page) == ["Everything 4", "Courses 1", "Programmes 1", "News 1", "Pages 1"]
    assert page.select_one(".hits h3 a")["href"].startswith("/en/courses/course-")


def test_one_kind_alone(client, bridges):
    page = read(client, "q=bridge&kind=news")

    assert titles(page) == ["A bridge"]
    assert kinds(page)[0] == "Everything 4"
    assert page.select_one(".kinds [aria-current]").get_text(" ", strip=True) == "News 1"


def test_case_and_accents_do_not_matter_and_every_word_counts(client):
    make_page(title="Café", slug="cafe", body=story("Été à Zürich"))
    make_page(title="Thé", slug="the", body=story("Été"))

    assert titles(read(client, "q=ETE+zurich")) == ["Café"]


def test_what_was_looked_for_is_marked_where_it_stands(client):
    make_page(title="Help", slug="help", body=story(f"{'word ' * 60}Zürich & <more> {'word ' * 60}"))

    shown = read(client, "q=zurich").select_one(".hits__list p")

    assert [mark.get_text() for mark in shown.select("mark")] == ["Zürich"]
    assert shown.get_text().startswith("… word")
    assert shown.get_text().endswith("word …")


def test_only_what_is_in_the_readers_language(client):
    make_page(title="Bridge", slug="bridge")
    make_locale("fr")

    assert titles(read(client, "q=bridge", "fr")) == []


def test_drafts_and_what_is_private_are_not_found(client):
    make_page(title="Bridge one", slug="one", live=False)
    PageViewRestriction.objects.create(page=make_page(title="Bridge two", slug="two"), restriction_type="login")
    make_outline("Bridge three", groups=[Group.objects.create(name="Some").pk])
    make_outline("Bridge four", is_open=False)

    assert titles(read(client, "q=bridge")) == []


def test_a_course_that_is_kept_for_a_group_is_found_by_its_members(client):
    group, member = Group.objects.create(name="Some"), make_user()
    member.groups.add(group)
    make_outline("Bridge", groups=[group.pk])
    client.force_login(member)

    assert titles(read(client, "q=bridge")) == ["Bridge"]


def test_nothing_found_says_what_to_do_next(client):
    page = read(client, "q=nowhere")

    assert page.h2.get_text() == "Nothing here has “nowhere”"
    assert page.select_one(".ways a")["href"] == "/en/courses/"


@pytest.mark.parametrize("query", ["", "q=", "q=++", "kind=news", "q=%00&page=x&kind=nothing"])
def test_an_empty_search_asks_for_words_and_lists_nothing(client, bridges, query):
    page = read(client, query)

    assert page.select(".hits, .empty") == []
    assert "Find courses" in page.main.get_text()


@pytest.mark.parametrize("words", ["%25", "_", "'", "<script>", '"'])
def test_signs_are_only_signs(client, bridges, words):
    assert titles(read(client, f"q={words}")) == []


def test_a_long_list_is_leafed_through(client):
    for number in range(12):
        make_page(title=f"Bridge {number}", slug=f"bridge-{number}")

    first, second = read(client, "q=bridge"), read(client, "q=bridge&page=2")

    assert (len(titles(first)), len(titles(second))) == (10, 2)
    assert first.select_one("[rel=next]")["href"] == "?q=bridge&page=2"


def test_search_engines_are_to_follow_and_not_to_list_it(client):
    assert read(client, "q=bridge").find("meta", attrs={"name": "robots"})["content"] == "noindex, follow"


def test_it_is_only_read(client):
    assert client.post("/en/search/").status_code == 405


@pytest.mark.parametrize("count", [1, 30])
def test_it_costs_the_same_however_much_is_found(client, count, django_assert_num_queries):
    programmes, news = make_programmes(), make_news_index()
    for number in range(count):
        make_outline(f"Way {number}")
        make_programme(programmes, title="x", summary="A bridge.")
        make_news(news, title="x", summary="A bridge.")
        make_page(title="x", slug=f"page-{number}", introduction="A bridge.")
    client.get("/en/search/?q=bridge")

    # Five find, one asks for the site, one for each kind on the leaf reads: three kinds of one hit, one of thirty.
    with django_assert_num_queries(9 if count == 1 else 7):
        client.get("/en/search/?q=bridge")


def test_a_question_is_read_from_any_address():
    assert Question.read({"q": f" {'ä' * 200} ", "kind": "cards"}) == Question("ä" * 99, "")
    assert Question.read({"q": "Two Words", "kind": "news"}).words == ["two", "words"]


def test_an_excerpt_without_the_word_begins_at_the_beginning():
    assert excerpt("One two.", ["three"]) == "One two."
    assert excerpt("", ["three"]) == ""
