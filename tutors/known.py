"""
Who is a tutor, known without a query: the menu of every person asks it, on every page.

It is kept in the cache, forgotten when somebody becomes a tutor or retires, and otherwise read anew now and then. It shows a
link and lets nobody in: that is asked of the rows.
"""

import datetime as dt
from typing import cast

import structlog
from django.core.cache import cache
from django.db import DatabaseError, transaction

from accounts.models import User
from tutors.models import Tutor

log = structlog.get_logger(__name__)
KEPT = dt.timedelta(minutes=10)
KEY = "tutors.known"


def is_tutor(person: User) -> bool:
    """This says whether a person is a tutor, as far as the cache knows; no query where it is kept, else one."""
    return person.pk in ids()


def ids() -> frozenset[int]:
    """These are the tutors by the ids of their accounts; where the cache does not answer, nobody."""
    try:
        kept = cache.get(KEY)
        if kept is None:
            kept = keep(frozenset(Tutor.objects.active().values_list("user", flat=True)))
    except DatabaseError:
        raise
    except Exception as problem:  # noqa: BLE001 -- each engine of a cache has errors of its own
        log.warning("cache silent", error=str(problem))
        return frozenset()
    return cast("frozenset[int]", kept)


def keep(found: frozenset[int]) -> frozenset[int]:
    cache.set(KEY, found, KEPT.total_seconds())
    return found


def forget() -> None:
    """This lets it be read anew once the transaction is committed."""
    transaction.on_commit(lambda: cache.delete(KEY), robust=True)
