"""What this room does when others announce: it queues."""

from django.dispatch import receiver

from certificates import tasks
from certificates.signals import certificate_corrected, certificate_issued, certificate_reissued
from enrolments.signals import course_completed


@receiver(course_completed)
def queue_certificate(*, enrolment_id: int, **_: object) -> None:
    tasks.issue_for_enrolment.delay(enrolment_id)


@receiver([certificate_issued, certificate_corrected, certificate_reissued])
def queue_pdf(*, certificate_id: int, **_: object) -> None:
    tasks.store_pdf.delay(certificate_id)
