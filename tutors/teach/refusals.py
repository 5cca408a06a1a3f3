"""How tutors are told that an act was refused."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.http import HttpRequest

from tutors.refusals import REFUSED, words

__all__ = ["told", "words"]


@contextmanager
def told(request: HttpRequest) -> Iterator[None]:
    """Tell the person why what is done within was refused."""
    try:
        yield
    except REFUSED as refusal:
        messages.error(request, words(refusal))
