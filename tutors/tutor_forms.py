"""What staff fill in about tutors and their appointments."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from accounts.models import languages
from enrolments.forms import WITHIN_THE_SCREEN
from tutors.models import Appointment, Tutor
from tutors.staff_forms import EmailForm, MaybeReasonForm

MOST_TOPICS = 20


class NewTutorForm(EmailForm):
    trained_since = forms.DateField(label=_("Trained since"), required=False, widget=AdminDateInput)


class WordsField(forms.CharField):
    """Short words with commas between them."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> Any:
        words = [" ".join(each.split()) for each in str(super().to_python(value) or "").split(",")]
        return list(dict.fromkeys(word for word in words if word))[:MOST_TOPICS]

    def run_validators(self, value: Any) -> None:
        for word in value:
            super().run_validators(word)


class TutorForm(forms.ModelForm):  # type: ignore[type-arg]  # as above
    """What is known of a tutor. Nobody is made public by others, but may be taken from the public list."""

    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=languages, required=False, widget=forms.CheckboxSelectMultiple
    )
    topics = WordsField(label=_("Topics"), max_length=60, required=False, help_text=_("With commas between them."))

    class Meta:
        model = Tutor
        fields = ["about", "languages", "topics", "trained_since", "is_listed"]
        widgets = {"trained_since": AdminDateInput, "about": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.is_listed:
            self.fields["is_listed"].help_text = _("They agreed to it. You can end it, and they alone begin it again.")
        else:
            del self.fields["is_listed"]

    def clean_languages(self) -> list[str]:
        """What they speak besides the site's languages stays."""
        offered = {code for code, _name in languages()}
        kept = [code for code in self.initial.get("languages", []) if code not in offered]
        return [*self.cleaned_data["languages"], *kept]


class TutorField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    """A tutor of the few who may be appointed."""

    def __init__(self, **kwargs: Any) -> None:
        given: dict[str, Any] = {"label": _("Tutor"), "widget": forms.Select(attrs=WITHIN_THE_SCREEN)}
        super().__init__(queryset=Tutor.objects.none(), **given | kwargs)

    def label_from_instance(self, tutor: Tutor) -> str:
        return f"{tutor.user} · {tutor.user.email}"


class HandOverForm(MaybeReasonForm):
    tutor = TutorField(label=_("To whom"))
    field_order = ["tutor", "reason"]

    def __init__(self, *args: Any, tutors: QuerySet[Tutor], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tutor"].queryset = tutors  # type: ignore[attr-defined]  # a field of models


class AppointForm(forms.Form):
    tutor = TutorField()
    role = forms.ChoiceField(label=_("Role"), choices=Appointment.Role, widget=forms.RadioSelect)
    from_on = forms.DateField(label=_("From"), required=False, widget=AdminDateInput)
    until_on = forms.DateField(
        label=_("Until"), required=False, widget=AdminDateInput, help_text=_("Without dates: for the whole cohort.")
    )

    def __init__(self, *args: Any, tutors: QuerySet[Tutor], roles: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tutor"].queryset = tutors  # type: ignore[attr-defined]  # a field of models
        choices = [(role.value, role.label) for role in Appointment.Role if role in roles]
        self.fields["role"].choices = choices  # type: ignore[attr-defined]  # a field of choices

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        begins, ends = given.get("from_on"), given.get("until_on")
        if begins and ends and ends < begins:
            self.add_error("until_on", ValidationError(_("It would end before it begins.")))
        return given
