"""What whoever runs the site asks it."""

import shutil
import time
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.db import DatabaseError

from lms import health
from lms.tasks import heartbeat
from tests import workers

WORKS = {
    "ready": True,
    "database": "ok",
    "migrations": "ok",
    "cache": "ok",
    "broker": "ok",
    "worker": "ok",
    "space": "ok",
}


@pytest.fixture(autouse=True)
def _engines(settings):
    """As in the embedded default; what is broken, a test says."""
    settings.CELERY_BROKER_URL = "filesystem://localhost"
    settings.CACHE_URL = "locmem://"


def test_a_process_that_lives_says_so_without_the_database(client):
    answer = client.get("/healthz", headers={"host": "10.0.0.7"})

    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_a_site_that_works_is_ready(client):
    answer = client.get("/readyz", headers={"host": "10.0.0.7"})

    assert (answer.status_code, answer.json()) == (200, WORKS)
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_asking_again_costs_one_query(client, django_assert_num_queries):
    client.get("/readyz")

    with django_assert_num_queries(1):
        client.get("/readyz")


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["database", "migrations", "cache"])
def test_without_what_every_page_needs_it_is_not_ready(client, monkeypatch, part):
    def broken(*_args):
        raise DatabaseError("host db.internal does not answer to footbridge")

    monkeypatch.setattr(health, {"cache": "shared_cache"}.get(part, part), broken)

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (503, WORKS | {"ready": False, part: "does not answer"})


@pytest.mark.django_db
def test_without_a_migration_it_is_not_ready(client, monkeypatch):
    monkeypatch.setattr(health, "migrations", health.Migrated())
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda *_: [("accounts", "0002")])

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["migrations"] == "some have not been applied: run manage.py migrate"


@pytest.mark.django_db
def test_a_cache_that_keeps_nothing_is_not_ready(client, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["cache"]) == (503, "does not keep what it is given")


@pytest.mark.django_db
def test_a_broken_broker_is_told_within_a_second_and_the_site_stays_ready(client, settings, broken_broker):
    settings.CELERY_BROKER_URL = broken_broker
    began = time.monotonic()

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (200, WORKS | {"broker": "does not answer"})
    assert time.monotonic() - began < 1.5


@pytest.mark.django_db
def test_a_worker_is_missed_after_three_minutes(client, settings):
    settings.CACHE_URL = workers.redis_url()

    never = client.get("/readyz").json()["worker"]
    heartbeat()
    seen = client.get("/readyz").json()["worker"]
    cache.set(health.SEEN, time.time() - 200)
    silent = client.get("/readyz")

    assert (never, seen, silent.json()["worker"]) == ("not seen yet", "ok", "not seen for 200 seconds")
    assert silent.status_code == 200


@pytest.mark.django_db
def test_a_full_disk_is_told(client, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=12 * 1024**2))

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["space"]) == (200, "12 MB left")
