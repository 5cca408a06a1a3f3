"""Who is appointed to a cohort, and as what."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext, gettext_lazy

from tutors.appointing import Terms
from tutors.models import Appointment, Cohort, Session, Tutor
from tutors.teach.fields import ConfirmedForm, DayField

Role = Appointment.Role


def who_may_teach() -> QuerySet[Tutor]:
    """These are all tutors; there are some hundreds of them at most, and their colleagues know them."""
    return Tutor.objects.active().select_related("user").order_by("user__search_name", "pk")


class AppointForm(ConfirmedForm):
    tutor = forms.ModelChoiceField(label=gettext_lazy("Tutor"), queryset=Tutor.objects.none())
    role = forms.TypedChoiceField(label=gettext_lazy("Role"), coerce=Role, widget=forms.RadioSelect)
    from_on = DayField(label=gettext_lazy("From"), required=False)
    until_on = DayField(label=gettext_lazy("Until"), required=False)

    def __init__(self, *args: Any, roles: list[Role], cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cohort = cohort
        self.fields["tutor"].queryset = who_may_teach()  # type: ignore[attr-defined]  # a field of rows
        self.fields["role"].choices = [(role, role.label) for role in roles]  # type: ignore[attr-defined]  # of choices
        if len(roles) == 1:
            self.fields["role"].initial, self.fields["role"].widget = roles[0], forms.HiddenInput()
        if roles == [Role.STAND_IN]:
            self.fields["from_on"].required = self.fields["until_on"].required = True

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        start, end = given.get("from_on"), given.get("until_on")
        if start and end and end < start:
            self.add_error("until_on", gettext("It ends before it starts."))
        if given.get("role") == Role.STAND_IN:
            for name in ("from_on", "until_on"):
                if name in given and not given[name]:
                    self.add_error(name, gettext("Somebody stands in for given days."))
        return given

    @property
    def terms(self) -> Terms:
        return Terms(self.cleaned_data["role"], self.cleaned_data["from_on"], self.cleaned_data["until_on"])

    def concerns(self, session: Session) -> bool:
        """Say whether a session lies on the days of the appointment."""
        appointment = Appointment(from_on=self.cleaned_data["from_on"], until_on=self.cleaned_data["until_on"])
        return appointment.covers(self.cohort.today(session.starts_at))


class HandOverForm(ConfirmedForm):
    tutor = forms.ModelChoiceField(label=gettext_lazy("Next lead tutor"), queryset=Tutor.objects.none())
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tutor"].queryset = who_may_teach()  # type: ignore[attr-defined]  # a field of rows
