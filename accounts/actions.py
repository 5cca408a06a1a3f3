"""Changes to people and to what they agreed to."""

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.db import transaction

from accounts.models import Consent, Policy, PolicyText, User, languages

POLICIES_DIR = Path(__file__).parent / "policies"


@transaction.atomic
def create_person(*, email: str, full_name: str, password: str | None = None, verified: bool = True, **fields: Any) -> User:
    """
    This makes a person who can sign in, with their e-mail address as allauth wants it.

    With ``verified=False`` they are asked to confirm the address when they first sign in.
    """
    user = User.objects.create_user(email, password, full_name=full_name, **fields)
    set_email(user=user, verified=verified)
    return user


@transaction.atomic
def set_email(*, user: User, verified: bool) -> EmailAddress:
    """
    This makes the address in the person's row the one by which they sign in; where it is a new one, any other goes.

    An address that is already theirs stays as it is, with those that came from another account, so that a repeat changes
    nothing.
    """
    addresses = EmailAddress.objects.filter(user=user)
    current = addresses.filter(email__iexact=user.email, primary=True).first()
    if current is not None:
        return current
    addresses.exclude(email__iexact=user.email).delete()
    address, _ = addresses.update_or_create(
        user=user, email=user.email, defaults={"primary": True}, create_defaults={"primary": True, "verified": verified}
    )
    return address


def set_language(*, user: User, language: str) -> None:
    """This remembers the language in which a person reads the site."""
    if user.language != language:
        user.language = language
        user.save(update_fields=["language"])


def set_up_totp(*, user: User, secret: str) -> None:
    """This gives a person an authenticator app with a known secret, unless they have one: for the demo and for tests."""
    if not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(user, secret)


@transaction.atomic
def publish_policy(*, kind: str, texts: Mapping[str, tuple[str, str]], now: dt.datetime) -> Policy:
    """
    This publishes the next version of a policy from title and Markdown by language; people are asked at their next visit.

    :raises ValueError: if the text in the site's first language is missing; it stands in for every other.
    """
    if settings.LANGUAGE_CODE not in texts:
        message = f"A policy needs its text in {settings.LANGUAGE_CODE!r}."
        raise ValueError(message)
    versions = Policy.objects.filter(kind=kind).order_by("-version").values_list("version", flat=True)
    policy = Policy.objects.create(kind=kind, version=(versions.first() or 0) + 1, published_at=now)
    PolicyText.objects.bulk_create(
        PolicyText(policy=policy, language=language, title=title, body=body) for language, (title, body) in texts.items()
    )
    return policy


def ensure_policies(*, now: dt.datetime) -> None:
    """This publishes the first version of every policy that has none, from the texts that come with the project."""
    present = set(Policy.objects.values_list("kind", flat=True))
    for kind in Policy.Kind.values:
        if kind not in present:
            publish_policy(kind=kind, texts=dict(texts_of(kind)), now=now)


def texts_of(kind: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """This reads ``policies/<kind>.<language>.md``: the first line is the title, the rest the text."""
    for language, _name in languages():
        path = POLICIES_DIR / f"{kind}.{language}.md"
        if path.exists():
            title, body = path.read_text(encoding="utf-8").split("\n", 1)
            yield language, (title.removeprefix("# ").strip(), body.strip())


def give_consent(*, user: User, policy: Policy, now: dt.datetime) -> Consent:
    """This records that a person agreed to a version; agreeing again changes nothing."""
    consent, _ = Consent.objects.get_or_create(
        user=user, policy=policy, withdrawn_at__isnull=True, defaults={"given_at": now}
    )
    return consent


def withdraw_consent(*, user: User, kind: str, now: dt.datetime) -> int:
    """This ends a person's agreement to every version of a policy; the rows stay and say when. A repeat changes nothing."""
    return Consent.objects.standing().filter(user=user, policy__kind=kind).update(withdrawn_at=now)
