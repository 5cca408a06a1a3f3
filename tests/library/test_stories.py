import json

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from wagtail.blocks import StreamBlockValidationError

from home.models import ContentPage
from library.actions import store_image
from library.stories import ADDRESS, DRAWINGS, StoryBlock
from tests.courses.factories import make_home
from tests.library import samples

pytestmark = pytest.mark.django_db


def story(*pairs):
    """A story as an editor sends it."""
    return StoryBlock().to_python([{"type": kind, "value": value} for kind, value in pairs])


def make_image(width, height):
    return store_image(name="a.png", data=samples.plain(width, height), title="", by=None)


def rendered(*pairs):
    return BeautifulSoup(StoryBlock().render(story(*pairs)), "html.parser")


def invitation(**fields):
    return ("invitation", {"title": "Begin", "text": "", "label": "Go", "page": None, "address": "", **fields})


def test_a_text_reads_as_prose():
    assert rendered(("text", "<p>Stone by stone.</p>")).select_one(".prose > p").get_text() == "Stone by stone."


@pytest.mark.parametrize("name", [name for name, _label in DRAWINGS])
def test_every_drawing_is_drawn_and_hidden_from_who_listens(name):
    shown = rendered(("illustrated", {"title": "Light", "text": "<p>A page.</p>", "drawing": name}))

    assert shown.h2.get_text() == "Light"
    assert len(shown.select('svg.drawing[aria-hidden="true"]')) == 1


def test_a_picture_of_the_sites_own_stands_in_the_drawings_place():
    image = make_image(1000, 500)
    given = {"title": "Light", "text": "<p>A page.</p>", "drawing": "phone", "image": image.pk, "alt": "A pier"}

    shown = rendered(("illustrated", given))

    assert (shown.img["alt"], shown.svg) == ("A pier", None)
    assert shown.img["srcset"].count("w") >= 3


def test_somebodys_words_come_with_their_name_and_place():
    shown = rendered(("voice", {"words": "I crossed.", "name": "Amina", "place": "Niger"}))

    assert shown.blockquote.get_text(strip=True) == "I crossed."
    assert list(shown.figcaption.stripped_strings) == ["Amina", "Niger"]


def test_an_invitation_leads_to_a_page_or_an_address():
    page = make_home().add_child(instance=ContentPage(title="About", slug="about"))

    assert rendered(invitation(page=page.pk)).a["href"] == "/en/about/"
    assert rendered(invitation(address="/en/courses/")).a["href"] == "/en/courses/"


def test_an_invitation_to_a_page_that_was_taken_down_leads_nowhere():
    page = make_home().add_child(instance=ContentPage(title="About", slug="about", live=False))

    assert rendered(invitation(page=page.pk)).a is None


@pytest.mark.parametrize("address", ["javascript:alert(1)", "//elsewhere.example", "courses", "/a b"])
def test_an_address_that_leads_astray_is_refused(address):
    with pytest.raises(ValidationError):
        ADDRESS(address)


@pytest.mark.parametrize("address", ["/en/courses/", "https://example.org", "mailto:a@example.org"])
def test_an_address_that_leads_somewhere_is_taken(address):
    ADDRESS(address)


@pytest.mark.parametrize("both", [True, False])
def test_an_invitation_has_one_target(both):
    page = make_home()
    given = {"page": page.pk, "address": "/en/"} if both else {}

    with pytest.raises(StreamBlockValidationError):
        StoryBlock().clean(story(invitation(**given)))


def test_an_invitation_with_one_target_is_taken():
    assert len(StoryBlock().clean(story(invitation(address="/en/")))) == 1


def test_questions_open_to_their_answers():
    pairs = [{"question": "What does it cost?", "answer": "<p>Nothing.</p>"}]

    shown = rendered(("questions", {"title": "First", "questions": pairs}))

    assert (shown.summary.get_text(), shown.details.p.get_text()) == ("What does it cost?", "Nothing.")


@pytest.mark.parametrize("count", [1, 30])
def test_pictures_of_a_story_are_read_at_once(count, django_assert_num_queries):
    images = [make_image(20, 10) for _number in range(count)]
    given = [("illustrated", {"title": "T", "text": "<p>x</p>", "image": image.pk, "alt": ""}) for image in images]
    rendered(*given)
    page = ContentPage(title="Story", body=json.dumps([{"type": kind, "value": value} for kind, value in given]))

    # The pictures, then what was made of each: they are read as the editor put them there.
    with django_assert_num_queries(1 + count):
        page.body.render_as_block()
