"""Starting a job, and starting a failed one again."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from core.announce import announce
from jobs import registry
from jobs.models import Job
from jobs.signals import job_queued

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

# A job whose worker, or message, has not been heard of for so long is taken up by the sweep.
LEASE = dt.timedelta(minutes=2)
# A message is given this long before the sweep does its work.
PATIENCE = dt.timedelta(seconds=10)


@transaction.atomic
def start(
    *, kind: str, title: str, parameters: dict[str, Any], started_by: "AbstractBaseUser | None", total: int = 0
) -> Job:
    """
    This keeps a job that a worker does once the transaction is committed, and announces ``job_queued``.

    :raises KeyError: if the kind is not registered.
    """
    registry.get(kind)
    job = Job.objects.create(
        kind=kind,
        title=title,
        parameters=parameters,
        started_by=started_by,  # type: ignore[misc]  # the setting's model, which stands above
        total=total,
        lease_until=timezone.now() + PATIENCE,
    )
    announce(job_queued, job_id=str(job.pk))
    return job


@transaction.atomic
def start_again(*, job: Job, now: dt.datetime) -> bool:
    """
    This lets a failed job go on from its last step, and announces ``job_queued``.

    False if it has not failed, or if it failed for what it was given.
    """
    failed = Job.objects.filter(pk=job.pk, status=Job.Status.FAILED, report=[])
    is_failed = failed.update(status=Job.Status.QUEUED, finished_at=None, message="", takings=0, lease_until=now + PATIENCE)
    if is_failed:
        announce(job_queued, job_id=str(job.pk))
    return bool(is_failed)
