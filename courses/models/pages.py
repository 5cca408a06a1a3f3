"""The pages that an author writes."""

from typing import Any

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from courses.blocks import LessonBlock


class CataloguePage(Page):
    """This holds the courses of one language; people read them at ``/courses/``."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["courses.CoursePage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("catalogue")
        verbose_name_plural = _("catalogues")


class CourseTopic(TaggedItemBase):
    """This is a topic of a course page."""

    content_object = ParentalKey("courses.CoursePage", on_delete=models.CASCADE, related_name="topic_items")


class CoursePage(Page):
    """
    This is a course as its author writes it.

    ``key`` and ``code`` go to the course's identity row when the page is first published.
    """

    class Level(models.TextChoices):
        BEGINNER = "beginner", _("Beginner")
        INTERMEDIATE = "intermediate", _("Intermediate")
        ADVANCED = "advanced", _("Advanced")

    class Pace(models.TextChoices):
        SELF_PACED = "self-paced", _("At your own pace")
        MODERATED = "moderated", _("In a moderated cohort")
        BOTH = "both", _("At your own pace or in a cohort")

    key = models.SlugField(
        _("key"), max_length=100, blank=True, help_text=_("The permanent name of the course in course folders.")
    )
    code = models.SlugField(
        _("code"), max_length=100, blank=True, help_text=_("What learners see in addresses; the key where empty.")
    )
    summary = models.CharField(_("summary"), max_length=300, blank=True)
    level = models.CharField(_("level"), max_length=15, choices=Level, default=Level.BEGINNER)
    pace = models.CharField(_("pace"), max_length=15, choices=Pace, default=Pace.SELF_PACED)
    hours = models.DecimalField(
        _("hours of study"), max_digits=5, decimal_places=1, default=1, validators=[MaxValueValidator(999)]
    )
    licence = models.CharField(_("licence"), max_length=50, blank=True, help_text=_("Its SPDX name, such as CC-BY-4.0."))
    attribution = models.JSONField(_("attribution"), default=dict, blank=True)
    outcomes = models.JSONField(_("learning outcomes"), default=list, blank=True)
    topics = ClusterTaggableManager(through=CourseTopic, blank=True, verbose_name=_("topics"))

    parent_page_types = ["courses.CataloguePage"]
    subpage_types = ["courses.ModulePage"]
    exclude_fields_in_copy = ["key", "code"]

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("level"),
        FieldPanel("pace"),
        FieldPanel("hours"),
        FieldPanel("topics"),
        FieldPanel("licence"),
    ]

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")


class ModulePage(Page):
    """This is a chapter of a course; its lessons, quizzes and assignments are its children."""

    key = models.SlugField(_("key"), max_length=100, blank=True)
    summary = models.CharField(_("summary"), max_length=300, blank=True)
    is_locked = models.BooleanField(
        _("locked"), default=False, help_text=_("Opens when everything required in the module before is done.")
    )

    parent_page_types = ["courses.CoursePage"]
    subpage_types = ["courses.LessonPage"]
    exclude_fields_in_copy = ["key"]

    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("is_locked")]

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")


class LessonPage(Page):
    """This is a lesson: a text to read and, by its author's choice, to continue from or to mark as done."""

    class DoneBy(models.TextChoices):
        CONTINUE = "continue", _("Continuing to the next page")
        MARK = "mark", _("The learner's own mark")

    key = models.SlugField(_("key"), max_length=100, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=5)
    is_required = models.BooleanField(_("required"), default=True)
    done_by = models.CharField(_("done by"), max_length=10, choices=DoneBy, default=DoneBy.CONTINUE)
    is_sample = models.BooleanField(_("sample"), default=False, help_text=_("Anyone may read it before they enrol."))
    body: Any = StreamField(LessonBlock(), verbose_name=_("text"), blank=True)

    parent_page_types = ["courses.ModulePage"]
    subpage_types: list[str] = []
    exclude_fields_in_copy = ["key"]

    content_panels = [
        *Page.content_panels,
        FieldPanel("body"),
        FieldPanel("minutes"),
        FieldPanel("is_required"),
        FieldPanel("done_by"),
        FieldPanel("is_sample"),
    ]

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
