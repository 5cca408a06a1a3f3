"""A tutor's first page: their cohorts, what comes next, who waits for a word."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.requests import AuthenticatedRequest
from tutors import queries, rules
from tutors.models import Cohort, Session, Tutor
from tutors.teach import queries as reading
from tutors.teach.queries import OwnCohort

PER_PAGE = 30
Status = Cohort.Status
GROUPS: list[tuple[str | Promise, frozenset[str]]] = [
    (_("Running"), frozenset({Status.RUNNING})),
    (_("Coming"), frozenset({Status.DRAFT, Status.OPEN})),
    (_("Over"), frozenset({Status.FINISHED, Status.CANCELLED})),
]


@dataclass(frozen=True)
class Coming:
    """This is a session with what there is of it now: its link, around its time."""

    session: Session
    is_joinable: bool


@require_safe
@login_required
def overview(request: AuthenticatedRequest) -> HttpResponse:
    now, tutor = timezone.now(), queries.tutor_of(request.user)
    is_coordinator = rules.is_coordinator(request.user)
    if tutor is None and not is_coordinator:
        raise PermissionDenied
    context: dict[str, object] = {"tutor": tutor, "is_coordinator": is_coordinator}
    if tutor is not None:
        context |= own_context(tutor, now)
    if is_coordinator:
        leaf = Paginator(reading.all_cohorts(), PER_PAGE).get_page(request.GET.get("page"))
        context |= {"leaf": leaf, "everybodys": reading.with_facts(list(leaf))}
    return render(request, "tutors/teach/overview.html", context)


def own_context(tutor: Tutor, now: dt.datetime) -> dict[str, object]:
    owned = reading.own_cohorts(tutor.user, now)
    return {
        "owned": owned,
        "groups": grouped(owned),
        "waiting": [each for each in owned if each.asked and each.is_theirs],
        "sessions": [Coming(each, each.is_joinable(now)) for each in reading.next_sessions(owned, now)],
        "hours": in_hours(queries.minutes_taught(tutor, now)),
    }


def in_hours(minutes: int) -> str:
    return number_format(minutes / 60, decimal_pos=1 if minutes % 60 else 0)


def grouped(owned: Sequence[OwnCohort]) -> list[tuple[str | Promise, list[OwnCohort]]]:
    by_group = [(label, [each for each in owned if each.cohort.status in statuses]) for label, statuses in GROUPS]
    return [(label, cohorts) for label, cohorts in by_group if cohorts]
