"""Letting one person begin again; what they did before is set aside and kept."""

import datetime as dt

from django.db import transaction
from wagtail.log_actions import log

import notices.actions
from accounts.models import User
from courses.models import Unit
from courses.queries import course_by_code
from enrolments import acts, addresses, exceptions
from enrolments.models import Enrolment, QuizAttempt, Reset, UnitCompletion


@transaction.atomic
def reset(*, enrolment: Enrolment, unit: Unit | None, reason: str, by: User, now: dt.datetime) -> Reset:
    """
    Let a learner begin a unit again or, without one, all of the course; log it, and write to them.

    Attempts, an open one included, and completions are set aside. Allowances stay, and what upper rooms ask for.

    :raises CourseCompleted: if they have completed it; what is earned is never taken away.
    :raises ReasonMissing: without a reason.
    :raises NothingToReset: if they have done nothing there.
    """
    enrolment = acts.locked(enrolment)
    if enrolment.status == Enrolment.Status.COMPLETED:
        raise exceptions.CourseCompleted
    if not reason.strip():
        raise exceptions.ReasonMissing
    made = Reset.objects.create(enrolment=enrolment, unit=unit, reason=reason.strip(), reset_by=by, reset_at=now)
    if not _set_aside(made):
        raise exceptions.NothingToReset
    _forget_place(enrolment, unit)
    log(instance=enrolment, action="enrolments.reset", user=by, data={"unit": unit.key if unit else ""})
    _post_mail(made)
    return made


def _set_aside(made: Reset) -> int:
    """This is how many rows do not count any more."""
    place = {"enrolment": made.enrolment, **({"unit": made.unit} if made.unit else {})}
    counting = QuizAttempt.objects.counting().filter(**place), UnitCompletion.objects.counting().filter(**place)
    return sum(rows.update(reset=made) for rows in counting)


def _forget_place(enrolment: Enrolment, unit: Unit | None) -> None:
    """Resuming goes on behind what was done last; from there, what is to be done again would come last of all."""
    if unit is None or enrolment.latest_unit_id == unit.pk:
        enrolment.latest_unit = None
        enrolment.save(update_fields=["latest_unit"])


def _post_mail(made: Reset) -> None:
    """In the resetting transaction, so that nobody finds their work gone without a word."""
    enrolment, unit = made.enrolment, made.unit
    outline = course_by_code(enrolment.course.code, enrolment.language)
    code = enrolment.course.code
    notices.actions.post(
        kind="enrolments.reset",
        key=f"reset:{made.pk}",
        recipient=enrolment.learner,
        template="enrolments/mail/reset",
        context={
            "name": enrolment.learner.full_name,
            "course": outline.title if outline else code,
            "unit": unit.title if unit else "",
            "reason": made.reason,
            "url": addresses.whole(addresses.unit_address(code, unit.key) if unit else addresses.course_address(code)),
        },
    )
