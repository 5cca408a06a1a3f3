"""The pages that an author writes."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from courses.addresses import unit_address
from courses.blocks import LessonBlock, QuestionsBlock
from courses.blocks.questions import PASSAGE
from courses.circles import find_circle
from courses.keys import free_key
from courses.models.identity import Course, Unit
from courses.models.learning import KeptPage, PlainlyReadPage
from courses.models.outlines import Outline
from courses.page_forms import CoursePageForm, StructuredPageForm


class CataloguePage(PlainlyReadPage):
    """This holds the courses of one language; people read them at ``/courses/``."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["courses.CoursePage"]
    max_count_per_parent = 1
    preview_template = "courses/catalogue_preview.html"

    class Meta:
        verbose_name = _("catalogue")
        verbose_name_plural = _("catalogues")

    def plain_address(self) -> str:
        with override(self.locale.language_code):
            return reverse("courses:catalogue")


class CourseTopic(TaggedItemBase):
    """This is a topic of a course page."""

    content_object = ParentalKey("courses.CoursePage", on_delete=models.CASCADE, related_name="topic_items")


class CoursePage(KeptPage):
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

    code = models.SlugField(
        _("code"),
        max_length=100,
        blank=True,
        help_text=_("What learners see in addresses; the key where empty. It stays once the course is published."),
    )
    summary = models.CharField(_("summary"), max_length=300, blank=True)
    level = models.CharField(_("level"), max_length=15, choices=Level, default=Level.BEGINNER)
    pace = models.CharField(_("pace"), max_length=15, choices=Pace, default=Pace.SELF_PACED)
    hours = models.DecimalField(
        _("hours of study"),
        max_digits=5,
        decimal_places=1,
        default=1,
        validators=[MinValueValidator(0), MaxValueValidator(999)],
    )
    licence = models.CharField(_("licence"), max_length=50, blank=True, help_text=_("Its SPDX name, such as CC-BY-4.0."))
    author = models.CharField(_("author"), max_length=200, blank=True)
    original_title = models.CharField(
        _("title of the original"), max_length=250, blank=True, help_text=_("Where the course is made after another work.")
    )
    original_source = models.CharField(
        _("source of the original"), max_length=250, blank=True, help_text=_("A web address, or where it is published.")
    )
    outcomes = models.TextField(
        _("learning outcomes"), blank=True, help_text=_("What people can do afterwards. One a line.")
    )
    topics = ClusterTaggableManager(through=CourseTopic, blank=True, verbose_name=_("topics"))
    prerequisites = ParentalManyToManyField(
        Course, blank=True, related_name="+", verbose_name=_("courses before"), help_text=_("Complete these first.")
    )

    parent_page_types = ["courses.CataloguePage"]
    subpage_types = ["courses.ModulePage"]
    exclude_fields_in_copy: ClassVar[list[str]] = ["key", "code"]
    preview_template = "courses/course_preview.html"
    base_form_class = CoursePageForm
    structural_fields = (
        "code",
        "level",
        "pace",
        "hours",
        "licence",
        "author",
        "original_title",
        "original_source",
        "prerequisites",
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("outcomes"),
        FieldPanel("topics"),
        FieldPanel("level"),
        FieldPanel("pace"),
        FieldPanel("hours"),
        FieldPanel("prerequisites", widget=forms.CheckboxSelectMultiple),
        MultiFieldPanel(
            [FieldPanel("licence"), FieldPanel("author"), FieldPanel("original_title"), FieldPanel("original_source")],
            heading=_("Licence and attribution"),
        ),
    ]
    promote_panels = [FieldPanel("code"), *Page.promote_panels]

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    @property
    def outcome_lines(self) -> tuple[str, ...]:
        return tuple(line.strip() for line in self.outcomes.splitlines() if line.strip())

    @property
    def attribution(self) -> dict[str, str]:
        named = {"author": self.author, "title": self.original_title, "source": self.original_source}
        return {name: value for name, value in named.items() if value}

    def keys_beside(self) -> set[str]:
        others = CoursePage.objects.exclude(translation_key=self.translation_key)
        return set(others.values_list("key", flat=True))

    def taken_keys(self) -> set[str]:
        kept = Course.objects.exclude(translation_key=self.translation_key)
        return self.keys_beside() | set(kept.values_list("key", flat=True))

    def clean(self) -> None:
        super().clean()
        if self.code and Course.objects.filter(code=self.code).exclude(translation_key=self.translation_key).exists():
            raise ValidationError({"code": _("Another course has the code “%(code)s” already.") % {"code": self.code}})

    def circle(self, wanted: Iterable[int]) -> list[str]:
        """These are the codes of courses that would wait for one another if this one came after the wanted."""
        rows = {course.translation_key: course for course in Course.objects.all()}
        own = rows.get(self.translation_key)
        if own is None:
            return []
        edges: dict[int, list[int]] = defaultdict(list)
        pairs = CoursePage.prerequisites.through.objects.values_list("coursepage__translation_key", "course")
        for key, before in pairs:
            if key in rows:
                edges[rows[key].pk].append(before)
        codes = {course.pk: course.code for course in rows.values()}
        return [codes[course] for course in find_circle(own.pk, wanted, edges)]

    def plain_address(self) -> str | None:
        outlines = Outline.objects.filter(course__translation_key=self.translation_key, locale=self.locale_id)
        slug = outlines.values_list("slug", flat=True).first()
        if slug is None:
            return None
        with override(self.locale.language_code):
            return reverse("courses:course", args=[slug])


class ModulePage(KeptPage):
    """This is a chapter of a course; its lessons, quizzes and assignments are its children."""

    summary = models.CharField(_("summary"), max_length=300, blank=True)
    is_locked = models.BooleanField(
        _("locked"), default=False, help_text=_("Opens when everything required in the module before is done.")
    )

    parent_page_types = ["courses.CoursePage"]
    subpage_types = ["courses.LessonPage", "courses.QuizPage"]
    preview_template = "courses/module_preview.html"
    base_form_class = StructuredPageForm
    structural_fields = ("is_locked",)

    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("is_locked")]

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")

    def keys_beside(self) -> set[str]:
        course_path = self.path[: -self.steplen]
        others = ModulePage.objects.filter(path__startswith=course_path).exclude(pk=self.pk)
        return set(others.values_list("key", flat=True))

    def plain_address(self) -> str | None:
        course = self.get_parent()
        address = course.specific.plain_address() if course else None
        return f"{address}#{self.key}" if address else None


class UnitPage(KeptPage):
    """This is a page of a thing that can be done: every kind of unit has these fields."""

    kind: ClassVar[Unit.Kind]

    minutes = models.PositiveSmallIntegerField(_("minutes"), default=5, validators=[MaxValueValidator(600)])
    is_required = models.BooleanField(_("required"), default=True)

    parent_page_types = ["courses.ModulePage"]
    subpage_types: ClassVar[list[str]] = []
    base_form_class = StructuredPageForm

    class Meta:
        abstract = True

    def keys_beside(self) -> set[str]:
        course_path = self.path[: -2 * self.steplen]
        return {
            key
            for model in unit_page_models()
            for key in model.objects.filter(path__startswith=course_path).exclude(pk=self.pk).values_list("key", flat=True)
        }

    def taken_keys(self) -> set[str]:
        course_path = self.path[: -2 * self.steplen]
        course = CoursePage.objects.filter(path=course_path).values("translation_key")
        kept = Unit.objects.filter(course__translation_key__in=course).exclude(translation_key=self.translation_key)
        return self.keys_beside() | set(kept.values_list("key", flat=True))

    def plain_address(self) -> str | None:
        units = Unit.objects.current().filter(translation_key=self.translation_key)
        names = units.values_list("course__code", "key").first()
        return unit_address(*names) if names else None


class LessonPage(UnitPage):
    """This is a lesson: a text to read and, by its author's choice, to continue from or to mark as done."""

    class DoneBy(models.TextChoices):
        CONTINUE = "continue", _("Continuing to the next page")
        MARK = "mark", _("The learner's own mark")

    kind = Unit.Kind.LESSON

    done_by = models.CharField(_("done by"), max_length=10, choices=DoneBy, default=DoneBy.CONTINUE)
    is_sample = models.BooleanField(_("sample"), default=False, help_text=_("Anyone may read it before they enrol."))
    body: Any = StreamField(LessonBlock(), verbose_name=_("text"), blank=True)

    preview_template = "courses/lesson_preview.html"
    structural_fields = ("minutes", "is_required", "done_by", "is_sample")

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


class QuizPage(UnitPage):
    """
    This is a quiz: questions that the platform marks.

    Every question has a key, by which its translations and answers find it; it is made where the author gave none.
    """

    kind = Unit.Kind.QUIZ

    introduction = RichTextField(_("introduction"), blank=True, max_length=2000, features=PASSAGE)
    questions: Any = StreamField(QuestionsBlock(), verbose_name=_("questions"), blank=True)
    pass_mark = models.PositiveSmallIntegerField(
        _("pass mark"), default=70, validators=[MaxValueValidator(100)], help_text=_("In percent of the points.")
    )
    attempts = models.PositiveSmallIntegerField(
        _("attempts"), default=0, validators=[MaxValueValidator(100)], help_text=_("0 stands for any number.")
    )
    time_limit = models.PositiveSmallIntegerField(
        _("time limit"), default=0, validators=[MaxValueValidator(600)], help_text=_("In minutes; 0 stands for none.")
    )
    cool_down = models.PositiveSmallIntegerField(
        _("wait between attempts"),
        default=0,
        validators=[MaxValueValidator(10080)],
        help_text=_("In minutes; 0 stands for none."),
    )
    draw = models.PositiveSmallIntegerField(
        _("questions asked"),
        default=0,
        validators=[MaxValueValidator(200)],
        help_text=_("So many are drawn for each attempt; 0 stands for all."),
    )
    shuffle = models.BooleanField(
        _("shuffle the questions"), default=True, help_text=_("They come in another order each time.")
    )

    preview_template = "courses/quiz_preview.html"
    rules = ("pass_mark", "attempts", "time_limit", "cool_down", "draw", "shuffle")
    structural_fields = ("minutes", "is_required", *rules)

    content_panels = [
        *Page.content_panels,
        FieldPanel("introduction"),
        FieldPanel("questions"),
        MultiFieldPanel([FieldPanel(name) for name in rules], heading=_("Rules")),
        FieldPanel("minutes"),
        FieldPanel("is_required"),
    ]

    class Meta:
        verbose_name = _("quiz")
        verbose_name_plural = _("quizzes")
        constraints = [
            models.CheckConstraint(condition=models.Q(pass_mark__lte=100), name="quiz_pass_mark_within_100"),
        ]

    def clean(self) -> None:
        super().clean()
        self.fill_question_keys()
        # A translation is drawn from as its original is, however many of the questions have words in it yet.
        if self.draw > len(self.questions) and self.original() in (None, self):
            raise ValidationError({"draw": _("The quiz has fewer questions than are to be drawn.")})

    def fill_question_keys(self) -> None:
        """:raises ValidationError: if two questions have one key."""
        keys = [question.value["key"] for question in self.questions if question.value["key"]]
        if len(set(keys)) < len(keys):
            raise ValidationError({"questions": _("Two questions have the same key.")})
        for number, question in enumerate(self.questions, start=1):
            if not question.value["key"]:
                question.value["key"] = free_key(f"question-{number}", keys)
                keys.append(question.value["key"])


def unit_page_models() -> list[type[UnitPage]]:
    """These are the kinds of page that make units."""
    return [LessonPage, QuizPage]
