from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from notices import actions, kinds, queries
from notices.models import Choice

# Digests are not sent yet, so nobody can choose them.
OFFERED = [(Choice.When.AT_ONCE.value, _("Send it at once")), (Choice.When.NEVER.value, _("Never send it"))]


class ChoicesForm(forms.Form):
    """One field for each kind of notice that a person may refuse."""

    def __init__(self, *args: object, user: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as Form takes them
        self.user = user
        chosen = queries.choices_of(user)
        for kind in kinds.optional():
            self.fields[kind.key] = forms.ChoiceField(
                label=str(kind.label), choices=OFFERED, widget=forms.RadioSelect, initial=chosen[kind.key]
            )

    def save(self) -> None:
        for key in self.changed_data:
            actions.choose(user=self.user, kind=kinds.get(key), when=self.cleaned_data[key])
