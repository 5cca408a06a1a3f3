"""What happens after the request: issuing and drawing."""

import datetime as dt
import logging
from collections.abc import Callable, Iterable
from typing import Any

from celery import shared_task
from django.utils import timezone

from certificates import actions, queries, stopping
from certificates.causes import Cause, OfAppointment, OfEnrolment, OfPlace
from certificates.models import Certificate
from enrolments.models import Enrolment
from tutors.models import Appointment, Place

logger = logging.getLogger(__name__)
# A message needs this long at most; the sweep leaves younger enrolments to it.
PATIENCE = dt.timedelta(seconds=10)
# So many of a kind are issued by one sweep, in much less than the minute until the next, which takes the next ones.
BATCH = 500


@shared_task
def issue_for_enrolment(enrolment_id: int) -> None:
    enrolment = Enrolment.objects.select_related("learner", "course").get(pk=enrolment_id)
    actions.award_course(enrolment=enrolment, now=timezone.now())


@shared_task
def issue_for_place(place_id: int) -> None:
    """
    This issues what a place has earned that was completed.

    Where it ended in another way, the course that waited for it waits no more.
    """
    place = Place.objects.select_related("cohort__course", "learner", "enrolment__course").get(pk=place_id)
    if place.is_completed:
        actions.award_place(place=place, now=timezone.now())
    elif place.enrolment is not None and place.enrolment.is_completed:
        actions.award_course(enrolment=place.enrolment, now=timezone.now())


@shared_task
def issue_for_cohort(cohort_id: int) -> None:
    """This issues what the tutors of a finished cohort have earned; one that fails stops no other."""
    due = queries.appointments_due(timezone.now()).filter(cohort=cohort_id)
    _award(due, OfAppointment, lambda row, now: actions.award_service(appointment=row, now=now))


@shared_task
def sweep() -> None:
    """
    This issues what no message brought, a batch at a time, the longest waiting first.

    One that fails stops no other: it is put off, and so makes room in the next batch.
    """
    now = timezone.now()
    old = now - PATIENCE
    places = queries.places_due(now).filter(completed_at__lte=old)[:BATCH]
    courses = queries.due(now).filter(completed_at__lte=old).select_related("learner", "course")[:BATCH]
    _award(places, OfPlace, lambda row, now: actions.award_place(place=row, now=now))
    _award(courses, OfEnrolment, lambda row, now: actions.award_course(enrolment=row, now=now))
    services = queries.appointments_due(now)[:BATCH]
    _award(services, OfAppointment, lambda row, now: actions.award_service(appointment=row, now=now))


def _award[Row: (Enrolment, Place, Appointment)](
    rows: Iterable[Row], cause: Callable[[Row], Cause[Any]], act: Callable[[Row, dt.datetime], object]
) -> None:
    for row in list(rows):
        try:
            act(row, timezone.now())
        except Exception as problem:
            logger.exception("no certificate for %s %s", row._meta.model_name, row.pk)
            stopping.put_off(cause=cause(row), problem=problem, now=timezone.now())


@shared_task
def store_pdf(certificate_id: int) -> None:
    actions.store_pdf(certificate=Certificate.objects.with_facts().get(pk=certificate_id))
