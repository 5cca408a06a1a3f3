"""What is shown when something went wrong; the templates say what to do next."""

import sys
from http import HTTPStatus

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import translation
from django.views import csrf

from enrolments.session import keep_answers

# In so many seconds it is worth to ask again where the database did not answer.
RETRY_AFTER = 60


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 -- Django names it
    return _bare(request, "400.html", HTTPStatus.BAD_REQUEST)


def too_many_requests(request: HttpRequest, _exception: Exception | None = None) -> HttpResponse:
    return render(request, "429.html", status=429)


def server_error(request: HttpRequest) -> HttpResponse:
    """Where the database is away or too busy, nothing is broken, and waiting helps."""
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        response = _bare(request, "503.html", HTTPStatus.SERVICE_UNAVAILABLE)
        response.headers["Retry-After"] = str(RETRY_AFTER)
        return response
    return _bare(request, "500.html", HTTPStatus.INTERNAL_SERVER_ERROR)


def form_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that may not be ours changes nothing. Answers to a quiz are kept, and shown again to be sent once more."""
    attempt = keep_answers(request) if request.accepts("text/html") else None
    if attempt is None:
        return csrf.csrf_failure(request, reason=reason)
    return redirect("enrolments:attempt", attempt.enrolment.course.code, attempt.unit.key)


def _bare(request: HttpRequest, template: str, status: HTTPStatus) -> HttpResponse:
    """This is a page that asks for nothing: no session, no person, no row."""
    with translation.override(_language(request)):
        return HttpResponse(render_to_string(template), status=status)


def _language(request: HttpRequest) -> str:
    """This is the reader's language; where it broke before that was known, what the address, cookie or browser say."""
    known = getattr(request, "LANGUAGE_CODE", None) or translation.get_language_from_path(request.path_info)
    return known or translation.get_language_from_request(request)
