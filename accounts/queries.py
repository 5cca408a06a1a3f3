"""Questions about people and what they agreed to."""

import datetime as dt
import uuid

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts.models import Consent, MergedAccount, Policy, PolicyQuerySet, PolicyText, User
from core.text import fold
from jobs.models import Job

ADMINISTRATOR = "Administrator"
# Wagtail makes these two itself. Nobody is in them here, and their names are too close to that of a role.
WAGTAILS_GROUPS = ("Editors", "Moderators")
ERASURE = "accounts.erase_person"
# Nobody uses the site without these; the directory's rules are agreed to by who joins it.
REQUIRED_POLICIES = (Policy.Kind.TERMS, Policy.Kind.PRIVACY)
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def latest_policies(now: dt.datetime | None = None) -> dict[str, Policy]:
    """This is the newest version of each policy that holds, by kind; one that is to come does not yet. One query."""
    return {policy.kind: policy for policy in Policy.objects.holding(now or timezone.now()).order_by("kind", "version")}


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
    return bool(Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS).exists())


def people() -> QuerySet[User]:
    """These are all who have not been erased, each with ``has_second_factor`` and, in one more query, their groups."""
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_FACTORS)
    listed = User.objects.filter(erased_at__isnull=True).annotate(has_second_factor=Exists(factors))
    return listed.prefetch_related("groups")


def found(people: QuerySet[User], words: str) -> QuerySet[User]:
    """These have the words in their name, whatever case and accents, or in their e-mail address."""
    return people.filter(Q(search_name__contains=fold(words)) | Q(email__contains=words.strip().lower()))


def roles_held() -> QuerySet[User]:
    """
    These are the people who may do more than learn, once for each role (``role``), with when it was given, by whom, and why.

    A superuser without a role has one row, whose ``role`` is None.
    """
    given = ModelLogEntry.objects.annotate(role=KT("data__role")).filter(
        content_type=ContentType.objects.get_for_model(User),
        object_id=Cast(OuterRef("pk"), models.CharField()),
        action="accounts.give_role",
        role=OuterRef("role"),
    )
    latest = given.order_by("-timestamp", "-pk").annotate(reason=KT("data__reason"))
    return (
        people()
        .prefetch_related(None)
        .annotate(role=F("groups__name"))
        .filter(Q(role__in=acting_groups().values("name")) | Q(is_superuser=True))
        .annotate(
            given_at=Subquery(latest.values("timestamp")[:1]),
            given_by=Subquery(latest.values("user__full_name")[:1]),
            given_reason=Subquery(latest.values("reason")[:1]),
        )
    )


def acting_groups() -> QuerySet[Group]:
    """These are the groups that may do something, roles among them; any other only says who may see a page."""
    does = Q(permissions__isnull=False) | Q(page_permissions__isnull=False) | Q(collection_permissions__isnull=False)
    return Group.objects.filter(does).order_by("name").distinct()


def role_names() -> list[str]:
    """These are the roles that may be given, and groups of the house's own making that may do something. One query."""
    return list(acting_groups().exclude(name__in=WAGTAILS_GROUPS).values_list("name", flat=True))


def administrators() -> QuerySet[User]:
    """These are the people who can let others in: superusers and those with the role."""
    holders = User.groups.through.objects.filter(group__name=ADMINISTRATOR).values("user_id")
    return User.objects.filter(Q(is_superuser=True) | Q(pk__in=holders), is_active=True)


def is_last_administrator(user: User) -> bool:
    """This says whether the site would be without an administrator if this person went. Two queries at most."""
    return administrators().filter(pk=user.pk).exists() and not administrators().exclude(pk=user.pk).exists()


def hold_administrators() -> None:
    """
    This makes those wait who would take an administrator away at the same moment, until the transaction ends.

    What they ask afterwards is answered anew: two who go at once do not count on each other.
    """
    list(administrators().select_for_update().order_by("pk").values_list("pk"))


def is_being_erased(user: User) -> bool:
    """This says whether a person has asked to be erased, which nobody can undo. One query."""
    return Job.objects.filter(kind=ERASURE, parameters__user_id=user.pk).exists()


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


def versions() -> PolicyQuerySet:
    """These are all versions of all policies, each with how many people stand by it (``agreed``), and their texts."""
    standing = Consent.objects.standing().filter(policy=OuterRef("pk"), user__erased_at__isnull=True)
    agreed = standing.order_by().values("policy").annotate(people=Count("pk")).values("people")
    return Policy.objects.annotate(agreed=Coalesce(Subquery(agreed), 0)).prefetch_related("texts")


def latest_texts(kind: str) -> dict[str, tuple[str, str]]:
    """These are title and Markdown of the newest version, also of one that is to come, by language. Two queries."""
    policy = Policy.objects.filter(kind=kind).order_by("-version").first()
    return {text.language: (text.title, text.body) for text in policy.texts.all()} if policy else {}


def next_version(kind: str) -> int:
    """This is the number that a new version gets. One query."""
    return (Policy.objects.filter(kind=kind).aggregate(latest=Max("version"))["latest"] or 0) + 1
