"""What this room puts into the pages of the rooms below and above."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from certificates.enums import Kind
from certificates.models import Certificate
from certificates.queries import address_of, certificates_of, source_of
from enrolments.agenda import Agenda
from enrolments.models import Enrolment
from enrolments.queries import Standing


def course_after(context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """
    This speaks of the certificate to who has completed the course. No query.

    A settled enrolment has its certificate; which one, the page behind the link knows.
    """
    enrolment = context.get("enrolment")
    if not isinstance(enrolment, Enrolment) or enrolment.status != Enrolment.Status.COMPLETED:
        return None
    return {"enrolment": enrolment, "is_ready": enrolment.settled_at is not None}


@dataclass(frozen=True)
class Achieved:
    """This is something behind a learner: a course they completed, its certificate, or both."""

    standing: Standing | None
    certificate: Certificate | None

    @property
    def is_being_prepared(self) -> bool:
        enrolment = self.standing.enrolment if self.standing else None
        return self.certificate is None and enrolment is not None and enrolment.settled_at is None

    @property
    def address(self) -> str:
        """This is where anyone checks the certificate, to be passed on."""
        return address_of(self.certificate) if self.certificate else ""


def dashboard(context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """
    These are the completed courses of the agenda that the page gives, with their certificates, and certificates for others.

    One query; it stays away while there is nothing.
    """
    user, agenda = getattr(context.get("request"), "user", None), context.get("agenda")
    certificates = {(each.kind, each.source): each for each in certificates_of(user)} if isinstance(user, User) else {}
    standings = agenda.completed if isinstance(agenda, Agenda) else ()
    achieved = [
        Achieved(each, certificates.pop((Kind.COURSE, source_of(each.enrolment.pk)), None))
        for each in standings
        if each.enrolment
    ]
    achieved += [Achieved(None, certificate) for certificate in certificates.values()]
    return {"achieved": achieved} if achieved else None
