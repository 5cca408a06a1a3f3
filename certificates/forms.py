from django import forms
from django.utils.translation import gettext_lazy as _

REASON_LENGTH = 500


class RevokeForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The holder reads it in the mail that they get."),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=REASON_LENGTH, help_text=_("For the record; only staff see it."))


class CorrectForm(forms.Form):
    name = forms.CharField(label=_("Name as it should be printed"), max_length=150)
    reason = forms.CharField(label=_("Reason"), max_length=REASON_LENGTH, help_text=_("For the record; only staff see it."))
