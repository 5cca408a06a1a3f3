"""What the house itself does by the clock, and Wagtail's own tasks."""

import time

import structlog
from celery import shared_task
from django.core.cache import cache
from django.core.exceptions import ObjectDoesNotExist
from django.core.management import call_command
from django.tasks import Task
from django.utils.module_loading import import_string

from lms.health import SEEN

log = structlog.get_logger(__name__)

# Revisions are made by every autosave; what nobody went back to for so long goes.
REVISION_DAYS = 180


@shared_task
def heartbeat() -> None:
    """This tells the web processes that schedule, broker and a worker all live (`/readyz`)."""
    cache.set(SEEN, time.time(), timeout=None)


@shared_task
def publish_scheduled() -> None:
    call_command("publish_scheduled")


@shared_task
def clear_sessions() -> None:
    call_command("clearsessions")


@shared_task
def purge_revisions() -> None:
    call_command("purge_revisions", days=REVISION_DAYS)


@shared_task
def run(path: str, args: list[object], kwargs: dict[str, object]) -> None:
    """
    This runs a task of ``django.tasks``, such as Wagtail's, by its dotted path.

    An object deleted since needs no work any more: that is no failure.

    :raises TypeError: if the path leads to something else than such a task.
    """
    task = import_string(path)
    if not isinstance(task, Task):
        raise TypeError(path)
    try:
        task.call(*args, **kwargs)
    except ObjectDoesNotExist:
        log.info("gone", path=path)
