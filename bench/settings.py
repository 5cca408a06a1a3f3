"""The site as it is, with one plain view beside it to measure by."""

from lms.settings.base import *  # noqa: F403 -- settings are extended, the way Django means it

ROOT_URLCONF = "bench.urls"
