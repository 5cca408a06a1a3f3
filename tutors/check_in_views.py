"""A member says that they are here, with the code that is shown in the session."""

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.models import User
from tutors import attending, exceptions, registers
from tutors.page import Visit, of_cohort

REFUSED: dict[type[exceptions.Refused], str | Promise] = {
    exceptions.CodeWrong: gettext_lazy("This is not the code. Look at it once more: it has six letters and digits."),
    exceptions.CheckInClosed: gettext_lazy("No code stands at the moment. Ask your tutor for a new one."),
    exceptions.TooManyTries: gettext_lazy("That were too many tries. Ask your tutor to make a new code, or to note you."),
    exceptions.AttendanceAhead: gettext_lazy("You check in once the session begins."),
    exceptions.SessionNotPlanned: gettext_lazy("This session was cancelled, or did not happen."),
    exceptions.NotMember: gettext_lazy("You hold no place in this cohort."),
}


class CheckInForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("The code that is shown"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "dir": "ltr"}
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@of_cohort
def check_in(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    if not isinstance(request.user, User):
        return redirect_to_login(request.path)
    session = get_object_or_404(visit.cohort.sessions, pk=pk)
    session.cohort = visit.cohort
    if not visit.is_member or registers.place_to_check_in(session, request.user) is None:
        raise PermissionDenied
    form = CheckInForm(request.POST or None)
    if form.is_valid():
        try:
            noted = attending.check_in(session=session, learner=request.user, code=form.cleaned_data["code"], now=visit.now)
        except exceptions.Refused as refused:
            form.add_error("code", str(REFUSED[type(refused)]))
        else:
            messages.success(request, gettext("You are noted: %(status)s.") % {"status": noted.get_status_display()})
            return redirect("tutors:session", visit.cohort.code, pk)
    context = {
        "visit": visit,
        "session": session,
        "form": form,
        "noted": registers.noted_of(session, request.user),
        "can_be_noted": attending.can_be_noted(session, visit.now),
    }
    return render(request, "tutors/check_in.html", context)
