"""What this room puts into the pages of the rooms below and above."""

from collections.abc import Mapping
from typing import Any

from accounts.models import User
from certificates.enums import Problem
from certificates.models import Certificate, StoppedIssue
from certificates.queries import certificates_of, stopped_for_enrolment, stopped_of
from enrolments.models import Enrolment

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


def dashboard(context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """This lists a person's certificates and those that wait; it stays away while there are none. Two queries."""
    person = _person(context)
    if person is None:
        return None
    certificates = certificates_of(person)
    waiting = [stopped for stopped in stopped_of(person.pk) if _told(stopped, person)]
    return {"certificates": certificates, "waiting": waiting} if certificates or waiting else None


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
