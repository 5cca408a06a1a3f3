"""Which of the real engines answer on this machine."""

import os
import socket
from urllib.parse import urlsplit

POSTGRES_URL = os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/test")
REDIS_URL = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/9")
MUST_ANSWER = os.environ.get("CI", "").lower() in {"1", "true"}


def answers(url):
    """Whether somebody listens at this address."""
    parts = urlsplit(url)
    try:
        with socket.create_connection((parts.hostname, parts.port), timeout=1):
            return True
    except OSError:
        return False


def missing():
    """The engines that do not answer, by name."""
    engines = {"PostgreSQL": POSTGRES_URL, "Redis": REDIS_URL}
    return [name for name, url in engines.items() if not answers(url)]
