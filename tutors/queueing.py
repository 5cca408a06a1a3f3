"""The waiting list: freed seats are offered in order, for some hours, and offered on where nobody takes them."""

import datetime as dt

from django.db import transaction

from tutors import acts
from tutors.models import Cohort, Place

Status = Place.Status


@transaction.atomic
def advance(*, cohort: Cohort, now: dt.datetime) -> list[Place]:
    """
    Offer every free seat of a cohort to who has waited longest, and announce each; these are the places.

    Where no seat is free, nobody waits, or the cohort is over, it changes nothing.
    """
    cohort = acts.locked_cohort(cohort)
    if not cohort.is_current:
        return []
    queue = cohort.places.in_queue().select_for_update(of=("self",)).select_related("learner")
    until = now + dt.timedelta(hours=cohort.offer_hours)
    offered = list(queue[: cohort.seats_left])
    for place in offered:
        place.cohort = cohort
        acts.shift(place, Status.OFFERED, by=None, now=now, offered_until=until)
    return offered


@transaction.atomic
def lapse_offers(*, cohort: Cohort, now: dt.datetime) -> list[Place]:
    """
    End the offers of a cohort that nobody took in time, and offer their seats on; these are the places that lapsed.

    A repeat changes nothing.
    """
    cohort = acts.locked_cohort(cohort)
    lapsed = list(cohort.places.overdue(now).select_for_update(of=("self",)).order_by("offered_until", "pk"))
    for place in lapsed:
        place.cohort = cohort
        acts.end(place, Status.LAPSED, by=None, now=now)
    advance(cohort=cohort, now=now)
    return lapsed
