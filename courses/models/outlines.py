"""Outlines and texts: what a learner's page is read from, whatever the size of the course."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from courses.addresses import RESERVED_SLUGS
from courses.models.identity import Course, Unit


class OutlineQuerySet(models.QuerySet["Outline"]):
    def open(self) -> Self:
        """These are of courses that newcomers may find and join."""
        return self.filter(is_open=True)


class Outline(models.Model):
    """
    This is a published course in one language of the site, stored whole for reading.

    There is one row for each course and locale, also where no translation exists: its texts are then the source's, marked
    with their language. It is rebuilt under a lock in the transaction that publishes, unpublishes, moves, deletes or
    restricts a page, and compared with the tree by a sweep. ``modules`` is read through `courses.outline.parse`.

    A course whose page is taken down is no longer open, and keeps its outline as it was for those inside.
    """

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="outlines")
    locale = models.ForeignKey(Locale, on_delete=models.CASCADE, related_name="+")
    version = models.PositiveIntegerField(default=1)
    is_open = models.BooleanField(default=True)
    slug = models.SlugField(max_length=255, allow_unicode=True)
    title = models.CharField(max_length=255)
    language = models.CharField(max_length=10, help_text="The language of title and summary.")
    facts = models.JSONField(help_text="Summary, level, hours, outcomes and the rest of the course's public page.")
    modules = models.JSONField(help_text="Modules with their units, in order.")
    search_text = models.TextField(help_text="Folded; for finding the course in this language.")
    tree_digest = models.CharField(
        max_length=64, default="", help_text="Of the pages and restrictions it was built from; the sweep compares it."
    )
    rebuilt_at = models.DateTimeField(default=timezone.now)

    objects = OutlineQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("outline")
        verbose_name_plural = _("outlines")
        constraints = [
            models.UniqueConstraint(fields=["course", "locale"], name="outline_once_per_locale"),
            models.UniqueConstraint(fields=["locale", "slug"], name="outline_slug_once_per_locale"),
            models.CheckConstraint(condition=~Q(slug__in=RESERVED_SLUGS), name="outline_slug_not_reserved"),
        ]

    def __str__(self) -> str:
        return self.title


class UnitText(models.Model):
    """
    This is a lesson's text in one language, as HTML, rendered when its page was published.

    Images are made and links are rewritten by then; a view sends it as it is.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="texts")
    locale = models.ForeignKey(Locale, on_delete=models.CASCADE, related_name="+")
    html = models.TextField()
    stamp = models.CharField(
        max_length=100, default="", help_text="The page and revision it was rendered from; another one is rendered anew."
    )
    rendered_at = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("rendered text")
        verbose_name_plural = _("rendered texts")
        constraints = [models.UniqueConstraint(fields=["unit", "locale"], name="unit_text_once_per_locale")]

    def __str__(self) -> str:
        return f"{self.unit_id} ({self.locale_id})"
