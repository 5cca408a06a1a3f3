"""What every test shares."""

import os

# Playwright keeps an event loop in this thread; Django's guard would refuse the ORM to every later test.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
