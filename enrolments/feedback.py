"""What learners tell us: how good a course was, where they need help, what is wrong on a page."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.requests import AuthenticatedRequest
from enrolments import exceptions, page, rating, reporting, session
from enrolments.forms import LONGEST_WORDS, RatingForm, ReportForm
from enrolments.rules import Door
from enrolments.views import signed_in_for_course


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_for_course
def rate(request: AuthenticatedRequest, code: str) -> HttpResponse:
    standing = page.standing(request, code)
    if standing.enrolment is None or not standing.progress.is_completed:
        raise Http404
    given: dict[str, Any] = {"enrolment": standing.enrolment, "language": page.language(request), "now": timezone.now()}
    if "later" in request.POST:
        rating.decline(**given)
        return redirect("enrolments:course", code)
    form = RatingForm(request.POST or None)
    if not form.is_valid():
        return render(request, "enrolments/rating.html", page.context(standing) | {"rating_form": form})
    rating.rate(**given, score=form.cleaned_data["score"], words=form.cleaned_data["words"])
    messages.success(request, _("Thank you. What you say helps us to make the next course better."))
    return redirect("enrolments:course", code)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, code: str, key: str) -> HttpResponse:
    if not isinstance(request.user, User):
        return _sign_in_first(request)
    standing = page.standing(request, code)
    entry = standing.entry(key)
    # Who stands before a closed part may well need help with that.
    if entry is None or standing.door(entry) not in {Door.OPEN, Door.LOCKED}:
        raise Http404
    form = ReportForm(request.POST or None, initial=_kept(request))
    context = page.context(standing) | {"entry": entry, "form": form, "writer": session.make_writer(request.user)}
    if not form.is_valid():
        return render(request, "enrolments/help.html", context)
    given: dict[str, Any] = {"learner": request.user, "course": standing.course, "entry": entry, "now": timezone.now()}
    try:
        reporting.report(**given, **form.cleaned_data)
    except exceptions.TooMany:
        status = HTTPStatus.TOO_MANY_REQUESTS
        return render(request, "enrolments/help.html", context | {"is_too_often": True}, status=status)
    messages.success(request, _("Thank you. A person reads what you wrote and answers by mail."))
    return redirect("enrolments:unit", code, key)


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    """What was written stays with the visitor until they have signed in."""
    if request.method == "POST" and session.keep_words(request, ReportForm.base_fields, LONGEST_WORDS):
        messages.warning(request, _("You were signed out in the meantime. Sign in: what you wrote is kept."))
    return redirect_to_login(request.get_full_path())


def _kept(request: HttpRequest) -> dict[str, str]:
    kept = session.take_words(request) if request.method == "GET" else {}
    if kept:
        messages.success(request, _("What you wrote was kept and is here again. Send it once more."))
    return kept
