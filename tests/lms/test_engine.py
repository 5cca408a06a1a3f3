import subprocess
import sys
import time
from types import SimpleNamespace

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.tasks import TaskResultStatus, task_backends
from django.test import override_settings
from kombu import Connection

from accounts.models import User
from lms import celery, tasks
from lms.settings import base
from tests import worker_tasks, workers

CELERY_TASKS = {"default": {"BACKEND": "lms.tasks_backend.CeleryBackend"}}


@pytest.fixture(autouse=True)
def _empty_queue():
    workers.waiting()
    celery.pause.end()


@pytest.mark.django_db
def test_every_task_by_the_clock_exists():
    celery.app.loader.import_default_modules()

    unknown = [entry["task"] for entry in base.CELERY_BEAT_SCHEDULE.values() if entry["task"] not in celery.app.tasks]

    assert unknown == []


def test_sending_leaves_one_message_with_names_only():
    worker_tasks.touch.delay(path="here")

    assert workers.waiting() == [("tests.worker_tasks.touch", {"path": "here"})]


@pytest.mark.django_db(transaction=True)
def test_sending_on_commit_waits_for_the_commit():
    with transaction.atomic():
        worker_tasks.touch.delay_on_commit(path="here")
        before = workers.waiting()

    assert (before, workers.waiting()) == ([], [("tests.worker_tasks.touch", {"path": "here"})])


@pytest.mark.django_db(transaction=True)
def test_sending_on_commit_after_a_rollback_sends_nothing():
    with transaction.atomic():
        worker_tasks.touch.delay_on_commit(path="here")
        transaction.set_rollback(True)

    assert workers.waiting() == []


def test_arguments_that_a_task_does_not_take_are_a_mistake_of_ours():
    with pytest.raises(TypeError):
        worker_tasks.touch.delay(nothing="like that")


def test_refusing_broker_raises_nothing_and_begins_a_pause():
    with workers.broker(workers.refusing_url()):
        started = time.monotonic()
        worker_tasks.touch.delay(path="here")
        seconds = time.monotonic() - started
        paused = celery.pause.holds()

    assert paused
    assert seconds < 0.5


def test_silent_broker_is_waited_for_once_by_many_sendings():
    with workers.SilentServer() as server, workers.broker(server.url):
        started = time.monotonic()
        for _ in range(10):
            worker_tasks.touch.delay(path="here")
        seconds = time.monotonic() - started
        connections = len(server.accepted)

    assert seconds < 0.5
    assert connections == 1


def test_pause_ends_by_itself(monkeypatch):
    monkeypatch.setattr(celery, "PAUSE", 0.05)
    pause = celery.Pause()

    pause.begin()
    began = pause.holds()
    time.sleep(0.06)

    assert (began, pause.holds()) == (True, False)


def test_workers_wait_longer_than_web_processes():
    conf = SimpleNamespace(broker_transport_options={"socket_timeout": 0.2, "max_retries": 0, "visibility_timeout": 1800})

    celery.give_the_worker_time(conf=conf)

    assert conf.broker_transport_options == {
        "socket_timeout": 30,
        "socket_connect_timeout": 5,
        "visibility_timeout": 1800,
    }


def test_message_comes_back_only_after_any_task_has_ended():
    options = {"visibility_timeout": 1800, **base.CELERY_BROKER_TRANSPORT_OPTIONS}

    assert options["visibility_timeout"] > base.CELERY_TASK_TIME_LIMIT > base.CELERY_TASK_SOFT_TIME_LIMIT


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "messages").mkdir()
    (tmp_path / "control").mkdir()
    options = {
        "data_folder_in": str(tmp_path / "messages"),
        "data_folder_out": str(tmp_path / "messages"),
        "control_folder": str(tmp_path / "control"),
    }
    with Connection("filesystem://", transport_options=options) as bus:
        yield SimpleNamespace(path=tmp_path / "messages", queue=bus.SimpleQueue(tmp_path.name, no_ack=True))


def test_folder_queue_keeps_the_order(folder):
    for number in range(3):
        folder.queue.put({"number": number})

    got = [folder.queue.get(timeout=1).payload["number"] for _ in range(3)]

    assert got == [0, 1, 2]


def test_folder_queue_shows_no_message_before_it_is_whole(folder):
    folder.queue.put({"number": 1})
    (whole,) = folder.path.iterdir()
    whole.rename(whole.with_suffix(".part"))

    with pytest.raises(folder.queue.Empty):
        folder.queue.get(timeout=0.2)


@pytest.mark.django_db(transaction=True)
@override_settings(TASKS=CELERY_TASKS)
def test_wagtails_task_is_sent_once_committed():
    backend = task_backends.create_connection("default")
    with transaction.atomic():
        result = backend.enqueue(worker_tasks.rename, [7], {})
        before = workers.waiting()

    assert result.status == TaskResultStatus.READY
    assert before == []
    assert workers.waiting() == [
        ("lms.tasks.run", {"path": "tests.worker_tasks.rename", "args": [7], "kwargs": {}}),
    ]


@pytest.mark.django_db(transaction=True)
def test_wagtails_task_survives_a_refusing_broker():
    backend = task_backends.create_connection("default")

    with override_settings(TASKS=CELERY_TASKS), workers.broker(workers.refusing_url()):
        backend.enqueue(worker_tasks.rename, [7], {})

    assert workers.waiting() == []


@pytest.mark.django_db
def test_run_runs_the_named_task():
    user = User.objects.create_user("ada@example.org", full_name="Ada")

    tasks.run(path="tests.worker_tasks.rename", args=[user.pk], kwargs={})

    user.refresh_from_db()
    assert user.full_name == "Renamed by a task"


@pytest.mark.django_db
def test_run_takes_a_row_deleted_since_for_done():
    with pytest.raises(ObjectDoesNotExist):
        worker_tasks.rename.func(0)

    tasks.run(path="tests.worker_tasks.rename", args=[0], kwargs={})


def test_run_refuses_what_is_no_task():
    with pytest.raises(TypeError, match="getcwd"):
        tasks.run(path="os.getcwd", args=[], kwargs={})


@pytest.mark.django_db
def test_house_tasks_run():
    tasks.publish_scheduled()
    tasks.clear_sessions()
    tasks.purge_revisions()


def embedded(data_dir):
    command = [*celery.embedded_worker(), "--include=tests.worker_tasks"]
    return workers.running(command, alone(data_dir))


def alone(data_dir):
    """The environment of an embedded worker, whose clock must not sweep the suite's own database."""
    database = f"sqlite:///{data_dir / 'empty.sqlite3'}"
    return {"DATA_DIR": str(data_dir), "BROKER_URL": "filesystem://", "DATABASE_URL": database}


def send_to(data_dir, monkeypatch, **kwargs):
    monkeypatch.setattr(
        base,
        "CELERY_BROKER_TRANSPORT_OPTIONS",
        {
            "data_folder_in": str(data_dir / "queue/messages"),
            "data_folder_out": str(data_dir / "queue/messages"),
            "control_folder": str(data_dir / "queue/control"),
        },
    )
    with workers.broker("filesystem://"):
        worker_tasks.touch.delay(**kwargs)


def test_embedded_worker_works_and_stops_when_told(tmp_path, monkeypatch):
    with embedded(tmp_path) as process:
        send_to(tmp_path, monkeypatch, path=str(tmp_path / "touched"))
        touched = workers.eventually((tmp_path / "touched").exists)
        process.process.terminate()
        code = process.process.wait(20)

    assert (touched, code) == (True, 0)


def test_embedded_worker_ends_with_the_server(tmp_path):
    start = f"import subprocess; print(subprocess.Popen({celery.embedded_worker()!r}).pid, flush=True); input()"
    environment = {**alone(tmp_path), "DJANGO_SETTINGS_MODULE": "tests.worker_settings"}
    server = workers.Worker([sys.executable, "-c", start], environment, stdin=subprocess.PIPE)
    server.wait_until_ready()
    pid = server.said().split()[0]

    server.process.kill()
    server.process.communicate()
    ended = workers.eventually(lambda: not is_running(pid))

    server.output.close()
    assert ended


def is_running(pid):
    state = subprocess.run(["ps", "-o", "stat=", "-p", pid], capture_output=True, text=True, check=False).stdout  # noqa: S607
    return state.strip() not in {"", "Z", "Zs", "Zl"}
