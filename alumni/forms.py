"""Who shows what to whom, and who looks for whom."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Policy
from alumni.choices import Audiences
from alumni.enums import Audience
from alumni.models import Alumnus
from alumni.queries import Facets


class AudiencesForm(forms.Form):
    """Each field by itself; nothing but the name is suggested to be shown."""

    FIELDS = ("name", "country", "certificates")

    name = forms.TypedChoiceField(
        label=_("Your name"),
        choices=Audience.choices,
        coerce=int,
        initial=Audience.ALUMNI,
        widget=forms.RadioSelect,
        help_text=_("Without a name nothing can be shown: if only you may see it, you are in no list."),
    )
    country = forms.TypedChoiceField(
        label=_("Your country"),
        choices=Audience.choices,
        coerce=int,
        initial=Audience.ONLY_ME,
        widget=forms.RadioSelect,
    )
    certificates = forms.TypedChoiceField(
        label=_("Your certificates"),
        choices=Audience.choices,
        coerce=int,
        initial=Audience.ONLY_ME,
        widget=forms.RadioSelect,
        help_text=_("What you earned and when."),
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        name = given.get("name")
        for field in ("country", "certificates"):
            if name is not None and given.get(field, 0) > name:
                self.add_error(field, _("Choose an audience that may also see your name, or show your name to more people."))
        return given

    @property
    def audiences(self) -> Audiences:
        return Audiences(**{field: Audience(self.cleaned_data[field]) for field in self.FIELDS})


class JoinForm(AudiencesForm):
    """It carries the version of the rules that was shown, so that nobody agrees to another one."""

    consent = forms.BooleanField(
        label=_("I have read the rules of the alumni directory and agree to them."),
        error_messages={"required": _("To join, agree to the rules of the directory.")},
    )

    def __init__(self, *args: Any, policy: Policy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.policy = policy

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if self.data.get("policy") != str(self.policy.pk):
            self.data = {name: value for name, value in self.data.items() if name != "consent"}
            self.add_error("consent", _("The rules of the directory have changed. Read them and agree again."))
        return given


class DirectoryForm(forms.Form):
    """
    Search and filters, all in the address.

    The choices are what this viewer can find; another value in the address finds nobody.
    """

    q = forms.CharField(label=_("Name"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"}))
    country = forms.CharField(label=_("Country"), required=False, max_length=3, widget=forms.Select)
    course = forms.IntegerField(label=_("Course"), required=False, max_value=2**31, widget=forms.Select)
    year = forms.IntegerField(label=_("Year"), required=False, min_value=1900, max_value=9999, widget=forms.Select)

    def __init__(self, data: Mapping[str, Any], *, facets: Facets) -> None:
        super().__init__(data, label_suffix="")
        self._offer("country", _("All countries"), facets.countries)
        self._offer("course", _("All courses"), facets.achievements)
        self._offer("year", _("All years"), [(year, str(year)) for year in facets.years])

    def _offer(self, field: str, everything: Any, choices: list[Any]) -> None:
        widget = self.fields[field].widget
        if isinstance(widget, forms.Select):
            widget.choices = [("", everything), *choices]


def initial_audiences(alumnus: Alumnus) -> dict[str, int]:
    return {
        "name": alumnus.name_audience,
        "country": alumnus.country_audience,
        "certificates": alumnus.certificates_audience,
    }
