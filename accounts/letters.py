"""Letters to a person about their account. How they travel is the adapter's business."""

from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse

from accounts.models import User


def write(user: User, name: str, **context: Any) -> None:
    """This sends the letter ``accounts/mail/<name>``, in the transaction of what it tells."""
    get_adapter().write(user=user, template=f"accounts/mail/{name}", context={"name": str(user), **context})


def password_link(user: User) -> str:
    """This lets a person set a password, once, for the next days; who sets one by it has read the mail."""
    key = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    return settings.BASE_URL + reverse("account_reset_password_from_key", args=[user_pk_to_url_str(user), key])


def another_password_link() -> str:
    """There a person asks for one when it is too late."""
    return settings.BASE_URL + reverse("account_reset_password")


def confirmation_link(address: EmailAddress) -> str:
    return settings.BASE_URL + reverse("account_confirm_email", args=[EmailConfirmationHMAC(address).key])


def sign_in_link() -> str:
    return settings.BASE_URL + reverse("account_login")


def days_of_a_link() -> int:
    """For so long a link to set a password works."""
    return int(settings.PASSWORD_RESET_TIMEOUT) // (24 * 3600)
