"""What tests change: fast hashing, mail in memory, a recording queue. Engines come from the environment as ever."""

import tempfile
from pathlib import Path

from lms import engines, logs
from lms.settings.base import *  # noqa: F403 -- settings are extended, the way Django means it
from lms.settings.base import MEDIA_URL

DATA_DIR = Path(tempfile.mkdtemp(prefix="footbridge-test-"))
MEDIA_ROOT = DATA_DIR / "media"
MAIL_DIR = DATA_DIR / "mail"
STORAGES = {
    "default": engines.folder(MEDIA_ROOT, MEDIA_URL),
    "private": engines.folder(DATA_DIR / "private", None),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
# Messages are kept in memory, where a test can look at them and run them (tests/workers.py); no test needs a broker for it.
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {}
TASKS = {"default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend"}}
LOGGING = logs.configuration(level="WARNING", is_plain=True)
