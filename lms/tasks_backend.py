"""Wagtail's own tasks through Celery, sent once the transaction is committed."""

from django_tasks.backends.immediate import ImmediateBackend


class CeleryBackend(ImmediateBackend):
    """Stands in until the engine is built."""
