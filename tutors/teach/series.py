"""A weekly series: first every date as the clock will show it, then the planning."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from core.instants import offset
from tutors import scheduling
from tutors.models import Session
from tutors.teach import queries as reading
from tutors.teach.desk import Desk, at_desk
from tutors.teach.fields import told_of
from tutors.teach.refusals import told
from tutors.teach.session_forms import SeriesForm, tutors_of
from tutors.teach.sessions import clashes


@dataclass(frozen=True)
class Date:
    """This is one date of a series; where clocks have changed since the one before, ``before`` and ``since`` say how."""

    at: dt.datetime
    before: str = ""
    since: str = ""


def dates_of(instants: Sequence[dt.datetime], zone: ZoneInfo) -> list[Date]:
    dates: list[Date] = []
    last = ""
    for at in instants:
        since = offset(at.astimezone(zone))
        dates.append(Date(at, last, since) if last not in {"", since} else Date(at))
        last = since
    return dates


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def plan(request: HttpRequest, desk: Desk) -> HttpResponse:
    lead = reading.lead_of(desk.cohort)
    form = SeriesForm(
        request.POST or None, cohort=desk.cohort, now=desk.now, tutors=tutors_of(desk.cohort), initial={"held_by": lead}
    )
    instants: list[dt.datetime] = []
    found = clashes(desk, None)
    if form.is_valid():
        instants = form.weekly.instants(desk.cohort.zone)
        planned = [session_at(desk, at, form.cleaned_data["minutes"]) for at in instants]
        found = clashes(desk, form.meeting.held_by or lead, *planned)
        if form.confirms([*instants, *told_of(found)]):
            with told(request):
                return planned_series(request, desk, form)
    context = {
        "desk": desk,
        "form": form,
        "dates": dates_of(instants, desk.cohort.zone),
        "clashes": found,
        "to_tell": reading.number_to_tell(desk.cohort),
    }
    return render(request, "tutors/teach/series.html", context)


def session_at(desk: Desk, at: dt.datetime, minutes: int) -> Session:
    return Session(cohort=desk.cohort, starts_at=at, minutes=minutes, ends_at=at + dt.timedelta(minutes=minutes))


def planned_series(request: HttpRequest, desk: Desk, form: SeriesForm) -> HttpResponse:
    made = scheduling.plan_series(
        cohort=desk.cohort, meeting=form.meeting, weekly=form.weekly, minutes=form.cleaned_data["minutes"]
    )
    text = ngettext("%(number)d session is planned.", "%(number)d sessions are planned.", len(made))
    messages.success(request, text % {"number": len(made)})
    return redirect("teach:sessions", desk.cohort.code)
