"""Invented people, minimal and valid. Rooms keep factories of their own rows beside their tests."""

import itertools

from allauth.mfa.models import Authenticator

from accounts.models import User

PASSWORD = "a bridge of words"
_numbers = itertools.count(1)


def make_user(*, password=None, **fields):
    """A person; without ``password`` nobody can sign in as them by one, and no time goes into hashing."""
    number = next(_numbers)
    given = {"email": f"person{number}@example.org", "full_name": f"Person {number}", **fields}
    return User.objects.create_user(password=password, **given)


def make_staff(**fields):
    """Somebody of the staff with a second factor, without which they would be led to set one up."""
    staff = make_user(**{"is_staff": True, **fields})
    Authenticator.objects.create(user=staff, type=Authenticator.Type.TOTP, data={})
    return staff
