"""How somebody for whom an account was made gets into it: by the same road as who has forgotten their password."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse

from accounts.models import User


def address(user: User) -> str:
    """
    This is where a person sets a password, for as long as ``PASSWORD_RESET_TIMEOUT`` allows and once.

    Whoever has it can sign in as them: it goes into a mail whose body is emptied when it is sent, and nowhere else.
    """
    names = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return reverse("account_reset_password_from_key", kwargs=names)


def again() -> str:
    """This is where they ask for another one when it is too late."""
    return reverse("account_reset_password")
