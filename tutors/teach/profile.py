"""What a tutor says of themselves, and whether everybody may read it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.models import languages
from accounts.requests import AuthenticatedRequest
from tutors import profiles, queries
from tutors.models import Tutor
from tutors.profiles import Profile

MOST_TOPICS = 12


class ProfileForm(forms.Form):
    about = forms.CharField(
        label=gettext_lazy("About me"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("What you teach, and where you come from. As text, without marks."),
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages that I teach in"), required=False, widget=forms.CheckboxSelectMultiple
    )
    topics = forms.CharField(
        label=gettext_lazy("Topics"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Short words with commas between them, such as: DNS, routing, community networks."),
    )
    is_listed = forms.BooleanField(
        label=gettext_lazy("Show my profile to everybody"),
        required=False,
        help_text=gettext_lazy("With your name, your country and the courses you teach. You can take it back at any time."),
    )

    def __init__(self, *args: Any, tutor: Tutor, **kwargs: Any) -> None:
        given = {"about": tutor.about, "languages": tutor.languages, "is_listed": tutor.is_listed}
        kwargs["initial"] = {**given, "topics": ", ".join(tutor.topics)}
        super().__init__(*args, **kwargs)
        known = dict(languages())
        # What staff wrote besides stays to be chosen.
        more = [(code, code) for code in tutor.languages if code not in known]
        self.fields["languages"].choices = [*known.items(), *more]  # type: ignore[attr-defined]  # a field of choices

    def clean_topics(self) -> list[str]:
        typed = [" ".join(topic.split()) for topic in self.cleaned_data["topics"].split(",")]
        topics = list(dict.fromkeys(filter(None, typed)))
        if len(topics) > MOST_TOPICS:
            raise forms.ValidationError(_("At most %(number)d topics.") % {"number": MOST_TOPICS}, code="too_many")
        return topics

    @property
    def profile(self) -> Profile:
        given = self.cleaned_data
        return Profile(
            about=given["about"],
            languages=tuple(given["languages"]),
            topics=tuple(given["topics"]),
            is_listed=given["is_listed"],
        )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def profile(request: AuthenticatedRequest) -> HttpResponse:
    tutor = queries.tutor_of(request.user)
    if tutor is None:
        raise PermissionDenied
    form = ProfileForm(request.POST or None, tutor=tutor)
    if form.is_valid():
        profiles.change_profile(tutor=tutor, profile=form.profile)
        messages.success(request, _("Saved."))
        return redirect("teach:profile")
    return render(request, "tutors/teach/profile.html", {"form": form, "tutor": tutor})
