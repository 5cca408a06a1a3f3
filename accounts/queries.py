"""Questions about people and what they agreed to."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Consent, Policy, PolicyText, User
from core.text import fold

ADMINISTRATOR = "Administrator"
# Nobody uses the site without these; the directory's rules are agreed to by who joins it.
REQUIRED_POLICIES = (Policy.Kind.TERMS, Policy.Kind.PRIVACY)
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


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
    return bool(Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS).exists())


def people() -> QuerySet[User]:
    """These are all who have not been erased, each with ``has_second_factor`` and, in one more query, their groups."""
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_FACTORS)
    listed = User.objects.filter(erased_at__isnull=True).annotate(has_second_factor=Exists(factors))
    return listed.prefetch_related("groups")


def found(people: QuerySet[User], words: str) -> QuerySet[User]:
    """These have the words in their name, whatever case and accents, or in their e-mail address."""
    return people.filter(Q(search_name__contains=fold(words)) | Q(email__contains=words.strip().lower()))


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
