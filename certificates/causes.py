"""
What a certificate is issued for: a completed enrolment, a completed place in a cohort, an appointment to a finished one.

Each knows who earned it, whether it is time, which facts are to be printed, and where it is noted that this was done.
"""

import datetime as dt
from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, ClassVar, Self

import enrolments.actions
from accounts.models import User
from certificates import facts, queries
from certificates.award import Award
from certificates.enums import Kind
from certificates.models import Certificate, StoppedIssue
from courses.models import Course
from enrolments import acts
from enrolments.models import Enrolment
from tutors.models import Appointment, Cohort, Place


class Verdict(Enum):
    """This is what is to be done about a cause: issue, nothing yet, or nothing ever."""

    ISSUE = "issue"
    WAIT = "wait"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Cause[Row: (Enrolment, Place, Appointment)](ABC):
    """This is one reason to issue a certificate, by the row that stands for it."""

    row: Row
    kind: ClassVar[Kind]
    prefix: ClassVar[str]

    @property
    def source(self) -> str:
        """By this name the certificate knows what it was issued for."""
        return f"{self.prefix}{self.row.pk}"

    @property
    @abstractmethod
    def learner(self) -> User:
        """This is who earned it."""

    @property
    @abstractmethod
    def course(self) -> Course:
        """This is the course that was taken, or taught."""

    @abstractmethod
    def locked(self) -> Self:
        """This is the same with its rows locked and read anew; the person is locked after them."""

    @abstractmethod
    def verdict(self) -> Verdict:
        """This says what is to be done, once its rows and the person are locked."""

    @abstractmethod
    def award(self, *, language: str = "") -> Award:
        """These are the facts of today, in a language or, without one, in that of the work."""

    @abstractmethod
    def settle(self, now: dt.datetime) -> None:
        """This notes that what follows was done; a repeat changes nothing."""

    @property
    def is_settled(self) -> bool:
        return self.row.settled_at is not None

    def certificate(self) -> Certificate | None:
        """This is what was issued for it. One query."""
        return Certificate.objects.filter(kind=self.kind, source=self.source, learner=self.learner).first()


class OfEnrolment(Cause[Enrolment]):
    """
    This is a course that was completed.

    While its learner holds a place in a cohort of the course, it waits for what becomes of that. A place that was completed
    has a certificate of its own, in the course's stead.
    """

    kind = Kind.COURSE
    prefix = queries.ENROLMENT

    @property
    def learner(self) -> User:
        return self.row.learner

    @property
    def course(self) -> Course:
        return self.row.course

    def locked(self) -> "OfEnrolment":
        # Nobody merges the learner's accounts while we issue; where they did a moment ago, it is for the one that stayed.
        return OfEnrolment(acts.locked(self.row))

    def verdict(self) -> Verdict:
        if not self.row.is_completed or queries.places_awaited(self.row).exists():
            return Verdict.WAIT
        return Verdict.NOTHING if self.row.places.completed().exists() else Verdict.ISSUE

    def award(self, *, language: str = "") -> Award:
        return facts.course_award(self.row, language=language)

    def settle(self, now: dt.datetime) -> None:
        enrolments.actions.settle(enrolment=self.row, now=now)

    def certificate(self) -> Certificate | None:
        return queries.certificate_for_enrolment(self.learner, self.row.pk)


class OfPlace(Cause[Place]):
    """This is a cohort that a learner has completed. The course's own certificate, if it still waits, is settled with it."""

    kind = Kind.COHORT
    prefix = queries.PLACE

    @property
    def learner(self) -> User:
        return self.row.learner

    @property
    def course(self) -> Course:
        return self.row.cohort.course

    def locked(self) -> "OfPlace":
        rows = Place.objects.select_for_update(of=("self",)).select_related("cohort__course", "learner")
        place = rows.get(pk=self.row.pk)
        if place.enrolment is not None:
            place.enrolment = acts.locked(place.enrolment)
        return OfPlace(place)

    def verdict(self) -> Verdict:
        return Verdict.ISSUE if self.row.is_completed else Verdict.WAIT

    def award(self, *, language: str = "") -> Award:
        return facts.cohort_award(self.row, language=language)

    def settle(self, now: dt.datetime) -> None:
        Place.objects.unsettled().filter(pk=self.row.pk).update(settled_at=now)
        if self.row.enrolment is not None and enrolments.actions.settle(enrolment=self.row.enrolment, now=now):
            instead = StoppedIssue.objects.open().filter(kind=Kind.COURSE, learner=self.row.learner_id)
            instead.filter(source=queries.source_of(self.row.enrolment.pk)).update(resolved_at=now)


class OfAppointment(Cause[Appointment]):
    """
    This is a tutor's service in a cohort that has finished, if they held at least one session in it.

    Whoever was appointed to it several times, has one certificate for all.
    """

    kind = Kind.SERVICE
    prefix = queries.APPOINTMENT

    @property
    def learner(self) -> User:
        return self.row.tutor.user

    @property
    def course(self) -> Course:
        return self.row.cohort.course

    def locked(self) -> "OfAppointment":
        rows = Appointment.objects.select_for_update(of=("self",)).select_related("cohort__course", "tutor__user")
        return OfAppointment(rows.get(pk=self.row.pk))

    def verdict(self) -> Verdict:
        if self.row.cohort.status != Cohort.Status.FINISHED:
            return Verdict.WAIT
        if self.certificate() or not facts.minutes_held(self.row):
            return Verdict.NOTHING
        return Verdict.ISSUE

    def award(self, *, language: str = "") -> Award:
        return facts.service_award(self.row, language=language)

    def settle(self, now: dt.datetime) -> None:
        Appointment.objects.filter(pk=self.row.pk, settled_at__isnull=True).update(settled_at=now)

    def certificate(self) -> Certificate | None:
        same = Appointment.objects.filter(cohort=self.row.cohort_id, tutor=self.row.tutor_id).values_list("pk", flat=True)
        sources = [f"{self.prefix}{pk}" for pk in same]
        issued = Certificate.objects.filter(kind=self.kind, source__in=sources, learner=self.learner)
        return issued.order_by("issued_at", "pk").first()


def cause_of(kind: str, source: str) -> Cause[Any] | None:
    """This is what a certificate, issued or stopped, is for; None for kinds whose rows nobody keeps. One query."""
    if kind == Kind.COURSE and source.startswith(OfEnrolment.prefix):
        return OfEnrolment(queries.enrolment_of(source))
    if kind == Kind.COHORT and source.startswith(OfPlace.prefix):
        rows = Place.objects.select_related("cohort__course", "learner", "enrolment")
        return OfPlace(rows.get(pk=source.removeprefix(OfPlace.prefix)))
    if kind == Kind.SERVICE and source.startswith(OfAppointment.prefix):
        services = Appointment.objects.select_related("cohort__course", "tutor__user")
        return OfAppointment(services.get(pk=source.removeprefix(OfAppointment.prefix)))
    return None


def award_of_stopped(stopped: StoppedIssue) -> Award:
    """These are the facts that a stopped certificate would freeze, asked for anew where they are kept."""
    cause = cause_of(stopped.kind, stopped.source)
    return cause.award() if cause else Award.parse(stopped.award or {})


def award_of_today(certificate: Certificate) -> Award:
    """
    These are the facts of a certificate as it would be issued today, to the same name, in the same language.

    The day stays: it is what happened. Title and hours are those of the course, as long as it has an outline.
    """
    printed, cause = certificate.facts, cause_of(certificate.kind, certificate.source)
    stays: dict[str, Any] = {
        "achievement": certificate.achievement.source,
        "achievement_title": certificate.achievement.title,
        "completed_on": printed.completed_on,
    }
    if cause is None:
        return Award(**stays, title=printed.title, hours=printed.hours, language=printed.language)
    if not cause.course.outlines.exists():
        stays |= {"title": printed.title, "hours": printed.hours}
    return replace(cause.award(language=printed.language), **stays)
