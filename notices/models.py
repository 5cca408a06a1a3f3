"""The mail outbox and each person's choices."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# A mail that nobody takes is tried for so long.
GIVE_UP = dt.timedelta(days=2)
# What a mail says; without it a row tells only that there was one.
EMPTY = {"text": "", "html": "", "calendar": ""}


class MailQuerySet(models.QuerySet["Mail"]):
    def due(self, now: dt.datetime) -> Self:
        """These may be claimed: what waits, and what was perhaps sent and may be sent once more."""
        unsure = Q(status=Mail.Status.UNSURE, hand_overs__lt=2, created_at__gt=now - GIVE_UP)
        return self.filter(Q(status=Mail.Status.QUEUED) | unsure, due_at__lte=now)

    def abandoned(self, now: dt.datetime) -> Self:
        """These are in the hands of a worker that has died."""
        return self.filter(status__in=[Mail.Status.CLAIMED, Mail.Status.HANDING_OVER], lease_until__lt=now)


class Mail(models.Model):
    """
    This is one message to one person, kept from the intent to the hand-over.

    queued → claimed → handing over → sent. A worker that dies while the row is *claimed* has handed nothing over: the row
    is queued again. One that dies while *handing over* may or may not have: the row shows *unsure* and is sent again at
    most once, under the same Message-ID, by which a mail reader drops the second copy.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", _("waiting")
        CLAIMED = "claimed", _("being prepared")
        HANDING_OVER = "handing", _("being handed over")
        UNSURE = "unsure", _("perhaps sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("refused")

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("recipient")
    )
    to_address = models.EmailField(_("address"))
    reply_to = models.TextField(blank=True, help_text="One address, or several with commas between them.")
    kind = models.CharField(_("kind"), max_length=60)
    key = models.CharField(
        max_length=200,
        unique=True,
        help_text="Says what this mail is about; a second one with the same key is not made.",
    )
    language = models.CharField(max_length=10)
    subject = models.CharField(_("subject"), max_length=255)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    calendar = models.TextField(
        blank=True, help_text="An iCalendar object; its METHOD says what a mail reader does with it."
    )
    message_id = models.CharField(max_length=200, unique=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.QUEUED)
    tries = models.PositiveSmallIntegerField(default=0)
    hand_overs = models.PositiveSmallIntegerField(
        default=0, help_text="How often a mail server may have taken it: twice at most."
    )
    error = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now, help_text="Not before; moved on after a failure.")
    lease_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    objects = MailQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("outbox")
        # Staff read the outbox; nobody writes into it by hand.
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                condition=Q(status="sent", sent_at__isnull=False) | (~Q(status="sent") & Q(sent_at__isnull=True)),
                name="mail_sent_at_iff_sent",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["claimed", "handing"], lease_until__isnull=False)
                | (~Q(status__in=["claimed", "handing"]) & Q(lease_until__isnull=True)),
                name="mail_leased_iff_in_hand",
            ),
            models.CheckConstraint(condition=Q(hand_overs__lte=2), name="mail_handed_over_twice_at_most"),
        ]
        indexes = [
            # The sweep: what is due, and what a dead worker left in its hands.
            models.Index(fields=["due_at"], name="mail_due", condition=Q(status__in=["queued", "unsure"])),
            models.Index(fields=["lease_until"], name="mail_leased", condition=Q(status__in=["claimed", "handing"])),
            # "What did we send to this person?"
            models.Index(fields=["recipient", "-created_at"], name="mail_by_recipient"),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def was_perhaps_sent(self) -> bool:
        return self.hand_overs > 0


class ChoiceQuerySet(models.QuerySet["Choice"]):
    def never(self) -> Self:
        return self.filter(when=Choice.When.NEVER)


class Choice(models.Model):
    """This is what one person wants of one kind of notice; without a row the kind's default holds."""

    class When(models.TextChoices):
        AT_ONCE = "at_once", _("at once")
        DAILY = "daily", _("once a day")
        WEEKLY = "weekly", _("once a week")
        NEVER = "never", _("never")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=60)
    when = models.CharField(max_length=10, choices=When)
    changed_at = models.DateTimeField(auto_now=True)

    objects = ChoiceQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("choice of notices")
        verbose_name_plural = _("choices of notices")
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="choice_once_per_kind")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.when}"
