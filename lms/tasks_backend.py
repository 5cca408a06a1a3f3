"""
Wagtail's own tasks through Celery, sent once the transaction is committed.

A worker that began before the commit would not find the row: no package of today waits for it. Wagtail imports ``task`` from
the backport ``django_tasks``, which reads the same ``TASKS`` setting; with this backend there both give ``django.tasks``.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from celery.utils import uuid
from django.db import transaction
from django.tasks import Task, TaskResult, TaskResultStatus
from django.tasks.backends.base import BaseTaskBackend

from lms.tasks import run


class CeleryBackend(BaseTaskBackend):
    supports_async_task = True

    def enqueue[**P, R](self, task: Task[P, R], args: Sequence[Any], kwargs: Mapping[str, Any]) -> TaskResult[P, R]:
        self.validate_task(task)
        result: TaskResult[P, R] = TaskResult(
            task=task,
            id=uuid(),
            status=TaskResultStatus.READY,
            enqueued_at=None,
            started_at=None,
            finished_at=None,
            last_attempted_at=None,
            args=list(args),
            kwargs=dict(kwargs),
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )
        send = partial(run.delay, path=task.module_path, args=result.args, kwargs=result.kwargs)
        transaction.on_commit(send, robust=True)
        return result
