"""The sample form of the style page."""

from typing import ClassVar

from django import forms


class SampleForm(forms.Form):
    COLOURS: ClassVar = [("sea", "Sea"), ("sand", "Sand"), ("dusk", "Dusk")]
    COUNTRIES: ClassVar = [("", "Choose one"), ("NG", "Nigeria"), ("FJ", "Fiji")]
    PACES: ClassVar = [("own", "At my own pace"), ("cohort", "In a cohort")]

    full_name = forms.CharField(label="Full name", help_text="As you write it yourself. It is printed on your certificates.")
    email = forms.EmailField(label="E-mail address")
    country = forms.ChoiceField(
        label="Country", required=False, choices=[("", "Choose one"), ("NG", "Nigeria"), ("FJ", "Fiji")]
    )
    about = forms.CharField(label="About you", required=False, widget=forms.Textarea)
    colours = forms.MultipleChoiceField(
        label="Colours", choices=COLOURS, widget=forms.CheckboxSelectMultiple, required=False
    )
    pace = forms.ChoiceField(label="Pace", choices=PACES, widget=forms.RadioSelect)
    file = forms.FileField(label="Your work", required=False)
    agrees = forms.BooleanField(label="I agree to the terms of use.")
