"""What nobody waits for."""

import logging

from celery import shared_task
from django.utils import timezone

from accounts import merging
from accounts.models import MergedAccount

logger = logging.getLogger(__name__)


@shared_task
def sweep() -> None:
    """This fetches what requests wrote for an account while it was merged away; one that fails stops no other."""
    now = timezone.now()
    lately = MergedAccount.objects.filter(merged_at__gt=now - merging.STRAGGLING).select_related("source", "target", "by")
    for merged in lately.order_by("pk"):
        try:
            merging.gather(merged=merged, now=now)
        except Exception:
            logger.exception("what came too late for merge %s is not fetched", merged.pk)
