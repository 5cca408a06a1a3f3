"""The code that is shown in a session, large and alone on its page: a tutor shares that page with everybody."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tutors import attending
from tutors.models import Attendance
from tutors.teach.desk import Desk, at_desk
from tutors.teach.refusals import told
from tutors.teach.sessions import session_of

CHOICES = [5, 10, attending.MINUTES_OPEN, 30, 60]


class OpenForm(forms.Form):
    """Without minutes, or with others than are offered, it is open for the usual time."""

    minutes = forms.TypedChoiceField(coerce=int, choices=[(number, number) for number in CHOICES])


@require_safe
@at_desk
def check_in(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    session = session_of(desk, pk)
    standing = session.check_ins.open(desk.now).order_by("pk").first()
    context = {
        "desk": desk,
        "session": session,
        "can_be_noted": attending.can_be_noted(session, desk.now),
        "check_in": standing,
        "seconds_left": int((standing.closes_at - desk.now).total_seconds()) if standing else 0,
        "number": session.attendances.filter(way=Attendance.Way.SELF).count(),
        "choices": CHOICES,
        "usual": attending.MINUTES_OPEN,
        "address": request.build_absolute_uri(reverse("tutors:check_in", args=[desk.cohort.code, pk])),
    }
    response = render(request, "tutors/teach/check_in.html", context)
    # A page that comes back from a cache would show a code that is over.
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@at_desk
def open_one(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    form = OpenForm(request.POST)
    minutes = form.cleaned_data["minutes"] if form.is_valid() else attending.MINUTES_OPEN
    with told(request):
        attending.open_check_in(session=session_of(desk, pk), by=desk.person, now=desk.now, minutes=minutes)
    return redirect("teach:check_in", desk.cohort.code, pk)


@require_POST
@at_desk
def close(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    with told(request):
        attending.close_check_in(session=session_of(desk, pk), now=desk.now)
    return redirect("teach:check_in", desk.cohort.code, pk)
