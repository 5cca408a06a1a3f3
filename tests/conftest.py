"""What every test shares."""

import os
import socket

import pytest
from django.conf import settings
from django.db import connection
from django.utils import translation

from tests import databases, services, workers

# Playwright keeps an event loop in this thread; Django's guard would refuse the ORM to every later test.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
LOOPBACK = ("127.", "::1", "localhost")


def pytest_collection_modifyitems(config, items):
    """Tests of the real engines run on PostgreSQL; where an engine is absent they are left out, and a line says so."""
    on_postgres = connection.vendor == "postgresql"
    absent = services.missing()
    if absent and services.MUST_ANSWER:
        raise pytest.UsageError(f"CI needs {' and '.join(absent)}")
    left_out = [item for item in items if item.get_closest_marker("services") and (absent or not on_postgres)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
    config.absent_engines = absent


def pytest_terminal_summary(terminalreporter, config):
    if getattr(config, "absent_engines", None):
        terminalreporter.write_line(
            f"Not tested, since they do not answer here: {', '.join(config.absent_engines)}", red=True
        )


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


@pytest.fixture(params=["refusing", "silent"])
def broken_broker(request):
    """The address of a broker that nobody answers at, or that takes every connection and says nothing."""
    if request.param == "refusing":
        yield workers.refusing_url()
    else:
        with workers.SilentServer() as server:
            yield server.url
