"""The start, as each process makes it: in a process of its own, with an environment of its own."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "FOOTBRIDGE_ENV": "production",
    "SECRET_KEY": "k" * 50,
    "BASE_URL": "https://learn.example.org",
    "DATA_DIR": "/var/lib/footbridge",
    "DATABASE_URL": "postgresql://footbridge@127.0.0.1/footbridge",
    "BROKER_URL": "redis://127.0.0.1:6379/0",
    "CACHE_URL": "redis://127.0.0.1:6379/1",
    "MAIL_URL": "smtp+tls://me:secret@mail.example.org",
    "MAIL_FROM": "Footbridge <footbridge@example.org>",
}


def start(environment, *, show="DEBUG"):
    """What a process with this environment, and no other variable of ours, prints when it reads the settings."""
    bare = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    return subprocess.run(
        [sys.executable, "-c", f"from lms.settings import base; print(base.{show})"],
        cwd=ROOT,
        env=bare | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_production_starts_with_every_value_given():
    started = start(PRODUCTION, show="ALLOWED_HOSTS")

    assert (started.returncode, started.stdout, started.stderr) == (0, "['learn.example.org']\n", "")


@pytest.mark.parametrize("name", sorted(set(PRODUCTION) - {"FOOTBRIDGE_ENV"}))
def test_production_stops_with_one_line_naming_what_is_missing(name):
    stopped = start({key: value for key, value in PRODUCTION.items() if key != name})

    assert (stopped.returncode, stopped.stdout) == (1, "")
    assert stopped.stderr == f"footbridge: {name} is missing (see .env.example)\n"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FOOTBRIDGE_ENV", "prod"),
        ("SECRET_KEY", "short"),
        ("BASE_URL", "http://learn.example.org"),
        ("BASE_URL", "https://learn.example.org/path"),
        ("BASE_URL", "learn.example.org"),
        ("ALLOWED_HOSTS", "a.example.org,*"),
        ("DATABASE_URL", "sqlite:///db.sqlite3"),
        ("DATABASE_URL", "mysql://root@127.0.0.1/test"),
        ("BROKER_URL", "filesystem://"),
        ("CACHE_URL", "locmem://"),
        ("MAIL_URL", "file://"),
        ("MAIL_URL", "mail.example.org"),
        ("DEBUG", "1"),
        ("DEBUG", "perhaps"),
        ("PORT", "eighty"),
        ("PORT", "70000"),
        ("LOG_LEVEL", "LOUD"),
        ("FILES_URL", "https://bucket.example.org"),
        ("EMBED_HOSTS", "*.example.org"),
        ("EMBED_HOSTS", "https://www.example.org"),
        ("EMBED_HOSTS", "www.example.org:8443"),
        ("EMBED_HOSTS", "localhost"),
    ],
)
def test_production_stops_with_one_line_naming_what_is_odd(name, value):
    stopped = start(PRODUCTION | {name: value})

    assert (stopped.returncode, stopped.stdout) == (1, "")
    assert stopped.stderr.startswith(f"footbridge: {name} ")
    assert stopped.stderr.count("\n") == 1


def test_the_hosts_of_embeds_are_read_as_names():
    started = start(
        PRODUCTION | {"EMBED_HOSTS": " Video.Example.org,,archive.org"},
        show="EMBED_HOSTS == {'video.example.org', 'archive.org'}",
    )

    assert (started.stdout, started.stderr) == ("True\n", "")


def test_the_secret_is_never_in_the_line_that_refuses_it():
    stopped = start(PRODUCTION | {"SECRET_KEY": "hunter2"})

    assert "hunter2" not in stopped.stderr


def test_with_nothing_set_the_embedded_default_starts(tmp_path):
    started = start({"DATA_DIR": str(tmp_path)}, show="DATABASES['default']['ENGINE']")

    assert (started.returncode, started.stdout) == (0, "django.db.backends.sqlite3\n")


def test_the_embedded_secret_is_kept_over_a_restart_and_readable_by_its_owner_only(tmp_path):
    first = start({"DATA_DIR": str(tmp_path)}, show="SECRET_KEY").stdout
    second = start({"DATA_DIR": str(tmp_path)}, show="SECRET_KEY").stdout

    assert first == second
    assert len(first.strip()) >= 50
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_every_variable_is_in_the_example():
    readers = "text|flag|number|absolute_url|url_with_scheme|host_names"
    read = {
        word
        for path in (ROOT / "lms").rglob("*.py")
        for word in re.findall(rf"(?:{readers})\(\s*\"([A-Z_]+)\"", path.read_text())
    }
    listed = {
        line.split("=")[0] for line in (ROOT / ".env.example").read_text().splitlines() if "=" in line and line[0] != "#"
    }

    assert listed == read
