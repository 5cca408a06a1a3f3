"""The composition root: settings, addresses, the task engine. No room imports it."""

from lms.celery import app as celery_app

__all__ = ["celery_app"]
