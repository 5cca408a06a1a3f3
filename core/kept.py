"""What is kept in the cache because every page needs it, and done without where the cache does not answer."""

import datetime as dt
from collections.abc import Callable

import structlog
from django.core.cache import cache
from django.db import DatabaseError

log = structlog.get_logger(__name__)


def kept[T](
    key: str,
    make: Callable[[], T],
    *,
    span: dt.timedelta,
    without: Callable[[], T],
    holds: Callable[[object], bool] = lambda found: found is not None,
) -> T:
    """
    This is what stands in the cache under a key, made and kept for a while where it is missing or no longer ``holds``.

    A cache that does not answer takes no page with it: then it is what ``without`` makes. The database's errors are raised.
    """
    try:
        found = cache.get(key)
        if holds(found):
            return found  # type: ignore[no-any-return]  # what was put there
        made = make()
        cache.set(key, made, span.total_seconds())
    except DatabaseError:
        raise
    except Exception as problem:  # noqa: BLE001 -- each engine of a cache has errors of its own
        log.warning("cache silent", error=str(problem))
        return without()
    return made
