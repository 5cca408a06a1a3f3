"""What learners write from a page."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models import Course, Unit


class PageReportQuerySet(models.QuerySet["PageReport"]):
    def open(self) -> Self:
        """These wait for an answer."""
        return self.filter(handled_at__isnull=True)


class PageReport(models.Model):
    """
    This is what somebody wrote from a lesson or quiz: they need help, or something is wrong there.

    ``language`` is that of the text they were reading. Staff answer once, by mail, and that closes it.
    """

    class Kind(models.TextChoices):
        HELP = "help", _("I need help")
        ERROR = "error", _("Something is wrong on this page")

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+", verbose_name=_("course"))
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="page_reports", verbose_name=_("learner")
    )
    language = models.CharField(_("language"), max_length=10)
    kind = models.CharField(_("kind"), max_length=5, choices=Kind)
    words = models.TextField(_("words"), max_length=2000)
    created_at = models.DateTimeField(_("written"))
    handled_at = models.DateTimeField(_("answered"), null=True)
    handled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answer = models.TextField(_("answer"), max_length=2000, blank=True)

    objects = PageReportQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("report from a page")
        verbose_name_plural = _("reports from pages")
        constraints = [
            models.CheckConstraint(
                condition=Q(handled_at__isnull=True, handled_by__isnull=True, answer="")
                | Q(handled_at__isnull=False, handled_by__isnull=False),
                name="page_report_handled_as_a_whole",
            ),
        ]
        indexes = [
            # The listing of what waits for an answer, and its count.
            models.Index(fields=["created_at"], name="page_report_open", condition=Q(handled_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.course_id}/{self.unit_id}: {self.kind}"

    @property
    def is_open(self) -> bool:
        return self.handled_at is None
