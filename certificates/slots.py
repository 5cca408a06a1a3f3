"""What this room puts into the pages of the rooms below and above."""

from collections.abc import Mapping
from typing import Any

from accounts.models import User
from certificates.models import Certificate
from certificates.queries import certificates_of
from enrolments.models import Enrolment

# So many are on a person's page; a link leads to all.
NEWEST = 20


def course_after(context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """
    This speaks of the certificate to who has completed the course. No query.

    A settled enrolment has its certificate; which one, the page behind the link knows.
    """
    enrolment = context.get("enrolment")
    if not isinstance(enrolment, Enrolment) or enrolment.status != Enrolment.Status.COMPLETED:
        return None
    return {"enrolment": enrolment, "is_ready": enrolment.settled_at is not None}


def dashboard(context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """This lists a person's certificates, and stays away while there are none. One query."""
    user = getattr(context.get("request"), "user", None)
    certificates = certificates_of(user) if isinstance(user, User) else []
    return {"certificates": certificates} if certificates else None


def person(context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """This shows staff a person's newest certificates, revoked ones too; one query. It stays away from who may not."""
    learner, request = context.get("person"), context.get("request")
    if not isinstance(learner, User) or request is None or not request.user.has_perm("certificates.view_certificate"):
        return None
    earned = Certificate.objects.filter(learner=learner).with_facts().order_by("-issued_at", "-pk")
    return {"person": learner, "certificates": earned[:NEWEST]}
