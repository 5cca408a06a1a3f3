"""What the site's Atom feeds have in common: whose they are, the language of each entry, and names that never change."""

import datetime as dt
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.utils.feedgenerator import Atom1Feed


class LanguageAtom(Atom1Feed):
    """It says the language of each entry: what is not translated comes in the language it is written in."""

    def item_attributes(self, item: dict[str, str]) -> dict[str, str]:
        return {"xml:lang": item["language"]}


class SiteFeed(Feed):  # type: ignore[type-arg]  # at run time it takes no parameters
    """This is a feed of the site; ``item_extra_kwargs`` gives the language of an entry."""

    feed_type = LanguageAtom
    author_name = settings.WAGTAIL_SITE_NAME

    def item_extra_kwargs(self, item: Any) -> dict[str, str]:
        raise NotImplementedError


def permanent_name(first: dt.datetime, path: str) -> str:
    """This names an entry for ever: its address may change, and readers would see it as new again (RFC 4151)."""
    return f"tag:{urlsplit(settings.BASE_URL).hostname},{first:%Y-%m-%d}:{path}"
