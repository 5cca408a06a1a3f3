"""What every response gets."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

type GetResponse = Callable[[HttpRequest], HttpResponse]


class AdminContentSecurityPolicyMiddleware:
    """This gives Wagtail's admin a policy of its own; every other page has the strict one."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith("/admin/") and not hasattr(response, "_csp_config"):
            setattr(response, "_csp_config", settings.ADMIN_CSP)  # noqa: B010 -- what Django's csp_override sets; no type knows it
        return response
