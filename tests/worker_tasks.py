"""Tasks that only a test's worker knows."""

import time
from collections.abc import Iterator
from pathlib import Path

import structlog
from celery import shared_task
from django.conf import settings
from django.db import connection
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.tasks import task

from accounts.models import User
from certificates.models import Certificate
from jobs import registry
from jobs.models import Job


@shared_task
def touch(path: str) -> None:
    Path(path).touch()


@shared_task
def sleep(path: str, seconds: float) -> None:
    Path(path).touch()
    time.sleep(seconds)


@shared_task
def name_request(path: str) -> None:
    """Writes down the number of the request that sent this, as every line of the log has it."""
    Path(path).write_text(structlog.contextvars.get_contextvars().get("request_id", "none"))


@shared_task
def name_backend(path: str) -> None:
    """Writes which connection of the database it had."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        Path(path).write_text(str(cursor.fetchone()[0]))


@task
def rename(pk: int) -> None:
    """As Wagtail's tasks do: it fetches the row that its sender saved."""
    user = User.objects.get(pk=pk)
    user.full_name = "Renamed by a task"
    user.save(update_fields=["full_name"])


def rename_everybody(job: Job) -> Iterator[int]:
    """A job that adds a letter to each name, one a step, and says where it is."""
    for done, pk in enumerate(job.parameters["people"][job.done :], start=job.done + 1):
        user = User.objects.get(pk=pk)
        user.full_name += "!"
        user.save(update_fields=["full_name"])
        Path(job.parameters["marks"], str(done)).touch()
        time.sleep(job.parameters["seconds"])
        yield done


registry.register("tests.rename_everybody", rename_everybody)


@receiver(post_save, sender=Certificate)
def stop_in_the_middle_of_issuing(**_kwargs: object) -> None:
    """Here, inside the issuing transaction, a worker waits to be killed as long as a file says so."""
    while (settings.DATA_DIR / "stop-issuing").exists():
        (settings.DATA_DIR / "stopped-issuing").touch()
        time.sleep(0.05)
