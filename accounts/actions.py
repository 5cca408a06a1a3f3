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
from django.db.models import F
from wagtail.log_actions import log

from accounts import acts, letters, queries, rules
from accounts.exceptions import AccountClosed, AddressTaken, BeingErased, LastAdministrator, TooEarly, VersionTaken
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
def publish_policy(  # noqa: PLR0913 -- what a version says, and whether it is still the next one
    *,
    kind: str,
    texts: Mapping[str, tuple[str, str]],
    now: dt.datetime,
    holds_from: dt.datetime | None = None,
    version: int | None = None,
    by: User | None = None,
) -> Policy:
    """
    This publishes the next version of a policy from title and Markdown by language; people are asked at their next visit.

    It holds at once, or from a moment to come. ``version`` is the number that the officer expected it to get.

    :raises ValueError: if the text in the site's first language is missing; it stands in for every other.
    :raises VersionTaken: if somebody has published in the meantime.
    :raises TooEarly: if it would hold from the past, or before the version that comes before it.
    """
    if settings.LANGUAGE_CODE not in texts:
        message = f"A policy needs its text in {settings.LANGUAGE_CODE!r}."
        raise ValueError(message)
    # Who publishes at the same moment waits here, and counts anew afterwards.
    list(Policy.objects.filter(kind=kind).select_for_update().order_by("pk").values_list("pk"))
    number = queries.next_version(kind)
    if version not in {None, number}:
        raise VersionTaken
    holds_from = holds_from or now
    if holds_from < now or Policy.objects.filter(kind=kind, published_at__gt=holds_from).exists():
        raise TooEarly
    policy = Policy.objects.create(kind=kind, version=number, published_at=holds_from)
    PolicyText.objects.bulk_create(
        PolicyText(policy=policy, language=language, title=title, body=body) for language, (title, body) in texts.items()
    )
    if by is not None:
        log(policy, "accounts.publish_policy", user=by, timestamp=now)
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


@transaction.atomic
def reset_second_factor(*, user: User, by: User, reason: str, now: dt.datetime) -> None:
    """
    This takes away every second factor of a person who has lost theirs, recovery codes too, and ends their sessions.

    They get a mail. Who must use one sets a new one up at the next sign-in. A person without one is left alone.

    :raises OutOfReach: if the officer may not touch this account.
    :raises ReasonMissing: without a reason.
    """
    reason = acts.said(reason, by=by)
    person = acts.held(user, by=by)
    taken, _ = Authenticator.objects.filter(user=person).delete()
    if not taken:
        return
    _end_sessions(person)
    acts.record(person, "reset_second_factor", by=by, now=now, reason=reason)
    letters.write(person, "second_factor_reset", url=letters.sign_in_link(), must=rules.must_use_second_factor(person))


@transaction.atomic
def send_password_link(*, user: User, by: User, now: dt.datetime) -> None:
    """
    This mails a person a link by which they set a password; each call sends another one, and the log says so.

    :raises OutOfReach: if the officer may not touch this account.
    :raises AccountClosed: if nobody can sign in to it anyway.
    """
    person = acts.held(user, by=by)
    if not person.is_active:
        raise AccountClosed
    acts.record(person, "send_password_link", by=by, now=now)
    letters.write(person, "password_link", url=letters.password_link(person), days=letters.days_of_a_link())


@transaction.atomic
def confirm_email(*, user: User, by: User, reason: str, now: dt.datetime) -> None:
    """
    This takes a person's e-mail address for confirmed, on an officer's word. A repeat changes nothing.

    :raises AddressTaken: if somebody else has confirmed it.
    :raises OutOfReach, ReasonMissing: as above.
    """
    reason = acts.said(reason, by=by)
    person = acts.held(user, by=by)
    address = set_email(user=person, verified=False)
    if address.verified:
        return
    if EmailAddress.objects.filter(email__iexact=person.email, verified=True).exclude(user=person).exists():
        raise AddressTaken
    address.verified = True
    address.save(update_fields=["verified"])
    acts.record(person, "confirm_email", by=by, now=now, reason=reason)


@transaction.atomic
def resend_confirmation(*, user: User, by: User, now: dt.datetime) -> None:
    """
    This mails a person once more the link that confirms their address; who has done so gets nothing.

    :raises OutOfReach: if the officer may not touch this account.
    :raises AccountClosed: if nobody can sign in to it anyway.
    """
    person = acts.held(user, by=by)
    if not person.is_active:
        raise AccountClosed
    address = set_email(user=person, verified=False)
    if not address.verified:
        acts.record(person, "resend_confirmation", by=by, now=now)
        letters.write(person, "confirm_email", url=letters.confirmation_link(address))


@transaction.atomic
def end_sessions(*, user: User, by: User, reason: str, now: dt.datetime) -> None:
    """
    This signs a person out everywhere, logs it, and mails them. A repeat ends the sessions that have begun since.

    :raises OutOfReach, ReasonMissing: as above.
    """
    reason = acts.said(reason, by=by)
    person = acts.held(user, by=by)
    _end_sessions(person)
    acts.record(person, "end_sessions", by=by, now=now, reason=reason)
    letters.write(person, "sessions_ended", url=letters.sign_in_link())


@transaction.atomic
def close_account(*, user: User, by: User, reason: str, now: dt.datetime) -> None:
    """
    This closes an account: nobody can sign in to it, its sessions end, all it holds stays. A repeat changes nothing.

    :raises LastAdministrator: if nobody else could let people in.
    :raises OutOfReach, ReasonMissing: as above.
    """
    reason = acts.said(reason, by=by)
    queries.hold_administrators()
    person = acts.held(user, by=by)
    if not person.is_active:
        return
    if queries.is_last_administrator(person):
        raise LastAdministrator
    _end_sessions(person, is_active=False)
    acts.record(person, "close_account", by=by, now=now, reason=reason)
    letters.write(person, "account_closed")


@transaction.atomic
def reopen_account(*, user: User, by: User, reason: str, now: dt.datetime) -> None:
    """
    This opens a closed account again, with all it holds; sessions from before stay ended. A repeat changes nothing.

    :raises BeingErased: if its person has asked to be erased.
    :raises OutOfReach, ReasonMissing: as above.
    """
    reason = acts.said(reason, by=by)
    person = acts.held(user, by=by)
    if person.is_active:
        return
    if queries.is_being_erased(person):
        raise BeingErased
    User.objects.filter(pk=person.pk).update(is_active=True)
    acts.record(person, "reopen_account", by=by, now=now, reason=reason)
    letters.write(person, "account_reopened", url=letters.sign_in_link())


def _end_sessions(person: User, **more: bool) -> None:
    User.objects.filter(pk=person.pk).update(session_epoch=F("session_epoch") + 1, **more)
