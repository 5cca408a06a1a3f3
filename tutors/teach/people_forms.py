"""Who is looked for among a cohort's people, who is let in, and where somebody goes."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext, gettext_lazy

from accounts.models import User
from tutors.models import Cohort
from tutors.teach.fields import ReasonForm
from tutors.teach.roll import STATES

MOST = 500


class LookingForm(forms.Form):
    """What is in the address; a state that nobody knows is none."""

    q = forms.CharField(
        label=gettext_lazy("Name or e-mail address"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False, choices=STATES)


class DecisionForm(forms.Form):
    """About those who were ticked, at once."""

    APPROVE, REFUSE = "approve", "refuse"

    place = forms.TypedMultipleChoiceField(coerce=int)
    act = forms.ChoiceField(choices=[(APPROVE, ""), (REFUSE, "")])
    reason = forms.CharField(required=False, max_length=500)

    def __init__(self, *args: Any, asked: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [(pk, pk) for pk in asked]  # type: ignore[attr-defined]  # a field of choices


class AdmitForm(forms.Form):
    email = forms.CharField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy(
            "Of an account here. They become a member at once or, where no seat is free, the last to wait."
        ),
    )

    def clean_email(self) -> str:
        typed: str = self.cleaned_data["email"].strip().lower()
        self.person = User.objects.filter(email=typed, is_active=True).first()
        if self.person is None:
            raise forms.ValidationError(
                gettext("Nobody has an account with this address. Send them the invitation."), code="unknown"
            )
        return typed


class PlaceMoveForm(ReasonForm):
    to = forms.ModelChoiceField(label=gettext_lazy("To the cohort"), queryset=Cohort.objects.none())
    field_order = ["to", "reason"]

    def __init__(self, *args: Any, cohorts: QuerySet[Cohort], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = cohorts  # type: ignore[attr-defined]  # a field of rows
