"""
Running a job, step by step.

A run holds a lease and renews it with each step. Whoever finds a lease that has run out takes the job up; a run that comes
back from the dead finds the job in other hands, and its step is undone.
"""

import datetime as dt
import time
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

import structlog
from django.db import transaction
from django.db.models import F, Q
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from jobs import registry
from jobs.actions import LEASE
from jobs.exceptions import JobFailed, LeaseLost
from jobs.models import Job
from jobs.registry import Step, Steps

log = structlog.get_logger(__name__)

# After so long a run hands the job on to the next message: a worker that is told to stop need not wait for the end.
RUN_SECONDS = 60.0
# So many workers have died of the same step.
MOST_TAKINGS = 5

OUR_FAULT = gettext_noop("Something went wrong on our side. You can start it again; it goes on where it stopped.")

type Clock = Callable[[], dt.datetime]


def run(*, job_id: uuid.UUID, clock: Clock) -> bool:
    """
    This takes a job up, if nobody else has it, and does its steps; True if it has more to do.

    A failure is kept with a message for people, who can start the job again from its last step.
    """
    job = take(job_id=job_id, now=clock())
    if job is None:
        return False
    structlog.contextvars.bind_contextvars(job=str(job.pk), kind=job.kind)
    try:
        with translation.override(language_of(job)):
            return go_on(job, clock)
    finally:
        structlog.contextvars.unbind_contextvars("job", "kind")


def take(*, job_id: uuid.UUID, now: dt.datetime) -> Job | None:
    """This takes a job that waits, or that was abandoned; None if it is in other hands, or finished."""
    free = Q(status=Job.Status.QUEUED) | Q(status=Job.Status.RUNNING, lease_until__lt=now)
    runner = uuid.uuid4()
    with transaction.atomic(durable=True):
        taken = Job.objects.filter(free, pk=job_id).update(
            status=Job.Status.RUNNING, runner=runner, lease_until=now + LEASE, takings=F("takings") + 1
        )
    return Job.objects.select_related("started_by").get(pk=job_id) if taken else None


def language_of(job: Job) -> str | None:
    return getattr(job.started_by, "language", None)


def go_on(job: Job, clock: Clock) -> bool:
    try:
        if job.takings > MOST_TAKINGS:
            raise JobFailed(_("It was tried several times and never finished a step."))  # noqa: TRY301 -- ends as others do
        return do_steps(job, clock)
    except LeaseLost:
        log.warning("job is in other hands")
    except JobFailed as error:
        fail(job, message=str(error), report=error.report, now=clock())
    except Exception:
        log.exception("job failed")
        fail(job, message=_(OUR_FAULT), report=[], now=clock())
    return False


def do_steps(job: Job, clock: Clock) -> bool:
    """This does steps until there are no more, or it is time to hand the job on."""
    kind = registry.get(job.kind)
    steps = kind.function(job)
    end = time.monotonic() + RUN_SECONDS
    while do_step(job, steps, boundary(kind), clock):
        if time.monotonic() >= end:
            hand_on(job, now=clock())
            return True
    return False


def boundary(kind: registry.Kind) -> AbstractContextManager[object]:
    return transaction.atomic(durable=True) if kind.is_atomic else nullcontext()


def do_step(job: Job, steps: Steps, step: AbstractContextManager[object], clock: Clock) -> bool:
    """This does one step and keeps it, or the end; False at the end."""
    with step:
        reached = next(steps, None)
        if reached is None:
            hold(job, status=Job.Status.DONE, finished_at=clock(), lease_until=None, runner=None, done=F("total"))
            return False
        keep(job, reached if isinstance(reached, Step) else Step(reached), now=clock())
    return True


def keep(job: Job, step: Step, *, now: dt.datetime) -> None:
    """This stores how far the job came; the bar never shows more than all."""
    job.total = max(job.total if step.total is None else step.total, step.done)
    job.done = step.done
    job.message = job.message if step.message is None else step.message[:500]
    hold(
        job,
        done=job.done,
        total=job.total,
        message=job.message,
        report=job.report,
        state=job.state,
        takings=0,
        lease_until=now + LEASE,
    )


def hold(job: Job, **fields: object) -> None:
    """:raises LeaseLost: if another run has the job."""
    if not Job.objects.filter(pk=job.pk, runner=job.runner).update(**fields):
        raise LeaseLost


def hand_on(job: Job, *, now: dt.datetime) -> None:
    hold(job, status=Job.Status.QUEUED, runner=None, lease_until=now)


def fail(job: Job, *, message: str, report: list[str], now: dt.datetime) -> None:
    held = Job.objects.filter(pk=job.pk, runner=job.runner)
    held.update(
        status=Job.Status.FAILED, finished_at=now, lease_until=None, runner=None, message=message[:500], report=report
    )


def abandoned(*, now: dt.datetime) -> list[uuid.UUID]:
    """These wait for somebody to take them up, the longest waiting first; one indexed query."""
    return list(Job.objects.abandoned(now).order_by("lease_until").values_list("pk", flat=True)[:100])
