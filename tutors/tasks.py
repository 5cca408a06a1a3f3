"""What nobody waits for."""

import logging
from collections.abc import Callable, Iterable

from celery import shared_task
from django.db.models import Model
from django.utils import timezone

from tutors import completing, placing, planning, queries, queueing, running
from tutors.models import Cohort, Place, Session

logger = logging.getLogger(__name__)
# So many places are ended by one sweep; the next one takes the next.
BATCH = 500


@shared_task
def push_dates(cohort_id: int) -> None:
    planning.push_dates(cohort=Cohort.objects.get(pk=cohort_id))


@shared_task
def close_places(cohort_id: int) -> None:
    """This ends, one by one, the places of a cohort that was cancelled, or the queue of one that has finished."""
    _each(queries.places_to_close().filter(cohort=cohort_id), _close)


@shared_task
def follow_enrolment(enrolment_id: int) -> None:
    """This ends the places of who has withdrawn from the course itself."""
    _each(queries.places_withdrawn().filter(enrolment=enrolment_id), _follow)


@shared_task
def review_cohort(cohort_id: int) -> None:
    completing.review_cohort(cohort=Cohort.objects.get(pk=cohort_id), now=timezone.now())


@shared_task
def review_session(session_id: int) -> None:
    review_sessions(Session.objects.values_list("cohort", flat=True).get(pk=session_id))


@shared_task
def review_sessions(cohort_id: int) -> None:
    """This reviews the places of a cohort that asks for sessions: more or fewer can be attended now."""
    cohort = Cohort.objects.get(pk=cohort_id)
    if cohort.sessions_needed is not None:
        completing.review_cohort(cohort=cohort, now=timezone.now())


@shared_task
def review_places(place_ids: list[int]) -> None:
    _each(Place.objects.under_way().filter(pk__in=place_ids).order_by("pk"), _review)


@shared_task
def review_enrolment(enrolment_id: int) -> None:
    _each(Place.objects.under_way().filter(enrolment=enrolment_id).order_by("pk"), _review)


@shared_task
def sweep() -> None:
    """
    This starts cohorts whose day has come, lets waiting lists move up, and does what no message did.

    One that fails stops no other.
    """
    now = timezone.now()
    _each(queries.cohorts_to_start(now), lambda cohort: running.start_cohort(cohort=cohort, by=None, now=now))
    _each(queries.cohorts_to_advance(now), lambda cohort: queueing.lapse_offers(cohort=cohort, now=now))
    _each(queries.cohorts_to_push(), lambda cohort: planning.push_dates(cohort=cohort))
    _each(queries.places_to_close()[:BATCH], _close)
    _each(queries.places_withdrawn()[:BATCH], _follow)
    _each(queries.cohorts_to_review(), lambda cohort: completing.review_cohort(cohort=cohort, now=now))
    _each(queries.places_to_complete()[:BATCH], _review)


def _review(place: Place) -> None:
    completing.review(place=place, now=timezone.now())


def _close(place: Place) -> None:
    placing.close(place=place, now=timezone.now())


def _follow(place: Place) -> None:
    placing.follow_enrolment(place=place, now=timezone.now())


def _each[Row: Model](rows: Iterable[Row], act: Callable[[Row], object]) -> None:
    for row in list(rows):
        try:
            act(row)
        except Exception:
            logger.exception("%s %s is not brought up to date", row._meta.verbose_name, row.pk)
