from django import forms
from django.http import QueryDict
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from enrolments.queries import Standing


class LanguageForm(forms.Form):
    def __init__(self, data: QueryDict | None = None, *, standing: Standing) -> None:
        super().__init__(data, initial={"language": standing.language})
        names = [(code, get_language_info(code)["name_local"]) for code in standing.languages]
        self.fields["language"] = forms.ChoiceField(label=_("Language of the lessons"), choices=names)
