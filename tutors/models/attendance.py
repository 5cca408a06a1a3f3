"""Who was there, and how that came to be written down."""

import datetime as dt
import secrets
from secrets import compare_digest
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tutors.models.places import Place
from tutors.models.sessions import Session

# Without letters and digits that look alike when they are read out, or from afar.
ALPHABET = "ACDEFHJKMNPRTWXY34679"
CODE_LENGTH = 6


def new_code() -> str:
    """This is shown during a session; who types it was there."""
    return "".join(secrets.choice(ALPHABET) for _letter in range(CODE_LENGTH))


class AttendanceStatus(models.TextChoices):
    """This is what is noted of somebody in a session; the first two attended it."""

    PRESENT = "present", pgettext_lazy("attendance", "present")
    LATE = "late", pgettext_lazy("attendance", "late")
    ABSENT = "absent", pgettext_lazy("attendance", "absent")
    EXCUSED = "excused", pgettext_lazy("attendance", "excused")


class AttendanceWay(models.TextChoices):
    """This is how a note came to be."""

    TUTOR = "tutor", _("noted by a tutor")
    SELF = "self", _("checked in themselves")
    FILE = "file", _("from a meeting's report")


ATTENDED = (AttendanceStatus.PRESENT, AttendanceStatus.LATE)


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def attended(self) -> Self:
        """These were there, be it late."""
        return self.filter(status__in=ATTENDED)

    def held(self) -> Self:
        """These are of sessions that count: neither cancelled nor said not to have happened."""
        return self.filter(session__status=Session.Status.PLANNED)

    def of(self, place: Place) -> Self:
        """These are a learner's in a cohort, under whichever of their places there: who comes back, keeps what was noted."""
        return self.filter(place__cohort=place.cohort_id, place__learner=place.learner_id)

    def with_corrections(self) -> Self:
        """Each says in ``is_corrected`` whether something else was noted before."""
        corrections = AttendanceChange.objects.filter(attendance=OuterRef("pk")).exclude(
            Q(from_status="") | Q(from_status=F("to_status"))
        )
        return self.annotate(is_corrected=Exists(corrections))


class Attendance(models.Model):
    """
    This says whether a learner attended a session; without a row, nobody has noted anything yet.

    It points at the place, not at the person: tutors are never counted. How it came to say so, its ``AttendanceChange`` rows
    tell. ``minutes`` is known from a meeting's report only.
    """

    Status = AttendanceStatus
    Way = AttendanceWay

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendances", verbose_name=_("session"))
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="attendances", verbose_name=_("place"))
    status = models.CharField(_("status"), max_length=10, choices=AttendanceStatus)
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    way = models.CharField(_("way"), max_length=5, choices=AttendanceWay)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("noted by")
    )
    noted_at = models.DateTimeField(_("noted"))

    # Known where a query asked for it, ``with_corrections``.
    is_corrected: bool

    objects = AttendanceQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints = [
            models.UniqueConstraint(fields=["session", "place"], name="attendance_once_per_place"),
            models.CheckConstraint(condition=Q(status__in=[*AttendanceStatus.values]), name="attendance_status_known"),
            models.CheckConstraint(condition=Q(way__in=[*AttendanceWay.values]), name="attendance_way_known"),
        ]

    def __str__(self) -> str:
        return f"{self.place_id}: {self.session_id}"

    @property
    def was_there(self) -> bool:
        return self.status in ATTENDED


class AttendanceChange(models.Model):
    """
    This is one note or correction in the history of an attendance: who, when, by which way. Nobody edits it.

    The first one comes from nothing; where status and status are the same, a report told other minutes.
    """

    attendance = models.ForeignKey(Attendance, on_delete=models.PROTECT, related_name="changes")
    from_status = models.CharField(_("from"), max_length=10, choices=AttendanceStatus, blank=True, default="")
    to_status = models.CharField(_("to"), max_length=10, choices=AttendanceStatus)
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    way = models.CharField(_("way"), max_length=5, choices=AttendanceWay)
    changed_at = models.DateTimeField(_("when"))
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("change of an attendance")
        verbose_name_plural = _("changes of attendances")
        ordering = ["changed_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_status__in=[*AttendanceStatus.values]), name="attendance_change_status_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attendance_id}: {self.from_status} → {self.to_status}"


class CheckInQuerySet(models.QuerySet["CheckIn"]):
    def standing(self) -> Self:
        """These were not closed; their time may be over."""
        return self.filter(closed_at__isnull=True)

    def open(self, now: dt.datetime) -> Self:
        """By these, members may check in now."""
        return self.standing().filter(opens_at__lte=now, closes_at__gt=now)


class CheckIn(models.Model):
    """
    This is a short code, shown in a session for some minutes, by which members note themselves that they are there.

    It ends by itself at ``closes_at``, or is closed before; of one session, one stands at a time.
    """

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="check_ins", verbose_name=_("session"))
    code = models.CharField(_("code"), max_length=10, default=new_code)
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    closed_at = models.DateTimeField(_("closed"), null=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("made by")
    )

    objects = CheckInQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("check-in")
        verbose_name_plural = _("check-ins")
        constraints = [
            models.UniqueConstraint(
                fields=["session"], condition=Q(closed_at__isnull=True), name="check_in_one_standing_per_session"
            ),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="check_in_closes_after_it_opens"),
        ]

    def __str__(self) -> str:
        return self.code

    def is_open(self, now: dt.datetime) -> bool:
        return self.closed_at is None and self.opens_at <= now < self.closes_at

    def fits(self, typed: str) -> bool:
        """This says whether somebody typed the code; small letters, spaces and hyphens are as good."""
        tidy = "".join(character for character in typed.upper() if character.isalnum())
        return compare_digest(tidy.encode(), self.code.encode())
