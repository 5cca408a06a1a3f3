"""What this room puts into the pages of the rooms below and above."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from accounts.models import User
from certificates.enums import Kind, Problem
from certificates.models import Certificate, StoppedIssue
from certificates.queries import (
    PLACE,
    address_of,
    certificates_of,
    places_awaited,
    source_of,
    stopped_for_enrolment,
    stopped_of,
)
from enrolments.agenda import Agenda
from enrolments.models import Enrolment
from enrolments.queries import Standing
from tutors.models import Place

# So many are on a person's page; a link leads to all.
NEWEST = 20


def course_after(context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """
    This speaks of the certificate to who has completed the course.

    A settled enrolment has its certificate; which one, the page behind the link knows: no query. Before that, one query
    says whether it waits for somebody, and one whether it waits for a place in a cohort.
    """
    enrolment = context.get("enrolment")
    if not isinstance(enrolment, Enrolment) or enrolment.status != Enrolment.Status.COMPLETED:
        return None
    if enrolment.settled_at is not None:
        return {"enrolment": enrolment, "is_ready": True}
    given = {"enrolment": enrolment, "is_ready": False, "stopped": _told(stopped_for_enrolment(enrolment), _person(context))}
    return given if given["stopped"] else given | {"place": places_awaited(enrolment).first()}


def cohort_after(context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """This speaks of the certificate to who has completed a cohort. Two queries at most; one where it is there."""
    place = context.get("place")
    if not isinstance(place, Place) or not place.is_completed:
        return None
    key = {"kind": Kind.COHORT, "source": f"{PLACE}{place.pk}", "learner": place.learner_id}
    certificate = Certificate.objects.filter(**key).first()
    if certificate is not None:
        return {"certificate": certificate}
    return {"stopped": _told(StoppedIssue.objects.open().filter(**key).first(), _person(context))}


@dataclass(frozen=True)
class Achieved:
    """
    This is something behind a learner: a course they completed, its certificate, or both.

    Where the certificate waits for a ``place`` in a cohort of the course, it comes with that.
    """

    standing: Standing | None
    certificate: Certificate | None
    stopped: StoppedIssue | None = None
    place: Place | None = None

    @property
    def enrolment(self) -> Enrolment | None:
        return self.standing.enrolment if self.standing else None

    @property
    def is_awaited(self) -> bool:
        nothing_yet = self.certificate is None and self.stopped is None
        return nothing_yet and self.enrolment is not None and self.enrolment.settled_at is None

    @property
    def is_being_prepared(self) -> bool:
        return self.is_awaited and self.place is None

    @property
    def address(self) -> str:
        """This is where anyone checks the certificate, to be passed on."""
        return address_of(self.certificate) if self.certificate else ""


def dashboard(context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """
    These are the completed courses of the agenda that the page gives, with their certificates, and certificates for others.

    A course that was completed in a cohort shows the cohort's certificate. Two queries, and a third where one waits for a
    cohort; it stays away while there is nothing.
    """
    person, agenda = _person(context), context.get("agenda")
    if person is None:
        return None
    certificates = certificates_of(person)
    waiting = [each for each in stopped_of(person.pk) if _told(each, person)]
    completed = agenda.completed if isinstance(agenda, Agenda) else ()
    achieved = [
        Achieved(each, _take(certificates, each, each.enrolment), _take(waiting, each, each.enrolment))
        for each in completed
        if each.enrolment
    ]
    achieved += [Achieved(None, certificate) for certificate in certificates]
    achieved += [Achieved(None, None, stopped) for stopped in waiting]
    return {"achieved": _with_places(achieved)} if achieved else None


def _take[Row: (Certificate, StoppedIssue)](rows: list[Row], standing: Standing, enrolment: Enrolment) -> Row | None:
    """This takes out of the rows what belongs to a completed course: the course's own before a cohort's."""
    own, course = source_of(enrolment.pk), f"course:{standing.course.key}"
    for row in sorted(rows, key=lambda each: each.kind != Kind.COURSE):
        is_own = row.kind == Kind.COURSE and row.source == own
        if is_own or (row.kind == Kind.COHORT and _earned(row) == course):
            rows.remove(row)
            return row
    return None


def _earned(row: Certificate | StoppedIssue) -> str:
    """By this name the achievement is known."""
    return row.achievement.source if isinstance(row, Certificate) else (row.award or {}).get("achievement", "")


def _with_places(achieved: list[Achieved]) -> list[Achieved]:
    awaited = [each.enrolment.pk for each in achieved if each.enrolment and each.is_awaited]
    if not awaited:
        return achieved
    rows = Place.objects.unsettled().filter(enrolment__in=awaited).select_related("cohort").order_by("-pk")
    places = {place.enrolment_id: place for place in rows}
    return [replace(each, place=places.get(each.enrolment.pk) if each.enrolment else None) for each in achieved]


def _person(context: Mapping[str, Any]) -> User | None:
    user = getattr(context.get("request"), "user", None)
    return user if isinstance(user, User) else None


def _told(stopped: StoppedIssue | None, person: User | None) -> StoppedIssue | None:
    """
    This is what a person is told of.

    A failure mends itself, and who has just changed their name has it tried again within a minute: both read that the
    certificate is being prepared.
    """
    if stopped is None or stopped.problem == Problem.FAILURE:
        return None
    return None if person and person.full_name != stopped.name else stopped


def person(context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """This shows staff a person's newest certificates, revoked ones too; one query. It stays away from who may not."""
    learner, request = context.get("person"), context.get("request")
    if not isinstance(learner, User) or request is None or not request.user.has_perm("certificates.view_certificate"):
        return None
    earned = Certificate.objects.filter(learner=learner).with_facts().order_by("-issued_at", "-pk")
    return {"person": learner, "certificates": earned[:NEWEST]}
