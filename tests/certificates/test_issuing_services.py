"""Issuing on PostgreSQL and Redis, with a real worker that dies in the middle of it."""

import datetime as dt

import pytest
import redis
import time_machine
from django.utils import timezone

from certificates import tasks
from certificates.models import Certificate
from core.announce import announce
from enrolments.models import Enrolment
from enrolments.signals import course_completed
from notices.models import Mail
from tests import workers
from tests.certificates.factories import make_enrolment

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def bus():
    url = workers.redis_url()
    with redis.Redis.from_url(url) as client:
        client.flushdb()
        with workers.broker(url, patience=10):
            yield url
        client.flushdb()


def awards():
    return Certificate.objects.count(), Mail.objects.filter(kind="certificates.issued").count()


def test_worker_issues(bus, tmp_path):
    enrolment = make_enrolment(completed_at=timezone.now())
    with workers.worker(broker_url=bus, data_dir=tmp_path) as worker:
        announce(course_completed, enrolment_id=enrolment.pk)
        issued = workers.eventually(lambda: Certificate.objects.filter(latest__pdf__isnull=False).exists())

    assert issued, worker.said()
    assert awards() == (1, 1)


def test_worker_killed_in_the_middle_leaves_nothing_and_the_sweep_issues_one(bus, tmp_path):
    enrolment = make_enrolment(completed_at=timezone.now())
    (tmp_path / "stop-issuing").touch()
    with workers.worker(broker_url=bus, data_dir=tmp_path) as worker:
        announce(course_completed, enrolment_id=enrolment.pk)
        stopped = workers.eventually((tmp_path / "stopped-issuing").exists)
        worker.kill()
    left, is_unsettled = awards(), Enrolment.objects.unsettled().exists()

    with time_machine.travel(timezone.now() + dt.timedelta(minutes=1)):
        tasks.sweep()
        tasks.sweep()

    assert (stopped, left, is_unsettled) == (True, (0, 0), True)
    assert awards() == (1, 1)
    assert not Enrolment.objects.unsettled().exists()
