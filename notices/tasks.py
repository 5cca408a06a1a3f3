"""Sending what the outbox holds."""

from celery import shared_task
from django.utils import timezone

from notices import delivery


# Shorter than the lease of a mail: a worker that lives never loses one to the sweep.
@shared_task(soft_time_limit=delivery.LEASE.seconds - 60, time_limit=delivery.LEASE.seconds - 30)
def deliver(mail_id: int) -> None:
    delivery.deliver(mail_id=mail_id, now=timezone.now())


@shared_task
def sweep() -> None:
    delivery.sweep(now=timezone.now())


@shared_task
def forget_old() -> None:
    delivery.forget_old(now=timezone.now())
