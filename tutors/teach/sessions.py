"""The sessions of a cohort: planned, changed, moved, called off; and what came of them."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tutors import attending, queries, scheduling
from tutors.models import Session, Tutor
from tutors.queries import Clash
from tutors.teach import queries as reading
from tutors.teach.desk import Desk, at_desk
from tutors.teach.fields import told_of
from tutors.teach.refusals import told
from tutors.teach.session_forms import MeetingForm, PlanForm, RecordingForm, WhenForm, tutors_of


@dataclass(frozen=True)
class Shown:
    """This is a session as its tutors see it now."""

    session: Session
    is_over: bool
    has_begun: bool
    is_joinable: bool
    can_be_noted: bool


def shown(session: Session, desk: Desk) -> Shown:
    now = desk.now
    return Shown(
        session,
        session.is_over(now),
        session.has_begun(now),
        session.is_joinable(now),
        attending.can_be_noted(session, now),
    )


@require_safe
@at_desk
def sessions(request: HttpRequest, desk: Desk) -> HttpResponse:
    rows = desk.cohort.sessions.select_related("held_by__user").order_by("starts_at", "pk")
    found = [shown(each, desk) for each in rows]
    context = {
        "desk": desk,
        "coming": [each for each in found if not each.is_over and each.session.is_planned],
        "past": [each for each in reversed(found) if each.is_over or not each.session.is_planned],
    }
    return render(request, "tutors/teach/sessions.html", context)


@require_safe
@at_desk
def session(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    found = session_of(desk, pk)
    context = {
        "desk": desk,
        "shown": shown(found, desk),
        "session": found,
        "to_tell": reading.number_to_tell(desk.cohort),
        "recording_form": RecordingForm(initial={"url": found.recording_url}),
    }
    return render(request, "tutors/teach/session.html", context)


def session_of(desk: Desk, pk: int) -> Session:
    """Another cohort's session is not to be found here."""
    found = get_object_or_404(Session.objects.select_related("held_by__user"), pk=pk, cohort=desk.cohort)
    found.cohort = desk.cohort
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def plan(request: HttpRequest, desk: Desk) -> HttpResponse:
    lead = reading.lead_of(desk.cohort)
    form = PlanForm(
        request.POST or None, cohort=desk.cohort, now=desk.now, tutors=tutors_of(desk.cohort), initial={"held_by": lead}
    )
    found: list[Clash] = []
    if form.is_valid():
        meeting = form.meeting
        found = clashes(desk, meeting.held_by or lead, form.planned(Session(cohort=desk.cohort)))
        if form.confirms(told_of(found)):
            with told(request):
                minutes = form.cleaned_data["minutes"]
                made = scheduling.plan_session(
                    cohort=desk.cohort, meeting=meeting, starts_at=form.starts_at, minutes=minutes
                )
                messages.success(request, _("The session is planned."))
                return redirect("teach:session", desk.cohort.code, made.pk)
    return form_page(request, desk, form, title=_("Plan a session"), clashes=found)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def change(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    kept = session_of(desk, pk)
    given = {name: getattr(kept, name) for name in ("title", "agenda", "join_url", "held_by")}
    form = MeetingForm(request.POST or None, tutors=tutors_of(desk.cohort, kept.held_by), initial=given)
    found: list[Clash] = []
    if form.is_valid():
        meeting = form.meeting
        # Who holds it already, was warned.
        found = clashes(desk, meeting.held_by, kept) if meeting.held_by != kept.held_by else []
        if form.confirms(told_of(found)):
            with told(request):
                scheduling.change_session(session=kept, meeting=meeting)
                messages.success(request, _("Saved."))
                return redirect("teach:session", desk.cohort.code, pk)
    return form_page(request, desk, form, title=_("Change the session"), clashes=found, session=kept)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def move(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    kept = session_of(desk, pk)
    local = kept.starts_at.astimezone(desk.cohort.zone)
    given = {"day": local.date(), "time": local.time(), "minutes": kept.minutes}
    form = WhenForm(request.POST or None, cohort=desk.cohort, now=desk.now, initial=given)
    found: list[Clash] = []
    if form.is_valid():
        found = clashes(desk, kept.held_by, form.planned(Session(cohort=desk.cohort)))
        if form.confirms(told_of(found)):
            with told(request):
                scheduling.move_session(
                    session=kept, starts_at=form.starts_at, minutes=form.cleaned_data["minutes"], now=desk.now
                )
                messages.success(request, _("The session has another time. Members are told."))
                return redirect("teach:session", desk.cohort.code, pk)
    return form_page(request, desk, form, title=_("Move the session"), clashes=found, session=kept)


def clashes(desk: Desk, tutor: Tutor | None, *planned: Session) -> list[Clash]:
    return queries.clashes(tutor, desk.cohort, planned, desk.now) if tutor else []


def form_page(request: HttpRequest, desk: Desk, form: object, **more: object) -> HttpResponse:
    context = {"desk": desk, "form": form, "to_tell": reading.number_to_tell(desk.cohort), **more}
    return render(request, "tutors/teach/session_form.html", context)


@require_POST
@at_desk
def cancel(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    with told(request):
        scheduling.cancel_session(session=session_of(desk, pk), now=desk.now)
        messages.success(request, _("The session is cancelled. Members are told."))
    return redirect("teach:session", desk.cohort.code, pk)


@require_POST
@at_desk
def happened(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    found = session_of(desk, pk)
    with told(request):
        if request.POST.get("happened") == "no":
            scheduling.mark_not_happened(session=found, now=desk.now)
            messages.success(request, _("Noted: the session did not happen. Nobody is told of it."))
        else:
            scheduling.mark_happened(session=found)
            messages.success(request, _("Noted: the session happened after all."))
    return redirect("teach:session", desk.cohort.code, pk)


@require_POST
@at_desk
def recording(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    form = RecordingForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("This is no address of the web."))
        return redirect("teach:session", desk.cohort.code, pk)
    with told(request):
        url = form.cleaned_data["url"]
        scheduling.add_recording(session=session_of(desk, pk), url=url, now=desk.now)
        messages.success(request, _("Members can watch it now.") if url else _("The recording is taken back."))
    return redirect("teach:session", desk.cohort.code, pk)
