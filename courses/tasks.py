"""What nobody waits for."""

from celery import shared_task
from django.utils import timezone

from courses import actions
from courses.folder import uploads


@shared_task
def sweep() -> None:
    """This rebuilds outlines that a lost signal or another process left behind, and takes away uploads that nobody needs."""
    now = timezone.now()
    actions.repair(now=now)
    uploads.discard_old(now=now)
