"""The engine on PostgreSQL and Redis with a real worker."""

import time

import pytest
import redis
import structlog
from django.db import connection, transaction
from django.tasks import task_backends

from accounts.models import User
from lms import celery
from tests import worker_tasks, workers
from tests.factories import make_user

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def bus():
    url = workers.redis_url()
    client = redis.Redis.from_url(url)
    client.flushdb()
    yield url
    client.flushdb()
    client.close()


@pytest.fixture(scope="module")
def worker(request, bus, tmp_path_factory):
    # The worker needs the name of the test database.
    request.getfixturevalue("django_db_setup")
    with workers.worker(broker_url=bus, data_dir=tmp_path_factory.mktemp("worker")) as process:
        yield process


@pytest.fixture
def through_redis(bus):
    with workers.broker(bus, patience=10):
        yield


@pytest.mark.usefixtures("through_redis")
def test_wagtails_tasks_find_what_their_transaction_saved(worker, settings):
    settings.TASKS = {"default": {"BACKEND": "lms.tasks_backend.CeleryBackend"}}
    backend = task_backends.create_connection("default")

    for _ in range(40):
        with transaction.atomic():
            backend.enqueue(worker_tasks.rename, [make_user().pk], {})
            time.sleep(0.05)

    renamed = User.objects.filter(full_name="Renamed by a task")
    workers.eventually(lambda: renamed.count() == 40)
    assert renamed.count() == 40, worker.said()


@pytest.mark.usefixtures("worker", "through_redis")
def test_worker_survives_a_restart_of_the_database(tmp_path):
    def backend_of_a_task(name):
        worker_tasks.name_backend.delay(path=str(tmp_path / name))
        workers.eventually(lambda: (tmp_path / name).exists() and (tmp_path / name).read_text())
        return (tmp_path / name).read_text()

    first, same = backend_of_a_task("first"), backend_of_a_task("same")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [int(same)])
    other = backend_of_a_task("other")

    assert first == same
    assert other != same


@pytest.mark.usefixtures("worker", "through_redis")
def test_lines_of_a_task_bear_the_number_of_the_request_that_sent_it(tmp_path):
    def number_told_to(name):
        worker_tasks.name_request.delay(path=str(tmp_path / name))
        workers.eventually(lambda: (tmp_path / name).exists() and (tmp_path / name).read_text())
        return (tmp_path / name).read_text()

    with structlog.contextvars.bound_contextvars(request_id="0123456789abcdef"):
        within = number_told_to("within")
    without = number_told_to("without")

    assert (within, without) == ("0123456789abcdef", "none")


@pytest.mark.usefixtures("through_redis")
def test_message_of_a_killed_worker_is_kept_by_redis(bus, tmp_path):
    # A queue of its own: the other worker of these tests must not take the message.
    with workers.worker(broker_url=bus, data_dir=tmp_path, queue="doomed") as process:
        worker_tasks.sleep.apply_async(kwargs={"path": str(tmp_path / "began"), "seconds": 60}, queue="doomed")
        workers.eventually((tmp_path / "began").exists)
        process.kill()

    with redis.Redis.from_url(bus) as client:
        assert client.hlen("unacked") == 1


def test_sending_works_again_when_the_broker_is_back(bus):
    def send():
        celery.pause.end()
        worker_tasks.touch.apply_async(kwargs={"path": "nowhere"}, queue="nobody")
        with redis.Redis.from_url(bus) as client:
            return client.llen("nobody")

    relay = workers.Relay(bus)
    with workers.broker(relay.url, patience=10):
        before = send()
        relay.begin()
        there = send()
        relay.end()
        gone = send()
        relay.begin()
        back = send()
        relay.end()

    assert (before, there, gone, back) == (0, 1, 1, 2)
