"""How often somebody typed a wrong code: counted in the cache, by code and person, for as long as the code can last."""

from django.core.cache import cache

from accounts.models import User
from tutors.models import CheckIn

MOST = 10
SECONDS = 60 * 60


def are_used_up(check_in: CheckIn, person: User) -> bool:
    """This says whether somebody has guessed too often. A new code gives everybody new tries."""
    return int(cache.get(_key(check_in, person)) or 0) >= MOST


def count(check_in: CheckIn, person: User) -> None:
    """This counts a wrong code; two at once are two."""
    key = _key(check_in, person)
    if not cache.add(key, 1, SECONDS):
        cache.incr(key)


def _key(check_in: CheckIn, person: User) -> str:
    return f"check-in:{check_in.pk}:{person.pk}"
