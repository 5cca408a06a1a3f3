"""The demo as `make demo` serves it, in a process and a folder of its own: web server, worker, queue and mails for real."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class DemoSite:
    url: str
    data: Path


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def answers(url):
    try:
        with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310 -- our own address
            return response.status == 200
    except (urllib.error.URLError, OSError):
        return False


def environment(data, port):
    kept = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
    return kept | {"DATA_DIR": str(data), "PORT": str(port), "LOG_LEVEL": "WARNING"}


def manage(data, *command):
    """Runs a command of the project on the demo in a folder."""
    subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment(data, free_port()), check=True)


@contextlib.contextmanager
def demo_site(data):
    """Serves the demo from a folder, from nothing to a page, and stops all of it at the end."""
    port = free_port()
    manage(data, "collectstatic", "--noinput", "--verbosity", "0")
    log = (data / "demo.log").open("w")
    command = [sys.executable, "manage.py", "demo"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment(data, port), stdout=log, stderr=log)
    site = DemoSite(url=f"http://127.0.0.1:{port}", data=data)
    try:
        deadline = time.monotonic() + 180
        while not answers(f"{site.url}/en/"):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((data / "demo.log").read_text()[-4000:])
            time.sleep(0.3)
        yield site
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        log.close()
