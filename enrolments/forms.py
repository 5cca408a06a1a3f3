import datetime as dt
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator
from django.db.models import F, QuerySet
from django.http import QueryDict
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput

from courses.models import Course, Outline, Unit
from enrolments.granted import Granted
from enrolments.intake.cells import MEGABYTE, MOST_BYTES
from enrolments.intake.sheet import MOST_LINES
from enrolments.models import PageReport, Rating
from enrolments.queries import Standing

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


class LanguageForm(forms.Form):
    def __init__(self, data: QueryDict, *, standing: Standing) -> None:
        super().__init__(data)
        self.fields["language"] = forms.ChoiceField(choices=[(code, code) for code in standing.languages])


class RatingForm(forms.Form):
    score = forms.TypedChoiceField(
        label=_("How good was this course?"), choices=Rating.Score, coerce=int, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("What was good, and what could be better?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Read by the people who make the course, without your name."),
    )


LONGEST_WORDS = 2000


class ReportForm(forms.Form):
    kind = forms.ChoiceField(label=_("What is it?"), choices=PageReport.Kind, widget=forms.RadioSelect)
    words = forms.CharField(label=_("In your own words"), max_length=LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 6}))


class AnswerForm(forms.Form):
    words = forms.CharField(
        label=_("Answer"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("The learner gets it by mail. Without one, the report is closed and nobody gets a mail."),
    )


# Wagtail's class; without it a select is as wide as its longest title, and a phone shows half of it.
WITHIN_THE_SCREEN = {"class": "w-w-full"}


class AllowanceForm(forms.Form):
    unit = forms.ChoiceField(label=_("Lesson or quiz"))
    attempts = forms.IntegerField(label=_("More attempts"), min_value=0, max_value=100, required=False, initial=0)
    minutes = forms.IntegerField(
        label=_("More minutes for each attempt"), min_value=0, max_value=600, required=False, initial=0
    )
    due_at = forms.DateTimeField(label=_("Another date"), required=False, widget=AdminDateTimeInput)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept with the allowance. The learner reads it only in their data, if they ask for these."),
    )

    def __init__(self, *args: Any, standing: Standing, now: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.units = {str(entry.id): entry for entry in standing.modules.units}
        names = [(key, entry.title) for key, entry in self.units.items()]
        unit = forms.ChoiceField(
            label=self.fields["unit"].label, choices=names, widget=forms.Select(attrs=WITHIN_THE_SCREEN)
        )
        self.fields["unit"] = unit

    def clean_due_at(self) -> dt.datetime | None:
        due_at: dt.datetime | None = self.cleaned_data["due_at"]
        if due_at is not None and due_at <= self.now:
            raise forms.ValidationError(_("This date has passed."))
        return due_at

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        given["granted"] = Granted(given.get("attempts") or 0, given.get("minutes") or 0)
        unit = self.units.get(given.get("unit", ""))
        if given["granted"] and unit and unit.kind != Unit.Kind.QUIZ:
            self.add_error("unit", _("Attempts and minutes can be granted for a quiz only."))
        if not self.errors and not given["granted"] and not given["due_at"]:
            self.add_error("attempts", _("Grant attempts, minutes or a date."))
        return given


class ResetForm(forms.Form):
    unit = forms.ModelChoiceField(
        label=_("What"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=_("All of the course"),
        widget=forms.Select(attrs=WITHIN_THE_SCREEN),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept with the enrolment. The learner reads it in the mail that they get."),
    )

    def __init__(self, *args: Any, units: QuerySet[Unit], wanted: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        field.queryset = units  # type: ignore[attr-defined]  # a field of models
        field.label_from_instance = lambda unit: unit.title  # type: ignore[attr-defined]  # as above
        field.initial = wanted


class OpenCourseField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    """A course that takes newcomers, by its title. They are read when somebody sees the form."""

    def __init__(self, **kwargs: Any) -> None:
        given: dict[str, Any] = {"label": _("Course"), "widget": forms.Select(attrs=WITHIN_THE_SCREEN)}
        super().__init__(queryset=Course.objects.none(), **given | kwargs)

    def offer(self) -> None:
        open_ones = Outline.objects.open().filter(locale=F("course__source_locale"))
        self.titles = dict(open_ones.order_by("title").values_list("course", "title"))
        self.queryset = Course.objects.filter(pk__in=self.titles).order_by("code")

    def label_from_instance(self, course: Course) -> str:
        return f"{self.titles[course.pk]} ({course.code})"


class ListForm(forms.Form):
    """A list of people, as a file."""

    file = forms.FileField(
        label=_("List of people"),
        validators=[FileExtensionValidator(["csv", "txt", "tsv", "xlsx"])],
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
        help_text=_("A .csv or .xlsx file with at most %(lines)s people and %(most)s MB.")
        % {"lines": MOST_LINES, "most": MOST_BYTES // MEGABYTE},
    )

    def clean_file(self) -> "UploadedFile[Any]":
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise ValidationError(_("The file has more than %(most)s MB."), params={"most": MOST_BYTES // MEGABYTE})
        return file


class IntakeForm(ListForm):
    course = OpenCourseField()
    language = forms.ChoiceField(
        label=_("Language of the lessons"), required=False, widget=forms.Select(attrs=WITHIN_THE_SCREEN)
    )
    field_order = ["course", "language", "file"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["course"].offer()  # type: ignore[attr-defined]  # a field of courses
        names = [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES]
        languages = [("", _("Each person's own, where the course has it")), *names]
        self.fields["language"].choices = languages  # type: ignore[attr-defined]  # a field of choices
