"""Questions about people and what they agreed to."""

import uuid

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Q, QuerySet

from accounts.models import Consent, MergedAccount, Policy, PolicyText, User

ADMINISTRATOR = "Administrator"
# Nobody uses the site without these; the directory's rules are agreed to by who joins it.
REQUIRED_POLICIES = (Policy.Kind.TERMS, Policy.Kind.PRIVACY)


def latest_policies() -> dict[str, Policy]:
    """This is the newest version of each policy, by kind. One query."""
    return {policy.kind: policy for policy in Policy.objects.order_by("kind", "version")}


def required_policies() -> list[Policy]:
    """These are the newest versions that everybody must have agreed to, terms first. One query."""
    latest = latest_policies()
    return [latest[kind] for kind in REQUIRED_POLICIES if kind in latest]


def outstanding_policies(user: User) -> list[Policy]:
    """These are the newest required versions to which this person has not agreed. Two queries."""
    agreed = set(Consent.objects.standing().filter(user=user).values_list("policy_id", flat=True))
    return [policy for policy in required_policies() if policy.pk not in agreed]


def text_of(policy: Policy, language: str) -> PolicyText | None:
    """This is a policy's text in a language, or in the site's first language. One query."""
    texts = {text.language: text for text in policy.texts.filter(language__in=[language, settings.LANGUAGE_CODE])}
    return texts.get(language) or texts.get(settings.LANGUAGE_CODE)


def has_second_factor(user: User) -> bool:
    """This says whether a person has an authenticator app or a key; recovery codes alone are none. One query."""
    factors = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return bool(Authenticator.objects.filter(user=user, type__in=factors).exists())


def administrators() -> QuerySet[User]:
    """These are the people who can let others in: superusers and those with the role."""
    holders = User.groups.through.objects.filter(group__name=ADMINISTRATOR).values("user_id")
    return User.objects.filter(Q(is_superuser=True) | Q(pk__in=holders), is_active=True)


def is_last_administrator(user: User) -> bool:
    """This says whether the site would be without an administrator if this person went. Two queries at most."""
    return administrators().filter(pk=user.pk).exists() and not administrators().exclude(pk=user.pk).exists()


def policy_version(kind: str, version: int) -> Policy | None:
    """This is one version of a policy, for who wants to read what they agreed to. One query."""
    return Policy.objects.filter(kind=kind, version=version).first()


def confirmed_addresses(user: User) -> set[str]:
    """These are the addresses by which a person has shown that they can be reached, in small letters. One query."""
    addresses = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return {address.lower() for address in addresses}


def person_now(user_id: int) -> int:
    """This is the account of which one became part by a merge, or that one itself. One query."""
    target = MergedAccount.objects.filter(source=user_id).values_list("target", flat=True).first()
    return user_id if target is None else target


def person_of_uuid(wanted: uuid.UUID) -> User | None:
    """This is whom a link of ours names, also by an account that became part of another one. Two queries at most."""
    present = User.objects.filter(erased_at__isnull=True)
    found = present.filter(uuid=wanted).first()
    return found or present.filter(merged__source_uuid=wanted).first()
