"""Coming and going by the hand of staff, with a line in the log and a mail."""

import datetime as dt

from django.db import transaction
from wagtail.log_actions import log

import notices.actions
from accounts.models import User
from courses.queries import course_by_code
from enrolments import actions, acts, addresses
from enrolments.models import Enrolment

Status = Enrolment.Status


@transaction.atomic
def withdraw(*, enrolment: Enrolment, by: User, now: dt.datetime) -> Enrolment:
    """
    Withdraw a learner, log it and write to them; who has withdrawn already is not told again.

    :raises CourseCompleted: if they have completed it.
    """
    was_inside = acts.locked(enrolment).status == Status.ACTIVE
    enrolment = actions.withdraw(enrolment=enrolment, now=now)
    if was_inside:
        _tell(enrolment, "withdrawn", by, now)
    return enrolment


@transaction.atomic
def bring_back(*, enrolment: Enrolment, by: User, now: dt.datetime) -> Enrolment:
    """Bring back a learner who had withdrawn, with everything kept; log it and write to them. A repeat changes nothing."""
    enrolment = acts.locked(enrolment)
    if enrolment.status == Status.WITHDRAWN:
        enrolment = actions.enrol(learner=enrolment.learner, course=enrolment.course, language=enrolment.language, now=now)
        _tell(enrolment, "enrolled", by, now)
    return enrolment


def _tell(enrolment: Enrolment, fact: str, by: User, now: dt.datetime) -> None:
    code = enrolment.course.code
    outline = course_by_code(code, enrolment.language)
    log(instance=enrolment, action="enrolments.enrol" if fact == "enrolled" else "enrolments.withdraw", user=by)
    notices.actions.post(
        kind=f"enrolments.{fact}",
        key=f"enrolment:{enrolment.pk}:{fact}:{now.timestamp()}",
        recipient=enrolment.learner,
        template=f"enrolments/mail/{fact}",
        context={
            "name": enrolment.learner.full_name,
            "course": outline.title if outline else code,
            "url": addresses.whole(addresses.course_address(code)),
        },
    )
