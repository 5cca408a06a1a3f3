"""The outbox on PostgreSQL and Redis, with a real worker that dies."""

import datetime as dt

import pytest
import redis
from django.utils import timezone

from notices import actions, delivery
from notices.models import Mail
from notices.writing import Letter
from tests import workers
from tests.factories import make_user
from tests.notices.conftest import NEWS

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def worker(tmp_path):
    url = workers.redis_url()
    with redis.Redis.from_url(url) as client:
        client.flushdb()
        with workers.worker(broker_url=url, data_dir=tmp_path) as process, workers.broker(url, patience=10):
            yield process
        client.flushdb()


@pytest.fixture
def files(tmp_path, settings):
    """The mails that were handed over, by the worker and by this process alike."""
    backend = {"BACKEND": "tests.stopping_mail.EmailBackend", "OPTIONS": {"file_path": str(tmp_path / "mail")}}
    settings.MAILERS = {"default": backend}
    return lambda: [path.read_text() for path in (tmp_path / "mail").glob("*.log") if path.read_text()]


def queue():
    # The account's kind is one that the worker knows, too.
    return actions.queue(
        kind=NEWS.__class__(key="accounts.account", label="", may_unsubscribe=False),
        key="one",
        recipient=make_user(),
        to_address="ada@example.org",
        reply_to="",
        language="en",
        letter=Letter("Hello", "Hello, Ada", "<p>Hello, Ada</p>"),
    )


def status():
    return Mail.objects.get().status


def sweep_later():
    later = timezone.now() + delivery.LEASE + dt.timedelta(minutes=1)
    delivery.sweep(now=later)
    delivery.sweep(now=later + delivery.UNSURE_FOR)


@pytest.mark.usefixtures("worker")
def test_worker_delivers(files):
    mail = queue()

    workers.eventually(lambda: status() == Mail.Status.SENT)

    [sent] = files()
    assert f"Message-ID: {mail.message_id}" in sent
    assert (status(), Mail.objects.get().text) == (Mail.Status.SENT, "")


def test_worker_killed_before_the_hand_over_leads_to_exactly_one_mail(worker, files, tmp_path):
    (tmp_path / "stop-before").touch()
    queue()
    stopped = workers.eventually((tmp_path / "stopped-before").exists)
    worker.kill()
    (tmp_path / "stop-before").unlink()
    left = status()

    sweep_later()

    assert (stopped, left) == (True, Mail.Status.CLAIMED)
    assert (status(), len(files())) == (Mail.Status.SENT, 1)


def test_worker_killed_during_the_hand_over_leads_to_the_same_mail_once_more(worker, files, tmp_path):
    (tmp_path / "stop-during").touch()
    mail = queue()
    stopped = workers.eventually((tmp_path / "stopped-during").exists)
    worker.kill()
    (tmp_path / "stop-during").unlink()
    left = status()

    delivery.recover(now=timezone.now() + delivery.LEASE)
    recovered = status()
    sweep_later()
    sweep_later()

    assert (stopped, left, recovered) == (True, Mail.Status.HANDING_OVER, Mail.Status.UNSURE)
    assert status() == Mail.Status.SENT
    assert [f"Message-ID: {mail.message_id}" in sent for sent in files()] == [True, True]
