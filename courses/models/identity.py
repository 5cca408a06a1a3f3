"""
Identity: the plain rows that everything above `courses` points at.

Pages can be copied, moved, translated, unpublished and deleted; what a learner has done must survive all of that. So a
course and each thing that can be done in it has a row of its own, written when its page is published, never deleted. A page
and its translations share Wagtail's ``translation_key``, and by that key they share the row.
"""

from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale


class Course(models.Model):
    """
    This is a course as a thing to enrol in, whatever its pages say today.

    ``key`` is its permanent name in course folders and certificates; ``code`` is what addresses and reports show.
    ``opened_at`` is when newcomers could first join; it stays when the course is closed and opened again.
    """

    key = models.SlugField(_("key"), max_length=100, unique=True)
    code = models.SlugField(_("code"), max_length=100, unique=True)
    translation_key = models.UUIDField(unique=True, editable=False)
    source_locale = models.ForeignKey(Locale, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("opened"), default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    def __str__(self) -> str:
        return self.code


class UnitQuerySet(models.QuerySet["Unit"]):
    def current(self) -> Self:
        return self.filter(retired_at__isnull=True)


class Unit(models.Model):
    """
    This is a lesson, quiz or assignment as a thing that can be done, in one course.

    A deleted page retires its unit; a page moved to another course retires it here and makes a new one there.
    """

    class Kind(models.TextChoices):
        LESSON = "lesson", _("Lesson")
        QUIZ = "quiz", _("Quiz")
        ASSIGNMENT = "assignment", _("Assignment")

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="units")
    key = models.SlugField(_("key"), max_length=100)
    translation_key = models.UUIDField(editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    title = models.CharField(_("title"), max_length=255)
    retired_at = models.DateTimeField(_("retired"), null=True)

    objects = UnitQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        constraints = [
            models.UniqueConstraint(fields=["course", "key"], name="unit_key_once_per_course"),
            models.UniqueConstraint(fields=["course", "translation_key"], name="unit_once_per_page_and_course"),
        ]

    def __str__(self) -> str:
        return f"{self.course_id}/{self.key}"
