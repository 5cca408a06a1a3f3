"""A cohort as learners and visitors see it, and what they do about their place in it."""

from contextlib import suppress

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import courses.rules
import enrolments.exceptions
from accounts.models import User
from accounts.requests import AuthenticatedRequest
from courses.models import Outline
from courses.queries import course_by_code
from tutors import attending, calendar, exceptions, next_cohorts, placing, queries, registers, rules
from tutors.events import event_of
from tutors.lines import lines_for_course
from tutors.models import Session, Tutor
from tutors.models.places import PlaceStatus
from tutors.models.sessions import LATE
from tutors.page import Visit, of_cohort, signed_in

ASKED: dict[str, Promise] = {
    PlaceStatus.HELD: gettext_lazy("You have a place. Welcome!"),
    PlaceStatus.ASKED: gettext_lazy("You have asked for a place. A tutor decides, and you get a mail."),
    PlaceStatus.WAITING: gettext_lazy("You are on the waiting list. When a seat is yours to take, you get a mail."),
    PlaceStatus.OFFERED: gettext_lazy("A seat is offered to you. Take it below."),
}


# The cohort


@require_safe
@of_cohort
def cohort(request: HttpRequest, visit: Visit) -> HttpResponse:
    return _page(request, visit)


@require_http_methods(["GET", "HEAD", "POST"])
@of_cohort
def invitation(request: HttpRequest, visit: Visit) -> HttpResponse:
    if not visit.is_invited:
        messages.warning(request, _("This invitation does not hold any more. Ask for a new one."))
        return redirect("tutors:cohort", visit.cohort.code)
    if request.method == "POST":
        return join(request, visit.cohort.code, token=visit.token)
    return redirect("tutors:cohort", visit.cohort.code) if visit.is_member else _page(request, visit)


@require_POST
@signed_in
def join(request: AuthenticatedRequest, visit: Visit) -> HttpResponse:
    try:
        place = placing.ask(cohort=visit.cohort, learner=request.user, now=timezone.now(), token=visit.token)
    except enrolments.exceptions.PrerequisitesMissing:
        messages.warning(request, _("Complete the courses that come before this one first. They are listed on its page."))
        return redirect("courses:course", visit.outline.slug) if visit.outline else redirect(visit.address)
    except enrolments.exceptions.Refused:
        messages.warning(request, _("The course of this cohort takes nobody new at the moment."))
    except exceptions.Refused:
        messages.warning(request, _("This cohort takes nobody now, or not in this way."))
    else:
        messages.success(request, str(ASKED[place.status]))
        return redirect("tutors:cohort", visit.cohort.code)
    return redirect(visit.address)


@require_POST
@signed_in
def accept(request: HttpRequest, visit: Visit) -> HttpResponse:
    if visit.place is not None:
        try:
            placing.accept_offer(place=visit.place, now=timezone.now())
        except exceptions.OfferLapsed:
            messages.warning(request, _("The time to take this seat is over. It is offered to the next person."))
        except exceptions.Refused:
            messages.warning(request, _("No seat is offered to you at the moment."))
        except enrolments.exceptions.Refused:
            messages.warning(request, _("The course of this cohort takes nobody new at the moment."))
        else:
            messages.success(request, str(ASKED[PlaceStatus.HELD]))
    return redirect("tutors:cohort", visit.cohort.code)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def decline(request: HttpRequest, visit: Visit) -> HttpResponse:
    place = visit.place
    if place is None or place.status != PlaceStatus.OFFERED:
        return redirect("tutors:cohort", visit.cohort.code)
    if request.method != "POST":
        return render(request, "tutors/part.html", {"visit": visit, "act": "decline"})
    with suppress(exceptions.MoveRefused):  # its time has run out a moment ago
        placing.decline_offer(place=place, now=timezone.now())
    messages.success(request, _("You have declined the seat. It goes to the next person."))
    return redirect("tutors:cohort", visit.cohort.code)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def leave(request: HttpRequest, visit: Visit) -> HttpResponse:
    if visit.place is None or not visit.place.may_move(PlaceStatus.LEFT):
        return redirect("tutors:cohort", visit.cohort.code)
    if request.method != "POST":
        return render(request, "tutors/part.html", {"visit": visit, "act": "leave"})
    placing.leave(place=visit.place, now=timezone.now())
    messages.success(request, _("You have left. If that was a mistake, come back while there is room."))
    return redirect("tutors:cohort", visit.cohort.code)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def put_off(request: AuthenticatedRequest, visit: Visit) -> HttpResponse:
    if visit.place is None or not visit.place.is_under_way or not visit.cohort.is_current:
        return redirect("tutors:cohort", visit.cohort.code)
    if request.method != "POST":
        return render(request, "tutors/part.html", {"visit": visit, "act": "put_off"})
    with suppress(exceptions.MoveRefused):  # they have left in another tab
        placing.defer(place=visit.place, by=request.user, now=timezone.now())
    messages.success(
        request, _("Your seat is free again, and your work is kept. When the next cohort opens, you get a mail.")
    )
    return redirect("tutors:cohort", visit.cohort.code)


# Its sessions


@require_safe
@of_cohort
def session(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    shown = get_object_or_404(visit.cohort.sessions.select_related("held_by__user"), pk=pk)
    shown.cohort = visit.cohort
    given = {
        "visit": visit,
        "session": shown,
        "held_by": _named(shown.held_by, visit),
        "may_join": rules.may_see_join_link(shown, request.user, now=visit.now),
        "is_over": shown.is_over(visit.now),
        **_attendance(shown, visit),
    }
    return render(request, "tutors/session.html", given)


@require_safe
@of_cohort
def session_file(_request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    shown = get_object_or_404(visit.cohort.sessions, pk=pk)
    shown.cohort = visit.cohort
    written = calendar.file(event_of(shown, now=visit.now))
    name = f"{visit.cohort.code}-{shown.pk}.ics"
    return HttpResponse(
        written,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "X-Robots-Tag": "noindex"},
    )


# The next cohort of a course


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def next_cohort(request: AuthenticatedRequest, course: str) -> HttpResponse:
    outline = _course(request, course)
    if request.method == "POST":
        next_cohorts.tell_me(person=request.user, course=outline.course, now=timezone.now())
        return redirect("tutors:next_cohort", course)
    given = {
        "outline": outline,
        "is_asked": queries.wants_next(request.user, outline.course),
        "lines": lines_for_course(course=outline.course_id, person=request.user, now=timezone.now()),
    }
    return render(request, "tutors/next_cohort.html", given)


@require_POST
@login_required
def forget_next_cohort(request: AuthenticatedRequest, course: str) -> HttpResponse:
    outline = _course(request, course)
    next_cohorts.forget(person=request.user, course=outline.course)
    return redirect("tutors:next_cohort", course)


# Inside


def _page(request: HttpRequest, visit: Visit) -> HttpResponse:
    return render(request, "tutors/cohort.html", {"visit": visit, "cohort": visit.cohort, "door": visit.door.value})


def _named(tutor: Tutor | None, visit: Visit) -> Tutor | None:
    return tutor if tutor and rules.may_see_name(tutor, is_inside=visit.is_inside) else None


def _attendance(session: Session, visit: Visit) -> dict[str, object]:
    """A member sees what is noted of them and, around the time of the session, where they check in."""
    if not isinstance(visit.person, User) or not visit.is_member or not attending.can_be_noted(session, visit.now):
        return {"noted": None, "may_check_in": False}
    noted = registers.noted_of(session, visit.person)
    return {"noted": noted, "may_check_in": noted is None and visit.now <= session.ends_at + LATE}


def _course(request: AuthenticatedRequest, code: str) -> Outline:
    """:raises Http404: if there is no such course, or none for this person."""
    outline = course_by_code(code, get_language())
    if outline is None or not courses.rules.may_see(request.user, outline):
        raise Http404
    return outline
