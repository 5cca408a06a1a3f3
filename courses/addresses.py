"""
Where courses and their lessons are read.

A lesson is read on a learner's page, and learners' pages belong to a room above. That room registers how it makes such an
address; until it does, a lesson has none.
"""

from collections.abc import Callable, Mapping
from urllib.parse import urlencode, urljoin

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

type UnitAddress = Callable[[str, str], str]

_unit_address: list[UnitAddress] = []


def register_unit_address(make: UnitAddress) -> None:
    """This is called once, in ``AppConfig.ready()``; ``make`` gets a course's code and a unit's key."""
    _unit_address[:] = [make]


def unit_address(course_code: str, unit_key: str) -> str | None:
    """This is the address on which learners read the unit, None where no room shows any."""
    return _unit_address[0](course_code, unit_key) if _unit_address else None


def course_address(slug: str, language: str) -> str:
    """This is the whole address of a course's page in a language."""
    with override(language):
        return urljoin(settings.BASE_URL, reverse("courses:course", args=[slug]))


def catalogue_path(query: Mapping[str, object]) -> str:
    """This is the catalogue with a search in its address, in the language of the moment."""
    path = reverse("courses:catalogue")
    return f"{path}?{urlencode(query)}" if query else path


def catalogue_address(language: str, query: Mapping[str, object]) -> str:
    """This is the whole address of the catalogue in a language."""
    with override(language):
        return urljoin(settings.BASE_URL, catalogue_path(query))


def feed_address(language: str) -> str:
    """This is the whole address of the feed of new courses in a language."""
    with override(language):
        return urljoin(settings.BASE_URL, reverse("courses:feed"))
