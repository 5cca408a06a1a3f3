"""What is shown when something went wrong; the templates say what to do next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views import csrf

from enrolments.session import keep_answers


def too_many_requests(request: HttpRequest, _exception: Exception | None = None) -> HttpResponse:
    return render(request, "429.html", status=429)


def form_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that may not be ours changes nothing. Answers to a quiz are kept, and shown again to be sent once more."""
    attempt = keep_answers(request) if request.accepts("text/html") else None
    if attempt is None:
        return csrf.csrf_failure(request, reason=reason)
    return redirect("enrolments:attempt", attempt.enrolment.course.code, attempt.unit.key)
