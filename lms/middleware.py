"""What every response gets."""

import re
import time
import uuid
from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

type GetResponse = Callable[[HttpRequest], HttpResponse]

log = structlog.get_logger(__name__)
REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
SERVER_ERROR = 500


class RequestLogMiddleware:
    """
    This writes one line a request, and gives it a number that stands in every line written for it, also by its tasks.

    The line names the route, not the address: addresses carry keys of mails, codes and names. A proxy of our own may give
    the number (``X-Request-ID``); the answer tells it, so that a person can.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.monotonic()
        number = request_id(request)
        structlog.contextvars.clear_contextvars()
        with structlog.contextvars.bound_contextvars(request_id=number):
            response = self.get_response(request)
            write = log.warning if response.status_code >= SERVER_ERROR else log.info
            write("request", **told(request), status=response.status_code, seconds=round(time.monotonic() - began, 3))
        response["X-Request-ID"] = number
        return response


def request_id(request: HttpRequest) -> str:
    given = request.headers.get("X-Request-ID", "") if settings.ALLAUTH_TRUSTED_PROXY_COUNT else ""
    return given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex


def told(request: HttpRequest) -> dict[str, object]:
    """Who it was is told by number, and only where the request has found out by itself."""
    match = request.resolver_match
    person = getattr(request, "_cached_user", None)
    return {
        "method": request.method,
        "route": match.route if match else None,
        "person": person.pk if person else None,
    }


class CompressPagesMiddleware(GZipMiddleware):
    """This compresses what is text; a film that may be asked for in pieces keeps its length and its places."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        return response if response.has_header("Accept-Ranges") else super().process_response(request, response)


class AdminContentSecurityPolicyMiddleware:
    """This gives Wagtail's admin a policy of its own; every other page has the strict one."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith("/admin/") and not hasattr(response, "_csp_config"):
            setattr(response, "_csp_config", settings.ADMIN_CSP)  # noqa: B010 -- what Django's csp_override sets; no type knows it
        return response
