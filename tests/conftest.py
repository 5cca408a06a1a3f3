"""What every test shares."""

import os
import socket
from functools import partial
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection
from django.utils import translation

from home import frame
from tests import calendars, databases, services, workers
from tutors import known

# Playwright keeps an event loop in this thread; Django's guard would refuse the ORM to every later test.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
LOOPBACK = ("127.", "::1", "localhost")
# How this process gets a new copy of the migrated database.
REFILL = pytest.StashKey()
# Courses by other people, which are no part of this project: tests read them where they lie.
COURSES = (Path(__file__).parents[1] / os.environ.get("COURSES_DIR", "../shared/courses")).resolve()


def absent():
    """What tests need and this machine has not, by the marker of those that need it."""
    engines = services.missing()
    reasons = {
        "services": engines and f"what needs {' and '.join(engines)}, which do not answer here",
        "ical_js": not calendars.READER.is_file() and "what ical.js reads, which tests/prepare.sh would bring",
        "real_courses": not COURSES.is_dir() and f"what reads real courses, which do not lie at {COURSES}",
    }
    return {marker: reason for marker, reason in reasons.items() if reason}


def pytest_collection_modifyitems(config, items):
    """Where something is absent, what needs it is left out, and a closing line says so; in CI that is a failure."""
    reasons = absent()
    if reasons and services.MUST_ANSWER:
        raise pytest.UsageError(f"CI may not leave out {' nor '.join(reasons.values())}")
    # The real engines are tried on PostgreSQL only.
    unheld = reasons.keys() | (set() if connection.vendor == "postgresql" else {"services"})
    left_out = [item for item in items if any(item.get_closest_marker(marker) for marker in unheld)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def pytest_terminal_summary(terminalreporter):
    for reason in absent().values():
        terminalreporter.write_line(f"Not tested: {reason}", red=True)


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
        refill = partial(databases.copy_postgres, name, target, url)
    else:
        target = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
        refill = partial(databases.copy_sqlite, name, target)
    refill()
    with django_db_blocker.unblock():
        connection.close()
        own["NAME"] = target
    request.config.stash[REFILL] = refill
    yield
    with django_db_blocker.unblock():
        connection.close()
        if connection.vendor == "postgresql":
            databases.drop_postgres(target, url)


def empties_tables(item):
    """A test with transactions of its own leaves every table empty, also of what the migrations had put there."""
    marker = item.get_closest_marker("django_db")
    return marker is not None and marker.kwargs.get("transaction", False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    """Where a test that counts on the migrations follows one that has emptied the tables, it gets a new copy."""
    result = yield
    if empties_tables(item) and nextitem is not None and not empties_tables(nextitem):
        connection.close()
        item.config.stash[REFILL]()
        # The copy numbers them as the migrations did, the emptied tables did not.
        ContentType.objects.clear_cache()
    return result


@pytest.fixture(autouse=True)
def _first_language():
    """A page that a test has read in Arabic leaves its language to the thread; the next test begins in the site's first."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def _plain_frame():
    """A test begins with an empty cache, but for head and foot of a page: those of a site without pages and tutors."""
    cache.clear()
    for language, _name in settings.LANGUAGES:
        frame.keep(language, frame.Frame())
    known.keep(frozenset())


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
