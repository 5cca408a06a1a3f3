"""
What whoever runs the site asks it: does this process live (`/healthz`), and can it serve (`/readyz`)?

Both answer before anything else looks at the request, so that a balancer may ask by address, without TLS and without a
name. What the site can do without for a while (the broker, a worker, space for new files) is told, and is no reason to send
people elsewhere.
"""

import shutil
import time
from collections.abc import Callable, Mapping

import structlog
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from redis import Redis

type GetResponse = Callable[[HttpRequest], HttpResponse]
type Check = Callable[[], str]

log = structlog.get_logger(__name__)

OK = "ok"
# A worker says each minute that it lives (lms.tasks.heartbeat); one that missed three times is missed.
SEEN = "worker-seen-at"
SILENT_AFTER = 180
# Below so much, uploads and certificates will soon have no room.
LEAST_SPACE = 500 * 1024 * 1024


class NotReady(Exception):
    """This part says in words why it cannot do its work."""


class HealthMiddleware:
    """This answers the two questions, and lets every other request pass."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == "/healthz":
            return HttpResponse("ok\n", content_type="text/plain")
        if request.path_info == "/readyz":
            return readiness()
        return self.get_response(request)


def readiness() -> HttpResponse:
    """This says part by part what works: 200 where the site can serve, 503 where it cannot."""
    needed = asked({"database": database, "migrations": migrations, "cache": shared_cache})
    missed = asked({"broker": broker, "worker": worker, "space": space})
    is_ready = all(answer == OK for answer in needed.values())
    response = JsonResponse({"ready": is_ready, **needed, **missed}, status=200 if is_ready else 503)
    response["Cache-Control"] = "no-store"
    return response


def asked(checks: Mapping[str, Check]) -> dict[str, str]:
    return {name: answer_of(name, check) for name, check in checks.items()}


def answer_of(name: str, check: Check) -> str:
    """What a part says of itself; an error's own words may name hosts and people, and go to the log alone."""
    try:
        return check()
    except NotReady as reason:
        return str(reason)
    except Exception:
        log.exception("not ready", part=name)
        return "does not answer"


def database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return OK


class Migrated:
    """This remembers that the database has every migration of this code, which no running process can lose."""

    def __init__(self) -> None:
        self.is_known = False

    def __call__(self) -> str:
        if not self.is_known:
            executor = MigrationExecutor(connection)
            if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                raise NotReady("some have not been applied: run manage.py migrate")
            self.is_known = True
        return OK


migrations = Migrated()


def shared_cache() -> str:
    cache.set("readyz", OK, timeout=10)
    if cache.get("readyz") != OK:
        raise NotReady("does not keep what it is given")
    return OK


def broker() -> str:
    if settings.CELERY_BROKER_URL.startswith("filesystem"):
        return OK
    with Redis.from_url(settings.CELERY_BROKER_URL, socket_timeout=0.5, socket_connect_timeout=0.5) as client:
        client.ping()
    return OK


def worker() -> str:
    """In the embedded default each process has a cache of its own, and the worker ends with the server."""
    if settings.CACHE_URL.startswith("locmem"):
        return OK
    seen = cache.get(SEEN)
    if seen is None:
        raise NotReady("not seen yet")
    if (silence := int(time.time() - seen)) > SILENT_AFTER:
        raise NotReady(f"not seen for {silence} seconds")
    return OK


def space() -> str:
    free = shutil.disk_usage(settings.DATA_DIR).free
    if free < LEAST_SPACE:
        raise NotReady(f"{free // 1024**2} MB left")
    return OK
