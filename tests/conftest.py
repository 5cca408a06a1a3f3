"""What every test shares."""

import os
import socket
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import translation

from tests import databases, services

# Playwright keeps an event loop in this thread; Django's guard would refuse the ORM to every later test.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
LOOPBACK = ("127.", "::1", "localhost")
# Courses by other people, which are no part of this project: tests read them where they lie.
COURSES = (Path(__file__).parents[1] / os.environ.get("COURSES_DIR", "../shared/courses")).resolve()


def pytest_collection_modifyitems(config, items):
    """
    Tests of the real engines run on PostgreSQL, those of real courses where these lie.

    Where an engine or the courses are absent they are left out, and a line says so; in CI their absence is a failure.
    """
    absent = services.missing()
    config.absent = ([f"what does not answer here: {', '.join(absent)}"] if absent else []) + (
        [] if COURSES.is_dir() else [f"real courses, since {COURSES} is absent"]
    )
    if config.absent and services.MUST_ANSWER:
        raise pytest.UsageError(f"CI must not leave out {' nor '.join(config.absent)}")
    unheld = {"services": absent or connection.vendor != "postgresql", "real_courses": not COURSES.is_dir()}
    left_out = [item for item in items if any(unheld[name] and item.get_closest_marker(name) for name in unheld)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def pytest_terminal_summary(terminalreporter, config):
    for each in getattr(config, "absent", []):
        terminalreporter.write_line(f"Not tested: {each}", red=True)


@pytest.fixture(scope="session")
def real_courses():
    """The folder of real courses; for tests marked ``real_courses``."""
    return COURSES


@pytest.fixture(scope="session")
def django_db_setup(request, django_test_environment, django_db_blocker, tmp_path_factory):
    """Takes the place of pytest-django's: a copy of an already migrated database for each process."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    name = databases.digest(settings.ROOMS)
    own = connection.settings_dict
    if connection.vendor == "postgresql":
        url, target = os.environ["DATABASE_URL"], f"test_{own['NAME']}_{worker}"
        databases.copy_postgres(name, target, url)
    else:
        target = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
        databases.copy_sqlite(name, target)
    with django_db_blocker.unblock():
        connection.close()
        own["NAME"] = target
    yield
    with django_db_blocker.unblock():
        connection.close()
        if connection.vendor == "postgresql":
            databases.drop_postgres(target, url)


@pytest.fixture(autouse=True)
def _first_language():
    """A page that a test has read in Arabic leaves its language to the thread; the next test begins in the site's first."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    """Nothing may leave this machine."""
    connect = socket.socket.connect

    def guarded(self, address):
        if isinstance(address, tuple) and not str(address[0]).startswith(LOOPBACK):
            raise AssertionError(f"a test tried to reach {address[0]}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
