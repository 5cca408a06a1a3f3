"""Granting one person an allowance, and taking it back."""

import datetime as dt

from django.db import transaction
from django.db.models import F
from wagtail.log_actions import log

import notices.actions
from accounts.models import User
from core.announce import announce
from courses.models import Outline, Unit
from courses.outline import Modules, UnitEntry
from courses.queries import course_by_code
from enrolments import acts, addresses, exceptions
from enrolments.granted import Granted
from enrolments.models import Allowance, Enrolment, QuizAttempt
from enrolments.signals import allowance_granted, allowance_revoked


@transaction.atomic
def grant_allowance(  # noqa: PLR0913 -- what an allowance says
    *,
    enrolment: Enrolment,
    unit: Unit,
    granted: Granted,
    due_at: dt.datetime | None,
    reason: str,
    by: User,
    now: dt.datetime,
) -> Allowance:
    """
    Grant a learner more attempts, more minutes or another date for a unit; log it, write to them, and announce it.

    Minutes count at once for an attempt that is open. A second call grants as much again.

    :raises UnitAbsent: if the unit is not in this course any more, or never was.
    :raises NothingGranted: if it would give nothing.
    :raises ReasonMissing: without a reason.
    """
    enrolment = acts.locked(enrolment)
    outline, entry = _place_of(unit, enrolment)
    if due_at is None and not granted:
        raise exceptions.NothingGranted
    if not reason.strip():
        raise exceptions.ReasonMissing
    allowance = Allowance.objects.create(
        enrolment=enrolment,
        unit=unit,
        extra_attempts=granted.attempts,
        extra_minutes=granted.minutes,
        due_at=due_at,
        reason=reason.strip(),
        granted_by=by,
        granted_at=now,
    )
    enrolment.has_conditions = True
    enrolment.save(update_fields=["has_conditions"])
    _give_time(enrolment, unit, granted.minutes)
    log(instance=enrolment, action="enrolments.allow", user=by, data={"unit": unit.key})
    _post_mail(allowance, outline=outline, entry=entry)
    announce(allowance_granted, allowance_id=allowance.pk)
    return allowance


@transaction.atomic
def revoke_allowance(*, allowance: Allowance, by: User, now: dt.datetime) -> Allowance:
    """
    Take an allowance back, log it and announce it; what it has made possible already stays.

    A repeat changes nothing.
    """
    allowance = Allowance.objects.select_for_update().get(pk=allowance.pk)
    if allowance.holds:
        allowance.revoked_at, allowance.revoked_by = now, by
        allowance.save(update_fields=["revoked_at", "revoked_by"])
        log(instance=allowance.enrolment, action="enrolments.disallow", user=by, data={"unit": allowance.unit.key})
        announce(allowance_revoked, allowance_id=allowance.pk)
    return allowance


def _give_time(enrolment: Enrolment, unit: Unit, minutes: int) -> None:
    """Who asks for more time often does so in the middle of an attempt."""
    running = QuizAttempt.objects.open().filter(enrolment=enrolment, unit=unit, closes_at__isnull=False)
    running.update(closes_at=F("closes_at") + dt.timedelta(minutes=minutes))


def _place_of(unit: Unit, enrolment: Enrolment) -> tuple[Outline, UnitEntry]:
    outline = course_by_code(enrolment.course.code, enrolment.language)
    units = Modules.parse(outline.modules).units if outline else ()
    entry = next((each for each in units if each.id == unit.pk), None)
    if outline is None or entry is None:
        raise exceptions.UnitAbsent
    return outline, entry


def _post_mail(allowance: Allowance, *, outline: Outline, entry: UnitEntry) -> None:
    """In the granting transaction, so that there is neither an allowance without its mail nor a mail without one."""
    learner = allowance.enrolment.learner
    notices.actions.post(
        kind="enrolments.allowance",
        key=f"allowance:{allowance.pk}",
        recipient=learner,
        template="enrolments/mail/allowance",
        context={
            "name": learner.full_name,
            "course": outline.title,
            "unit": entry.title,
            "granted": Granted(allowance.extra_attempts, allowance.extra_minutes),
            "due_at": allowance.due_at,
            "url": addresses.whole(addresses.unit_address(outline.course.code, entry.key)),
        },
    )
