"""What this room does when it, or a room below, announces: it queues."""

from django.db.models.signals import post_save
from django.dispatch import receiver

from enrolments.signals import content_done, course_completed, course_left
from tutors import known, tasks
from tutors.models import Tutor
from tutors.signals import (
    appointment_ended,
    asks_changed,
    attendance_noted,
    cohort_cancelled,
    cohort_finished,
    cohort_opened,
    cohort_resumed,
    cohort_started,
    module_dates_changed,
    place_asked,
    place_ended,
    place_held,
    place_offered,
    place_queued,
    series_planned,
    session_cancelled,
    session_changed,
    session_marked,
    session_moved,
    session_planned,
    tutor_appointed,
    words_changed,
)


@receiver(module_dates_changed)
def queue_dates(*, cohort_id: int, **_: object) -> None:
    tasks.push_dates.delay(cohort_id=cohort_id)


@receiver([cohort_cancelled, cohort_finished])
def queue_closing(*, cohort_id: int, **_: object) -> None:
    tasks.close_places.delay(cohort_id=cohort_id)


@receiver([place_asked, place_queued, place_offered, place_held, place_ended])
def queue_letter(*, place_id: int, **_: object) -> None:
    tasks.tell_place.delay(place_id=place_id)


@receiver([session_planned, session_moved, session_changed, session_cancelled])
def queue_change(*, session_id: int, **_: object) -> None:
    tasks.tell_session.delay(session_id=session_id)


@receiver(series_planned)
def queue_series(*, cohort_id: int, **_: object) -> None:
    tasks.tell_sessions.delay(cohort_id=cohort_id)


@receiver([cohort_opened, cohort_started, cohort_cancelled])
def queue_news(*, cohort_id: int, **_: object) -> None:
    tasks.tell_cohort.delay(cohort_id=cohort_id)


@receiver([tutor_appointed, appointment_ended])
def queue_appointment(*, appointment_id: int, **_: object) -> None:
    tasks.tell_appointment.delay(appointment_id=appointment_id)


@receiver(course_left)
def queue_leaving(*, enrolment_id: int, **_: object) -> None:
    tasks.follow_enrolment.delay(enrolment_id=enrolment_id)


@receiver([asks_changed, cohort_started, cohort_finished, cohort_resumed])
def queue_reviews(*, cohort_id: int, **_: object) -> None:
    tasks.review_cohort.delay(cohort_id=cohort_id)


@receiver(series_planned)
def queue_reviews_of_series(*, cohort_id: int, **_: object) -> None:
    tasks.review_sessions.delay(cohort_id=cohort_id)


@receiver([session_planned, session_cancelled, session_marked])
def queue_reviews_of_session(*, session_id: int, **_: object) -> None:
    tasks.review_session.delay(session_id=session_id)


@receiver([attendance_noted, words_changed])
def queue_reviews_of_places(*, place_ids: list[int], **_: object) -> None:
    tasks.review_places.delay(place_ids=place_ids)


@receiver([content_done, course_completed])
def queue_reviews_of_enrolment(*, enrolment_id: int, **_: object) -> None:
    tasks.review_enrolment.delay(enrolment_id=enrolment_id)


@receiver(post_save, sender=Tutor)
def forget_known(**_: object) -> None:
    """Whoever has become a tutor, or has retired, finds it in their menu at once."""
    known.forget()
