"""People who moderate cohorts."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tutors.language_names import name_of


class TutorQuerySet(models.QuerySet["Tutor"]):
    def active(self) -> Self:
        """These may be appointed: they have not retired, and their account is open."""
        return self.filter(retired_at__isnull=True, user__is_active=True)

    def listed(self) -> Self:
        """These agreed to a public profile."""
        return self.active().filter(is_listed=True)


class Tutor(models.Model):
    """
    This is a person as somebody who moderates cohorts.

    Name and country are the account's; which courses they moderate, their appointments say. Nobody is shown to the public
    who did not agree to it. A tutor who retires keeps the row, since cohorts and sessions name it.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="tutor", verbose_name=_("person")
    )
    about = models.TextField(_("about"), blank=True, default="", max_length=2000)
    languages = models.JSONField(_("languages"), default=list, blank=True, help_text=_("Codes, such as en or fr."))
    topics = models.JSONField(_("topics"), default=list, blank=True)
    is_listed = models.BooleanField(_("has a public profile"), default=False)
    trained_since = models.DateField(_("trained since"), null=True, blank=True)
    retired_at = models.DateTimeField(_("retired"), null=True, editable=False)

    objects = TutorQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("tutor")
        verbose_name_plural = _("tutors")
        constraints = [
            models.CheckConstraint(
                condition=Q(retired_at__isnull=True) | Q(is_listed=False), name="tutor_listed_only_if_active"
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def language_names(self) -> list[str]:
        """These are their languages by name."""
        return [name_of(code) for code in self.languages]

    @property
    def is_retired(self) -> bool:
        return self.retired_at is not None
