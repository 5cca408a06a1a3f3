"""What this room does when it, or a room below, announces: it queues."""

from django.db.models.signals import post_save
from django.dispatch import receiver

from enrolments.signals import course_left
from tutors import known, tasks
from tutors.models import Tutor
from tutors.signals import cohort_cancelled, cohort_finished, module_dates_changed


@receiver(module_dates_changed)
def queue_dates(*, cohort_id: int, **_: object) -> None:
    tasks.push_dates.delay(cohort_id)


@receiver([cohort_cancelled, cohort_finished])
def queue_closing(*, cohort_id: int, **_: object) -> None:
    tasks.close_places.delay(cohort_id)


@receiver(course_left)
def queue_leaving(*, enrolment_id: int, **_: object) -> None:
    tasks.follow_enrolment.delay(enrolment_id)


@receiver(post_save, sender=Tutor)
def forget_known(**_: object) -> None:
    """Whoever has become a tutor, or has retired, finds it in their menu at once."""
    known.forget()
