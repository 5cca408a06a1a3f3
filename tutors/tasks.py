"""What nobody waits for."""

import logging
from collections.abc import Callable, Iterable
from functools import partial

from celery import shared_task
from django.db.models import Model
from django.utils import timezone

from tutors import completing, placing, planning, queries, queueing, reminding, running, telling
from tutors.models import Appointment, Cohort, CohortMove, Place, Session

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


# Letters


@shared_task
def tell_place(place_id: int) -> None:
    _tell_place(Place.objects.get(pk=place_id))


@shared_task
def tell_session(session_id: int) -> None:
    _tell_sessions(Session.objects.select_related("cohort").get(pk=session_id).cohort)


@shared_task
def tell_sessions(cohort_id: int) -> None:
    _tell_sessions(Cohort.objects.get(pk=cohort_id))


@shared_task
def tell_cohort(cohort_id: int) -> None:
    _each(CohortMove.objects.untold().filter(cohort=cohort_id).order_by("pk"), _tell_move)


@shared_task
def tell_appointment(appointment_id: int) -> None:
    _tell_appointment(Appointment.objects.get(pk=appointment_id))


@shared_task
def sweep_letters() -> None:
    """This writes to all whom no message made us write to."""
    _each(queries.places_to_tell()[:BATCH], _tell_place)
    _each(queries.cohorts_with_news(), _tell_sessions)
    _each(CohortMove.objects.untold().order_by("pk")[:BATCH], _tell_move)
    _each(Appointment.objects.untold().order_by("pk")[:BATCH], _tell_appointment)


@shared_task
def sweep_reminders() -> None:
    """This reminds of sessions that are near, and asks how those went that are over."""
    for reminder in reminding.REMINDERS:
        _each(reminding.sessions_to_remind(reminder, timezone.now()), partial(_remind, reminder))
    _each(reminding.sessions_to_wrap_up(timezone.now()), _wrap_up)


def _tell_place(place: Place) -> None:
    telling.tell_place(place=place, now=timezone.now())


def _tell_sessions(cohort: Cohort) -> None:
    """This tells every member, one by one; only then is it noted that all were told."""
    untold = list(cohort.sessions.untold().order_by("pk").values_list("pk", "sequence"))
    if untold and _each(queries.members_to_tell(cohort), _tell_place):
        telling.note_sessions_told(told=untold)


def _tell_move(move: CohortMove) -> None:
    """This tells, one by one, whom a cohort's move concerns, if it has not moved on meanwhile; then that is noted."""
    now, cohort = timezone.now(), Cohort.objects.select_related("course").get(pk=move.cohort_id)
    concerned = queries.concerned(move, cohort)
    done = [
        _each(concerned.interests, lambda interest: telling.tell_interest(interest=interest, cohort=cohort, now=now)),
        _each(concerned.members, lambda place: telling.tell_started(place=place, move=move, cohort=cohort, now=now)),
        _each(concerned.tutors, lambda each: telling.tell_tutor(appointment=each, move=move, cohort=cohort, now=now)),
    ]
    if all(done):
        telling.note_move_told(move=move, now=now)


def _remind(reminder: reminding.Reminder, session: Session) -> None:
    reminding.remind(session=session, reminder=reminder, now=timezone.now())


def _wrap_up(session: Session) -> None:
    reminding.wrap_up(session=session, now=timezone.now())


def _tell_appointment(appointment: Appointment) -> None:
    telling.tell_appointment(appointment=appointment, now=timezone.now())


def _close(place: Place) -> None:
    placing.close(place=place, now=timezone.now())


def _follow(place: Place) -> None:
    placing.follow_enrolment(place=place, now=timezone.now())


def _each[Row: Model](rows: Iterable[Row], act: Callable[[Row], object]) -> bool:
    """This says whether it went well with all of them."""
    failed = False
    for row in list(rows):
        try:
            act(row)
        except Exception:
            failed = True
            logger.exception("%s %s is not brought up to date", row._meta.verbose_name, row.pk)
    return not failed
