"""The tutors of a cohort: who is appointed, who stands in, who takes over."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tutors import appointing, queries, rules
from tutors.models import Appointment, Tutor
from tutors.queries import Clash
from tutors.teach.appointment_forms import AppointForm, HandOverForm
from tutors.teach.desk import Desk, at_desk, for_leads
from tutors.teach.fields import reason_of, told_of
from tutors.teach.refusals import told

Role = Appointment.Role


@dataclass(frozen=True)
class Line:
    """This is an appointment in the list, and whether the person may end it."""

    appointment: Appointment
    is_today: bool
    may_end: bool


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def tutors(request: HttpRequest, desk: Desk) -> HttpResponse:
    roles = roles_to_give(desk)
    if request.method == "POST" and not roles:
        raise PermissionDenied
    form = AppointForm(request.POST or None, roles=roles, cohort=desk.cohort) if roles else None
    found: list[Clash] = []
    if form is not None and form.is_valid():
        tutor: Tutor = form.cleaned_data["tutor"]
        found = [each for each in double_bookings(desk, tutor) if form.concerns(each.session)]
        if form.confirms(told_of(found)):
            with told(request):
                appointing.appoint(cohort=desk.cohort, tutor=tutor, terms=form.terms, by=desk.person, now=desk.now)
                messages.success(request, _("%(name)s is appointed, and told.") % {"name": tutor})
                return redirect("teach:tutors", desk.cohort.code)
    return render(request, "tutors/teach/tutors.html", {"desk": desk, "form": form, "clashes": found, **lines(desk)})


def roles_to_give(desk: Desk) -> list[Role]:
    return [role for role in Role if rules.may_appoint(desk.person, role, desk.cohort, now=desk.now)]


def double_bookings(desk: Desk, tutor: Tutor) -> list[Clash]:
    return queries.double_bookings(tutor, desk.cohort, desk.now)


def lines(desk: Desk) -> dict[str, Sequence[Line]]:
    today, order = desk.cohort.today(desk.now), [*Role]
    rows = desk.cohort.appointments.select_related("tutor__user", "ended_by").order_by("appointed_at", "pk")
    found = [
        Line(each, each.is_open and each.covers(today), rules.may_end(desk.person, each, leads=desk.may_lead))
        for each in rows
    ]
    ordered = sorted(found, key=lambda line: order.index(Role(line.appointment.role)))
    return {
        "standing": [line for line in ordered if line.appointment.is_open],
        "ended": [line for line in found if not line.appointment.is_open],
    }


@require_http_methods(["GET", "HEAD", "POST"])
@for_leads
def hand_over(request: HttpRequest, desk: Desk) -> HttpResponse:
    form = HandOverForm(request.POST or None)
    found: list[Clash] = []
    if form.is_valid():
        tutor: Tutor = form.cleaned_data["tutor"]
        found = double_bookings(desk, tutor)
        if form.confirms(told_of(found)):
            with told(request):
                reason = form.cleaned_data["reason"]
                appointing.hand_over(cohort=desk.cohort, to=tutor, by=desk.person, now=desk.now, reason=reason)
                messages.success(request, _("%(name)s leads the cohort now.") % {"name": tutor})
                # Who has handed over may have no part in it any more.
                return redirect("teach:overview")
    return render(request, "tutors/teach/hand_over.html", {"desk": desk, "form": form, "clashes": found})


@require_POST
@at_desk
def end(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    appointment = get_object_or_404(Appointment.objects.select_related("tutor__user"), pk=pk, cohort=desk.cohort)
    appointment.cohort = desk.cohort
    if appointment.is_open and not rules.may_end(desk.person, appointment, leads=desk.may_lead):
        raise PermissionDenied
    reason = reason_of(request)
    with told(request):
        appointing.end_appointment(appointment=appointment, by=desk.person, now=desk.now, reason=reason)
        messages.success(request, _("The appointment has ended. Sessions to come are the lead's."))
    return redirect("teach:tutors", desk.cohort.code)
