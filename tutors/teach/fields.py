"""Fields of the tutors' forms: days and times as a clock in the cohort's zone shows them."""

import datetime as dt
import hashlib
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from core import instants
from tutors import wall_clock
from tutors.queries import Clash

EARLIEST, LATEST = dt.date(2000, 1, 1), dt.date(2199, 12, 31)


def whose_clock(zone: ZoneInfo) -> str:
    """This says by which clock a form's times are meant."""
    if str(zone) == instants.UTC:
        return gettext("By the clock of UTC.")
    return gettext("By the clock of %(city)s (%(zone)s).") % {"city": instants.city(zone), "zone": zone}


class DayField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_validators = [MinValueValidator(EARLIEST), MaxValueValidator(LATEST)]


class TimeField(forms.TimeField):
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class ClockField(forms.DateTimeField):
    """This is an instant, typed and shown as a clock in a zone shows it; the form says which one."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    zone = ZoneInfo("UTC")

    def set_zone(self, zone: ZoneInfo) -> None:
        self.zone, self.help_text = zone, " ".join(filter(None, [str(self.help_text), whose_clock(zone)]))

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, dt.datetime) and timezone.is_aware(value):
            return value.astimezone(self.zone).replace(tzinfo=None)
        return value

    def to_python(self, value: Any) -> dt.datetime | None:
        with timezone.override(dt.UTC):
            typed = super().to_python(value)
        if typed is None:
            return None
        if not EARLIEST <= typed.date() <= LATEST:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return wall_clock.instant(typed.date(), typed.time(), self.zone)


class ConfirmedForm(forms.Form):
    """
    A form that says before it acts what there is to know, and comes back with what was seen.

    Where something else is to be known by then, it is shown anew.
    """

    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=64)

    def confirms(self, facts: Iterable[object]) -> bool:
        """Say whether these facts were seen, none needing to be; else the form that goes back says that they are."""
        known = digest(facts)
        if self.cleaned_data["seen"] == known:
            return True
        self.data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict, as this runs for what was posted
        self.data[self.add_prefix("seen")] = known  # type: ignore[index]  # a copy may be changed
        return False


def digest(facts: Iterable[object]) -> str:
    told = [str(fact) for fact in facts]
    return hashlib.sha256("\n".join(told).encode()).hexdigest() if told else ""


def told_of(clashes: Iterable[Clash]) -> list[str]:
    """These facts say that sessions overlap, and when."""
    return [f"{each.session.starts_at} {each.other.pk} {each.other.starts_at}" for each in clashes]


class ReasonForm(forms.Form):
    """Why something is done, which is kept in the history."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class SaidForm(forms.Form):
    reason = forms.CharField(required=False, max_length=500)


def reason_of(request: HttpRequest) -> str:
    """This is why, as somebody says in a form of one line; nothing, where it is no text or too long."""
    form = SaidForm(request.POST)
    return str(form.cleaned_data["reason"]) if form.is_valid() else ""
