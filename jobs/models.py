"""Long work with a stored progress."""

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser


class JobQuerySet(models.QuerySet["Job"]):
    def unfinished(self) -> Self:
        return self.filter(status__in=[Job.Status.QUEUED, Job.Status.RUNNING])

    def abandoned(self, now: dt.datetime) -> Self:
        """These run no more: their worker has died, or their message was lost."""
        return self.unfinished().filter(lease_until__lt=now)


class Job(models.Model):
    """
    This is one piece of work that takes longer than a request may.

    It is kept as steps that can be repeated: ``state`` remembers how far it came, so that after a worker's death another
    one goes on. ``kind`` names the function in ``jobs.registry`` that does the work.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    title = models.CharField(_("title"), max_length=200)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("started by")
    )
    parameters = models.JSONField(default=dict)
    state = models.JSONField(default=dict)
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=500, blank=True)
    report = models.JSONField(default=list, help_text="What there is to tell, line by line, where a message is too short.")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(
        null=True,
        help_text="An unfinished job whose lease has run out has lost its worker, or its message, and is taken up.",
    )
    runner = models.UUIDField(null=True, help_text="Which run holds the lease; another one's steps are not kept.")
    takings = models.PositiveSmallIntegerField(default=0, help_text="Workers that took it up since its last step.")

    objects = JobQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        constraints = [
            models.CheckConstraint(condition=Q(done__lte=models.F("total")), name="job_done_within_total"),
            models.CheckConstraint(
                condition=Q(status__in=["done", "failed"], finished_at__isnull=False)
                | (~Q(status__in=["done", "failed"]) & Q(finished_at__isnull=True)),
                name="job_finished_at_iff_finished",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["done", "failed"], lease_until__isnull=True)
                | (~Q(status__in=["done", "failed"]) & Q(lease_until__isnull=False)),
                name="job_leased_iff_unfinished",
            ),
            models.CheckConstraint(
                condition=Q(status="running", runner__isnull=False) | (~Q(status="running") & Q(runner__isnull=True)),
                name="job_runner_iff_running",
            ),
        ]
        indexes = [
            # The sweep that takes up what a dead worker left.
            models.Index(fields=["lease_until"], name="job_unfinished", condition=Q(status__in=["queued", "running"])),
        ]

    def __str__(self) -> str:
        return self.title

    def may_be_seen_by(self, user: "AbstractBaseUser | AnonymousUser") -> bool:
        """This is who started it, and staff."""
        return getattr(user, "is_staff", False) or (user.pk is not None and user.pk == self.started_by_id)

    @property
    def is_finished(self) -> bool:
        return self.status in {Job.Status.DONE, Job.Status.FAILED}

    @property
    def may_start_again(self) -> bool:
        """A failure with a report lies in what the job was given: it would only fail again."""
        return self.status == Job.Status.FAILED and not self.report

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 0
