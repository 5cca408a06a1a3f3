"""Jobs on PostgreSQL and Redis, with a real worker that dies."""

import datetime as dt

import pytest
import redis
from django.utils import timezone

from accounts.models import User
from jobs import actions, running
from jobs.models import Job
from tests import (
    worker_tasks,  # noqa: F401 -- registers the kind
    workers,
)
from tests.factories import make_user

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


def test_job_of_a_killed_worker_is_taken_up_and_no_step_counts_twice(tmp_path):
    url = workers.redis_url()
    people = [make_user(full_name="Ada").pk for _ in range(5)]
    parameters = {"people": people, "marks": str(tmp_path), "seconds": 0.5}
    with (
        redis.Redis.from_url(url) as client,
        workers.worker(broker_url=url, data_dir=tmp_path) as process,
        workers.broker(url, patience=10),
    ):
        job = actions.start(kind="tests.rename_everybody", title="", parameters=parameters, started_by=None, total=5)
        workers.eventually((tmp_path / "3").exists)
        process.kill()
        client.flushdb()
    job.refresh_from_db()
    at_death = job.status, job.done

    later = timezone.now() + actions.LEASE + dt.timedelta(minutes=1)
    found = running.abandoned(now=later)
    running.run(job_id=job.pk, clock=lambda: later)

    job.refresh_from_db()
    assert (at_death, found) == ((Job.Status.RUNNING, 2), [job.pk])
    assert (job.status, job.done) == (Job.Status.DONE, 5)
    assert list(User.objects.filter(pk__in=people).values_list("full_name", flat=True)) == ["Ada!"] * 5
