"""What happens after the request: issuing and drawing."""

import datetime as dt
import logging

from celery import shared_task
from django.utils import timezone

from certificates import actions, queries, stopping
from certificates.models import Certificate
from enrolments.models import Enrolment

logger = logging.getLogger(__name__)
# A message needs this long at most; the sweep leaves younger enrolments to it.
PATIENCE = dt.timedelta(seconds=10)
# So many are issued by one sweep, in much less than the minute until the next, which takes the next ones.
BATCH = 500


@shared_task
def issue_for_enrolment(enrolment_id: int) -> None:
    enrolment = Enrolment.objects.select_related("learner", "course").get(pk=enrolment_id)
    actions.award_course(enrolment=enrolment, now=timezone.now())


@shared_task
def sweep() -> None:
    """
    This issues what no message brought, a batch at a time, the longest waiting first.

    One that fails stops no other: it is put off, and so makes room in the next batch.
    """
    now = timezone.now()
    due = queries.due(now).filter(completed_at__lte=now - PATIENCE).select_related("learner", "course")
    for enrolment in list(due.order_by("completed_at", "pk")[:BATCH]):
        try:
            actions.award_course(enrolment=enrolment, now=timezone.now())
        except Exception as problem:
            logger.exception("no certificate for enrolment %s", enrolment.pk)
            stopping.put_off(enrolment=enrolment, problem=problem, now=timezone.now())


@shared_task
def store_pdf(certificate_id: int) -> None:
    actions.store_pdf(certificate=Certificate.objects.with_facts().get(pk=certificate_id))
