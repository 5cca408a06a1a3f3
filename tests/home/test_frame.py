"""Head and foot of every page."""

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from wagtail.models import PageViewRestriction, Site

from home import frame
from home.models import Organisation
from tests.courses.factories import make_home, publish_page
from tests.factories import make_user
from tests.fellowships.factories import make_programmes
from tests.home.factories import make_news_index, make_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def front():
    """A site of two languages, and nothing of its frame kept yet."""
    make_home()
    make_page(title="About", slug="about", show_in_menus=True)
    make_page(title="Help", slug="help")
    make_programmes()
    make_news_index()
    make_page(make_home("fr"), title="À propos", slug="a-propos", show_in_menus=True)
    forget()


def forget():
    names = [(frame.key(language), frame.html_key(language)) for language, _name in settings.LANGUAGES]
    cache.delete_many([name for pair in names for name in pair])


def links(client, where, address="/en/"):
    soup = BeautifulSoup(client.get(address).content, "html.parser")
    return {link.get_text(strip=True): link["href"] for link in soup.select(f"{where} a")}


def organisation(**fields):
    return Organisation.objects.create(site=Site.objects.get(is_default_site=True), **fields)


def test_the_head_leads_to_what_editors_put_into_the_menus(client, front):
    assert links(client, ".site-nav") == {
        "Courses": "/en/courses/",
        "Programmes": "/en/programmes/",
        "News": "/en/news/",
        "Alumni": "/alumni/",
        "About": "/en/about/",
    }


def test_each_language_has_its_own(client, front):
    assert links(client, ".site-nav", "/fr/")["À propos"] == "/fr/a-propos/"
    assert "/fr/news/" not in links(client, ".site-nav", "/fr/").values()


def test_the_foot_leads_to_all_pages_of_text_and_to_the_feed(client, front):
    assert links(client, ".site-footer__links") == {
        "About": "/en/about/",
        "Help": "/en/help/",
        "Programmes": "/en/programmes/",
        "News": "/en/news/",
        "Terms of use": "/accounts/policies/terms/",
        "Privacy": "/accounts/policies/privacy/",
        "News (Atom feed)": "/en/news/feed.atom",
    }


def test_what_is_private_or_taken_down_is_not_led_to(front):
    PageViewRestriction.objects.create(page=make_page(title="Inside", slug="inside"), restriction_type="login")
    make_page(title="Gone", slug="gone", live=False)

    assert [link.title for link in frame.read("en").pages] == ["About", "Help"]


def test_the_frame_costs_a_plain_page_no_query(client, front, django_assert_num_queries):
    address = reverse("front:search", args=[])
    with django_assert_num_queries(6):
        client.get(address)

    with django_assert_num_queries(0):
        client.get(address)


def test_a_page_that_is_published_stands_in_the_frame_at_once(client, front, django_capture_on_commit_callbacks):
    frame.frame("en")

    with django_capture_on_commit_callbacks(execute=True):
        publish_page(make_page(title="Contact", slug="contact", live=False))

    assert links(client, ".site-footer__links")["Contact"] == "/en/contact/"


@pytest.mark.parametrize("act", ["unpublish", "delete"])
def test_a_page_that_is_taken_down_leaves_the_frame(client, front, django_capture_on_commit_callbacks, act):
    page = make_page(title="Contact", slug="contact")
    assert "Contact" in links(client, ".site-footer__links")

    with django_capture_on_commit_callbacks(execute=True):
        getattr(page, act)()

    assert "Contact" not in links(client, ".site-footer__links")


def test_the_foot_says_whose_site_it_is(client, front, django_capture_on_commit_callbacks):
    client.get("/en/")
    with django_capture_on_commit_callbacks(execute=True):
        organisation(
            name="Quay School",
            contact_email="hello@example.org",
            postal_address="12 Quay Street",
            taglines=[
                ("tagline", {"language": "en", "text": "For all."}),
                ("tagline", {"language": "fr", "text": "Pour tous."}),
            ],
            accounts=[("account", {"name": "Mastodon", "address": "https://social.example/@quay"})],
        )

    soup = BeautifulSoup(client.get("/fr/").content, "html.parser")

    foot = soup.select_one(".site-footer__whose")
    assert list(foot.stripped_strings) == ["Quay School", "Pour tous.", "hello@example.org", "12 Quay Street", "Mastodon"]
    assert [link["href"] for link in foot.select("a")] == ["mailto:hello@example.org", "https://social.example/@quay"]
    assert soup.select_one("#contact a")["href"] == "mailto:hello@example.org"


def test_without_an_organisation_the_site_speaks_for_itself(client, front):
    foot = BeautifulSoup(client.get("/en/").content, "html.parser").select_one(".site-footer__whose")

    assert next(foot.stripped_strings) == "Footbridge"
    assert foot.select("address") == []


def test_what_is_no_frame_is_read_anew(front):
    cache.set(frame.key("en"), "something else")

    assert frame.frame("en").news == "/en/news/"


def test_html_of_other_templates_is_made_anew(client, front):
    cache.set(frame.html_key("en"), (frame.edition() + 1, {"visitor": "old", "learner": "old", "foot": "old"}))

    assert links(client, ".site-nav")["About"] == "/en/about/"


def test_the_room_of_a_page_is_marked(client, front):
    soup = BeautifulSoup(client.get("/en/news/").content, "html.parser")

    assert [link["href"] for link in soup.select('.site-header a[aria-current="true"]')] == ["/en/news/"]
    assert "aria-current" not in frame.pieces("en")["visitor"]


def test_a_rooms_link_is_given_to_learners_alone(client, front):
    assert "My learning" not in links(client, ".site-nav")

    client.force_login(make_user())

    assert links(client, ".site-nav")["My learning"] == "/learn/"


def switch(client, address, language):
    """Press the name of a language at the foot of a page, as a browser does."""
    soup = BeautifulSoup(client.get(address).content, "html.parser")
    form = soup.select_one("form.languages")
    button = form.select_one(f'button[value="{language}"]')
    hidden = {field["name"]: field.get("value", "") for field in form.select("input")}
    return client.post(button.get("formaction", form["action"]), {**hidden, "language": language}).url


def test_the_switch_leads_to_the_same_page_in_the_other_language(client, front):
    about = make_page(title="How", slug="how")
    french = about.copy_for_translation(make_home("fr").locale)
    french.slug = "comment"
    publish_page(french)

    assert switch(client, "/en/how/", "fr") == "/fr/comment/"
    assert switch(client, "/fr/comment/", "en") == "/en/how/"


def test_where_there_is_no_such_page_the_switch_leads_to_the_front(client, front):
    assert switch(client, "/en/help/", "fr") == "/fr/"


def test_the_switch_keeps_the_address_of_what_is_the_same_everywhere(client, front):
    assert switch(client, "/en/courses/?level=beginner", "fr") == "/fr/courses/?level=beginner"
    assert switch(client, "/alumni/", "fr") == "/alumni/"


def test_a_cache_that_does_not_answer_takes_no_learners_page_with_it(client, front, monkeypatch):
    organisation(name="The Bridge", contact_email="hello@example.org")

    def broken(*_args, **_kwargs):
        raise ConnectionError("cache.internal:6379")

    for name in ("get", "set"):
        monkeypatch.setattr(frame.cache, name, broken)
    address = reverse("courses:catalogue")

    assert "About" not in links(client, ".site-header", address)
    assert "hello@example.org" in links(client, ".site-footer", address)
