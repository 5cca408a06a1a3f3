import datetime as dt

import pytest
import time_machine
from celery import current_app

from accounts.models import User
from certificates import pdf, tasks
from certificates.edition import edition
from certificates.models import Certificate, StoppedIssue
from enrolments.models import Enrolment
from notices.models import Mail
from tests.certificates.factories import NOW, UNPRINTABLE, make_certificate, make_enrolment, make_stopped
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
    # A space is a name to the database and none to print.
    blank = make_enrolment(learner=make_user(full_name=" "), completed_at=NOW - dt.timedelta(days=1))
    due = make_enrolment()

    with time_machine.travel(LATER, tick=False):
        tasks.sweep()

    assert list(Certificate.objects.values_list("source", flat=True)) == [f"enrolment:{due.pk}"]
    assert list(Enrolment.objects.unsettled()) == [blank]
    assert [record.getMessage() for record in caplog.records] == [f"no certificate for enrolment {blank.pk}"]


def test_sweep_tries_what_failed_later_each_time(monkeypatch):
    enrolment = make_enrolment()
    tried = []

    def fail(*, now, **_):
        tried.append(now)
        raise KeyError

    monkeypatch.setattr(tasks.actions, "award_course", fail)
    for minute in range(1, 16):
        with time_machine.travel(NOW + dt.timedelta(minutes=minute), tick=False):
            tasks.sweep()

    # After two minutes, then after four, then after eight.
    assert [round((now - NOW).total_seconds() / 60) for now in tried] == [1, 3, 7, 15]
    stopped = StoppedIssue.objects.get()
    assert (stopped.problem, stopped.detail, stopped.tries) == ("failure", "KeyError", 4)
    assert stopped.retry_at == NOW + dt.timedelta(minutes=15 + 16)

    monkeypatch.undo()
    with time_machine.travel(stopped.retry_at, tick=False):
        tasks.sweep()
    stopped.refresh_from_db()
    assert (Certificate.objects.get().source, stopped.is_open) == (f"enrolment:{enrolment.pk}", False)
    assert Mail.objects.filter(kind="certificates.stopped").count() == 0


def test_sweep_takes_a_batch_at_a_time_the_longest_waiting_first(monkeypatch):
    monkeypatch.setattr(tasks, "BATCH", 2)
    waiting = {age: make_enrolment(completed_at=NOW - dt.timedelta(days=age)) for age in (1, 3, 2)}
    issued = []

    for _ in range(2):
        with time_machine.travel(LATER, tick=False):
            tasks.sweep()
        issued.append(list(Certificate.objects.order_by("pk").values_list("source", flat=True)))

    sources = [f"enrolment:{waiting[age].pk}" for age in (3, 2, 1)]
    assert issued == [sources[:2], sources]


@pytest.mark.parametrize("person", [{"full_name": UNPRINTABLE}, {"full_name": ""}, {"is_active": False}, {"full_name": " "}])
def test_who_cannot_get_one_keeps_nobody_waiting(monkeypatch, person):
    monkeypatch.setattr(tasks, "BATCH", 2)
    for days in (9, 8):
        make_enrolment(learner=make_user(**person), completed_at=NOW - dt.timedelta(days=days))
    due = make_enrolment()

    for _ in range(2):
        with time_machine.travel(LATER, tick=False):
            tasks.sweep()

    assert list(Certificate.objects.values_list("source", flat=True)) == [f"enrolment:{due.pk}"]


def test_sweep_tries_what_cannot_be_drawn_once_and_writes_once(monkeypatch):
    make_user(is_staff=True, is_superuser=True)
    make_enrolment(learner=make_user(full_name=UNPRINTABLE))
    drawn = []
    draw = pdf.draw
    monkeypatch.setattr(pdf, "draw", lambda sheet: drawn.append(sheet.name) or draw(sheet))

    for day in range(3):
        with time_machine.travel(LATER + dt.timedelta(days=day), tick=False):
            tasks.sweep()

    assert drawn == [UNPRINTABLE]
    assert Mail.objects.filter(kind="certificates.stopped").count() == 1


def test_another_name_is_tried_by_itself_and_writes_no_second_mail():
    make_user(is_staff=True, is_superuser=True)
    enrolment = make_enrolment(learner=make_user(full_name=UNPRINTABLE))
    names = [UNPRINTABLE, "𓀁𓀁", "Amina"]

    for name in names:
        User.objects.filter(pk=enrolment.learner_id).update(full_name=name)
        with time_machine.travel(LATER, tick=False):
            tasks.sweep()

    stopped = StoppedIssue.objects.get()
    assert (stopped.name, stopped.detail, stopped.resolved_at, stopped.resolved_by) == ("𓀁𓀁", "𓀁", LATER, None)
    assert Certificate.objects.get().facts.recipient_name == "Amina"
    assert Mail.objects.filter(kind="certificates.stopped").count() == 1
    enrolment.refresh_from_db()
    assert enrolment.settled_at == LATER


def test_another_drawing_is_tried_by_itself():
    stopped = make_stopped(edition="of yesterday")
    other = make_stopped()

    with time_machine.travel(LATER, tick=False):
        tasks.sweep()

    stopped.refresh_from_db()
    other.refresh_from_db()
    assert (stopped.edition, stopped.last_met_at, other.last_met_at) == (edition(), LATER, NOW)


def test_sweep_settles_who_was_erased():
    enrolment = make_enrolment(learner=make_user(full_name="", is_active=False, erased_at=NOW))

    with time_machine.travel(LATER, tick=False):
        tasks.sweep()

    enrolment.refresh_from_db()
    assert (enrolment.settled_at, Certificate.objects.count()) == (LATER, 0)


def test_looking_for_what_is_due_costs_a_query_a_kind_and_reads_the_names_with_it(django_assert_num_queries):
    for _ in range(5):
        make_stopped()
        make_enrolment(learner=make_user(full_name=""))

    with time_machine.travel(LATER, tick=False), django_assert_num_queries(3):
        tasks.sweep()


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
