"""
The head and foot of every page: whose site it is, and which rooms of it are open in a language.

Every page shows them, and a learner's page has no query to spare. So they are kept in the cache, forgotten when a page or
the organisation changes, and otherwise read anew now and then. A second process that keeps a cache of its own is late by no
more than that. What all pages of a language share of them is kept as HTML, beside the values it is made from.
"""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast
from zlib import crc32

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.template.loader import get_template, render_to_string
from wagtail.models import Page

from core.kept import kept
from fellowships.models import ProgrammesPage
from home.models import ContentPage, HomePage, NewsIndexPage, Organisation

if TYPE_CHECKING:
    from django.template import Template

KEPT = dt.timedelta(minutes=10)
# Raise it when what is kept changes its shape.
EDITION = 1
HEAD, FOOT = "components/kept/head.html", "components/kept/foot.html"


@dataclass(frozen=True)
class Link:
    title: str
    path: str


@dataclass(frozen=True)
class Frame:
    """
    This is what head and foot know in one language.

    ``rooms`` are the lists of programmes and news, ``pages`` the pages of text under the home page; those of them that an
    editor put into the menus stand in the head as well.
    """

    rooms: tuple[Link, ...] = ()
    pages: tuple[Link, ...] = ()
    in_menu: frozenset[str] = frozenset()
    news: str = ""
    name: str = ""
    tagline: str = ""
    contact_email: str = ""
    postal_address: str = ""
    accounts: tuple[Link, ...] = ()

    @property
    def head_rooms(self) -> list[Link]:
        return [link for link in self.rooms if link.path in self.in_menu]

    @property
    def head_pages(self) -> list[Link]:
        return [link for link in self.pages if link.path in self.in_menu]


def frame(language: str) -> Frame:
    """
    This is the frame in a language; no query where it is kept, six at most where it is not.

    Every page shows it, and a cache that does not answer must not take learners' pages with it: theirs is a bare one then,
    since Wagtail makes addresses of pages with that cache, too.
    """
    return kept(
        key(language),
        lambda: read(language),
        span=KEPT,
        without=lambda: Frame(**whose(language)),
        holds=lambda found: isinstance(found, Frame),
    )


def keep(language: str, made: Frame) -> None:
    cache.set(key(language), made, KEPT.total_seconds())


def pieces(language: str) -> dict[str, str]:
    """
    This is the HTML of head and foot that all pages of a language share: ``visitor`` and ``learner`` are the head, and
    ``foot``. It costs no query where it is kept; where the cache does not answer, it is made for this one page.
    """
    now = edition()

    def make() -> tuple[int, dict[str, str]]:
        return now, render(frame(language))

    def holds(found: object) -> bool:
        return isinstance(found, tuple) and found[0] == now

    return kept(html_key(language), make, span=KEPT, without=make, holds=holds)[1]


def edition() -> int:
    """This is another number once a template of what is kept says something else."""
    templates = (cast("Template", get_template(name).template) for name in (HEAD, FOOT))  # type: ignore[attr-defined]
    return crc32("".join(each.source for each in templates).encode())


def render(made: Frame) -> dict[str, str]:
    given = {"frame": made, "site_name": settings.WAGTAIL_SITE_NAME}
    return {
        "visitor": render_to_string(HEAD, given),
        "learner": render_to_string(HEAD, {**given, "is_learner": True}),
        "foot": render_to_string(FOOT, given),
    }


def forget() -> None:
    """This lets every language's frame be read anew once the transaction is committed."""
    keys = [made(language) for language, _name in settings.LANGUAGES for made in (key, html_key)]
    transaction.on_commit(lambda: cache.delete_many(keys), robust=True)


def key(language: str) -> str:
    return f"home.frame:{EDITION}:{language}"


def html_key(language: str) -> str:
    return f"home.frame:html:{language}"


def read(language: str) -> Frame:
    home = HomePage.objects.filter(locale__language_code=language).live().first()
    below = list(Page.objects.child_of(home).live().public().order_by("path").specific(defer=True)) if home else []
    links = {each: Link(each.title, each.get_url() or "") for each in below}
    return Frame(
        rooms=tuple(links[each] for each in below if isinstance(each, ProgrammesPage | NewsIndexPage)),
        pages=tuple(links[each] for each in below if isinstance(each, ContentPage)),
        in_menu=frozenset(links[each].path for each in below if each.show_in_menus),
        news=next((links[each].path for each in below if isinstance(each, NewsIndexPage)), ""),
        **whose(language),
    )


def whose(language: str) -> dict[str, Any]:
    """This is the organisation as a frame has it."""
    organisation = Organisation.objects.filter(site__is_default_site=True).first() or Organisation()
    taglines = {block.value["language"]: block.value["text"] for block in organisation.taglines}
    return {
        "name": organisation.name,
        "tagline": taglines.get(language, ""),
        "contact_email": organisation.contact_email,
        "postal_address": organisation.postal_address,
        "accounts": tuple(Link(block.value["name"], block.value["address"]) for block in organisation.accounts),
    }
