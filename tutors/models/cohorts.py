"""Moderated runs of courses, and their dates."""

import datetime as dt
import secrets
import zoneinfo
from typing import Self

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import languages, validate_time_zone
from courses.models import Course
from tutors import wall_clock


def new_token() -> str:
    """This is a secret for an address: nobody guesses it."""
    return secrets.token_urlsafe(24)


class CohortQuerySet(models.QuerySet["Cohort"]):
    def published(self) -> Self:
        """These may be known of by others than those who plan them."""
        return self.exclude(status=Cohort.Status.DRAFT)

    def current(self) -> Self:
        """These are open or running."""
        return self.filter(status__in=[Cohort.Status.OPEN, Cohort.Status.RUNNING])

    def with_free_seats(self) -> Self:
        return self.filter(Q(capacity__isnull=True) | Q(seats_taken__lt=F("capacity")))


class Cohort(models.Model):
    """
    This is one moderated run of a course: the same course, but together, with dates, tutors and live sessions.

    Its dates are those of its own time zone. ``seats_taken`` is counted by every act that takes or gives back a seat, under
    this row's lock; the database itself refuses one more than ``capacity``. ``code`` is its address and stays.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        OPEN = "open", pgettext_lazy("a cohort", "open")
        RUNNING = "running", pgettext_lazy("a cohort", "running")
        FINISHED = "finished", pgettext_lazy("a cohort", "finished")
        CANCELLED = "cancelled", pgettext_lazy("a cohort", "cancelled")

    class Joining(models.TextChoices):
        OPEN = "open", _("anybody who may take the course")
        APPROVAL = "approval", _("whoever a tutor lets in")
        INVITATION = "invitation", _("whoever has the link")
        STAFF = "staff", _("only whom tutors or staff enter")

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="cohorts", verbose_name=_("course"))
    code = models.SlugField(_("code"), max_length=60, unique=True, help_text=_("Part of its address; it stays."))
    name = models.CharField(_("name"), max_length=120)
    language = models.CharField(_("language"), max_length=10, choices=languages)
    time_zone = models.CharField(_("time zone"), max_length=50, default="UTC", validators=[validate_time_zone])
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    sign_up_opens_at = models.DateTimeField(_("sign-up opens"), null=True, blank=True)
    sign_up_closes_at = models.DateTimeField(
        _("sign-up closes"), null=True, blank=True, help_text=_("Without an instant, when the cohort starts.")
    )
    capacity = models.PositiveIntegerField(
        _("seats"), null=True, blank=True, help_text=_("Without a number, there is no limit.")
    )
    seats_taken = models.PositiveIntegerField(_("seats taken"), default=0, editable=False)
    joining = models.CharField(_("who may join"), max_length=10, choices=Joining, default=Joining.OPEN)
    invitation_token = models.CharField(max_length=43, unique=True, default=new_token, editable=False)
    offer_hours = models.PositiveSmallIntegerField(
        _("hours to accept an offered seat"), default=48, help_text=_("For people of the waiting list.")
    )
    hours = models.DecimalField(
        _("hours of work"), max_digits=5, decimal_places=1, null=True, blank=True, help_text=_("For the certificate.")
    )
    sessions_needed = models.PositiveSmallIntegerField(
        _("sessions to attend"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("To complete the cohort. Without a number, none need be attended."),
    )
    needs_word = models.BooleanField(
        _("needs a tutor's word"),
        default=False,
        help_text=_("Nobody completes the cohort before a tutor has said that their work in it is done."),
    )
    welcome = models.TextField(
        _("words of welcome"), max_length=4000, blank=True, default="", help_text=_("For those who join.")
    )
    copied_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="copies", editable=False, verbose_name=_("copied from")
    )
    created_at = models.DateTimeField(_("made"), editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("made by"),
    )
    dates_changed_at = models.DateTimeField(
        null=True, editable=False, help_text="The dates of modules are still to be pushed to those who hold a place."
    )
    asks_changed_at = models.DateTimeField(
        null=True, editable=False, help_text="What completes a place has changed: places under way are still to be reviewed."
    )

    objects = CohortQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="cohort_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(capacity__isnull=True) | Q(capacity__gte=1), name="cohort_has_a_seat"),
            models.CheckConstraint(
                condition=Q(capacity__isnull=True) | Q(seats_taken__lte=F("capacity")), name="cohort_seats_within_capacity"
            ),
            models.CheckConstraint(condition=Q(offer_hours__gte=1), name="cohort_offer_lasts"),
            models.CheckConstraint(
                condition=Q(sessions_needed__isnull=True) | Q(sessions_needed__gte=1), name="cohort_needs_a_session"
            ),
            models.CheckConstraint(
                condition=Q(sign_up_opens_at__isnull=True)
                | Q(sign_up_closes_at__isnull=True)
                | Q(sign_up_closes_at__gt=F("sign_up_opens_at")),
                name="cohort_sign_up_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "open", "running", "finished", "cancelled"]), name="cohort_status_known"
            ),
        ]
        indexes = [
            # A course's page asks for its open cohorts; the sweep for those whose day has come.
            models.Index(fields=["course", "status", "starts_on"], name="cohort_by_course"),
            models.Index(fields=["starts_on"], name="cohort_to_start", condition=Q(status="open")),
            # The sweep for places that no message had reviewed.
            models.Index(fields=["asks_changed_at"], name="cohort_to_review", condition=Q(asks_changed_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def source(self) -> str:
        """By this name the cohort pushes rows to enrolments."""
        return f"cohort:{self.pk}"

    @property
    def is_current(self) -> bool:
        return self.status in {self.Status.OPEN, self.Status.RUNNING}

    @property
    def has_begun(self) -> bool:
        """This says whether places in it can be completed."""
        return self.status in {self.Status.RUNNING, self.Status.FINISHED}

    @property
    def asks_more(self) -> bool:
        """This says whether its places need more than the content of the course."""
        return self.sessions_needed is not None or self.needs_word

    @property
    def seats_left(self) -> int | None:
        """These seats are free; None where there is no limit."""
        return None if self.capacity is None else max(0, self.capacity - self.seats_taken)

    @property
    def has_free_seat(self) -> bool:
        return self.seats_left is None or self.seats_left > 0

    def today(self, now: dt.datetime) -> dt.date:
        """This is the date in the cohort's own zone."""
        return wall_clock.day_of(now, self.zone)

    def takes_sign_up(self, now: dt.datetime) -> bool:
        """This says whether people may ask now: until it starts, or until an instant of its own."""
        if not self.is_current or (self.sign_up_opens_at is not None and now < self.sign_up_opens_at):
            return False
        if self.sign_up_closes_at is None:
            return self.status == self.Status.OPEN
        return now < self.sign_up_closes_at

    def may_move(self, to: str) -> bool:
        return to in MOVES[self.Status(self.status)]


Status = Cohort.Status
# What may become of a cohort; it goes back to draft only while nobody has asked for a place.
MOVES: dict[Status, frozenset[str]] = {
    Status.DRAFT: frozenset({Status.OPEN, Status.CANCELLED}),
    Status.OPEN: frozenset({Status.RUNNING, Status.CANCELLED, Status.DRAFT}),
    Status.RUNNING: frozenset({Status.FINISHED, Status.CANCELLED}),
    Status.FINISHED: frozenset({Status.RUNNING}),
    Status.CANCELLED: frozenset(),
}


class CohortMoveQuerySet(models.QuerySet["CohortMove"]):
    def untold(self) -> Self:
        """Of these, those concerned have still to be written to."""
        return self.filter(told_at__isnull=True)


class CohortMove(models.Model):
    """
    This is one move of a cohort in its history: who, when, why. Nobody edits it; the site itself has no name.

    ``told_at`` promises letters: without it, some are still to be written.
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="moves")
    from_status = models.CharField(_("from"), max_length=10, choices=Cohort.Status)
    to_status = models.CharField(_("to"), max_length=10, choices=Cohort.Status)
    moved_at = models.DateTimeField(_("when"))
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True, default="")
    told_at = models.DateTimeField(null=True, editable=False)

    objects = CohortMoveQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("move of a cohort")
        verbose_name_plural = _("moves of cohorts")
        ordering = ["moved_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(from_status=F("to_status")), name="cohort_move_leads_elsewhere"),
        ]
        indexes = [
            # The sweep for letters that no message wrote.
            models.Index(fields=["cohort"], name="cohort_move_untold", condition=Q(told_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.cohort_id}: {self.from_status} → {self.to_status}"


class ModuleDate(models.Model):
    """
    This is the instant at which a module opens for everybody in a cohort.

    Enrolments know nothing of it: it is pushed to each as an ``Opening``.
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="module_dates")
    module_key = models.CharField(_("module"), max_length=100)
    opens_at = models.DateTimeField(_("opens"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("date of a module")
        verbose_name_plural = _("dates of modules")
        ordering = ["opens_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "module_key"], name="module_date_once_per_module"),
        ]

    def __str__(self) -> str:
        return f"{self.cohort_id}: {self.module_key}"
