"""What nobody waits for."""

import logging

from celery import shared_task
from django.utils import timezone

from enrolments import attempting
from enrolments.models import QuizAttempt

logger = logging.getLogger(__name__)


@shared_task
def sweep() -> None:
    """This closes attempts whose time is over, the longest waiting first; one that fails stops no other."""
    now = timezone.now()
    overdue = QuizAttempt.objects.overdue(now).select_related("enrolment").defer("asked", "answers")
    for attempt in list(overdue.order_by("closes_at", "pk")):
        try:
            attempting.close_attempt(attempt=attempt, now=now)
        except Exception:
            logger.exception("attempt %s is not closed", attempt.pk)
