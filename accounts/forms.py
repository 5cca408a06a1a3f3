"""Sign-up, profile, agreement, erasure; and what staff say when they act."""

import datetime as dt
from typing import Any

from allauth.account import forms as account_forms
from allauth.socialaccount import forms as third_party_forms
from django import forms
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries.fields import CountryField
from wagtail.admin.widgets import AdminDateTimeInput

from accounts import actions, zones
from accounts.models import Policy, User, languages
from accounts.queries import required_policies

BIDI_CONTROLS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def versions(policies: list[Policy]) -> str:
    """This names the versions that a page shows, to be compared when the form comes back."""
    return "-".join(str(policy.pk) for policy in policies)


def where_to_read() -> SafeString:
    """This leads to the texts in tabs of their own, so that nothing typed is lost."""
    return format_html(
        _(
            'Read the <a href="{terms}" target="_blank">terms of use</a>'
            ' and the <a href="{privacy}" target="_blank">privacy notice</a>.'
        ),
        terms=reverse("accounts:policy", args=[Policy.Kind.TERMS]),
        privacy=reverse("accounts:policy", args=[Policy.Kind.PRIVACY]),
    )


class AgreementFields(forms.Form):
    """The tick under the newest terms. What was ticked under older ones, in another tab, is asked again."""

    agreed = forms.BooleanField(
        label=gettext_lazy("I agree to the terms of use and have read the privacy notice."),
        error_messages={"required": gettext_lazy("Please agree to the terms; nobody has an account here without.")},
    )
    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.policies = required_policies()
        self.fields["agreed"].help_text = where_to_read()
        self.fields["shown"].initial = versions(self.policies)
        if not self.policies:
            del self.fields["agreed"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "agreed" in self.fields and cleaned.get("shown") != versions(self.policies):
            self.ask_again()
        return cleaned

    def ask_again(self) -> None:
        """Show the newest versions in the form that goes back, with the tick taken away."""
        self.data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict, as this runs for what was posted
        self.data[self.add_prefix("shown")] = versions(self.policies)  # type: ignore[index]  # a copy may be changed
        self.data.pop(self.add_prefix("agreed"), None)  # type: ignore[attr-defined]  # as above
        message = _("The terms or the privacy notice changed while this page was open. Please read them and agree again.")
        self.add_error("agreed", forms.ValidationError(message, code="stale"))

    def record(self, user: User) -> None:
        for policy in self.policies:
            actions.give_consent(user=user, policy=policy, now=timezone.now())


class SignupFields(AgreementFields):
    full_name = forms.CharField(
        label=gettext_lazy("Full name"),
        max_length=150,
        help_text=gettext_lazy("As you write it yourself. It is printed on your certificates."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    country = CountryField(blank=True, blank_label=gettext_lazy("Choose…")).formfield(  # type: ignore[call-overload]  # lazy
        label=gettext_lazy("Country"), required=False, widget=forms.Select(attrs={"autocomplete": "country"})
    )

    def clean_full_name(self) -> str:
        return tidy_name(self.cleaned_data["full_name"])

    def custom_signup(self, request: HttpRequest, user: User) -> None:
        super().custom_signup(request, user)  # type: ignore[misc]  # of allauth's form, which comes after this one
        self.record(user)


def tidy_name(name: str) -> str:
    """
    This takes from a name what cannot be seen and could turn the text around it; spaces are single.

    :raises ValidationError: if nothing is left.
    """
    tidy = " ".join(name.translate(BIDI_CONTROLS).split())
    if not tidy:
        raise forms.ValidationError(_("Please enter your name."), code="required")
    return tidy


class NewPassword(forms.Form):
    """Where somebody thinks of a password, one sentence says what is asked of it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = _(
            "At least %(number)d characters. Your name, your address and passwords that many people use are refused."
        ) % {"number": settings.PASSWORD_LENGTH}
        for field in self.fields.values():
            # allauth says each label twice, and the second one reads like something filled in.
            field.widget.attrs.pop("placeholder", None)


class SignupForm(NewPassword, SignupFields, account_forms.SignupForm):
    field_order = ["full_name", "email", "password1", "country", "agreed", "shown"]

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """
        Make the account with its address and consents, or nothing.

        Where a double click made it a moment ago, the answer is the same as for every address that is taken.
        """
        try:
            with transaction.atomic():
                return super().try_save(request)  # type: ignore[no-any-return]  # allauth has no types
        except IntegrityError:
            self.account_already_exists = True
            return super().try_save(request)  # type: ignore[no-any-return]  # allauth has no types


class ChangePasswordForm(NewPassword, account_forms.ChangePasswordForm):
    pass


class SetPasswordForm(NewPassword, account_forms.SetPasswordForm):
    pass


class ResetPasswordKeyForm(NewPassword, account_forms.ResetPasswordKeyForm):
    pass


class ThirdPartySignupForm(SignupFields, third_party_forms.SignupForm):
    field_order = ["full_name", "email", "country", "agreed", "shown"]


class AgreementForm(AgreementFields):
    """The same question to who is inside already."""


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's own takes no parameter
    class Meta:
        model = User
        fields = ["full_name", "country", "time_zone", "language"]
        widgets = {"full_name": forms.TextInput(attrs={"autocomplete": "name"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"] = forms.ChoiceField(
            label=self.fields["time_zone"].label,
            choices=zones.choices(self.instance.time_zone),
            help_text=_("Deadlines and meetings are shown in this zone."),
        )

    def clean_full_name(self) -> str:
        return tidy_name(self.cleaned_data["full_name"])


class ErasureForm(forms.Form):
    certificates = forms.ChoiceField(
        label=gettext_lazy("My certificates"),
        choices=[
            ("keep", gettext_lazy("stay verifiable: their pages go on showing my name, the course and the date")),
            ("withdraw", gettext_lazy("are withdrawn: their pages no longer show who earned them")),
        ],
        widget=forms.RadioSelect,
    )
    email = forms.CharField(
        label=gettext_lazy("Type your e-mail address to confirm"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_email(self) -> str:
        typed: str = self.cleaned_data["email"].strip().lower()
        if typed != self.user.email:
            raise forms.ValidationError(_("This is not the e-mail address of your account."), code="other_address")
        return typed


class MergeForm(forms.Form):
    """The reason, and what was seen: a merge that would do something else by now is shown anew."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "Why you know that both are one person's. It is kept for your colleagues; the person can read it."
        ),
    )
    confirmed = forms.BooleanField(
        label=gettext_lazy("I have checked that both accounts are one person's. This cannot be undone.")
    )
    seen = forms.CharField(widget=forms.HiddenInput)


class DoubleSearchForm(forms.Form):
    """Looks for the other account."""

    q = forms.CharField(
        label=gettext_lazy("E-mail address or name of the other account"),
        max_length=254,
        required=False,
        widget=forms.TextInput(attrs={"enterkeyhint": "search"}),
    )


class ReasonForm(forms.Form):
    """Why an officer does something to somebody's account."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("For the record; only staff see it."),
    )


class RoleForm(ReasonForm):
    role = forms.ChoiceField(label=gettext_lazy("Role"), widget=forms.RadioSelect)
    field_order = ["role", "reason"]

    def __init__(self, *args: Any, roles: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(name, _(name)) for name in roles]  # type: ignore[attr-defined]  # a field of choices


class PolicyForm(forms.Form):
    """The next version of a policy: from when it holds, and its text in each language."""

    holds_from = forms.DateTimeField(
        label=gettext_lazy("Holds from"),
        required=False,
        widget=AdminDateTimeInput,
        help_text=gettext_lazy("Leave empty: at once."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, now: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        for code, name in languages():
            is_first = code == settings.LANGUAGE_CODE
            self.fields[f"title_{code}"] = forms.CharField(
                label=_("Title: %(language)s") % {"language": name}, max_length=200, required=is_first
            )
            self.fields[f"body_{code}"] = forms.CharField(
                label=_("Text: %(language)s") % {"language": name},
                required=is_first,
                widget=forms.Textarea(attrs={"rows": 16, "lang": code, "dir": "auto"}),
                help_text=_("Markdown."),
            )

    def clean_holds_from(self) -> dt.datetime | None:
        wanted: dt.datetime | None = self.cleaned_data["holds_from"]
        if wanted is not None and wanted < self.now:
            raise forms.ValidationError(_("Choose a moment to come, or leave this empty."), code="past")
        return wanted

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for code, _name in languages():
            for one, other in (("title", "body"), ("body", "title")):
                if cleaned.get(f"{other}_{code}") and not cleaned.get(f"{one}_{code}"):
                    self.add_error(f"{one}_{code}", _("A language needs both, a title and a text."))
        return cleaned

    def texts(self) -> dict[str, tuple[str, str]]:
        """These are the languages that have a text."""
        given = {
            code: (self.cleaned_data[f"title_{code}"], self.cleaned_data[f"body_{code}"]) for code, _name in languages()
        }
        return {code: text for code, text in given.items() if all(text)}
