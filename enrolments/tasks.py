"""What nobody waits for."""

import datetime as dt
import logging

from celery import shared_task
from django.utils import timezone

from courses.models import Course
from enrolments import actions, attempting, effects
from enrolments.intake import uploads
from enrolments.models import Enrolment, QuizAttempt

logger = logging.getLogger(__name__)
# Courses that changed since are looked at again and again; a sweep that fails for days leaves the button on the course page.
WINDOW = dt.timedelta(days=2)
# So many of one course are completed at once; the next sweep takes the next ones.
LIMIT = 1000


@shared_task
def finish_ready() -> None:
    """This completes who has nothing left since an author asks for less; one that fails stops no other."""
    now = timezone.now()
    changed = Course.objects.filter(outlines__rebuilt_at__gt=now - WINDOW).distinct().order_by("pk")
    for course in changed:
        for enrolment in Enrolment.objects.filter(pk__in=effects.ready(course, limit=LIMIT)).order_by("pk"):
            try:
                actions.finish(enrolment=enrolment, now=now)
            except Exception:
                logger.exception("enrolment %s could not be completed", enrolment.pk)


@shared_task
def sweep() -> None:
    """
    This closes attempts whose time is over, the longest waiting first; one that fails stops no other.

    And it takes away lists of people that nobody needs any more.
    """
    now = timezone.now()
    uploads.discard_old(now=now)
    overdue = QuizAttempt.objects.overdue(now).select_related("enrolment").defer("asked", "answers")
    for attempt in list(overdue.order_by("closes_at", "pk")):
        try:
            attempting.close_attempt(attempt=attempt, now=now)
        except Exception:
            logger.exception("attempt %s is not closed", attempt.pk)
