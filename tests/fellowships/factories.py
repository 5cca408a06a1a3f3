"""Pages of programmes, made directly."""

import itertools

from fellowships.models import ProgrammePage, ProgrammesPage
from tests.courses.factories import make_home

_numbers = itertools.count(1)


def make_programmes(locale="en", **fields):
    """The list of programmes of a language."""
    home = make_home(locale)
    given = {"title": "Programmes", "slug": "programmes", "show_in_menus": True, "locale": home.locale, **fields}
    return home.add_child(instance=ProgrammesPage(**given))


def make_programme(index, **fields):
    number = next(_numbers)
    given = {"title": f"Programme {number}", "kind": "policy", "summary": "What it is.", "locale": index.locale, **fields}
    return index.add_child(instance=ProgrammePage(**given))
