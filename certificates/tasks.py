"""What happens after the request: issuing and drawing."""

import datetime as dt
import logging

from celery import shared_task
from django.utils import timezone

from certificates import actions
from certificates.models import Certificate
from enrolments.models import Enrolment

logger = logging.getLogger(__name__)
# A message needs this long at most; the sweep leaves younger enrolments to it.
PATIENCE = dt.timedelta(seconds=10)


@shared_task
def issue_for_enrolment(enrolment_id: int) -> None:
    enrolment = Enrolment.objects.select_related("learner", "course").get(pk=enrolment_id)
    actions.award_course(enrolment=enrolment, now=timezone.now())


@shared_task
def sweep() -> None:
    """This issues what no message brought, the longest waiting first; one that fails stops no other."""
    due = Enrolment.objects.unsettled().filter(completed_at__lte=timezone.now() - PATIENCE)
    for enrolment_id in list(due.order_by("completed_at", "pk").values_list("pk", flat=True)):
        try:
            issue_for_enrolment(enrolment_id)
        except Exception:
            logger.exception("no certificate for enrolment %s", enrolment_id)


@shared_task
def store_pdf(certificate_id: int) -> None:
    actions.store_pdf(certificate=Certificate.objects.with_facts().get(pk=certificate_id))
