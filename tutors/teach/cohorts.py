"""One cohort: how it stands, what may become of it, its facts, its copy."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.queries import course_by_code
from tutors import copying, planning, queries, running
from tutors.models import Cohort
from tutors.teach import queries as reading
from tutors.teach.cohort_forms import CohortForm, CopyForm, MoveForm
from tutors.teach.desk import Desk, at_desk, for_leads
from tutors.teach.refusals import told

Status = Cohort.Status
NEXT = 3


@dataclass(frozen=True)
class Way:
    """This is what may become of a cohort: the button's words, what follows, what is said when it is done."""

    to: str
    label: str | Promise
    follows: str | Promise
    done: str | Promise
    asks_why: bool = False
    is_final: bool = False


OPENING = Way(
    Status.OPEN,
    gettext_lazy("Open the cohort"),
    gettext_lazy("People can find it and ask for places. Who wanted to know of the next cohort is told."),
    gettext_lazy("The cohort is open."),
)
STARTING = Way(
    Status.RUNNING,
    gettext_lazy("Start the cohort now"),
    gettext_lazy("By itself it starts on its first day. Without a date of its own, sign-up closes with it."),
    gettext_lazy("The cohort runs."),
)
FINISHING = Way(
    Status.FINISHED,
    gettext_lazy("Finish the cohort"),
    gettext_lazy("Members keep their places and their work. Who still waits is told that nothing comes of it."),
    gettext_lazy("The cohort has finished."),
)
RESUMING = Way(
    Status.RUNNING,
    gettext_lazy("Let it run on"),
    gettext_lazy("For a cohort that was finished by mistake."),
    gettext_lazy("The cohort runs again."),
    asks_why=True,
)
REDRAFTING = Way(
    Status.DRAFT,
    gettext_lazy("Make it a draft again"),
    gettext_lazy("Nobody finds it any more. This is possible while nobody has asked for a place."),
    gettext_lazy("The cohort is a draft again."),
)
CANCELLING = Way(
    Status.CANCELLED,
    gettext_lazy("Cancel the cohort"),
    gettext_lazy(
        "Sessions to come are cancelled, every place ends, and everybody is told. What they learnt stays."
        " This cannot be undone."
    ),
    gettext_lazy("The cohort is cancelled. Everybody in it is told."),
    asks_why=True,
    is_final=True,
)
WAYS = {
    Status.DRAFT: [OPENING, CANCELLING],
    Status.OPEN: [STARTING, REDRAFTING, CANCELLING],
    Status.RUNNING: [FINISHING, CANCELLING],
    Status.FINISHED: [RESUMING],
    Status.CANCELLED: [],
}


@require_safe
@at_desk
def cohort(request: HttpRequest, desk: Desk) -> HttpResponse:
    numbers, found = reading.numbers(desk.cohort), desk.cohort
    context = {
        "desk": desk,
        "outline": course_by_code(found.course.code, request.LANGUAGE_CODE),
        "numbers": numbers,
        "ways": ways(desk, has_people=any(vars(numbers).values())),
        "tutors": queries.tutors_of(found, desk.now),
        "sessions": found.sessions.upcoming(desk.now)[:NEXT],
        "moves": found.moves.select_related("moved_by"),
    }
    return render(request, "tutors/teach/cohort.html", context)


def ways(desk: Desk, *, has_people: bool) -> list[Way]:
    """These moves are open to the person."""
    if not desk.may_lead:
        return []
    return [way for way in WAYS[Status(desk.cohort.status)] if not (has_people and way is REDRAFTING)]


@require_POST
@for_leads
def move(request: HttpRequest, desk: Desk) -> HttpResponse:
    form = MoveForm(request.POST)
    if not form.is_valid():
        raise BadRequest
    way = next((each for each in WAYS[Status(desk.cohort.status)] if each.to == form.cleaned_data["to"]), None)
    if way is None:
        # As somebody else has just done, or who has pressed twice.
        messages.warning(request, _("The cohort has changed meanwhile. Look at how it stands now."))
        return redirect("teach:cohort", desk.cohort.code)
    with told(request):
        act_of(way, desk, form.cleaned_data["reason"])()
        messages.success(request, str(way.done))
    return redirect("teach:cohort", desk.cohort.code)


def act_of(way: Way, desk: Desk, reason: str) -> Callable[[], Cohort]:
    cohort, by, now = desk.cohort, desk.person, desk.now
    acts: dict[Way, Callable[[], Cohort]] = {
        OPENING: lambda: running.open_cohort(cohort=cohort, by=by, now=now),
        STARTING: lambda: running.start_cohort(cohort=cohort, by=by, now=now),
        FINISHING: lambda: running.finish_cohort(cohort=cohort, by=by, now=now),
        RESUMING: lambda: running.resume_cohort(cohort=cohort, by=by, reason=reason, now=now),
        REDRAFTING: lambda: running.redraft_cohort(cohort=cohort, by=by, reason=reason, now=now),
        CANCELLING: lambda: running.cancel_cohort(cohort=cohort, by=by, reason=reason, now=now),
    }
    return acts[way]


@require_http_methods(["GET", "HEAD", "POST"])
@for_leads
def change(request: HttpRequest, desk: Desk) -> HttpResponse:
    form = CohortForm(request.POST or None, cohort=desk.cohort)
    if form.is_valid():
        with told(request):
            planning.change_cohort(cohort=desk.cohort, facts=form.facts(), now=desk.now)
            messages.success(request, _("Saved."))
            return redirect("teach:cohort", desk.cohort.code)
    return render(request, "tutors/teach/cohort_form.html", {"desk": desk, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@for_leads
def copy(request: HttpRequest, desk: Desk) -> HttpResponse:
    form = CopyForm(request.POST or None, cohort=desk.cohort)
    if form.is_valid():
        given = form.cleaned_data
        try:
            made = copying.copy_for_lead(
                cohort=desk.cohort, code=given["code"], name=given["name"], days=form.days, by=desk.person, now=desk.now
            )
        except IntegrityError:  # of that code, a moment ago
            form.add_error("code", _("This code is taken."))
        else:
            messages.success(request, _("The copy is a draft. Look through its dates, then open it."))
            return redirect("teach:cohort", made.code)
    return render(request, "tutors/teach/copy.html", {"desk": desk, "form": form})


@require_POST
@for_leads
def renew_invitation(request: HttpRequest, desk: Desk) -> HttpResponse:
    planning.renew_invitation(cohort=desk.cohort)
    messages.success(request, _("This is the new link. The old one lets nobody in any more."))
    return redirect("teach:people", desk.cohort.code)
