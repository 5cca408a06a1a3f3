"""Whose language, and who must use a second factor."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware

type GetResponse = Callable[[HttpRequest], HttpResponse]


class PersonLocaleMiddleware(LocaleMiddleware):
    """An address with a language prefix has that language; any other takes the person's, the cookie's, the browser's."""


class SecondFactorMiddleware:
    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)
