"""People: who signs in, what they agreed to."""

import datetime as dt
import uuid
import zoneinfo
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import Permission, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from core.text import fold


def languages() -> list[tuple[str, str]]:
    """These are the languages of the site, as choices."""
    return [(code, str(name)) for code, name in settings.LANGUAGES]


def validate_time_zone(value: str) -> None:
    """:raises ValidationError: if this is no zone of the IANA database, such as ``Africa/Lagos``."""
    if value not in zoneinfo.available_timezones():
        raise ValidationError(_("Choose a time zone from the list."), code="time_zone")


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """This makes a person; without a password they sign in by a mailed link or code only."""
        user = self.model(email=email, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """
    This is a person: a learner, and whatever else they are by their rows and roles.

    A person signs in by e-mail and has one name, written as they write it. A row is never deleted: erasure empties it, so
    that what others count on (a certificate's record, a cohort's figures) keeps its place.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    full_name = models.CharField(
        _("full name"), max_length=150, help_text=_("As you write it yourself. It is printed on your certificates.")
    )
    search_name = models.CharField(max_length=320, editable=False, default="")
    country = CountryField(_("country"), blank=True)
    time_zone = models.CharField(_("time zone"), max_length=50, default="UTC", validators=[validate_time_zone])
    language = models.CharField(_("language"), max_length=10, choices=languages, default="en")
    is_staff = models.BooleanField(
        _("staff"), default=False, help_text=_("May enter the administration; must use a second factor.")
    )
    is_active = models.BooleanField(_("active"), default=True, help_text=_("Untick to lock this account."))
    joined_at = models.DateTimeField(_("joined"), default=timezone.now, editable=False)
    erased_at = models.DateTimeField(null=True, editable=False)
    session_epoch = models.PositiveIntegerField(
        default=0, editable=False, help_text="Sessions of an earlier epoch have ended; counting on ends all there are."
    )

    objects = UserManager()
    wagtail_reference_index_ignore = True

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        permissions = [
            ("give_role", _("Can give and take roles")),
            ("reset_second_factor", _("Can take away a lost second factor")),
            ("send_password_link", _("Can send a link to set a password")),
            ("confirm_email", _("Can confirm e-mail addresses")),
            ("end_sessions", _("Can end all sessions of a person")),
            ("close_user", _("Can close and reopen accounts")),
        ]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once_in_any_case"),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(full_name="", is_active=False, is_staff=False),
                name="user_erased_is_empty",
            ),
        ]
        indexes = [
            # Staff find a person by name; directories sort by it.
            models.Index(fields=["search_name"], name="user_search_name"),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = self.email.lower()
        self.search_name = fold(self.full_name)
        if (fields := kwargs.get("update_fields")) is not None and "full_name" in fields:
            kwargs["update_fields"] = {*fields, "search_name"}
        super().save(*args, **kwargs)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Let the epoch end sessions, without a search among everybody's: who comes with an old one is a visitor at once."""
        by_password: str = super()._get_session_auth_hash(secret)  # type: ignore[misc]  # Django's own, which its types leave out
        return f"{by_password}-{self.session_epoch}" if self.session_epoch else by_password

    @cached_property
    def held_permissions(self) -> frozenset[str]:
        """These are given to the person or to their groups, whether they can sign in or not. One query."""
        held = Permission.objects.filter(Q(group__user=self) | Q(user=self))
        return frozenset(f"{label}.{name}" for label, name in held.values_list("content_type__app_label", "codename"))

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name or self.email


class PolicyQuerySet(models.QuerySet["Policy"]):
    def holding(self, now: dt.datetime) -> Self:
        """These hold by now; of each kind, the one with the highest number is the one that people agree to."""
        return self.filter(published_at__lte=now)


class Policy(models.Model):
    """
    This is one version of a text that people agree to: the terms, the privacy notice, the directory's rules.

    A published version is never edited; a change is a new version, and people are asked again. A version whose
    ``published_at`` is to come is shown to nobody but staff until then, and can be read beforehand at its own address.
    """

    class Kind(models.TextChoices):
        TERMS = "terms", _("Terms of use")
        PRIVACY = "privacy", _("Privacy notice")
        DIRECTORY = "directory", _("Alumni directory")

    kind = models.CharField(max_length=20, choices=Kind)
    version = models.PositiveSmallIntegerField()
    published_at = models.DateTimeField(default=timezone.now)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")
        constraints = [models.UniqueConstraint(fields=["kind", "version"], name="policy_version_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.version}"


class PolicyText(models.Model):
    """This is a policy in one language; the site's first language stands in where one is missing."""

    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=10, choices=languages)
    title = models.CharField(max_length=200)
    body = models.TextField(help_text=_("Markdown."))

    class Meta:
        verbose_name = _("policy text")
        verbose_name_plural = _("policy texts")
        constraints = [models.UniqueConstraint(fields=["policy", "language"], name="policy_text_once_per_language")]

    def __str__(self) -> str:
        return self.title


class ConsentQuerySet(models.QuerySet["Consent"]):
    def standing(self) -> Self:
        """These are given and not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class Consent(models.Model):
    """This is one person's agreement to one version of a policy, with when it was given and withdrawn."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="consents")
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    objects = ConsentQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "policy"], condition=Q(withdrawn_at__isnull=True), name="consent_stands_once"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=models.F("given_at")),
                name="consent_withdrawn_after_given",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.policy_id}"


class MergedAccount(models.Model):
    """
    This says that one person's account became part of another one of theirs, and leads from the old one to it.

    The old account's row stays, emptied: other things may still name it. ``counts`` says how many rows of each model moved.
    """

    source = models.OneToOneField(User, on_delete=models.PROTECT, related_name="merged_into")
    target = models.ForeignKey(User, on_delete=models.PROTECT, related_name="merged", verbose_name=_("account that stays"))
    source_uuid = models.UUIDField(null=True, help_text="By which links in old mails name the account that went.")
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("merged by"))
    merged_at = models.DateTimeField(_("merged"))
    reason = models.CharField(_("reason"), max_length=500)
    counts = models.JSONField(default=dict)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("merged account")
        verbose_name_plural = _("merged accounts")
        default_permissions = ()
        permissions = [("merge_accounts", _("Can merge two accounts of one person"))]
        constraints = [
            models.CheckConstraint(condition=~Q(source=models.F("target")), name="merged_account_is_another"),
        ]
        indexes = [
            # What came too late for a merge of the last minutes is fetched by the sweep.
            models.Index(fields=["merged_at"], name="merged_account_lately"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.target_id}"
