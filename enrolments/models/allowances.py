"""What staff grant to one person."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models import Unit
from enrolments.models.learning import Enrolment


class AllowanceQuerySet(models.QuerySet["Allowance"]):
    def holding(self) -> Self:
        """These were not revoked."""
        return self.filter(revoked_at__isnull=True)


class Allowance(models.Model):
    """
    This grants one learner more than the rule for one unit: attempts, minutes, another date.

    It is written once, with its author and reason; a mistake is revoked and stays to be seen. Several add up, and of several
    dates the latest holds.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="allowances")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    extra_attempts = models.PositiveSmallIntegerField(_("more attempts"), default=0)
    extra_minutes = models.PositiveSmallIntegerField(_("more minutes"), default=0)
    due_at = models.DateTimeField(_("another date"), null=True)
    reason = models.CharField(_("reason"), max_length=500)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("granted by")
    )
    granted_at = models.DateTimeField(_("granted"))
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(_("revoked"), null=True)

    objects = AllowanceQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("allowance")
        verbose_name_plural = _("allowances")
        constraints = [
            models.CheckConstraint(
                condition=Q(extra_attempts__gt=0) | Q(extra_minutes__gt=0) | Q(due_at__isnull=False),
                name="allowance_grants_something",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="allowance_revoked_by_iff_revoked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.unit_id}"

    @property
    def holds(self) -> bool:
        return self.revoked_at is None
