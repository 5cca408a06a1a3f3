"""Cohorts as a course's pages and the dashboard list them, each in a few lines: read together, whatever their number."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, FilteredRelation, Q, QuerySet

from accounts.models import User
from tutors.models import Appointment, Cohort, Session, Tutor
from tutors.models.places import CURRENT, MEMBERS, PlaceStatus

type Person = User | AnonymousUser
ASKED_FOR = [Cohort.Joining.OPEN, Cohort.Joining.APPROVAL]


@dataclass(frozen=True)
class NextSession:
    """This is the session of a cohort that comes next, or is on now."""

    pk: int
    title: str
    starts_at: dt.datetime


@dataclass(frozen=True)
class CohortLine:
    """This is a cohort in a list; ``status`` is that of the reader's own place there, empty where they have none."""

    cohort: Cohort
    status: str
    offered_until: dt.datetime | None
    session: NextSession | None

    @property
    def is_mine(self) -> bool:
        return bool(self.status)

    @property
    def is_member(self) -> bool:
        return self.status in MEMBERS

    @property
    def is_offered(self) -> bool:
        return self.status == PlaceStatus.OFFERED


def lines_for_course(*, course: int, person: Person, now: dt.datetime) -> list[CohortLine]:
    """These cohorts of a course take people now, or have this person among them; the next to start first. One query."""
    rows = _rows(person, now).filter(Q(joining__in=ASKED_FOR) | Q(place_status__isnull=False), course=course)
    return [line for line in _lines(rows) if line.is_mine or line.cohort.takes_sign_up(now)]


def my_lines(*, person: Person, now: dt.datetime) -> list[CohortLine]:
    """These are the cohorts in which a person has a current place, the next to start first. One query."""
    return _lines(_rows(person, now).filter(place_status__isnull=False).select_related("course"))


def listed_tutors(cohorts: Iterable[Cohort], *, now: dt.datetime) -> dict[int, list[Tutor]]:
    """These are the tutors of today who agreed to be named to everybody, by the cohorts' keys, leads first. One query."""
    by_key = {cohort.pk: cohort for cohort in cohorts}
    rows = Appointment.objects.open().filter(cohort__in=by_key, tutor__in=Tutor.objects.listed())
    order = [*Appointment.Role]
    found = sorted(
        rows.select_related("tutor__user").order_by("appointed_at", "pk"),
        key=lambda each: order.index(Appointment.Role(each.role)),
    )
    tutors: dict[int, list[Tutor]] = defaultdict(list)
    for each in found:
        if each.covers(by_key[each.cohort_id].today(now)):
            tutors[each.cohort_id].append(each.tutor)
    return tutors


def _rows(person: Person, now: dt.datetime) -> QuerySet[Any]:
    """
    These are the cohorts that are open or running, each with the reader's own place and the sessions to come, next first.

    A cohort comes once for each of its sessions: joins cost a course's page a third of what subqueries did.
    """
    own = Q(places__learner=person.pk, places__status__in=CURRENT)
    coming = Q(sessions__status=Session.Status.PLANNED, sessions__ends_at__gt=now)
    return (
        Cohort.objects.current()
        .alias(own=FilteredRelation("places", condition=own), coming=FilteredRelation("sessions", condition=coming))
        .annotate(
            place_status=F("own__status"),
            place_offered_until=F("own__offered_until"),
            session_pk=F("coming__pk"),
            session_title=F("coming__title"),
            session_starts_at=F("coming__starts_at"),
        )
        .order_by("starts_on", "pk", "coming__starts_at", "coming__pk")
    )


def _lines(rows: Iterable[Any]) -> list[CohortLine]:
    first: dict[int, Any] = {}
    for row in rows:
        first.setdefault(row.pk, row)
    return [_line(row) for row in first.values()]


def _line(row: Any) -> CohortLine:
    session = NextSession(row.session_pk, row.session_title, row.session_starts_at) if row.session_pk else None
    return CohortLine(row, row.place_status or "", row.place_offered_until, session)
