"""Programs beside one another: all run, or all end."""

import http.server
import os
import signal
import socket
import sys
import threading
import time

import pytest

from lms import supervisor
from lms.supervisor import ProgramEnded, StopRequested, Supervisor

STARTED = {}
WAITS = [sys.executable, "-c", "import time; time.sleep(60)"]
FAILS = [sys.executable, "-c", "raise SystemExit(3)"]
IGNORES = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)",
]


@pytest.fixture(autouse=True)
def keep_signals():
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.getsignal(number) for number in numbers]
    yield
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


def is_running(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def run(*, stop_by=None, **commands):
    with Supervisor() as supervised:
        for name, command in commands.items():
            supervised.start(name, command, {})
            STARTED[name] = supervised.programs[name].pid
        if stop_by:
            os.kill(os.getpid(), stop_by)
        supervised.watch()


def test_program_that_ends_by_itself_takes_the_others_with_it():
    with pytest.raises(ProgramEnded, match=r"The worker ended by itself \(status 3\)"):
        run(server=WAITS, worker=FAILS)

    assert not is_running(STARTED["server"])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stop_that_is_asked_for_ends_all(number):
    with pytest.raises(StopRequested):
        run(server=WAITS, stop_by=number)

    assert not is_running(STARTED["server"])


def test_program_that_does_not_listen_is_ended_by_force(monkeypatch):
    monkeypatch.setattr(supervisor, "PATIENCE", 0.3)
    with Supervisor() as programs:
        programs.start("server", IGNORES, {})
        server = programs.programs["server"]
        time.sleep(0.5)

    assert server.returncode == -signal.SIGKILL


def test_program_gets_its_environment(tmp_path):
    command = [sys.executable, "-c", f"import os; open({str(tmp_path / 'said')!r}, 'w').write(os.environ['SAID'])"]

    with Supervisor() as programs:
        programs.start("speaker", command, {"SAID": "hello"})
        programs.programs["speaker"].wait()

    assert (tmp_path / "said").read_text() == "hello"


def test_waiting_ends_when_it_comes_true_and_when_time_is_up():
    with Supervisor() as programs:
        programs.start("server", WAITS, {})

        assert programs.wait_until(lambda: True, seconds=5)
        assert not programs.wait_until(lambda: False, seconds=0.3)


def test_port_is_free_until_somebody_listens():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        listener.listen()
        assert not supervisor.is_free("127.0.0.1", port)

    assert supervisor.is_free("127.0.0.1", port)


def test_server_answers_while_it_runs():
    with http.server.HTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        assert supervisor.answers("127.0.0.1", server.server_port)
        server.shutdown()
        thread.join()

    assert not supervisor.answers("127.0.0.1", server.server_port)
