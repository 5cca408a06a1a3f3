"""What a cohort is: made, changed, its modules opened on dates, its link renewed."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from accounts.models import User
from core.announce import announce
from tutors import acts, exceptions, queueing
from tutors.models import Cohort, ModuleDate, Place
from tutors.models.cohorts import new_token
from tutors.signals import asks_changed, module_dates_changed

# Staff and tutors change these. Its course and its address stay.
FACTS = (
    *("name", "language", "time_zone", "starts_on", "ends_on", "sign_up_opens_at", "sign_up_closes_at"),
    *("capacity", "joining", "offer_hours", "hours", "welcome", "sessions_needed", "needs_word"),
)
# These say what completes a place.
ASKS = ("sessions_needed", "needs_word")


def make_cohort(*, cohort: Cohort, by: User | None, now: dt.datetime) -> Cohort:
    """This writes down a cohort that is not saved yet, as a draft."""
    cohort.status, cohort.seats_taken = Cohort.Status.DRAFT, 0
    cohort.created_by, cohort.created_at = by, now
    cohort.save(force_insert=True)
    return cohort


@transaction.atomic
def change_cohort(*, cohort: Cohort, facts: Mapping[str, object], now: dt.datetime) -> Cohort:
    """
    Change facts of a cohort, by the names in ``FACTS``; where there are more seats, its waiting list moves up.

    Sessions and dates of modules are instants and stay. Where something else is to complete its places, this is announced,
    and the cohort remembers it. A repeat changes nothing.

    :raises CapacityTooSmall: if more seats are taken than there would be.
    :raises ValueError: if something else is to be changed.
    """
    if unknown := facts.keys() - set(FACTS):
        raise ValueError(f"{sorted(unknown)} stay as they are")
    cohort = acts.locked_cohort(cohort)
    before = [getattr(cohort, name) for name in ASKS]
    for name, value in facts.items():
        setattr(cohort, name, value)
    if cohort.capacity is not None and cohort.capacity < cohort.seats_taken:
        raise exceptions.CapacityTooSmall
    if before != [getattr(cohort, name) for name in ASKS]:
        cohort.asks_changed_at = now
        announce(asks_changed, cohort_id=cohort.pk)
    cohort.save(update_fields=[*facts, "asks_changed_at"])
    queueing.advance(cohort=cohort, now=now)
    return cohort


@transaction.atomic
def renew_invitation(*, cohort: Cohort) -> Cohort:
    """Give a cohort another link; the old one lets nobody in any more, from this moment."""
    cohort = acts.locked_cohort(cohort)
    cohort.invitation_token = new_token()
    cohort.save(update_fields=["invitation_token"])
    return cohort


@transaction.atomic
def set_module_dates(*, cohort: Cohort, dates: Mapping[str, dt.datetime], now: dt.datetime) -> Cohort:
    """
    Open modules on these dates, by their keys, and every other one as the course itself does.

    Members' enrolments are told one by one, afterwards: the announcement asks for that, and the cohort remembers it. The
    same dates once more change nothing.
    """
    cohort = acts.locked_cohort(cohort)
    rows = cohort.module_dates
    if dict(rows.values_list("module_key", "opens_at")) == dict(dates):
        return cohort
    rows.all().delete()
    ModuleDate.objects.bulk_create(
        ModuleDate(cohort=cohort, module_key=key, opens_at=opens_at) for key, opens_at in dates.items()
    )
    cohort.dates_changed_at = now
    cohort.save(update_fields=["dates_changed_at"])
    announce(module_dates_changed, cohort_id=cohort.pk)
    return cohort


def push_dates(*, cohort: Cohort) -> None:
    """
    This tells every member's enrolment when modules open, each in a transaction of its own; a repeat changes nothing.

    Whoever becomes a member meanwhile, has been told.
    """
    changed_at = Cohort.objects.values_list("dates_changed_at", flat=True).get(pk=cohort.pk)
    for place in cohort.places.held().order_by("pk"):
        _push(place)
    # Dates that changed again meanwhile are pushed once more.
    Cohort.objects.filter(pk=cohort.pk, dates_changed_at=changed_at).update(dates_changed_at=None)


@transaction.atomic
def _push(place: Place) -> None:
    place = acts.locked_place(place)
    if place.is_held:
        acts.push_dates(place)
