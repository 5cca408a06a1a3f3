"""What staff fill in about cohorts, tutors and places."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput

from accounts import zones
from accounts.models import User
from core.instants import UTC, city
from enrolments.forms import WITHIN_THE_SCREEN, OpenCourseField
from tutors import exceptions, refusals
from tutors.models import Cohort
from tutors.planning import FACTS

LONGEST_REASON = 500


def clock() -> str:
    """This names the clock by which staff read and type instants."""
    zone = timezone.get_current_timezone()
    return UTC if str(zone) == UTC else city(zone)


class CohortForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's own takes no parameter
    """What a cohort is. Its dates are those of its own zone, instants are typed by the clock of who types them."""

    class Meta:
        model = Cohort
        fields = list(FACTS)
        widgets = {
            "starts_on": AdminDateInput,
            "ends_on": AdminDateInput,
            "sign_up_opens_at": AdminDateTimeInput,
            "sign_up_closes_at": AdminDateTimeInput,
            "welcome": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label = self.fields["time_zone"].label
        choices = zones.choices(self.instance.time_zone)
        self.fields["time_zone"] = forms.ChoiceField(
            label=label,
            choices=choices,
            widget=forms.Select(attrs=WITHIN_THE_SCREEN),
            help_text=_("Of the cohort's dates, and of sessions that repeat each week."),
        )
        self.fields["joining"].widget.attrs |= WITHIN_THE_SCREEN
        for name in ("sign_up_opens_at", "sign_up_closes_at"):
            field = self.fields[name]
            field.help_text = f"{field.help_text} {_('By your clock: %(zone)s.') % {'zone': clock()}}".strip()
        self.fields["capacity"].min_value = 1  # type: ignore[attr-defined]  # a field of numbers

    def clean_capacity(self) -> int | None:
        seats: int | None = self.cleaned_data["capacity"]
        if seats == 0:
            raise ValidationError(_("A cohort has a seat. Leave this empty where there is no limit."))
        if seats is not None and seats < self.instance.seats_taken:
            raise ValidationError(str(refusals.WORDS[exceptions.CapacityTooSmall]))
        return seats

    def clean_offer_hours(self) -> int:
        hours: int = self.cleaned_data["offer_hours"]
        if not hours:
            raise ValidationError(_("An offer lasts an hour at least."))
        return hours

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        self.check_order("starts_on", "ends_on", _("It would end before it starts."))
        self.check_order("sign_up_opens_at", "sign_up_closes_at", _("Sign-up would close before it opens."))
        return given

    def check_order(self, first: str, second: str, fault: object) -> None:
        before, after = self.cleaned_data.get(first), self.cleaned_data.get(second)
        is_wrong = before and after and (after < before or (after == before and isinstance(after, dt.datetime)))
        if is_wrong:
            self.add_error(second, ValidationError(str(fault)))


class NewCohortForm(CohortForm):
    course = OpenCourseField()

    class Meta(CohortForm.Meta):
        fields = ["course", "code", *FACTS]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["course"].offer()  # type: ignore[attr-defined]  # a field of courses


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept with your name."),
    )


class MaybeReasonForm(ReasonForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = False


class EmailForm(forms.Form):
    """Somebody who has an account, by the address that somebody types: no list of everybody. ``person`` is who it is."""

    person: User

    email = forms.EmailField(label=_("E-mail address"), max_length=254, help_text=_("Of somebody who has an account."))

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        person = User.objects.filter(email=email, erased_at__isnull=True).first()
        if person is None:
            raise ValidationError(_("Nobody has an account with this address."))
        if not person.is_active:
            raise ValidationError(str(refusals.WORDS[exceptions.AccountClosed]))
        self.person = person
        return email


class AdmitForm(EmailForm, MaybeReasonForm):
    field_order = ["email", "reason"]


class CopyForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    code = forms.SlugField(label=_("Code"), max_length=60, help_text=_("Part of its address; it stays."))
    starts_on = forms.DateField(
        label=_("Starts on"),
        widget=AdminDateInput,
        help_text=_("Every other date, session and module moves by as many days; times by the clock stay."),
    )

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        if Cohort.objects.filter(code=code).exists():
            raise ValidationError(_("There is a cohort with this code."))
        return code


class MoveForm(ReasonForm):
    to_cohort = forms.ModelChoiceField(
        label=_("To which cohort"), queryset=Cohort.objects.none(), widget=forms.RadioSelect, empty_label=None
    )
    field_order = ["to_cohort", "reason"]

    def __init__(self, *args: Any, cohorts: QuerySet[Cohort], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to_cohort"]
        field.queryset = cohorts  # type: ignore[attr-defined]  # a field of models
        field.label_from_instance = seats_of  # type: ignore[attr-defined]  # as above


def seats_of(cohort: Cohort) -> str:
    """This is a cohort with its dates and what seats it has."""
    seats = _("no limit of seats") if cohort.seats_left is None else _("%(count)s seats free") % {"count": cohort.seats_left}
    days = " – ".join(date_format(day, "DATE_FORMAT") for day in (cohort.starts_on, cohort.ends_on))
    return f"{cohort.name} ({cohort.get_language_display()}, {days}, {seats})"
