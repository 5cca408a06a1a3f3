"""Doing jobs, and taking up what a dead worker left."""

import uuid

from celery import shared_task
from django.utils import timezone

from jobs import running


@shared_task
def run(job_id: str) -> None:
    if running.run(job_id=uuid.UUID(job_id), clock=timezone.now):
        run.delay(job_id=job_id)


@shared_task
def sweep() -> None:
    for job_id in running.abandoned(now=timezone.now()):
        run.delay(job_id=str(job_id))
