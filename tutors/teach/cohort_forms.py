"""What a cohort is, changed by who leads it; and another one like it."""

import copy
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from tutors.models import Cohort
from tutors.teach.fields import ClockField, DayField

# Addresses under /teach/ that are no cohort's.
RESERVED = {"profile"}


class CohortForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's own takes no parameter
    starts_on = DayField(label=gettext_lazy("Starts on"))
    ends_on = DayField(label=gettext_lazy("Ends on"))
    sign_up_opens_at = ClockField(label=gettext_lazy("Sign-up opens"), required=False)
    sign_up_closes_at = ClockField(
        label=gettext_lazy("Sign-up closes"),
        required=False,
        help_text=gettext_lazy("Without an instant, when the cohort starts."),
    )

    class Meta:
        model = Cohort
        fields = [
            *("name", "starts_on", "ends_on", "sign_up_opens_at", "sign_up_closes_at"),
            *("capacity", "joining", "offer_hours", "hours", "welcome"),
        ]
        widgets = {"joining": forms.RadioSelect, "welcome": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        # The form writes into what it is given; the page around it shows the cohort as it is.
        kwargs["instance"] = copy.copy(cohort)
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, ClockField):
                field.set_zone(cohort.zone)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        starts, ends = given.get("starts_on"), given.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", gettext("It ends before it starts."))
        opens, closes = given.get("sign_up_opens_at"), given.get("sign_up_closes_at")
        if opens and closes and closes <= opens:
            self.add_error("sign_up_closes_at", gettext("Sign-up closes before it opens."))
        return given

    def clean_capacity(self) -> int | None:
        return self._at_least_one("capacity")

    def clean_offer_hours(self) -> int | None:
        return self._at_least_one("offer_hours")

    def _at_least_one(self, name: str) -> int | None:
        number: int | None = self.cleaned_data[name]
        if number is not None and number < 1:
            raise forms.ValidationError(gettext("At least 1."), code="too_small")
        return number

    def facts(self) -> dict[str, Any]:
        """These are the facts by the names of the cohort's own."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}


class CopyForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    code = forms.SlugField(
        label=gettext_lazy("Code"),
        max_length=60,
        help_text=gettext_lazy("Part of its address; it stays. Such as dns-spring."),
    )
    starts_on = DayField(
        label=gettext_lazy("Starts on"),
        help_text=gettext_lazy("Every date moves with it. From the same weekday on, sessions keep theirs."),
    )

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cohort = cohort

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if code in RESERVED or Cohort.objects.filter(code=code).exists():
            raise forms.ValidationError(gettext("This code is taken."), code="taken")
        return code

    @property
    def days(self) -> int:
        days: int = (self.cleaned_data["starts_on"] - self.cohort.starts_on).days
        return days


class MoveForm(forms.Form):
    """What a cohort is to become, and why."""

    to = forms.ChoiceField(choices=Cohort.Status)
    reason = forms.CharField(required=False, max_length=500)
