"""Live meetings of cohorts."""

import datetime as dt
import uuid
from typing import Any, Self
from urllib.parse import urlsplit

from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tutors.models.cohorts import Cohort
from tutors.models.tutors import Tutor

# The link to join is shown so long before a session begins, and so long after it ought to have ended.
EARLY = dt.timedelta(minutes=15)
LATE = dt.timedelta(minutes=30)
https = URLValidator(schemes=["https", "http"])


def new_uid() -> str:
    """This names a session in calendars, for good."""
    return f"{uuid.uuid4()}@{urlsplit(settings.BASE_URL).hostname}"


class SessionQuerySet(models.QuerySet["Session"]):
    def planned(self) -> Self:
        """These take place, or have taken place."""
        return self.filter(status=Session.Status.PLANNED)

    def upcoming(self, now: dt.datetime) -> Self:
        """These are planned and not over, the next one first."""
        return self.planned().filter(ends_at__gt=now).order_by("starts_at", "pk")

    def over(self, now: dt.datetime) -> Self:
        """These took place, the latest first."""
        return self.planned().filter(ends_at__lte=now).order_by("-starts_at", "-pk")

    def untold(self) -> Self:
        """Of these, members have still to be told what is new."""
        return self.filter(Q(told_sequence__isnull=True) | Q(told_sequence__lt=F("sequence")))

    def overlapping(self, starts_at: dt.datetime, ends_at: dt.datetime) -> Self:
        return self.planned().filter(starts_at__lt=ends_at, ends_at__gt=starts_at)


class Session(models.Model):
    """
    This is one live meeting of a cohort, at one instant, which everybody reads in their own zone.

    ``uid`` and the rising ``sequence`` tell calendars that it is still the same meeting, and which news are newer.
    ``told_sequence`` is the last of these of which every member was told; while it is behind, letters are still to be
    written. ``series`` is shared by those that were planned together. What reminders were posted is noted here, and
    forgotten when the session moves. ``ends_at`` follows from the start and the minutes, for queries.
    """

    class Status(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("a session", "planned")
        CANCELLED = "cancelled", pgettext_lazy("a session", "cancelled")
        DID_NOT_HAPPEN = "did_not_happen", _("did not happen")

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="sessions", verbose_name=_("cohort"))
    uid = models.CharField(max_length=200, unique=True, default=new_uid, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    told_sequence = models.PositiveIntegerField(null=True, editable=False)
    title = models.CharField(_("title"), max_length=200)
    agenda = models.TextField(_("agenda"), max_length=4000, blank=True, default="")
    starts_at = models.DateTimeField(_("starts"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=60)
    ends_at = models.DateTimeField(_("ends"), editable=False)
    join_url = models.CharField(_("link to join"), max_length=500, blank=True, default="", validators=[https])
    recording_url = models.CharField(_("recording"), max_length=500, blank=True, default="", validators=[https])
    status = models.CharField(_("status"), max_length=15, choices=Status, default=Status.PLANNED, editable=False)
    series = models.UUIDField(null=True, editable=False)
    held_by = models.ForeignKey(
        Tutor, on_delete=models.PROTECT, null=True, blank=True, related_name="sessions", verbose_name=_("held by")
    )
    reminded_day_at = models.DateTimeField(null=True, editable=False)
    reminded_hour_at = models.DateTimeField(null=True, editable=False)
    wrap_up_at = models.DateTimeField(null=True, editable=False, help_text="When the tutor was asked how it went.")

    objects = SessionQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        constraints = [
            models.CheckConstraint(condition=Q(minutes__gte=5, minutes__lte=1440), name="session_lasts_up_to_a_day"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(status__in=["planned", "cancelled", "did_not_happen"]), name="session_status_known"
            ),
        ]
        indexes = [
            # The sessions of a cohort, in order.
            models.Index(fields=["cohort", "starts_at"], name="session_by_cohort"),
            # The sweeps for reminders and for what comes after a session.
            models.Index(fields=["starts_at"], name="session_planned", condition=Q(status="planned")),
            # The sweep for changes of which no message told.
            models.Index(
                fields=["cohort"],
                name="session_untold",
                condition=Q(told_sequence__isnull=True) | Q(told_sequence__lt=F("sequence")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.ends_at = self.starts_at + dt.timedelta(minutes=self.minutes)
        if (fields := kwargs.get("update_fields")) is not None and {"starts_at", "minutes"} & set(fields):
            kwargs["update_fields"] = {*fields, "ends_at"}
        super().save(*args, **kwargs)

    @property
    def is_planned(self) -> bool:
        return self.status == self.Status.PLANNED

    def has_begun(self, now: dt.datetime) -> bool:
        return now >= self.starts_at

    def is_over(self, now: dt.datetime) -> bool:
        return now >= self.ends_at

    def overlaps(self, other: "Session") -> bool:
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def is_joinable(self, now: dt.datetime) -> bool:
        """This says whether its link may be shown now to those who take part."""
        return self.is_planned and bool(self.join_url) and self.starts_at - EARLY <= now <= self.ends_at + LATE
