import json

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from wagtail.models import PageViewRestriction

from tests.browser.checks import assert_sound_html
from tests.fellowships.factories import make_programme, make_programmes

pytestmark = pytest.mark.django_db
STORY = json.dumps([{"type": "text", "value": "<p>A year of learning.</p>"}])


def read(client, address):
    html = client.get(address).content.decode()
    assert_sound_html(html)
    return BeautifulSoup(html, "html.parser")


def test_the_list_shows_the_programmes_in_the_editors_order(client):
    index = make_programmes()
    make_programme(index, title="Youth", kind="policy", state="Opens in June.")
    make_programme(index, title="Grants", kind="grant")
    make_programme(index, title="Hidden", live=False)

    page = read(client, "/en/programmes/")

    assert [card.get_text() for card in page.select(".programmes h2")] == ["Youth", "Grants"]
    assert [badge.get_text() for badge in page.select(".programmes .badge")] == ["Policy", "Grants"]
    assert page.select_one(".programmes .card__foot").get_text() == "Opens in June."


def test_a_list_without_programmes_leads_to_the_courses(client):
    make_programmes()

    page = read(client, "/en/programmes/")

    assert page.select_one(".empty a")["href"] == "/en/courses/"


def test_a_programme_says_what_it_is_and_for_whom(client):
    index = make_programmes()
    make_programme(
        index,
        title="Youth",
        slug="youth",
        body=STORY,
        audience="People from 18 to 30.",
        state="Opens in June.",
        link="https://apply.example/",
        link_text="Apply",
    )
    make_programme(index, title="Grants")

    page = read(client, "/en/programmes/youth/")

    assert page.h1.get_text() == "Youth"
    assert page.select_one(".crumbs a")["href"] == "/en/programmes/"
    assert page.select_one(".prose").get_text(strip=True) == "A year of learning."
    assert page.select_one(".programme__call a")["href"] == "https://apply.example/"
    assert "People from 18 to 30." in page.aside.get_text()
    assert [link.get_text() for link in page.select(".programme__others a")] == ["Grants"]


def test_what_is_private_stands_in_no_list(client):
    index = make_programmes()
    make_programme(index, title="Open")
    PageViewRestriction.objects.create(page=make_programme(index, title="Private"), restriction_type="login")

    assert [card.get_text() for card in read(client, "/en/programmes/").select(".programmes h2")] == ["Open"]


def test_a_link_that_leads_astray_is_refused():
    programme = make_programme(make_programmes())
    programme.link = "javascript:alert(1)"

    with pytest.raises(ValidationError, match="Write an address"):
        programme.full_clean()


def test_a_programme_is_found_by_whom_it_is_for():
    programme = make_programme(make_programmes(), title="Été", audience="Ingénieurs", state="En été")

    assert programme.search_text == "ete what it is. ingenieurs en ete"


@pytest.mark.parametrize("count", [1, 30])
def test_list_and_programme_cost_the_same_however_many(client, count, django_assert_num_queries):
    index = make_programmes()
    slug = next(iter([make_programme(index) for _number in range(count)])).slug
    client.get("/en/programmes/")

    with django_assert_num_queries(10):
        client.get("/en/programmes/")
    with django_assert_num_queries(12):
        client.get(f"/en/programmes/{slug}/")
