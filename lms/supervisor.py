"""Programs that run beside one another in front of one terminal: all run, or all end."""

import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping
from types import FrameType
from typing import Self

# How long a program may take to end by itself.
PATIENCE = 10.0
LOOK_EVERY = 0.2


class ProgramEnded(Exception):
    """This program ended although nobody asked it to."""

    def __init__(self, name: str, status: int) -> None:
        super().__init__(f"The {name} ended by itself (status {status}).")


class StopRequested(Exception):
    """Somebody pressed Ctrl-C or asked this process to end."""


class Supervisor:
    """
    This starts programs, watches them and ends them all.

    Each has a session of its own, so that Ctrl-C reaches this process alone and the order of ending is ours.
    """

    def __init__(self) -> None:
        self.programs: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Self:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.on_signal)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def on_signal(self, _number: int, _frame: FrameType | None) -> None:
        raise StopRequested

    def start(self, name: str, command: list[str], environment: Mapping[str, str]) -> None:
        self.programs[name] = subprocess.Popen(  # noqa: S603 -- our own programs
            command, env={**os.environ, **environment}, start_new_session=True
        )

    def check(self) -> None:
        """:raises ProgramEnded: if one of them has."""
        for name, program in self.programs.items():
            if (status := program.poll()) is not None:
                raise ProgramEnded(name, status)

    def wait_until(self, is_ready: Callable[[], bool], *, seconds: float) -> bool:
        """This waits, no longer than so many seconds, and says whether it came true."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.check()
            if is_ready():
                return True
            time.sleep(LOOK_EVERY)
        return False

    def watch(self) -> None:
        """This returns only by an exception: a stop that was asked for, or a program that ended."""
        while True:
            self.check()
            time.sleep(LOOK_EVERY)

    def stop(self) -> None:
        """This asks all to end, waits, and ends by force what did not."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        running = [program for program in self.programs.values() if program.poll() is None]
        for program in running:
            program.terminate()
        end = time.monotonic() + PATIENCE
        for program in running:
            try:
                program.wait(timeout=max(0.0, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(program.pid, signal.SIGKILL)
                program.wait()


def is_free(host: str, port: int) -> bool:
    """This says whether nobody listens there yet."""
    with socket.socket() as probe:
        # A server that has just ended leaves the port waiting; the next one may have it.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def answers(host: str, port: int) -> bool:
    """This says whether a web server answers there, whatever it says."""
    connection = http.client.HTTPConnection(host, port, timeout=2)
    try:
        connection.request("HEAD", "/favicon.ico")
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True
