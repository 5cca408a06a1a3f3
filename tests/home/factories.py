"""Pages of the front, made directly."""

import datetime as dt
import itertools
import json

from django.utils import timezone

from home.models import ContentPage, NewsIndexPage, NewsPage
from tests.courses.factories import make_home

DAY = dt.date(2026, 11, 1)
_numbers = itertools.count(1)


def story(text):
    return json.dumps([{"type": "text", "value": f"<p>{text}</p>"}])


def make_page(parent=None, **fields):
    """A page of text, under the home page where no other is given."""
    parent = parent or make_home()
    given = {"title": f"Page {next(_numbers)}", "locale": parent.locale, "body": story("Words."), **fields}
    return parent.add_child(instance=ContentPage(**given))


def make_news_index(locale="en", **fields):
    home = make_home(locale)
    given = {"title": "News", "slug": "news", "show_in_menus": True, "locale": home.locale, **fields}
    return home.add_child(instance=NewsIndexPage(**given))


def make_news(index, **fields):
    now = timezone.now()
    given = {
        "title": f"News {next(_numbers)}",
        "summary": "What happened.",
        "published_on": DAY,
        "first_published_at": now,
        "last_published_at": now,
        "locale": index.locale,
        **fields,
    }
    return index.add_child(instance=NewsPage(**given))
