"""What a person notices of a broker that is down: nothing."""

import datetime as dt
import time

import pytest
from django.urls import reverse
from django.utils import timezone

from lms import celery
from notices import delivery
from notices.models import Mail
from tests import workers
from tests.factories import make_user

pytestmark = pytest.mark.django_db(transaction=True)


def seconds_of(act):
    started = time.monotonic()
    act()
    return time.monotonic() - started


def test_request_goes_on_and_the_sweep_does_the_rest(client, broken_broker, mailoutbox):
    make_user(email="ada@example.org")
    answers = []

    def ask():
        answers.append(client.post(reverse("account_reset_password"), {"email": f"nobody{len(answers)}@example.org"}))

    ask()
    usual = seconds_of(ask)
    slow, paused = [], []
    # The best of three: the machine may be busy with another test's programs for a moment.
    for _round in range(3):
        celery.pause.end()
        with workers.broker(broken_broker):
            slow.append(seconds_of(ask))
            paused.append(seconds_of(ask))
    unsent = list(mailoutbox)
    workers.waiting()
    delivery.sweep(now=timezone.now() + dt.timedelta(minutes=1))

    assert [answer.status_code for answer in answers] == [302] * 8
    assert min(slow) - usual <= 0.5
    assert min(paused) - usual <= 0.1
    assert unsent == []
    assert list(Mail.objects.values_list("status", flat=True)) == [Mail.Status.SENT] * 8
