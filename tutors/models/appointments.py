"""Who moderates which cohort."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tutors.models.cohorts import Cohort
from tutors.models.tutors import Tutor


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def unsettled(self) -> Self:
        """These are of finished cohorts, and what follows from that (a certificate) has not been done yet."""
        return self.filter(cohort__status=Cohort.Status.FINISHED, settled_at__isnull=True)

    def open(self) -> Self:
        """These were not ended; a stand-in's may lie ahead or behind."""
        return self.filter(ended_at__isnull=True)

    def on(self, day: dt.date) -> Self:
        """These are open and hold on a day."""
        begun = Q(from_on__isnull=True) | Q(from_on__lte=day)
        return self.open().filter(begun, Q(until_on__isnull=True) | Q(until_on__gte=day))

    def untold(self) -> Self:
        """Of their beginning, or of their end, the tutor has still to be told."""
        return self.filter(Q(told_at__isnull=True) | Q(ended_at__isnull=False, end_told_at__isnull=True))

    def leads(self) -> Self:
        return self.filter(role=Appointment.Role.LEAD)


class Appointment(models.Model):
    """
    This appoints a tutor to a cohort: as its lead, to assist, or to stand in.

    Without dates it holds for the whole cohort. It is ended, never deleted: who taught when stays known. ``told_at`` and
    ``end_told_at`` promise letters: without them, the tutor has still to be told of the beginning, or of the end.
    """

    class Role(models.TextChoices):
        LEAD = "lead", _("lead tutor")
        ASSISTANT = "assistant", _("assistant tutor")
        STAND_IN = "stand_in", _("stand-in")

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="appointments", verbose_name=_("cohort"))
    tutor = models.ForeignKey(Tutor, on_delete=models.PROTECT, related_name="appointments", verbose_name=_("tutor"))
    role = models.CharField(_("role"), max_length=10, choices=Role)
    from_on = models.DateField(_("from"), null=True, blank=True)
    until_on = models.DateField(_("until"), null=True, blank=True)
    appointed_at = models.DateTimeField(_("appointed"))
    appointed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("appointed by")
    )
    ended_at = models.DateTimeField(_("ended"), null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("ended by")
    )
    ended_reason = models.CharField(_("reason"), max_length=500, blank=True, default="")
    told_at = models.DateTimeField(null=True, editable=False)
    end_told_at = models.DateTimeField(null=True, editable=False)
    settled_at = models.DateTimeField(null=True, help_text="When what follows from the cohort's end was done.")

    objects = AppointmentQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "tutor"], condition=Q(ended_at__isnull=True), name="appointment_open_once_per_tutor"
            ),
            models.UniqueConstraint(
                fields=["cohort"], condition=Q(ended_at__isnull=True, role="lead"), name="appointment_one_open_lead"
            ),
            models.CheckConstraint(
                condition=Q(from_on__isnull=True) | Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="appointment_until_after_from",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=False) | Q(ended_by__isnull=True, ended_reason=""),
                name="appointment_ended_by_only_if_ended",
            ),
        ]
        indexes = [
            # The sweep for letters that no message wrote.
            models.Index(
                fields=["cohort"],
                name="appointment_untold",
                condition=Q(told_at__isnull=True) | Q(ended_at__isnull=False, end_told_at__isnull=True),
            ),
            # The sweep for certificates that no message brought.
            models.Index(fields=["cohort"], name="appointment_unsettled", condition=Q(settled_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.tutor_id}: {self.cohort_id}"

    @property
    def is_open(self) -> bool:
        return self.ended_at is None

    def covers(self, day: dt.date) -> bool:
        """This says whether a day lies within the dates of the appointment."""
        return (self.from_on is None or self.from_on <= day) and (self.until_on is None or day <= self.until_on)
