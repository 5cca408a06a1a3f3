"""Sessions: what they say of themselves, and when they are, by the clock of the cohort's zone."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext, gettext_lazy

from tutors import wall_clock
from tutors.models import Cohort, Session, Tutor
from tutors.scheduling import Meeting
from tutors.teach.fields import ConfirmedForm, DayField, TimeField, whose_clock
from tutors.wall_clock import Weekly


class LinkField(forms.URLField):
    """An address of the web; without a scheme, the safe one is meant."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(assume_scheme="https", max_length=500, required=False, **kwargs)
        self.widget.attrs["placeholder"] = "https://"


class WhenForm(ConfirmedForm):
    """By the clock of the cohort's zone."""

    day = DayField(label=gettext_lazy("Day"))
    time = TimeField(label=gettext_lazy("Time"))
    minutes = forms.IntegerField(label=gettext_lazy("Minutes"), min_value=5, max_value=1440, initial=60)

    def __init__(self, *args: Any, cohort: Cohort, now: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cohort, self.now = cohort, now
        self.fields["time"].help_text = whose_clock(cohort.zone)

    @property
    def starts_at(self) -> dt.datetime:
        return wall_clock.instant(self.cleaned_data["day"], self.cleaned_data["time"], self.cohort.zone)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if {"day", "time"} <= given.keys() and self.starts_at <= self.now:
            self.add_error("day", gettext("This lies behind us. Choose an instant to come."))
        return given

    def planned(self, session: Session) -> Session:
        """This is a session at the time that the form says, unsaved; ``ends_at`` is what overlaps are found by."""
        session.starts_at, session.minutes = self.starts_at, self.cleaned_data["minutes"]
        session.ends_at = session.starts_at + dt.timedelta(minutes=session.minutes)
        return session


class MeetingForm(ConfirmedForm):
    """What a session says of itself."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    held_by = forms.ModelChoiceField(
        label=gettext_lazy("Held by"),
        queryset=Tutor.objects.none(),
        required=False,
        empty_label=gettext_lazy("Nobody in particular"),
    )
    join_url = LinkField(
        label=gettext_lazy("Link to join"),
        help_text=gettext_lazy("Members see it from 15 minutes before until half an hour after."),
    )
    agenda = forms.CharField(
        label=gettext_lazy("Agenda"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, tutors: QuerySet[Tutor], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["held_by"].queryset = tutors  # type: ignore[attr-defined]  # a field of rows

    @property
    def meeting(self) -> Meeting:
        return Meeting(**{name: self.cleaned_data[name] for name in ("title", "agenda", "join_url", "held_by")})


class PlanForm(WhenForm, MeetingForm):
    field_order = ["title", "day", "time", "minutes", "held_by", "join_url", "agenda"]


class SeriesForm(PlanForm):
    times = forms.IntegerField(label=gettext_lazy("How many sessions"), min_value=2, max_value=52, initial=6)
    every = forms.IntegerField(label=gettext_lazy("Every so many weeks"), min_value=1, max_value=8, initial=1)
    field_order = ["title", "day", "time", "minutes", "times", "every", "held_by", "join_url", "agenda"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].label = gettext("First day")

    @property
    def weekly(self) -> Weekly:
        given = self.cleaned_data
        return Weekly(first_on=given["day"], at=given["time"], times=given["times"], every=given["every"])


class RecordingForm(forms.Form):
    url = LinkField(label=gettext_lazy("Recording"), help_text=gettext_lazy("Without an address, it is taken back."))


def tutors_of(cohort: Cohort, *others: Tutor | None) -> QuerySet[Tutor]:
    """These may hold a session of a cohort."""
    appointed = Q(appointments__cohort=cohort, appointments__ended_at__isnull=True)
    found = Tutor.objects.filter(appointed | Q(pk__in=[each.pk for each in others if each]))
    return found.select_related("user").order_by("user__search_name", "pk").distinct()
