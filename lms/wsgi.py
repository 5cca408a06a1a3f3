"""The site, for a WSGI server."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from lms import celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.base")
application = get_wsgi_application()
celery.warm_up()
# Every address names a view, and so imports what the first requests would import otherwise.
_ = get_resolver().url_patterns
# What is loaded now stays for good. Frozen, it is not walked by the collector, which would hold up one request of two
# hundred for a fifth of a second.
gc.collect()
gc.freeze()
