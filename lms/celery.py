"""
The task engine, and the one way to send.

A room writes its tasks as ``@shared_task`` and sends them from a receiver, which ``core.announce`` calls once the
transaction is committed: ``tasks.deliver.delay(mail_id=mail_id)``. (Elsewhere: ``tasks.deliver.delay_on_commit(…)``.)

Nothing else is needed, because every task of ours is a :class:`Task`. A message is only a hint: what must happen is a row,
and a sweep does what no message did. So sending waits for a broker at most a fraction of a second, not at all during the
pause after it did not answer, and never raises for its sake. A task takes ids, fetches, calls one action, and may run twice.
"""

import os
import signal
import sys
import threading
import time
from typing import Any, ParamSpec, TypeVar

import click
import structlog
from celery import Celery, bootsteps, signals
from celery.beat import EmbeddedService
from celery.contrib.django.task import DjangoTask
from celery.result import AsyncResult
from django.db import close_old_connections
from kombu.exceptions import KombuError
from kombu.transport import TRANSPORT_ALIASES
from redis.exceptions import RedisError

P = ParamSpec("P")
R_co = TypeVar("R_co", covariant=True)

log = structlog.get_logger(__name__)

# What a broker that is down, silent, full or misused makes the client raise.
BROKER_ERRORS = (KombuError, RedisError, OSError)
# Whoever found the broker silent waited for it; nobody else in this process does for so many seconds.
PAUSE = 10.0
# Read-only replies and connections of workers and of beat, which have time; web processes have what the settings say.
WORKER_TIMEOUTS = {"socket_timeout": 30, "socket_connect_timeout": 5}


class Pause:
    """This remembers that the broker did not answer, so that one request waits for it and not every one."""

    def __init__(self) -> None:
        self.until = 0.0

    def begin(self) -> None:
        self.until = time.monotonic() + PAUSE

    def end(self) -> None:
        self.until = 0.0

    def holds(self) -> bool:
        return time.monotonic() < self.until


pause = Pause()


class Task(DjangoTask[P, R_co]):
    """This is every task of ours: sending it is safe in any request (see the module)."""

    def apply_async(self, *args: Any, **options: Any) -> AsyncResult[R_co]:
        unsent: AsyncResult[R_co] = self.AsyncResult(options.get("task_id") or "unsent")
        if pause.holds():
            return unsent
        try:
            return super().apply_async(*args, **options)
        except BROKER_ERRORS as error:
            pause.begin()
            log.warning("broker silent", task=self.name, error=str(error), pause=PAUSE)
            return unsent


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.base")
TRANSPORT_ALIASES["filesystem"] = "lms.folder_queue:Transport"
app = Celery("footbridge", task_cls=Task)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


class Embedded(bootsteps.StartStopStep):
    """
    This is what the one worker beside the server does besides: it is the clock too, and ends when the server has gone.

    Celery's own ``--beat`` is a process that goes on sending when its worker was killed; a thread dies with it.
    """

    def __init__(self, parent: Any, *, embedded: bool = False, **options: Any) -> None:
        self.enabled = embedded
        super().__init__(parent, **options)

    def create(self, parent: Any) -> Any:
        threading.Thread(target=end_with, args=(os.getppid(),), daemon=True).start()
        return EmbeddedService(parent.app, thread=True)


def end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)


app.steps["worker"].add(Embedded)
app.user_options["worker"].add(click.Option(["--embedded"], is_flag=True, help="The one worker beside the server."))


def embedded_worker() -> list[str]:
    """This is the command line of the one worker that runs beside the server where there is no service."""
    return [
        *(sys.executable, "-m", "celery", "--app=lms.celery", "--quiet", "worker", "--embedded", "--pool=solo"),
        *("--without-gossip", "--without-mingle", "--without-heartbeat"),
    ]


def warm_up() -> None:
    """This imports and prepares what the first sending needs (0.6 s), so that no person's request pays for it."""
    app.finalize(auto=True)
    app.amqp.producer_pool  # noqa: B018 -- reading makes it


@signals.setup_logging.connect
def keep_our_logs(**_: object) -> None:
    """Celery would lay its own logging over Django's; having a receiver here is what stops it."""


@signals.celeryd_init.connect
def give_the_worker_time(conf: Any, **_: object) -> None:
    take_time(conf)


@signals.beat_init.connect
def give_beat_time(sender: Any, **_: object) -> None:
    take_time(sender.app.conf)


def take_time(conf: Any) -> None:
    options = {key: value for key, value in conf.broker_transport_options.items() if key != "max_retries"}
    conf.broker_transport_options = {**options, **WORKER_TIMEOUTS}


@signals.before_task_publish.connect
def tell_the_request(headers: dict[str, Any], **_: object) -> None:
    """The lines that a task writes bear the number of the request that sent it."""
    if number := structlog.contextvars.get_contextvars().get("request_id"):
        headers["request_id"] = number


@signals.task_prerun.connect
def begin(task: Any, task_id: str, **_: object) -> None:
    number = getattr(task.request, "request_id", None)
    structlog.contextvars.bind_contextvars(task=task.name, task_id=task_id, **({"request_id": number} if number else {}))
    task.request.began = time.monotonic()
    if not task.request.is_eager:
        # Connections outlive tasks (CELERY_DB_REUSE_MAX), so one that the database has closed since is found here.
        close_old_connections()


@signals.task_postrun.connect
def end(task: Any, state: str | None = None, **_: object) -> None:
    seconds = time.monotonic() - getattr(task.request, "began", time.monotonic())
    log.info("task", state=(state or "unknown").lower(), seconds=round(seconds, 3))
    given = ("task", "task_id") if task.request.is_eager else ("task", "task_id", "request_id")
    structlog.contextvars.unbind_contextvars(*given)
