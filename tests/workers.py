"""
Real workers, and the queue of the tests.

In tests messages wait in memory: ``waiting()`` shows them, ``work_off()`` runs them in this process. A test that needs the
real thing uses ``broker(url)`` and ``worker(...)``, a Celery process of its own.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty
from types import TracebackType
from typing import NamedTuple, Self
from urllib.parse import urlsplit, urlunsplit

import kombu.pools
from django.db import connection

from lms import celery
from lms.settings import base
from tests import services

ROOT = Path(__file__).resolve().parents[1]


class Waiting(NamedTuple):
    task: str
    kwargs: dict[str, object]


def take() -> Iterator[Waiting]:
    """Takes the messages out of the queue in memory, one by one."""
    with celery.app.connection_for_read() as bus:
        queue = bus.SimpleQueue("celery", no_ack=True)
        while True:
            try:
                message = queue.get(block=False)
            except Empty:
                return
            yield Waiting(message.headers["task"], message.payload[1])


def waiting() -> list[Waiting]:
    """Takes and shows all that was sent."""
    return list(take())


def work_off() -> list[str]:
    """Runs what was sent, and what that sends, and names it."""
    done = []
    for message in take():
        celery.app.tasks[message.task].apply(kwargs=message.kwargs, throw=True)
        done.append(message.task)
    return done


@contextmanager
def broker(url: str, *, patience: float = 0.2) -> Iterator[None]:
    """
    Sends through this broker, as a web process with the site's own settings does.

    A test that is about what comes after the sending has more patience: on a busy machine Redis itself can be late.
    """
    conf = celery.app.conf
    before = conf.broker_url, conf.broker_transport_options
    redis_options = {"socket_timeout": patience, "socket_connect_timeout": patience, "max_retries": 0}
    try:
        use(url, redis_options if url.startswith("redis") else base.CELERY_BROKER_TRANSPORT_OPTIONS)
        yield
    finally:
        use(*before)


def use(url: str, options: dict[str, object]) -> None:
    celery.app.conf.update(broker_url=url, broker_transport_options=options)
    kombu.pools.reset()
    celery.app._pool = None
    celery.app.amqp._producer_pool = None
    celery.pause.end()


class SilentServer:
    """Accepts every connection and never answers."""

    def __enter__(self) -> Self:
        self.accepted: list[socket.socket] = []
        self.server = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self.accept, daemon=True).start()
        return self

    def accept(self) -> None:
        while True:
            try:
                self.accepted.append(self.server.accept()[0])
            except OSError:
                return

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None) -> None:
        self.server.shutdown(socket.SHUT_RDWR)
        for each in [*self.accepted, self.server]:
            each.close()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.server.getsockname()[1]}/0"


class Relay:
    """Stands between us and Redis, and can go away and come back at the same address."""

    def __init__(self, url: str) -> None:
        self.target = urlsplit(url)
        with socket.create_server(("127.0.0.1", 0)) as server:
            self.address = server.getsockname()
        self.open: list[socket.socket] = []

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.address[1]}{self.target.path}"

    def begin(self) -> None:
        server = socket.create_server(self.address)
        self.open = [server]
        threading.Thread(target=self.accept, args=(server,), daemon=True).start()

    def end(self) -> None:
        for each in self.open:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def accept(self, server: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near = server.accept()[0]
                far = socket.create_connection((self.target.hostname, self.target.port))
                self.open += [near, far]
                threading.Thread(target=pump, args=(near, far), daemon=True).start()
                threading.Thread(target=pump, args=(far, near), daemon=True).start()


def pump(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)


def redis_url() -> str:
    """A database of Redis that no other test process uses."""
    base = urlsplit(services.REDIS_URL)
    process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    return base._replace(path=f"/{int(base.path.strip('/') or 9) + process}").geturl()


def refusing_url() -> str:
    """A broker's address at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"redis://127.0.0.1:{server.getsockname()[1]}/0"


def database_url() -> str:
    """The test database, for another process."""
    own = connection.settings_dict
    host = f"{own['USER']}:{own['PASSWORD']}@{own['HOST'] or '127.0.0.1'}:{own['PORT'] or 5432}"
    return urlunsplit(("postgresql", host, f"/{own['NAME']}", "", ""))


def eventually(holds: Callable[[], object], seconds: float = 30) -> bool:
    """Waits until it holds, and says whether it did."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.05)
    return False


class Worker:
    """A Celery process and its children."""

    def __init__(self, command: list[str], environment: dict[str, str], stdin: int = subprocess.DEVNULL) -> None:
        self.output = tempfile.TemporaryFile("w+")  # noqa: SIM115 -- closed by end()
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **environment, "CELERY_SKIP_CHECKS": "1", "PYTHONPATH": str(ROOT), "LOG_LEVEL": "INFO"},
            stdin=stdin,
            stdout=self.output,
            stderr=self.output,
            start_new_session=True,
        )

    def said(self) -> str:
        self.output.seek(0)
        return self.output.read()

    def wait_until_ready(self) -> None:
        ready = eventually(lambda: " ready." in self.said() or self.process.poll() is not None, 120)
        assert ready and self.process.poll() is None, self.said()  # noqa: PT018 -- one question

    def kill(self) -> None:
        """As the kernel does when memory is short, children included."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)

    def end(self) -> None:
        if self.process.poll() is None:
            self.kill()
        self.output.close()


@contextmanager
def running(command: list[str], environment: dict[str, str]) -> Iterator[Worker]:
    process = Worker(command, {"DJANGO_SETTINGS_MODULE": "tests.worker_settings", **environment})
    try:
        process.wait_until_ready()
        yield process
    finally:
        process.end()


@contextmanager
def worker(*, broker_url: str, data_dir: Path, queue: str = "celery") -> Iterator[Worker]:
    """A prefork worker on the test database, as in production."""
    command = [
        *(sys.executable, "-m", "celery", "--app=lms.celery", "worker", "--concurrency=1", f"--queues={queue}"),
        *("--include=tests.worker_tasks", "--without-gossip", "--without-mingle", "--without-heartbeat"),
    ]
    settings = {"DATABASE_URL": database_url(), "BROKER_URL": broker_url, "DATA_DIR": str(data_dir)}
    with running(command, settings) as process:
        yield process
