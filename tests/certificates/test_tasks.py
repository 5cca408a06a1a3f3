import datetime as dt

import pytest
import time_machine
from celery import current_app

from certificates import tasks
from certificates.models import Certificate
from enrolments.models import Enrolment
from tests.certificates.factories import NOW, make_certificate, make_enrolment
from tests.factories import make_user

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(minutes=1)


def test_issue_for_enrolment_issues_and_settles():
    enrolment = make_enrolment()

    with time_machine.travel(LATER, tick=False):
        tasks.issue_for_enrolment(enrolment.pk)

    enrolment.refresh_from_db()
    assert (enrolment.settled_at, Certificate.objects.get().issued_at) == (LATER, LATER)


def test_issue_for_enrolment_twice_issues_once():
    enrolment = make_enrolment()
    tasks.issue_for_enrolment(enrolment.pk)
    tasks.issue_for_enrolment(enrolment.pk)

    assert Certificate.objects.count() == 1


def test_sweep_issues_what_no_message_brought():
    due = make_enrolment()
    make_enrolment(completed_at=None)
    make_enrolment(settled_at=NOW)

    with time_machine.travel(LATER, tick=False):
        tasks.sweep()

    assert list(Certificate.objects.values_list("source", flat=True)) == [f"enrolment:{due.pk}"]


def test_sweep_leaves_to_the_message_what_is_ten_seconds_young():
    make_enrolment(completed_at=LATER - dt.timedelta(seconds=9))
    old = make_enrolment(completed_at=LATER - dt.timedelta(seconds=10))

    with time_machine.travel(LATER, tick=False):
        tasks.sweep()

    assert list(Certificate.objects.values_list("source", flat=True)) == [f"enrolment:{old.pk}"]


def test_sweep_begins_with_who_waits_longest():
    ages = [1, 3, 2]
    waiting = {age: make_enrolment(completed_at=NOW - dt.timedelta(days=age)) for age in ages}

    with time_machine.travel(LATER, tick=False):
        tasks.sweep()

    sources = Certificate.objects.order_by("pk").values_list("source", flat=True)
    assert list(sources) == [f"enrolment:{waiting[age].pk}" for age in (3, 2, 1)]


def test_sweep_goes_on_after_a_failure_and_says_so(caplog):
    nameless = make_enrolment(learner=make_user(full_name=""), completed_at=NOW - dt.timedelta(days=1))
    due = make_enrolment()

    with time_machine.travel(LATER, tick=False):
        tasks.sweep()

    assert list(Certificate.objects.values_list("source", flat=True)) == [f"enrolment:{due.pk}"]
    assert list(Enrolment.objects.unsettled()) == [nameless]
    assert [record.getMessage() for record in caplog.records] == [f"no certificate for enrolment {nameless.pk}"]


def test_sweep_finds_the_nameless_once_they_have_a_name():
    learner = make_user(full_name="")
    make_enrolment(learner=learner)
    with time_machine.travel(LATER, tick=False):
        tasks.sweep()
        learner.full_name = "Amina"
        learner.save()
        tasks.sweep()

    assert Certificate.objects.get().facts.recipient_name == "Amina"


def test_store_pdf_draws():
    certificate = make_certificate()

    tasks.store_pdf(certificate.pk)

    assert Certificate.objects.get(pk=certificate.pk).facts.pdf is not None


def test_the_schedule_calls_the_sweep_every_minute(settings):
    entry = next(each for each in settings.CELERY_BEAT_SCHEDULE.values() if each["task"] == "certificates.tasks.sweep")

    assert str(entry["schedule"]).startswith("<crontab: * * * * *")
    assert "certificates.tasks.sweep" in current_app.tasks
