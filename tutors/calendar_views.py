"""A person's own calendar: its secret address, and what stands there."""

import datetime as dt
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import AuthenticatedRequest
from tutors import calendar as written
from tutors import feeds, queries
from tutors.events import event_of
from tutors.models import CalendarFeed

# So far back a calendar shows what was.
BEHIND = dt.timedelta(days=90)


@require_safe
@login_required
@never_cache
def calendar(request: AuthenticatedRequest) -> HttpResponse:
    found = CalendarFeed.objects.filter(person=request.user).first()
    address = address_of(found) if found else ""
    subscription = address and urlsplit(address)._replace(scheme="webcal").geturl()
    return render(request, "tutors/calendar.html", {"feed": found, "address": address, "subscription": subscription})


@require_POST
@login_required
def make(request: AuthenticatedRequest) -> HttpResponse:
    feeds.make_feed(person=request.user, now=timezone.now())
    return redirect("tutors:calendar")


@require_POST
@login_required
def renew(request: AuthenticatedRequest) -> HttpResponse:
    feeds.renew_feed(person=request.user, now=timezone.now())
    messages.success(request, _("Your calendar has a new address. At the old one there is nothing any more."))
    return redirect("tutors:calendar")


@require_POST
@login_required
def remove(request: AuthenticatedRequest) -> HttpResponse:
    feeds.end_feed(person=request.user)
    messages.success(request, _("Your calendar has no address any more."))
    return redirect("tutors:calendar")


@require_safe
@never_cache
def feed(_request: HttpRequest, token: str) -> HttpResponse:
    """Whoever has the address reads it: calendars do not sign in."""
    found = queries.feed_by_token(token)
    if found is None:
        raise Http404
    now = timezone.now()
    events = [event_of(session, now=now) for session in queries.sessions_in_calendar(found.person, since=now - BEHIND)]
    with override(found.person.language):
        name = _("My sessions · %(site)s") % {"site": settings.WAGTAIL_SITE_NAME}
    response = HttpResponse(written.feed(events, name), content_type="text/calendar; charset=utf-8")
    response["X-Robots-Tag"] = "noindex"
    response["Content-Disposition"] = 'inline; filename="sessions.ics"'
    return response


def address_of(feed: CalendarFeed) -> str:
    """This is the whole secret address of a calendar."""
    return urljoin(settings.BASE_URL, reverse("tutors:feed", args=[feed.token]))
