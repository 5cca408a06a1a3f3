"""Taking one person of a list in, whatever has happened since it was read."""

import datetime as dt

from django.db import IntegrityError, transaction

from accounts.exceptions import AddressTaken
from accounts.models import User
from enrolments import exceptions
from enrolments.intake.destinations import Destination, destination_of
from enrolments.intake.judging import Outcome
from enrolments.models import Enrolment, IntakeLine


@transaction.atomic
def admit(*, line: IntakeLine, by: User, now: dt.datetime) -> IntakeLine:
    """
    Do for one line of a list what is to be done, and note what that was.

    The line is judged anew: whatever has happened since it was read counts. Admitting an admitted line changes nothing.
    """
    line = IntakeLine.objects.select_for_update(of=("self",)).select_related("intake__course").get(pk=line.pk)
    if line.done_at is not None:
        return line
    line.outcome, line.faults, line.enrolment = _take(line, destination_of(line.intake), by, now)
    line.done_at = now
    line.save(update_fields=["outcome", "faults", "enrolment", "done_at"])
    return line


def _take(
    line: IntakeLine, destination: Destination, by: User, now: dt.datetime
) -> tuple[Outcome, list[list[str]], Enrolment | None]:
    destination.lock(line)
    judgement = destination.judges(line.intake, [line.email]).judge(line)
    if judgement.outcome not in {Outcome.INVITE, Outcome.ENROL}:
        return judgement.outcome, judgement.faults, judgement.enrolment
    try:
        with transaction.atomic():
            outcome, enrolment = destination.take(line, judgement.learner, by, now)
    except (IntegrityError, AddressTaken):  # Somebody signed up with this address a moment ago.
        return _take(line, destination, by, now)
    except exceptions.PrerequisitesMissing:
        return Outcome.FAULT, [["prerequisites", ""]], None
    except exceptions.CourseClosed:
        return Outcome.FAULT, [["not_admitted", ""]], None
    return outcome, [], enrolment
