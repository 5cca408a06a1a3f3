"""Enrolling, completing, and what others ask of an enrolment."""

from functools import reduce
from operator import or_
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from courses.models import Course, Unit


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def active(self) -> Self:
        return self.filter(status=Enrolment.Status.ACTIVE)

    def completed(self) -> Self:
        return self.filter(status=Enrolment.Status.COMPLETED)

    def unsettled(self) -> Self:
        """These are completed, and what follows from that (a certificate) has not been done yet."""
        return self.completed().filter(settled_at__isnull=True)

    def with_pushed_by(self, source: str) -> Self:
        """These have openings, due dates or requirements of this source."""
        pushed = (model.objects.filter(source=source).values("enrolment") for model in (Opening, Due, Requirement))
        return self.filter(reduce(or_, (Q(pk__in=rows) for rows in pushed)))


class Enrolment(models.Model):
    """
    This is one learner's way through one course, in whatever language.

    There is one for each learner and course: who withdraws and comes back finds everything as it was. A completed
    enrolment stays completed, whatever becomes of the course.
    """

    class Status(models.TextChoices):
        ACTIVE = "active", _("under way")
        COMPLETED = "completed", _("completed")
        WITHDRAWN = "withdrawn", _("withdrawn")

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="enrolments", verbose_name=_("learner")
    )
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="enrolments", verbose_name=_("course"))
    language = models.CharField(_("language"), max_length=10)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.ACTIVE)
    enrolled_at = models.DateTimeField(_("enrolled"))
    completed_at = models.DateTimeField(_("completed"), null=True)
    withdrawn_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(
        null=True, help_text="When what follows from completing was done; until then a sweep does it again."
    )
    latest_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    latest_at = models.DateTimeField(null=True, help_text="The latest act of learning; resuming goes by it.")
    has_conditions = models.BooleanField(
        default=False, help_text="There are openings, dues, requirements or allowances; without any, nobody asks for them."
    )

    objects = EnrolmentQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [
            models.UniqueConstraint(fields=["learner", "course"], name="enrolment_once_per_course"),
            models.CheckConstraint(
                condition=Q(status="completed", completed_at__isnull=False)
                | (~Q(status="completed") & Q(completed_at__isnull=True)),
                name="enrolment_completed_at_iff_completed",
            ),
            models.CheckConstraint(
                condition=Q(status="withdrawn", withdrawn_at__isnull=False)
                | (~Q(status="withdrawn") & Q(withdrawn_at__isnull=True)),
                name="enrolment_withdrawn_at_iff_withdrawn",
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True) | Q(status="completed"), name="enrolment_settled_only_if_completed"
            ),
        ]
        indexes = [
            # The sweep for certificates that no message brought.
            models.Index(
                fields=["completed_at"],
                name="enrolment_unsettled",
                condition=Q(status="completed", settled_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id}: {self.course_id}"

    @property
    def is_completed(self) -> bool:
        return self.status == self.Status.COMPLETED


class UnitCompletionQuerySet(models.QuerySet["UnitCompletion"]):
    def counting(self) -> Self:
        """These were not set aside by a reset."""
        return self.filter(reset__isnull=True)


class UnitCompletion(models.Model):
    """
    This says that a unit was done, when and how; it is written once and never taken away.

    One that a ``reset`` has set aside does not count, so that the unit can be done again.
    """

    class Way(models.TextChoices):
        CONTINUED = "continued", _("read on")
        MARKED = "marked", _("marked as done")
        PASSED = "passed", _("passed")
        GRANTED = "granted", _("granted by staff")

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="unit_completions")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=10, choices=Way)
    completed_at = models.DateTimeField()
    # Almost no row has one. SQLite would take an index on it for the best, and read every learner's rows.
    reset = models.ForeignKey(
        "enrolments.Reset", on_delete=models.PROTECT, null=True, related_name="unit_completions", db_index=False
    )

    objects = UnitCompletionQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("completed unit")
        verbose_name_plural = _("completed units")
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "unit"], condition=Q(reset__isnull=True), name="unit_completion_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.unit_id}"


class PushedRow(models.Model):
    """
    This is a row that an upper room pushes down to an enrolment; ``source`` names the pusher, such as ``cohort:12``.

    The enrolment reads what stands here and never asks who wrote it.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="%(class)ss")
    source = models.CharField(max_length=60)

    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True


class Opening(PushedRow):
    """This keeps a module closed to one enrolment until an instant."""

    module_key = models.CharField(max_length=100)
    opens_at = models.DateTimeField()

    class Meta:
        verbose_name = _("opening")
        verbose_name_plural = _("openings")
        constraints = [models.UniqueConstraint(fields=["enrolment", "source", "module_key"], name="opening_once_per_module")]

    def __str__(self) -> str:
        return f"{self.module_key}: {self.opens_at}"


class Due(PushedRow):
    """This says by when a unit ought to be done; being late closes nothing."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()

    class Meta:
        verbose_name = _("due date")
        verbose_name_plural = _("due dates")
        constraints = [models.UniqueConstraint(fields=["enrolment", "source", "unit"], name="due_once_per_unit")]

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.due_at}"


class Requirement(PushedRow):
    """
    This must be met, besides the units, before the enrolment is complete.

    ``words`` say it to the learner, by language code, the site's first language always among them.
    """

    key = models.CharField(max_length=60)
    words = models.JSONField()
    met_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")
        constraints = [models.UniqueConstraint(fields=["enrolment", "source", "key"], name="requirement_once")]

    def __str__(self) -> str:
        return f"{self.source}: {self.key}"

    @property
    def is_met(self) -> bool:
        return self.met_at is not None

    @property
    def shown_language(self) -> str:
        """This is the reader's language, or the site's first where the words are missing in it."""
        language = get_language() or settings.LANGUAGE_CODE
        return language if self.words.get(language) else settings.LANGUAGE_CODE

    @property
    def shown_words(self) -> str:
        return str(self.words[self.shown_language])
