"""What the tutors' pages read."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils.translation import get_language

from accounts.models import User
from courses.models import Outline
from tutors import queries
from tutors.models import Appointment, Cohort, Place, Session, Tutor
from tutors.models.places import CURRENT

Status = Cohort.Status
SOON = 8


# Courses


def outlines(courses: Collection[int]) -> dict[int, Outline]:
    """These are courses as they call themselves in the reader's language, by their ids. One query."""
    rows = Outline.objects.filter(course__in=courses, locale__language_code=get_language())
    return {outline.course_id: outline for outline in rows.only("course", "title", "language").order_by("pk")}


# A tutor's cohorts


@dataclass(frozen=True)
class OwnCohort:
    """This is a cohort in a tutor's list: the course's name, who asks for a place, and from when it is theirs."""

    cohort: Cohort
    outline: Outline | None
    asked: int = 0
    appointment: Appointment | None = None
    is_theirs: bool = True


def own_cohorts(person: User, now: dt.datetime) -> list[OwnCohort]:
    """These are the cohorts to which a tutor is appointed, the earliest first. Three queries."""
    appointments = queries.appointments_of(person)
    named = outlines({each.cohort.course_id for each in appointments})
    asked = asked_by_cohort(each.cohort_id for each in appointments)
    return [
        OwnCohort(
            cohort=each.cohort,
            outline=named.get(each.cohort.course_id),
            asked=asked[each.cohort_id],
            appointment=each,
            is_theirs=each.covers(each.cohort.today(now)),
        )
        for each in appointments
    ]


def all_cohorts() -> QuerySet[Cohort]:
    """These are everybody's, for coordinators, the latest first."""
    return Cohort.objects.select_related("course").order_by("-starts_on", "-pk")


def with_facts(cohorts: Collection[Cohort]) -> list[OwnCohort]:
    """These are cohorts with what a list says of them. Two queries."""
    named = outlines({each.course_id for each in cohorts})
    asked = asked_by_cohort(each.pk for each in cohorts)
    return [OwnCohort(each, named.get(each.course_id), asked[each.pk]) for each in cohorts]


def asked_by_cohort(cohorts: Iterable[int]) -> Counter[int]:
    """This is how many people wait for a tutor's word in each cohort. One query."""
    rows = Place.objects.asked().filter(cohort__in=list(cohorts)).values_list("cohort")
    return Counter(dict(rows.annotate(number=Count("pk")).order_by("cohort")))


def next_sessions(owned: Collection[OwnCohort], now: dt.datetime) -> list[Session]:
    """These sessions come next, on days for which the tutor is appointed. One query."""
    by_cohort = {each.cohort.pk: each for each in owned}
    rows = Session.objects.upcoming(now).filter(cohort__in=by_cohort).select_related("cohort", "held_by__user")
    return [each for each in rows if _is_theirs(each, by_cohort[each.cohort_id])][:SOON]


def _is_theirs(session: Session, owned: OwnCohort) -> bool:
    return owned.appointment is None or owned.appointment.covers(session.cohort.today(session.starts_at))


# One cohort


@dataclass(frozen=True)
class Numbers:
    """These are the people of a cohort by where they stand."""

    asked: int
    waiting: int
    offered: int
    held: int
    completed: int
    ended: int

    @property
    def members(self) -> int:
        return self.held + self.completed


def numbers(cohort: Cohort) -> Numbers:
    """This counts the people of a cohort. One query."""
    rows = cohort.places.values_list("status").annotate(number=Count("pk")).order_by("status")
    by_status = Counter(dict(rows))
    current = {status.value: by_status[status.value] for status in CURRENT}
    return Numbers(**current, ended=sum(by_status.values()) - sum(current.values()))


def number_to_tell(cohort: Cohort) -> int:
    """So many people are told of what becomes of a session; nobody, while it is a draft. One query."""
    return cohort.places.to_tell().filter(learner__is_active=True).count()


def lead_of(cohort: Cohort) -> Tutor | None:
    """This tutor leads a cohort. One query."""
    appointment = cohort.appointments.open().leads().select_related("tutor__user").order_by("pk").first()
    return appointment.tutor if appointment else None
