"""Who wants to be told of the next cohort."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import languages
from courses.models import Course


class InterestQuerySet(models.QuerySet["Interest"]):
    def open(self) -> Self:
        """These were not told yet."""
        return self.filter(told_at__isnull=True)

    def for_language(self, language: str) -> Self:
        """These want a cohort in a language, or in any."""
        return self.filter(language__in=["", language])


class Interest(models.Model):
    """
    This says that a person wants to be told once, when the next cohort of a course opens.

    Without a language, one in any language will do. Who has been told may ask again.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("person")
    )
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+", verbose_name=_("course"))
    language = models.CharField(_("language"), max_length=10, choices=languages, blank=True, default="")
    asked_at = models.DateTimeField(_("asked"))
    told_at = models.DateTimeField(_("told"), null=True)

    objects = InterestQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("wish to be told of the next cohort")
        verbose_name_plural = _("wishes to be told of the next cohort")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "course"], condition=Q(told_at__isnull=True), name="interest_open_once_per_course"
            ),
        ]
        indexes = [
            models.Index(fields=["course"], name="interest_open", condition=Q(told_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.course_id}"
