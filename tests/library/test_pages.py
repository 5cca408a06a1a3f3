import json

import pytest

from home.models import ContentPage
from tests.courses.factories import make_home, publish_page

pytestmark = pytest.mark.django_db


def body(text):
    return json.dumps([{"type": "text", "value": f"<p>{text}</p>"}])


def make_page(**fields):
    return make_home().add_child(
        instance=ContentPage(**{"title": "Café", "introduction": "Où ?", "body": body("Là."), **fields})
    )


def test_a_page_is_found_by_all_that_it_says_without_accents():
    page = make_page(
        body=json.dumps(
            [
                {
                    "type": "illustrated",
                    "value": {"title": "Léger", "text": "<p>Une <b>page</b></p><p>pèse peu</p>", "drawing": "phone"},
                },
                {
                    "type": "questions",
                    "value": {"title": "", "questions": [{"question": "Combien ?", "answer": "<p>Rien</p>"}]},
                },
                {"type": "invitation", "value": {"title": "Venez", "label": "Par là", "address": "/fr/courses/"}},
            ]
        )
    )

    assert page.search_text == "cafe ou ? leger une page pese peu combien ? rien venez par la"


def test_a_draft_is_not_found_before_it_is_published():
    page = make_page()

    page.body = body("Secret.")
    page.save_revision()
    assert ContentPage.objects.get().search_text == "cafe ou ? la."

    publish_page(page)
    assert ContentPage.objects.get().search_text == "cafe ou ? secret."


def test_a_page_says_what_it_is_about():
    assert make_page().description == "Où ?"
    assert make_page(slug="other", search_description="Ici.").description == "Ici."
