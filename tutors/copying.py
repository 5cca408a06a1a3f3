"""Another run of a cohort, with all its dates shifted."""

import datetime as dt
import uuid
from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from tutors import acts, appointing, planning, queries, wall_clock
from tutors.models import Cohort, ModuleDate, Session

KEPT = (
    *("course", "language", "time_zone", "capacity", "joining", "offer_hours", "hours", "welcome"),
    *("sessions_needed", "needs_word"),
)


@dataclass(frozen=True)
class Shift:
    """This moves dates and instants by days; an instant keeps its time by the clock of the cohort's zone."""

    cohort: Cohort
    days: int

    def day(self, day: dt.date) -> dt.date:
        return day + dt.timedelta(days=self.days)

    def instant(self, instant: dt.datetime) -> dt.datetime:
        return wall_clock.shifted(instant, self.days, self.cohort.zone)

    def maybe(self, instant: dt.datetime | None) -> dt.datetime | None:
        return None if instant is None else self.instant(instant)


@transaction.atomic
def copy_cohort(  # noqa: PLR0913 -- what of, under which names, by how much, by whom
    *, cohort: Cohort, code: str, name: str, days: int, by: User | None, now: dt.datetime
) -> Cohort:
    """
    Make a draft like a cohort, with its sessions and dates of modules, everything so many days later by the clock.

    People are not taken along: neither places nor appointments. What was cancelled is left out; what did not happen may
    happen this time. Its link is another one.

    :raises django.db.IntegrityError: if there is a cohort of that code.
    """
    cohort = acts.locked_cohort(cohort)
    shift = Shift(cohort, days)
    draft = Cohort(
        code=code,
        name=name,
        copied_from=cohort,
        starts_on=shift.day(cohort.starts_on),
        ends_on=shift.day(cohort.ends_on),
        sign_up_opens_at=shift.maybe(cohort.sign_up_opens_at),
        sign_up_closes_at=shift.maybe(cohort.sign_up_closes_at),
        **{field: getattr(cohort, field) for field in KEPT},
    )
    copy = planning.make_cohort(cohort=draft, by=by, now=now)
    _copy_module_dates(copy, shift)
    _copy_sessions(copy, shift)
    return copy


@transaction.atomic
def copy_for_lead(  # noqa: PLR0913 -- as above
    *, cohort: Cohort, code: str, name: str, days: int, by: User, now: dt.datetime
) -> Cohort:
    """
    Make such a draft, led by who makes it where they are a tutor.

    :raises django.db.IntegrityError: if there is a cohort of that code.
    """
    copy = copy_cohort(cohort=cohort, code=code, name=name, days=days, by=by, now=now)
    if tutor := queries.tutor_of(by):
        appointing.appoint(cohort=copy, tutor=tutor, terms=appointing.Terms(appointing.Role.LEAD), by=by, now=now)
    return copy


def _copy_module_dates(copy: Cohort, shift: Shift) -> None:
    ModuleDate.objects.bulk_create(
        ModuleDate(cohort=copy, module_key=date.module_key, opens_at=shift.instant(date.opens_at))
        for date in shift.cohort.module_dates.all()
    )


def _copy_sessions(copy: Cohort, shift: Shift) -> None:
    series: dict[uuid.UUID, uuid.UUID] = defaultdict(uuid.uuid4)
    for session in shift.cohort.sessions.exclude(status=Session.Status.CANCELLED).order_by("starts_at", "pk"):
        Session.objects.create(
            cohort=copy,
            title=session.title,
            agenda=session.agenda,
            join_url=session.join_url,
            starts_at=shift.instant(session.starts_at),
            minutes=session.minutes,
            series=series[session.series] if session.series else None,
        )
