"""What this room does when others announce: it queues."""

from django.dispatch import receiver

from certificates import tasks
from certificates.signals import certificate_corrected, certificate_issued, certificate_reissued
from enrolments.signals import course_completed
from tutors.signals import cohort_finished, place_completed, place_ended


@receiver(course_completed)
def queue_certificate(*, enrolment_id: int, **_: object) -> None:
    tasks.issue_for_enrolment.delay(enrolment_id=enrolment_id)


@receiver([place_completed, place_ended])
def queue_certificate_of_place(*, place_id: int, **_: object) -> None:
    tasks.issue_for_place.delay(place_id=place_id)


@receiver(cohort_finished)
def queue_certificates_of_tutors(*, cohort_id: int, **_: object) -> None:
    tasks.issue_for_cohort.delay(cohort_id=cohort_id)


@receiver([certificate_issued, certificate_corrected, certificate_reissued])
def queue_pdf(*, certificate_id: int, **_: object) -> None:
    tasks.store_pdf.delay(certificate_id=certificate_id)
