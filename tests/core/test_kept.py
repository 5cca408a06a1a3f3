"""What is kept in the cache, and what becomes of pages where the cache is silent."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.db import DatabaseError

from core.kept import kept

SPAN = dt.timedelta(minutes=1)


def ask(made, *, without="without", **options):
    return kept("tests.kept", lambda: made, span=SPAN, without=lambda: without, **options)


def test_it_is_made_once_and_then_kept():
    assert [ask("first"), ask("second")] == ["first", "first"]


def test_what_does_not_hold_is_made_anew():
    cache.set("tests.kept", "old")

    assert ask("new", holds=lambda found: found == "new") == "new"
    assert cache.get("tests.kept") == "new"


@pytest.mark.parametrize("name", ["get", "set"])
def test_a_silent_cache_is_done_without(monkeypatch, name):
    def silent(*_args, **_kwargs):
        raise ConnectionError("cache.internal:6379")

    monkeypatch.setattr(cache, name, silent)

    assert ask("made") == "without"


def test_an_error_of_the_database_is_none_of_the_cache():
    def broken():
        raise DatabaseError

    with pytest.raises(DatabaseError):
        kept("tests.kept", broken, span=SPAN, without=lambda: "without")
