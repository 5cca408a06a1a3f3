import pytest
from django.template import Context, Template

from core import slots


@pytest.fixture(autouse=True)
def _empty_slots(monkeypatch):
    monkeypatch.setattr(slots, "_fillings", type(slots._fillings)(list))


@pytest.fixture
def _templates(settings):
    settings.TEMPLATES = [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "loaders": [
                    (
                        "django.template.loaders.locmem.Loader",
                        {"hello.html": "Hello {{ name }}", "bye.html": "Bye {{ name }}"},
                    )
                ],
                "libraries": {"slots": "core.templatetags.slots"},
            },
        }
    ]


def render(**context):
    return Template('{% load slots %}[{% slot "here" %}]').render(Context(context))


def test_an_empty_slot_leaves_nothing():
    assert render() == "[]"


@pytest.mark.usefixtures("_templates")
def test_fillings_come_in_their_order_with_their_own_context():
    slots.fill("here", "bye.html", lambda given: {"name": given["person"]}, order=20)
    slots.fill("here", "hello.html", lambda given: {"name": given["person"].upper()}, order=10)

    assert render(person="Ada") == "[Hello ADABye Ada]"


@pytest.mark.usefixtures("_templates")
def test_a_filling_stays_away_by_answering_none():
    slots.fill("here", "hello.html", lambda _given: None)

    assert render() == "[]"


@pytest.mark.usefixtures("_templates")
def test_what_a_filling_shows_is_escaped():
    slots.fill("here", "hello.html", lambda _given: {"name": "<b>"})

    assert render() == "[Hello &lt;b&gt;]"
