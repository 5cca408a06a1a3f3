"""Keys: the permanent names of courses, modules and units, made once and kept."""

import re
from collections.abc import Collection
from itertools import count

from django.utils.text import slugify

LONGEST = 100
# Words that stand for something else where a course's code stands in an address.
NO_CODES = frozenset({"cohorts"})


def make_key(text: str, *, fallback: str) -> str:
    """
    This makes a key of a slug or a title: small Latin letters, digits and hyphens.

    ``fallback`` stands where nothing of the text is left, as of a title in Arabic.
    """
    return re.sub("[-_]+", "-", slugify(text))[:LONGEST].strip("-") or fallback


def free_key(wanted: str, taken: Collection[str]) -> str:
    """This is the key itself where it is free, else the first free one with a number behind it."""
    if wanted not in taken:
        return wanted
    suffixes = (f"-{number}" for number in count(2))
    numbered = (wanted[: LONGEST - len(suffix)] + suffix for suffix in suffixes)
    return next(key for key in numbered if key not in taken)
