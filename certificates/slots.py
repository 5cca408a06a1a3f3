"""What this room puts into the pages of the rooms below and above."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from certificates.enums import Kind, Problem
from certificates.models import Certificate, StoppedIssue
from certificates.queries import address_of, certificates_of, source_of, stopped_for_enrolment, stopped_of
from enrolments.agenda import Agenda
from enrolments.models import Enrolment
from enrolments.queries import Standing

# So many are on a person's page; a link leads to all.
NEWEST = 20


def course_after(context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """
    This speaks of the certificate to who has completed the course.

    A settled enrolment has its certificate; which one, the page behind the link knows: no query. Before that, one query
    says whether it waits for somebody.
    """
    enrolment = context.get("enrolment")
    if not isinstance(enrolment, Enrolment) or enrolment.status != Enrolment.Status.COMPLETED:
        return None
    if enrolment.settled_at is not None:
        return {"enrolment": enrolment, "is_ready": True}
    return {"enrolment": enrolment, "is_ready": False, "stopped": _told(stopped_for_enrolment(enrolment), _person(context))}


@dataclass(frozen=True)
class Achieved:
    """This is something behind a learner: a course they completed, its certificate, or both."""

    standing: Standing | None
    certificate: Certificate | None
    stopped: StoppedIssue | None = None

    @property
    def is_being_prepared(self) -> bool:
        enrolment = self.standing.enrolment if self.standing else None
        return self.certificate is None and self.stopped is None and enrolment is not None and enrolment.settled_at is None

    @property
    def address(self) -> str:
        """This is where anyone checks the certificate, to be passed on."""
        return address_of(self.certificate) if self.certificate else ""


def dashboard(context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """
    These are the completed courses of the agenda that the page gives, with their certificates, and certificates for others.

    Two queries; it stays away while there is nothing.
    """
    person, agenda = _person(context), context.get("agenda")
    if person is None:
        return None
    certificates = {(each.kind, each.source): each for each in certificates_of(person)}
    waiting = {(each.kind, each.source): each for each in stopped_of(person.pk) if _told(each, person)}
    achieved = []
    for each in agenda.completed if isinstance(agenda, Agenda) else ():
        if each.enrolment:
            key = (Kind.COURSE, source_of(each.enrolment.pk))
            achieved.append(Achieved(each, certificates.pop(key, None), waiting.pop(key, None)))
    achieved += [Achieved(None, certificate) for certificate in certificates.values()]
    achieved += [Achieved(None, None, stopped) for stopped in waiting.values()]
    return {"achieved": achieved} if achieved else None


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
