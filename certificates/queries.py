"""Questions about certificates, and what is asked of others to issue one."""

import datetime as dt
import re

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.db.models import Case, CharField, Exists, Model, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Concat

from accounts.models import User
from certificates.edition import edition
from certificates.enums import Kind
from certificates.models import Certificate, CertificateVersion, StoppedIssue
from certificates.pdf import Sheet
from enrolments.models import Enrolment
from tutors.models import Appointment, Place


def certificates_of(learner: User) -> list[Certificate]:
    """These are a person's certificates that hold, one for each award, the newest first. One query."""
    return list(Certificate.objects.current().with_facts().filter(learner=learner).order_by("-issued_at", "-pk"))


# How sources begin, by what stands for them.
ENROLMENT, PLACE, APPOINTMENT = "enrolment:", "place:", "appointment:"


def source_of(enrolment_id: int) -> str:
    """This is the ``source`` of the certificate that an enrolment earns."""
    return f"{ENROLMENT}{enrolment_id}"


def enrolment_of(source: str) -> Enrolment:
    """This is the enrolment that a ``source`` names. One query."""
    return Enrolment.objects.select_related("learner", "course").get(pk=source.removeprefix(ENROLMENT))


def places_awaited(enrolment: Enrolment) -> QuerySet[Place]:
    """
    These places a completed course waits for, before it gives a certificate of its own.

    They are under way, or completed a moment ago. In a finished cohort, who has not completed their place waits for nothing.
    """
    return enrolment.places.unsettled().select_related("cohort").order_by("pk")


def due(now: dt.datetime) -> QuerySet[Enrolment]:
    """
    These completed enrolments wait for their certificate, and it is worth trying.

    Left out are who has no name yet, who is locked, who holds a place in a cohort of the course, and what was stopped: until
    the name or the drawing is another, or a failure has had its rest. None of them stands in the way of the others.
    """
    awaited = Place.objects.unsettled().filter(enrolment=OuterRef("pk"))
    rows = Enrolment.objects.unsettled().filter(~Exists(awaited))
    return _worth_trying(rows, Kind.COURSE, ENROLMENT, "learner", now).order_by("completed_at", "pk")


def places_due(now: dt.datetime) -> QuerySet[Place]:
    """These completed places wait for their certificate, and it is worth trying, as of enrolments."""
    rows = Place.objects.unsettled().completed().select_related("cohort__course", "learner", "enrolment")
    return _worth_trying(rows, Kind.COHORT, PLACE, "learner", now).order_by("completed_at", "pk")


def appointments_due(now: dt.datetime) -> QuerySet[Appointment]:
    """These appointments to finished cohorts wait for a certificate of service, or for the note that there is none."""
    rows = Appointment.objects.unsettled().select_related("cohort__course", "tutor__user")
    return _worth_trying(rows, Kind.SERVICE, APPOINTMENT, "tutor__user", now).order_by("pk")


def _worth_trying[Row: Model](rows: QuerySet[Row], kind: Kind, prefix: str, person: str, now: dt.datetime) -> QuerySet[Row]:
    resting = StoppedIssue.objects.resting(edition=edition(), now=now).filter(
        kind=kind,
        source=Concat(Value(prefix), Cast(OuterRef("pk"), CharField())),
        learner=OuterRef(person),
        name=OuterRef(f"{person}__full_name"),
    )
    may_be_issued = Q(**{f"{person}__is_active": True}) & ~Q(**{f"{person}__full_name": ""})
    return rows.filter(~Exists(resting), may_be_issued | Q(**{f"{person}__erased_at__isnull": False}))


def stopped_of(learner_id: int) -> list[StoppedIssue]:
    """These are a person's certificates that wait, the longest waiting first. One query."""
    return list(StoppedIssue.objects.open().filter(learner=learner_id).order_by("first_met_at", "pk"))


def stopped_for_enrolment(enrolment: Enrolment) -> StoppedIssue | None:
    """This says why an enrolment's certificate waits, if it does. One query."""
    key = {"kind": Kind.COURSE, "source": source_of(enrolment.pk), "learner": enrolment.learner_id}
    return StoppedIssue.objects.open().filter(**key).first()


def certificate_of_stopped(stopped: StoppedIssue) -> Certificate | None:
    """This is what was issued after all. One query."""
    key = {"kind": stopped.kind, "source": stopped.source, "learner": stopped.learner_id}
    return Certificate.objects.filter(**key).first()


def who_may_correct() -> QuerySet[User]:
    """These people of the staff may correct certificates, and settle what was stopped."""
    able: QuerySet[User] = ModelBackend().with_perm("certificates.correct_certificate")
    return able.filter(is_staff=True).order_by("pk")


def certificate_for_enrolment(learner: User, enrolment_id: int) -> Certificate | None:
    """
    This is what a person earned by one of their enrolments, revoked or not: the course's certificate, else a cohort's.

    Of several cohorts, the latest. One query.
    """
    places = Place.objects.filter(enrolment=enrolment_id).order_by()
    sources = places.values_list(Concat(Value(PLACE), Cast("pk", CharField())))
    earned = Q(kind=Kind.COURSE, source=source_of(enrolment_id)) | Q(kind=Kind.COHORT, source__in=sources)
    course_first = Case(When(kind=Kind.COURSE, then=0), When(replaced_by__isnull=True, then=1), default=2)
    return Certificate.objects.filter(earned, learner=learner).order_by(course_first, "-issued_at", "-pk").first()


def address_of(certificate: Certificate) -> str:
    """This is where anyone checks a certificate, with scheme and host, as its QR code says it."""
    return f"{settings.BASE_URL}{certificate.get_absolute_url()}"


def file_name(facts: CertificateVersion) -> str:
    """This is what a certificate's file is called on the computer of whoever downloads it."""
    name = re.sub(r"""[\\/:*?"'<>|\x00-\x1f\x7f]+""", " ", f"{facts.title} – {facts.recipient_name}")
    return " ".join(name.split())[:190].strip(" .") + ".pdf"


def sheet_of(certificate: Certificate) -> Sheet:
    """This is everything that is printed on a certificate, from its latest version."""
    facts = certificate.facts
    wording = facts.wording
    details = [wording.get(name, "") for name in ("completed", "hours", "cohort", "dates", "tutors")]
    return Sheet(
        issuer=wording["issuer"],
        heading=wording["heading"],
        statement=wording["statement"],
        name=facts.recipient_name,
        title=facts.title,
        details=tuple(filter(None, details)),
        check=wording["check"],
        address=address_of(certificate),
        language=facts.language,
    )
