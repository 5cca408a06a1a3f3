"""The site, for a WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

from lms import celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.base")
application = get_wsgi_application()
celery.warm_up()
