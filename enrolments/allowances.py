"""What the database knows of allowances."""

import datetime as dt
from collections.abc import Collection, Iterator

from django.db.models import F, Sum, Value
from django.db.models.functions import Coalesce

from courses.models import Unit
from enrolments.granted import Granted
from enrolments.models import Allowance, Due, Enrolment


def granted(enrolment: Enrolment, unit: Unit) -> Granted:
    """This is what a learner has beyond the rule for one unit; one query."""
    sums = (
        Allowance.objects.holding()
        .filter(enrolment=enrolment, unit=unit)
        .aggregate(attempts=Coalesce(Sum("extra_attempts"), 0), minutes=Coalesce(Sum("extra_minutes"), 0))
    )
    return Granted(**sums)


def dues_and_grants(enrolment_ids: Collection[int]) -> Iterator[tuple[int, int, dt.datetime | None, Granted]]:
    """These are the dates and allowances of enrolments: enrolment, unit, date and what is granted besides. One query."""
    rows = Due.objects.filter(enrolment__in=enrolment_ids).values_list("enrolment", "unit", "due_at", Value(0), Value(0))
    allowances = Allowance.objects.holding().filter(enrolment__in=enrolment_ids)
    given = allowances.values_list("enrolment", "unit", "due_at", F("extra_attempts"), F("extra_minutes"))
    for enrolment_id, unit_id, due_at, attempts, minutes in rows.union(given, all=True):
        yield enrolment_id, unit_id, due_at, Granted(attempts, minutes)
