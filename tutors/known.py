"""
Who is a tutor, known without a query: the menu of every person asks it, on every page.

It is kept in the cache, forgotten when somebody becomes a tutor or retires, and otherwise read anew now and then. It shows a
link and lets nobody in: that is asked of the rows.
"""

import datetime as dt

from django.core.cache import cache
from django.db import transaction

from accounts.models import User
from core.kept import kept
from tutors.models import Tutor

KEPT = dt.timedelta(minutes=10)
KEY = "tutors.known"


def is_tutor(person: User) -> bool:
    """This says whether a person is a tutor, as far as the cache knows; no query where it is kept, else one."""
    return person.pk in ids()


def ids() -> frozenset[int]:
    """These are the tutors by the ids of their accounts; where the cache does not answer, nobody."""
    return kept(KEY, _read, span=KEPT, without=frozenset)


def _read() -> frozenset[int]:
    return frozenset(Tutor.objects.active().values_list("user", flat=True))


def keep(found: frozenset[int]) -> frozenset[int]:
    cache.set(KEY, found, KEPT.total_seconds())
    return found


def forget() -> None:
    """This lets it be read anew once the transaction is committed."""
    transaction.on_commit(lambda: cache.delete(KEY), robust=True)
