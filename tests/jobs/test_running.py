import datetime as dt
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from jobs import actions, registry, running, tasks
from jobs.exceptions import JobFailed
from jobs.models import Job
from jobs.registry import Step
from tests import workers
from tests.factories import make_user

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)
Status = Job.Status


class Power(BaseException):
    """Goes out: nothing catches it, as nothing catches a worker's death."""


def rename(job):
    """Renames people one by one, and remembers whom."""
    people = User.objects.filter(pk__in=job.parameters["people"], pk__gt=job.state.get("after", 0)).order_by("pk")
    for done, person in enumerate(list(people), start=job.done + 1):
        User.objects.filter(pk=person.pk).update(full_name=f"{person.full_name} renamed")
        if done == job.parameters.get("dies_at"):
            raise Power
        if done == job.parameters.get("fails_at"):
            raise JobFailed(_("Yes"))
        if done == job.parameters.get("breaks_at"):
            raise ValidationError("secret")
        job.state["after"] = person.pk
        yield Step(done, message=str(person.full_name))


def count(job):
    yield from range(1, job.parameters["to"] + 1)


def tell(job):
    """Tells line by line, and ends as it is asked to."""
    job.report = ["one", "two"]
    yield Step(1, 1)
    if job.parameters.get("fails"):
        raise JobFailed("Mend it.", report=["three"])


@pytest.fixture(autouse=True)
def _kinds(monkeypatch):
    monkeypatch.setattr(registry, "_kinds", dict(registry._kinds))
    registry.register("tests.rename", rename)
    registry.register("tests.count", count, is_atomic=False)
    registry.register("tests.tell", tell)
    workers.waiting()


@pytest.fixture
def people():
    return [make_user(full_name=name) for name in ("Ada", "Grace", "Edsger")]


@pytest.fixture
def make_job(people):
    def make(*, kind="tests.rename", started_by=None, **parameters):
        given = {"people": [person.pk for person in people], **parameters}
        return actions.start(kind=kind, title="Renaming", parameters=given, started_by=started_by, total=len(people))

    return make


def run(job, now=NOW):
    more = running.run(job_id=job.pk, clock=lambda: now)
    job.refresh_from_db()
    return more


def names():
    return list(User.objects.order_by("pk").values_list("full_name", flat=True))


def test_start_announces_once_committed(make_job, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = make_job()

    assert (job.status, workers.waiting()) == (Status.QUEUED, [("jobs.tasks.run", {"job_id": str(job.pk)})])


def test_start_of_an_unknown_kind_is_our_mistake(make_job):
    with pytest.raises(KeyError):
        make_job(kind="tests.nothing")


def test_two_functions_cannot_share_a_kind():
    registry.register("tests.rename", rename)

    with pytest.raises(ValueError, match=r"tests\.rename"):
        registry.register("tests.rename", count)


def test_job_is_done_step_by_step(make_job):
    job = make_job()

    more = run(job)

    assert names() == ["Ada renamed", "Grace renamed", "Edsger renamed"]
    assert (more, job.status, job.done, job.total, job.percent) == (False, Status.DONE, 3, 3, 100)
    assert (job.finished_at, job.message, job.lease_until) == (NOW, "Edsger", None)


def test_message_runs_the_job(make_job, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = make_job()

    done = workers.work_off()

    job.refresh_from_db()
    assert (done, job.status) == (["jobs.tasks.run"], Status.DONE)


def test_numbers_alone_are_steps_too(make_job):
    job = make_job(kind="tests.count", to=5)

    run(job)

    assert (job.status, job.done, job.total) == (Status.DONE, 5, 5)


def test_finished_job_is_not_done_again(make_job):
    job = make_job()
    run(job)

    run(job)

    assert names() == ["Ada renamed", "Grace renamed", "Edsger renamed"]


def test_job_in_other_hands_is_left_alone(make_job):
    job = make_job()
    running.take(job_id=job.pk, now=NOW)

    run(job, now=NOW + dt.timedelta(minutes=1))

    assert (job.status, names()) == (Status.RUNNING, ["Ada", "Grace", "Edsger"])


def test_step_of_a_dead_worker_is_undone_and_done_by_the_next(make_job):
    job = make_job(dies_at=2)
    with pytest.raises(Power):
        run(job)
    job.refresh_from_db()
    at_death = (job.status, job.done, names())
    Job.objects.update(parameters={"people": job.parameters["people"]})

    tasks.sweep()
    too_early = workers.waiting()
    found = running.abandoned(now=NOW + dt.timedelta(minutes=3))
    run(job, now=NOW + dt.timedelta(minutes=3))

    assert at_death == (Status.RUNNING, 1, ["Ada renamed", "Grace", "Edsger"])
    assert found == [job.pk]
    assert (job.status, job.done) == (Status.DONE, 3)
    assert names() == ["Ada renamed", "Grace renamed", "Edsger renamed"]
    assert too_early == [("jobs.tasks.run", {"job_id": str(job.pk)})]


def test_run_that_comes_back_from_the_dead_undoes_its_step(make_job):
    job = make_job()
    first = running.take(job_id=job.pk, now=NOW)
    running.take(job_id=job.pk, now=NOW + dt.timedelta(hours=1))

    running.go_on(first, lambda: NOW)

    job.refresh_from_db()
    assert (names(), job.done, job.status) == (["Ada", "Grace", "Edsger"], 0, Status.RUNNING)


def test_job_that_kills_every_worker_is_given_up(make_job):
    job = make_job(dies_at=1)
    for hours in range(5):
        with pytest.raises(Power):
            run(job, now=NOW + dt.timedelta(hours=hours))

    run(job, now=NOW + dt.timedelta(hours=6))

    assert (job.status, job.message) == (Status.FAILED, "It was tried several times and never finished a step.")


def test_failure_is_told_in_the_persons_language(make_job):
    job = make_job(fails_at=2, started_by=make_user(language="fr"))

    run(job)

    assert (job.status, job.message, job.finished_at) == (Status.FAILED, "Oui", NOW)
    assert names()[:3] == ["Ada renamed", "Grace", "Edsger"]


def test_our_fault_is_told_without_its_inside(make_job, caplog):
    job = make_job(breaks_at=2)

    run(job)

    assert (job.status, job.message) == (Status.FAILED, running.OUR_FAULT)
    assert "job failed" in caplog.text


def test_failed_job_goes_on_where_it_stopped(make_job, django_capture_on_commit_callbacks):
    job = make_job(fails_at=3)
    run(job)
    Job.objects.update(parameters={"people": job.parameters["people"]})

    with django_capture_on_commit_callbacks(execute=True):
        is_started = actions.start_again(job=job, now=NOW)
        is_started_twice = actions.start_again(job=job, now=NOW)
    messages = workers.waiting()
    run(job)

    assert (is_started, is_started_twice) == (True, False)
    assert messages[-1] == ("jobs.tasks.run", {"job_id": str(job.pk)})
    assert (job.status, names()) == (Status.DONE, ["Ada renamed", "Grace renamed", "Edsger renamed"])


def test_long_job_is_handed_on(make_job, monkeypatch):
    monkeypatch.setattr(running, "RUN_SECONDS", 0)
    job = make_job()

    first = run(job)
    state = (job.status, job.done)
    while run(job):
        pass

    assert (first, state) == (True, (Status.QUEUED, 1))
    assert (job.status, names()) == (Status.DONE, ["Ada renamed", "Grace renamed", "Edsger renamed"])


def test_task_sends_itself_again_while_there_is_more(make_job, monkeypatch):
    monkeypatch.setattr(running, "RUN_SECONDS", 0)
    job = make_job()

    tasks.run(job_id=str(job.pk))

    assert workers.work_off() == ["jobs.tasks.run"] * 3
    job.refresh_from_db()
    assert job.status == Status.DONE


def test_job_that_is_no_more_is_no_failure():
    assert running.run(job_id=uuid.uuid4(), clock=lambda: NOW) is False


@pytest.mark.parametrize(
    "fields",
    [
        {"done": 4},
        {"status": "done"},
        {"status": "running"},
        {"finished_at": NOW},
        {"lease_until": None},
        {"runner": uuid.uuid4()},
    ],
)
def test_database_refuses_nonsense(make_job, fields):
    job = make_job()

    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(**fields)


def test_report_is_kept_with_its_step(make_job):
    job = make_job(kind="tests.tell")

    run(job)

    assert (job.status, job.report) == (Status.DONE, ["one", "two"])


def test_failure_with_a_report_is_not_started_again(make_job):
    job = make_job(kind="tests.tell", fails=True)
    run(job)

    is_started = actions.start_again(job=job, now=NOW)

    job.refresh_from_db()
    assert (is_started, job.may_start_again) == (False, False)
    assert (job.status, job.message, job.report) == (Status.FAILED, "Mend it.", ["three"])
