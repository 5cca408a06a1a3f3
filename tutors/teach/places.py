"""One person in a cohort: how they came to be there, and what becomes of their place."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tutors import placing, queries
from tutors.models import Cohort, Place
from tutors.teach.desk import Desk, at_desk
from tutors.teach.fields import ReasonForm, reason_of
from tutors.teach.people_forms import PlaceMoveForm
from tutors.teach.refusals import told

Status = Place.Status


@require_safe
@at_desk
def place(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    found = place_of(desk, pk)
    context = {
        "desk": desk,
        "place": found,
        "turn": queries.turn_of(found),
        "moves": found.moves.select_related("moved_by"),
        "move_form": PlaceMoveForm(cohorts=other_cohorts(desk.cohort), auto_id="move_%s"),
        "remove_form": ReasonForm(auto_id="remove_%s"),
        "others": other_cohorts(desk.cohort).exists(),
        "may_refuse": found.may_move(Status.REFUSED),
    }
    return render(request, "tutors/teach/place.html", context)


def place_of(desk: Desk, pk: int) -> Place:
    """Another cohort's place is not to be found here."""
    rows = Place.objects.select_related("learner", "enrolment", "moved_to__cohort")
    found = get_object_or_404(rows, pk=pk, cohort=desk.cohort)
    found.cohort = desk.cohort
    return found


def other_cohorts(cohort: Cohort) -> QuerySet[Cohort]:
    """These cohorts of the course have a seat for somebody who moves."""
    return (
        Cohort.objects.current()
        .with_free_seats()
        .filter(course=cohort.course_id)
        .exclude(pk=cohort.pk)
        .order_by("starts_on")
    )


@require_POST
@at_desk
def approve(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    with told(request):
        done = placing.approve(place=place_of(desk, pk), by=desk.person, now=desk.now)
        messages.success(
            request, _("They are let in.") if done.is_held else _("They are on the waiting list: no seat is free.")
        )
    return redirect("teach:place", desk.cohort.code, pk)


@require_POST
@at_desk
def refuse(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    reason = reason_of(request)
    with told(request):
        placing.refuse(place=place_of(desk, pk), by=desk.person, reason=reason, now=desk.now)
        messages.success(request, _("They are refused, and told."))
    return redirect("teach:place", desk.cohort.code, pk)


@require_POST
@at_desk
def remove(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    reason = reason_of(request)
    with told(request):
        placing.remove(place=place_of(desk, pk), by=desk.person, reason=reason, now=desk.now)
        messages.success(request, _("Their place is taken back. What they learnt is kept."))
    return redirect("teach:place", desk.cohort.code, pk)


@require_POST
@at_desk
def move(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    found, form = place_of(desk, pk), PlaceMoveForm(request.POST, cohorts=other_cohorts(desk.cohort))
    if not form.is_valid():
        messages.error(request, _("Choose a cohort with a free seat, and say why."))
        return redirect("teach:place", desk.cohort.code, pk)
    there: Cohort = form.cleaned_data["to"]
    with told(request):
        placing.move_place(place=found, to_cohort=there, by=desk.person, reason=form.cleaned_data["reason"], now=desk.now)
        messages.success(request, _("They are in the cohort %(cohort)s now, with all their work.") % {"cohort": there})
    return redirect("teach:place", desk.cohort.code, pk)


@require_POST
@at_desk
def defer(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    reason = reason_of(request)
    with told(request):
        placing.defer(place=place_of(desk, pk), by=desk.person, reason=reason, now=desk.now)
        messages.success(request, _("Their place is put off. They are told of the course's next cohort."))
    return redirect("teach:place", desk.cohort.code, pk)
