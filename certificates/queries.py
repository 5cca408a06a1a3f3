"""Questions about certificates, and what is asked of others to issue one."""

import re
import zoneinfo
from decimal import Decimal

from django.conf import settings

from accounts.models import User
from certificates.award import Award
from certificates.enums import Kind
from certificates.models import Certificate, CertificateVersion
from certificates.pdf import Sheet
from courses.models import Course, Outline
from courses.outline import parse_facts
from enrolments.models import Enrolment


def certificates_of(learner: User) -> list[Certificate]:
    """These are a person's certificates that hold, one for each award, the newest first. One query."""
    return list(Certificate.objects.current().with_facts().filter(learner=learner).order_by("-issued_at", "-pk"))


def source_of(enrolment_id: int) -> str:
    """This is the ``source`` of the certificate that an enrolment earns."""
    return f"enrolment:{enrolment_id}"


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
    outlines = {
        outline.locale.language_code: outline
        for outline in Outline.objects.filter(course_id=enrolment.course_id).select_related(
            "locale", "course__source_locale"
        )
    }
    source = next((each for each in outlines.values() if each.locale == each.course.source_locale), None)
    outline = outlines.get(enrolment.language) or source
    return Award(
        achievement=f"course:{enrolment.course.key}",
        achievement_title=_title(source, enrolment.course),
        title=_title(outline, enrolment.course),
        hours=_hours(outline),
        completed_on=enrolment.completed_at.astimezone(zoneinfo.ZoneInfo(enrolment.learner.time_zone)).date(),
        language=enrolment.language,
    )


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
