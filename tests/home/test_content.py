"""Pages of text: where they stand."""

import pytest
from bs4 import BeautifulSoup
from wagtail.models import PageViewRestriction

from tests.browser.checks import assert_sound_html
from tests.home.factories import make_page

pytestmark = pytest.mark.django_db


def read(client, address):
    html = client.get(address).content.decode()
    assert_sound_html(html)
    return BeautifulSoup(html, "html.parser")


@pytest.fixture
def help_pages():
    """Help with two pages of its own, one of which has another below."""
    page = make_page(title="Help", slug="help")
    first = make_page(page, title="Signing in", slug="sign-in", introduction="When it does not work.")
    make_page(page, title="Certificates", slug="certificates")
    make_page(first, title="Passkeys", slug="passkeys")
    make_page(page, title="Draft", slug="draft", live=False)
    PageViewRestriction.objects.create(page=make_page(page, title="Private", slug="private"), restriction_type="login")


def test_a_page_leads_to_what_is_below_it(client, help_pages):
    page = read(client, "/en/help/")

    assert [link.get_text() for link in page.select(".below a")] == ["Signing in", "Certificates"]
    assert page.select(".crumbs") == []


def test_a_page_below_another_says_so_and_what_stands_beside_it(client, help_pages):
    page = read(client, "/en/help/certificates/")

    assert [link["href"] for link in page.select(".crumbs a")] == ["/en/help/"]
    assert page.select_one(".below h2").get_text() == "In “Help”"
    assert [link.get_text() for link in page.select(".beside a")] == ["Signing in", "Certificates"]
    assert page.select_one(".beside [aria-current]").get_text() == "Certificates"


def test_the_way_up_is_whole(client, help_pages):
    page = read(client, "/en/help/sign-in/passkeys/")

    assert [link.get_text() for link in page.select(".crumbs a")] == ["Help", "Signing in"]


def test_a_page_on_its_own_leads_nowhere(client):
    make_page(title="About", slug="about")

    assert read(client, "/en/about/").select(".below, .crumbs") == []


@pytest.mark.parametrize("count", [1, 30])
def test_a_page_costs_the_same_however_many_are_below(client, count, django_assert_num_queries):
    page = make_page(title="Help", slug="help")
    for number in range(count):
        make_page(page, slug=f"page-{number}")
    client.get("/en/help/")

    with django_assert_num_queries(11):
        client.get("/en/help/")
    with django_assert_num_queries(15):
        client.get("/en/help/page-0/")
