"""What can be earned, and who earned it: facts frozen at issue."""

import datetime as dt
import unicodedata
import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from certificates.enums import Kind, Problem
from core.text import fold
from library.models import PrivateFile


class Achievement(models.Model):
    """
    This is something that can be earned, such as completing a given course; certificates are awards of it.

    ``source`` names what it belongs to (``course:how-the-internet-works``) and never changes.
    """

    kind = models.CharField(max_length=20, choices=Kind)
    source = models.CharField(max_length=150)
    title = models.CharField(_("title"), max_length=255, help_text=_("Today's title; certificates keep their own."))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("achievement")
        verbose_name_plural = _("achievements")
        constraints = [models.UniqueConstraint(fields=["kind", "source"], name="achievement_once_per_source")]

    def __str__(self) -> str:
        return self.title


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def holding(self) -> Self:
        """These have not been revoked."""
        return self.filter(revoked_at__isnull=True)

    def current(self) -> Self:
        """These hold, and none of them says again what another one of the same person says."""
        return self.holding().filter(Q(replaced_by__isnull=True) | Q(replaced_by__revoked_at__isnull=False))

    def with_facts(self) -> Self:
        """These come with what is printed on them, in one query."""
        return self.select_related("achievement", "latest")


class Certificate(models.Model):
    """
    This is one person's award of an achievement.

    (kind, source, learner) is its key: a second issue for the same enrolment, place or award changes nothing. What is
    printed stands in its versions; a correction adds one, and the latest holds.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    achievement = models.ForeignKey(Achievement, on_delete=models.PROTECT, related_name="certificates")
    kind = models.CharField(max_length=20, choices=Kind)
    source = models.CharField(max_length=150, help_text="What it was awarded for, such as ``enrolment:12``.")
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="certificates", verbose_name=_("learner")
    )
    issued_at = models.DateTimeField(_("issued"))
    revoked_at = models.DateTimeField(_("revoked"), null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    revoked_reason = models.CharField(_("reason"), max_length=500, blank=True)
    replaced_by = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="An earlier one of the same achievement, from another account of the same person; both hold.",
    )
    latest = models.OneToOneField(
        "certificates.CertificateVersion",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="The version that holds; written in the transaction that adds it.",
    )

    objects = CertificateQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        default_permissions = ["view"]
        permissions = [
            ("revoke_certificate", _("Can revoke certificates")),
            ("correct_certificate", _("Can correct the name on certificates")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["kind", "source", "learner"], name="certificate_once_per_source"),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True, revoked_reason="")
                | (Q(revoked_at__isnull=False) & ~Q(revoked_reason="")),
                name="certificate_revoked_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(replaced_by=models.F("id")) | Q(replaced_by__isnull=True),
                name="certificate_replaced_by_another",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    def get_absolute_url(self) -> str:
        return reverse("certificates:detail", args=[self.uuid])

    @property
    def holds(self) -> bool:
        return self.revoked_at is None

    @property
    def facts(self) -> "CertificateVersion":
        """This is what is printed on it."""
        if self.latest is None:
            raise CertificateVersion.DoesNotExist(self.uuid)
        return self.latest


class CertificateVersion(models.Model):
    """
    This is what a certificate says, frozen when it was issued or corrected; rows are added, never edited.

    ``wording`` holds every sentence that is printed, in the certificate's language, so that neither a new translation nor a
    renamed course changes what was given. Its file is drawn from these facts and can be drawn again.
    """

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(default=1)
    recipient_name = models.CharField(_("name"), max_length=150)
    title = models.CharField(_("title"), max_length=255)
    hours = models.DecimalField(_("hours"), max_digits=5, decimal_places=1, null=True)
    completed_on = models.DateField(_("completed on"))
    language = models.CharField(max_length=10)
    wording = models.JSONField(help_text="Every other sentence as printed, by name.")
    reason = models.CharField(max_length=500, blank=True, help_text="Why a correction was made.")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    pdf = models.ForeignKey(PrivateFile, on_delete=models.SET_NULL, null=True, related_name="+")
    pdf_problem = models.CharField(max_length=500, blank=True, help_text="Why no PDF can be drawn.")
    search_text = models.TextField(editable=False, default="", help_text="Name and title, folded.")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("version of a certificate")
        verbose_name_plural = _("versions of certificates")
        constraints = [
            models.UniqueConstraint(fields=["certificate", "number"], name="certificate_version_once"),
            models.CheckConstraint(condition=Q(number=1) | ~Q(reason=""), name="certificate_correction_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id}/{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_text = fold(f"{self.recipient_name} {self.title}")
        super().save(*args, **kwargs)


class StoppedIssueQuerySet(models.QuerySet["StoppedIssue"]):
    def open(self) -> Self:
        """These certificates wait."""
        return self.filter(resolved_at__isnull=True)

    def resting(self, *, edition: str, now: dt.datetime) -> Self:
        """Trying these again would come to the same, as long as the person's name is the same, too."""
        return self.open().filter(Q(retry_at__isnull=True) | Q(retry_at__gt=now), edition=edition)


class StoppedIssue(models.Model):
    """
    This says that a certificate is due and was not issued, since its sheet cannot be drawn.

    Its key is that of the certificate, once while it is open. It is tried again when the person changes their name, when
    the drawing changes (``edition``), or when staff say so; what failed unexpectedly, at ``retry_at``.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    source = models.CharField(max_length=150, help_text="What the certificate is due for, such as ``enrolment:12``.")
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("learner")
    )
    name = models.CharField(_("name"), max_length=150, help_text="The person's name as it was when this was last tried.")
    title = models.CharField(_("title"), max_length=255)
    award = models.JSONField(null=True, help_text="What is awarded, for the kinds whose facts nobody keeps.")
    problem = models.CharField(_("problem"), max_length=20, choices=Problem)
    detail = models.CharField(max_length=500, help_text="The characters, or the text without room, or the failure.")
    edition = models.CharField(max_length=64, help_text="The drawing that was tried; another one may be able to.")
    tries = models.PositiveIntegerField(default=0, help_text="How often it failed unexpectedly.")
    retry_at = models.DateTimeField(null=True, help_text="When it is tried again, where it failed unexpectedly.")
    first_met_at = models.DateTimeField(_("waits since"))
    last_met_at = models.DateTimeField(_("last tried"))
    told_at = models.DateTimeField(null=True, help_text="When staff got their mail.")
    resolved_at = models.DateTimeField(_("settled"), null=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("settled by")
    )
    search_text = models.TextField(editable=False, default="", help_text="Name and title, folded.")

    objects = StoppedIssueQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("stopped certificate")
        verbose_name_plural = _("stopped certificates")
        # Who may correct a certificate may settle these; nobody adds or deletes one by hand.
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "source", "learner"],
                condition=Q(resolved_at__isnull=True),
                name="stopped_issue_open_once",
            ),
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=False) | Q(resolved_by__isnull=True),
                name="stopped_issue_open_is_nobodys",
            ),
            models.CheckConstraint(
                condition=Q(problem="failure", retry_at__isnull=False) | (~Q(problem="failure") & Q(retry_at__isnull=True)),
                name="stopped_issue_retried_iff_failed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.source}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_text = fold(f"{self.name} {self.title}")
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "search_text"}
        super().save(*args, **kwargs)

    @property
    def is_open(self) -> bool:
        return self.resolved_at is None

    @property
    def codes(self) -> str:
        """These are the characters that cannot be printed, as ``U+8D99 赵``."""
        if self.problem != Problem.CHARACTERS:
            return ""
        return ", ".join(f"U+{ord(character):04X} {character}" for character in self.detail)

    @property
    def words(self) -> str:
        """This says to staff what is the matter, in their language."""
        said = {
            Problem.CHARACTERS: gettext("The fonts of certificates lack %(detail)s"),
            Problem.LENGTH: gettext("There is no room for “%(detail)s”"),
            Problem.FAILURE: gettext("It failed unexpectedly (%(detail)s) and is tried again by itself."),
        }
        return said.get(Problem(self.problem), "%(detail)s") % {"detail": self.codes or self.detail}

    @property
    def is_about_the_name(self) -> bool:
        """This says whether another name would help: the course's title may be the one that cannot be printed."""
        name = " ".join(unicodedata.normalize("NFC", self.name).split())
        if self.problem == Problem.CHARACTERS:
            return any(character in name for character in self.detail)
        return self.problem == Problem.LENGTH and self.detail == name
