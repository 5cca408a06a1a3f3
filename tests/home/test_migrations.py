"""Texts of pages that were written before they were stories."""

import importlib
import json

import pytest
from django.apps import apps
from wagtail.models import Revision

from home.models import ContentPage
from tests.courses.factories import make_home

story = importlib.import_module("home.migrations.0002_story")


def test_a_rich_text_becomes_a_story_that_says_the_same_and_goes_back():
    html = "<h2>Où</h2><p>Here.</p>"

    (block,) = json.loads(story.blocks_of(html))

    assert (block["type"], block["value"]) == ("text", html)
    assert story.rich_text_of(story.blocks_of(html)) == html


def test_no_text_becomes_no_blocks():
    assert story.blocks_of("") == "[]"
    assert story.rich_text_of("") == ""


@pytest.mark.django_db
def test_drafts_are_changed_too_and_other_pages_are_not():
    home = make_home()
    page = home.add_child(instance=ContentPage(title="Help", slug="help"))
    draft, other = page.save_revision(), home.save_revision()
    draft.content["body"] = "<p>A draft.</p>"
    draft.save()

    story.change_revisions(apps, story.blocks_of)

    body = Revision.objects.get(pk=draft.pk).as_object().body
    assert [(block.block_type, block.value.source) for block in body] == [("text", "<p>A draft.</p>")]
    assert Revision.objects.get(pk=other.pk).content["body"] == other.content["body"]
