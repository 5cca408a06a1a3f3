"""Learners' seats in cohorts, the queue for them, and how each came to be."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from enrolments.models import Enrolment
from tutors.models.cohorts import Cohort


class PlaceStatus(models.TextChoices):
    """
    This is where somebody stands with a place; the first five are current, the others its end.

    Who has completed a place goes on being a member, with a seat.
    """

    ASKED = "asked", _("asked for")
    WAITING = "waiting", _("on the waiting list")
    OFFERED = "offered", pgettext_lazy("a place", "offered")
    HELD = "held", pgettext_lazy("a place", "held")
    COMPLETED = "completed", pgettext_lazy("a place", "completed")
    DECLINED = "declined", _("offer declined")
    LAPSED = "lapsed", pgettext_lazy("a place", "lapsed")
    LEFT = "left", pgettext_lazy("a place", "left")
    REMOVED = "removed", pgettext_lazy("a place", "taken back")
    MOVED = "moved", _("moved to another cohort")
    DEFERRED = "deferred", _("put off to a later cohort")
    REFUSED = "refused", pgettext_lazy("a place", "refused")
    CANCELLED = "cancelled", _("ended as the cohort was cancelled")


CURRENT = (
    *(PlaceStatus.ASKED, PlaceStatus.WAITING, PlaceStatus.OFFERED),
    *(PlaceStatus.HELD, PlaceStatus.COMPLETED),
)
# The queue is what has no seat, or none for certain.
QUEUED = (PlaceStatus.ASKED, PlaceStatus.WAITING, PlaceStatus.OFFERED)
MEMBERS = (PlaceStatus.HELD, PlaceStatus.COMPLETED)
# Each of these takes a seat.
SEATED = (PlaceStatus.OFFERED, *MEMBERS)
ENDED = tuple(status for status in PlaceStatus if status not in CURRENT)
_ANY_END = frozenset({PlaceStatus.LEFT, PlaceStatus.REMOVED, PlaceStatus.MOVED, PlaceStatus.DEFERRED, PlaceStatus.CANCELLED})
# What may become of a place. One that has ended stays so; who asks again gets a new one.
PLACE_MOVES: dict[str, frozenset[str]] = {
    PlaceStatus.ASKED: _ANY_END | {PlaceStatus.WAITING, PlaceStatus.HELD, PlaceStatus.REFUSED, PlaceStatus.LAPSED},
    PlaceStatus.WAITING: _ANY_END | {PlaceStatus.OFFERED, PlaceStatus.HELD, PlaceStatus.REFUSED, PlaceStatus.LAPSED},
    PlaceStatus.OFFERED: _ANY_END | {PlaceStatus.HELD, PlaceStatus.DECLINED, PlaceStatus.LAPSED},
    PlaceStatus.HELD: _ANY_END | {PlaceStatus.COMPLETED},
    # What is earned is never taken away. Of two that become one person's, one leads to the other.
    PlaceStatus.COMPLETED: frozenset({PlaceStatus.MOVED}),
    **dict.fromkeys(ENDED, frozenset[str]()),
}


class PlaceQuerySet(models.QuerySet["Place"]):
    def current(self) -> Self:
        return self.filter(status__in=CURRENT)

    def held(self) -> Self:
        """These are the places of members; who has completed theirs is one still."""
        return self.filter(status__in=MEMBERS)

    def under_way(self) -> Self:
        """These are held, and not completed."""
        return self.filter(status=PlaceStatus.HELD)

    def completed(self) -> Self:
        return self.filter(status=PlaceStatus.COMPLETED)

    def unsettled(self) -> Self:
        """What follows from these, or from their cohort's end without them, has not been done yet."""
        return self.held().filter(settled_at__isnull=True)

    def asked(self) -> Self:
        return self.filter(status=PlaceStatus.ASKED)

    def seated(self) -> Self:
        return self.filter(status__in=SEATED)

    def in_queue(self) -> Self:
        """These wait for a seat, in their order."""
        return self.filter(status=PlaceStatus.WAITING).order_by("waiting_since", "pk")

    def overdue(self, now: dt.datetime) -> Self:
        """These were offered a seat and did not accept it in time."""
        return self.filter(status=PlaceStatus.OFFERED, offered_until__lt=now)

    def to_tell(self) -> Self:
        """These are members, or were when their cohort was cancelled: who is told of what becomes of its sessions."""
        cancelled = Q(status=PlaceStatus.CANCELLED, joined_at__isnull=False)
        return self.filter(Q(status__in=MEMBERS) | cancelled)


class Place(models.Model):
    """
    This is a learner's seat in a cohort, from asking for it to its end.

    Offered and held places take a seat. A place that has ended stays as it is; whoever comes back gets a new one.
    ``enrolment`` is where the work is done; it is the learner's own and outlives the place. What completes a place, the
    cohort says; ``settled_at`` is forgotten at every move.
    """

    Status = PlaceStatus

    class Way(models.TextChoices):
        OPEN = "open", _("by open sign-up")
        APPROVAL = "approval", _("let in by a tutor")
        INVITATION = "invitation", _("by an invitation")
        STAFF = "staff", _("entered by tutors or staff")
        MOVED = "moved", _("moved from another cohort")

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="places", verbose_name=_("cohort"))
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="places", verbose_name=_("learner")
    )
    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.PROTECT, null=True, related_name="places", verbose_name=_("enrolment")
    )
    status = models.CharField(_("status"), max_length=10, choices=PlaceStatus)
    way = models.CharField(_("way"), max_length=10, choices=Way)
    asked_at = models.DateTimeField(_("asked"))
    waiting_since = models.DateTimeField(_("waiting since"), null=True)
    offered_until = models.DateTimeField(_("offered until"), null=True)
    joined_at = models.DateTimeField(_("joined"), null=True)
    completed_at = models.DateTimeField(_("completed"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    word_given_at = models.DateTimeField(_("word given"), null=True)
    word_given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("word given by")
    )
    settled_at = models.DateTimeField(
        null=True, help_text="When what follows from completing, or from the cohort's end without it, was done."
    )
    moved_to = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="moved_from")
    told = models.JSONField(
        default=dict, editable=False, help_text="What the learner was told of each session (tutors.news)."
    )

    objects = PlaceQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "learner"],
                condition=Q(status__in=["asked", "waiting", "offered", "held", "completed"]),
                name="place_one_current_per_learner",
            ),
            models.CheckConstraint(condition=Q(status__in=[*PlaceStatus.values]), name="place_status_known"),
            models.CheckConstraint(
                condition=~Q(status__in=["waiting", "offered"]) | Q(waiting_since__isnull=False),
                name="place_in_queue_since_an_instant",
            ),
            models.CheckConstraint(
                condition=Q(status="offered", offered_until__isnull=False)
                | (~Q(status="offered") & Q(offered_until__isnull=True)),
                name="place_offered_until_iff_offered",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["held", "completed"]) | Q(joined_at__isnull=False, enrolment__isnull=False),
                name="place_held_by_an_enrolment",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["asked", "waiting", "offered", "held", "completed"], ended_at__isnull=True)
                | (~Q(status__in=["asked", "waiting", "offered", "held", "completed"]) & Q(ended_at__isnull=False)),
                name="place_ended_at_iff_ended",
            ),
            models.CheckConstraint(
                condition=Q(status="completed", completed_at__isnull=False)
                | (~Q(status="completed") & Q(completed_at__isnull=True)),
                name="place_completed_at_iff_completed",
            ),
            models.CheckConstraint(
                condition=Q(word_given_at__isnull=False) | Q(word_given_by__isnull=True),
                name="place_word_given_by_only_if_given",
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True) | Q(status__in=["held", "completed"]), name="place_settled_only_if_held"
            ),
            models.CheckConstraint(
                condition=Q(status="moved", moved_to__isnull=False) | (~Q(status="moved") & Q(moved_to__isnull=True)),
                name="place_moved_to_iff_moved",
            ),
            models.CheckConstraint(condition=~Q(moved_to=F("id")), name="place_moved_to_another"),
        ]
        indexes = [
            # The queue of a cohort, in order.
            models.Index(fields=["cohort", "waiting_since", "id"], name="place_queue", condition=Q(status="waiting")),
            # The sweep for offers whose time is over.
            models.Index(fields=["offered_until"], name="place_overdue", condition=Q(status="offered")),
            # The sweep for certificates that no message brought.
            models.Index(
                fields=["completed_at"], name="place_unsettled", condition=Q(status="completed", settled_at__isnull=True)
            ),
            # The people of a cohort.
            models.Index(fields=["cohort", "status"], name="place_by_status"),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id}: {self.cohort_id}"

    @property
    def is_current(self) -> bool:
        return self.status in CURRENT

    @property
    def is_held(self) -> bool:
        """This says whether its learner is a member; who has completed it is one still."""
        return self.status in MEMBERS

    @property
    def is_under_way(self) -> bool:
        return self.status == PlaceStatus.HELD

    @property
    def is_completed(self) -> bool:
        return self.status == PlaceStatus.COMPLETED

    @property
    def has_word(self) -> bool:
        return self.word_given_at is not None

    @property
    def takes_seat(self) -> bool:
        return self.status in SEATED

    def is_overdue(self, now: dt.datetime) -> bool:
        return self.offered_until is not None and self.offered_until < now

    def may_move(self, to: str) -> bool:
        return to in PLACE_MOVES[self.status]


class PlaceMoveQuerySet(models.QuerySet["PlaceMove"]):
    def untold(self) -> Self:
        """Of these, those concerned have still to be written to."""
        return self.filter(told_at__isnull=True)


class PlaceMove(models.Model):
    """
    This is one move of a place in its history: who, when, why. Nobody edits it.

    The first one comes from nowhere; what the site did by itself has no name. ``told_at`` promises a letter: without it, one
    is still to be written, unless a later move says more.
    """

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="moves")
    from_status = models.CharField(_("from"), max_length=10, choices=PlaceStatus, blank=True, default="")
    to_status = models.CharField(_("to"), max_length=10, choices=PlaceStatus)
    moved_at = models.DateTimeField(_("when"))
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True, default="")
    told_at = models.DateTimeField(null=True, editable=False)

    objects = PlaceMoveQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("move of a place")
        verbose_name_plural = _("moves of places")
        ordering = ["moved_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(from_status=F("to_status")), name="place_move_leads_elsewhere"),
        ]
        indexes = [
            # The sweep for letters that no message wrote.
            models.Index(fields=["place"], name="place_move_untold", condition=Q(told_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.place_id}: {self.from_status} → {self.to_status}"
