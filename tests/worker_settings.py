"""What a real worker of the tests runs with: the test settings, with the broker and the folders that the test names."""

from lms.settings import base
from lms.settings.test import *  # noqa: F403 -- settings are extended, the way Django means it

DATA_DIR = base.DATA_DIR
MEDIA_ROOT = DATA_DIR / "media"
MAIL_DIR = DATA_DIR / "mail"
CELERY_BROKER_URL = base.CELERY_BROKER_URL
CELERY_BROKER_TRANSPORT_OPTIONS = base.CELERY_BROKER_TRANSPORT_OPTIONS
TASKS = base.TASKS
MAILERS = {
    "default": {
        "BACKEND": "tests.stopping_mail.EmailBackend",
        "OPTIONS": {"file_path": str(MAIL_DIR)},
    }
}
# A worker says when it is ready, and the tests wait for that line.
LOGGING = base.LOGGING
