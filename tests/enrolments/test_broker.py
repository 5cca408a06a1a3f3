"""Completing a course while the broker is down: the learner notices nothing, and the certificate comes with the sweep."""

import datetime as dt
import time

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from certificates import tasks
from certificates.models import Certificate
from enrolments.models import Enrolment
from tests import workers
from tests.enrolments.factories import keys_of, make_enrolment, make_outline
from tests.factories import make_user

pytestmark = pytest.mark.django_db(transaction=True)


def complete_a_course(client):
    """Send the last Continue of a course, and measure the answer."""
    learner = make_user(full_name="Amina")
    outline = make_outline()
    enrolment = make_enrolment(outline, learner=learner, done=2)
    client.force_login(learner)
    started = time.monotonic()
    answer = client.post(reverse("enrolments:complete", args=[outline.course.code, keys_of(outline)[2]]))
    return answer.status_code, time.monotonic() - started, enrolment


def test_completing_answers_in_time_and_the_certificate_comes_with_the_sweep(client, broken_broker):
    complete_a_course(client)
    workers.waiting()
    usual, usual_seconds, _ = complete_a_course(client)
    workers.waiting()
    with workers.broker(broken_broker):
        status, seconds, enrolment = complete_a_course(client)
    issued_by_message = Certificate.objects.exists()
    enrolment.refresh_from_db()

    with time_machine.travel(timezone.now() + dt.timedelta(minutes=1)):
        tasks.sweep()

    assert (usual, status, issued_by_message) == (302, 302, False)
    assert enrolment.status == Enrolment.Status.COMPLETED
    assert seconds - usual_seconds <= 0.5
    assert Certificate.objects.filter(source=f"enrolment:{enrolment.pk}").count() == 1
