"""Whose language and clock, who must use a second factor, and who has not seen the newest terms."""

from collections.abc import Callable
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from accounts import rules, session
from accounts.models import User

type GetResponse = Callable[[HttpRequest], HttpResponse]

NOT_FOUND = 404
ADMINISTRATION = "/admin/"
# Here a second factor is set up and terms are read, so nobody is led away from here.
OPEN = ("/accounts/", "/i18n/", settings.MEDIA_URL, settings.STATIC_URL)


def person_of(request: HttpRequest) -> User | None:
    """This is the signed-in person; who comes without a session costs no query."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    return request.user if request.user.is_authenticated else None


class PersonLocaleMiddleware(LocaleMiddleware):
    """
    An address with a language prefix has that language; any other takes the person's, the cookie's, the browser's.

    Times are shown in the person's zone. The user is loaded here for who comes with a session; every page of theirs shows
    their name and would load it anyway.
    """

    def process_request(self, request: HttpRequest) -> None:
        person = person_of(request)
        timezone.activate(ZoneInfo(person.time_zone)) if person else timezone.deactivate()
        translation.activate(self.language_of(request, person))
        setattr(request, "LANGUAGE_CODE", translation.get_language())  # noqa: B010 -- Django's own attribute; no type knows it

    def language_of(self, request: HttpRequest, person: User | None) -> str:
        if prefix := translation.get_language_from_path(request.path_info):
            return prefix
        if person and person.language in dict(settings.LANGUAGES):
            return person.language
        return translation.get_language_from_request(request)

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        timezone.deactivate()
        if response.status_code == NOT_FOUND and request.resolver_match is not None:
            # A page of ours has said that there is nothing for this person; no other language has more.
            response.headers.setdefault("Content-Language", translation.get_language())
        else:
            response = super().process_response(request, response)
        if not translation.get_language_from_path(request.path_info):
            patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response


class SecondFactorMiddleware:
    """
    Who is staff or may enter the administration, and has no second factor, is led to where one is set up.

    Whether they have one is remembered in their session, so that it is asked once and not at every request.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person = person_of(request)
        if person and self.concerns(request, person) and session.lacks_second_factor(request.session, person):
            messages.warning(
                request, _("Your account may change this site, so it needs a second factor. Set one up to go on.")
            )
            return redirect("mfa_index")
        return self.get_response(request)

    def concerns(self, request: HttpRequest, person: User) -> bool:
        if request.path_info.startswith(OPEN):
            return False
        if rules.must_use_second_factor(person):
            return True
        return request.path_info.startswith(ADMINISTRATION) and rules.may_enter_administration(person)


class PolicyMiddleware:
    """Who has not agreed to the newest terms is asked, once a visit, when they open a page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person = person_of(request)
        if person and self.opens_a_page(request) and session.must_be_asked(request.session, person, timezone.now()):
            return redirect(f"{reverse('accounts:agree')}?{urlencode({'next': request.get_full_path()})}")
        return self.get_response(request)

    def opens_a_page(self, request: HttpRequest) -> bool:
        """Say whether a person looks at this; what they send, and what a page loads into itself, is never diverted."""
        return (
            request.method == "GET"
            and not request.path_info.startswith((*OPEN, ADMINISTRATION))
            and "HX-Request" not in request.headers
            and request.headers.get("Sec-Fetch-Dest", "document") == "document"
            and request.accepts("text/html")
        )
