"""The task engine."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.base")
app = Celery("footbridge")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
