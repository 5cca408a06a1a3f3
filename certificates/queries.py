"""Questions about certificates, and what is asked of others to issue one."""

import datetime as dt
import re
import zoneinfo
from dataclasses import replace
from decimal import Decimal

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from accounts.models import User
from certificates.award import Award
from certificates.edition import edition
from certificates.enums import Kind
from certificates.models import Certificate, CertificateVersion, StoppedIssue
from certificates.pdf import Sheet
from courses.models import Course, Outline
from courses.outline import parse_facts
from enrolments.models import Enrolment


def certificates_of(learner: User) -> list[Certificate]:
    """These are a person's certificates that hold, one for each award, the newest first. One query."""
    return list(Certificate.objects.current().with_facts().filter(learner=learner).order_by("-issued_at", "-pk"))


ENROLMENT = "enrolment:"


def source_of(enrolment_id: int) -> str:
    """This is the ``source`` of the certificate that an enrolment earns."""
    return f"{ENROLMENT}{enrolment_id}"


def enrolment_of(source: str) -> Enrolment:
    """This is the enrolment that a ``source`` names. One query."""
    return Enrolment.objects.select_related("learner", "course").get(pk=source.removeprefix(ENROLMENT))


def due(now: dt.datetime) -> QuerySet[Enrolment]:
    """
    These completed enrolments wait for their certificate, and it is worth trying.

    Left out are who has no name yet, who is locked, and what was stopped: until the name or the drawing is another, or
    a failure has had its rest. None of them stands in the way of the others.
    """
    resting = StoppedIssue.objects.resting(edition=edition(), now=now).filter(
        kind=Kind.COURSE,
        source=Concat(Value(ENROLMENT), Cast(OuterRef("pk"), CharField())),
        learner=OuterRef("learner"),
        name=OuterRef("learner__full_name"),
    )
    may_be_issued = Q(learner__is_active=True) & ~Q(learner__full_name="")
    return Enrolment.objects.unsettled().filter(~Exists(resting), may_be_issued | Q(learner__erased_at__isnull=False))


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
    """This is what a person earned by one of their enrolments, revoked or not. One query."""
    return Certificate.objects.filter(kind=Kind.COURSE, source=source_of(enrolment_id), learner=learner).first()


def course_award(enrolment: Enrolment) -> Award:
    """
    These are the facts that a completed enrolment freezes: title and hours of today's outline, in the enrolment's language.

    The day of completion is the learner's own, by their time zone. A course that has lost its outline gives its code.
    """
    if enrolment.completed_at is None:
        raise ValueError(f"enrolment {enrolment.pk} is not completed")
    source, outline = _outlines(enrolment.course, enrolment.language)
    return Award(
        achievement=f"course:{enrolment.course.key}",
        achievement_title=_title(source, enrolment.course),
        title=_title(outline, enrolment.course),
        hours=_hours(outline),
        completed_on=enrolment.completed_at.astimezone(zoneinfo.ZoneInfo(enrolment.learner.time_zone)).date(),
        language=enrolment.language,
    )


def award_of_stopped(stopped: StoppedIssue) -> Award:
    """These are the facts that a stopped certificate would freeze: a course's are asked for anew."""
    if stopped.kind == Kind.COURSE:
        return course_award(enrolment_of(stopped.source))
    return Award.parse(stopped.award or {})


def award_of_today(certificate: Certificate) -> Award:
    """
    These are the facts of a certificate as it would be issued today, to the same name, in the same language.

    The day stays: it is what happened. Title and hours are those of the course, as long as it has an outline.
    """
    facts = certificate.facts
    award = Award(
        achievement=certificate.achievement.source,
        achievement_title=certificate.achievement.title,
        title=facts.title,
        hours=facts.hours,
        completed_on=facts.completed_on,
        language=facts.language,
    )
    if certificate.kind != Kind.COURSE:
        return award
    _, outline = _outlines(enrolment_of(certificate.source).course, facts.language)
    return replace(award, title=outline.title, hours=_hours(outline)) if outline else award


def _outlines(course: Course, language: str) -> tuple[Outline | None, Outline | None]:
    """These are a course's outline in its own language, and in a given one or, where that is missing, its own."""
    outlines = {
        outline.locale.language_code: outline
        for outline in Outline.objects.filter(course=course).select_related("locale", "course__source_locale")
    }
    source = next((each for each in outlines.values() if each.locale == each.course.source_locale), None)
    return source, outlines.get(language) or source


def _title(outline: Outline | None, course: Course) -> str:
    return outline.title if outline else course.code


def _hours(outline: Outline | None) -> Decimal | None:
    hours = parse_facts(outline.facts).hours if outline else ""
    return Decimal(hours) if hours else None


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
    return Sheet(
        issuer=wording["issuer"],
        heading=wording["heading"],
        statement=wording["statement"],
        name=facts.recipient_name,
        title=facts.title,
        details=tuple(filter(None, [wording["completed"], wording["hours"]])),
        check=wording["check"],
        address=address_of(certificate),
        language=facts.language,
    )
