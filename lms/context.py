"""What every page of ours knows."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language_bidi


def site(_request: HttpRequest) -> dict[str, object]:
    """This costs no query."""
    return {
        "site_name": settings.WAGTAIL_SITE_NAME,
        "is_demo": settings.DEMO,
        "text_direction": "rtl" if get_language_bidi() else "ltr",
    }
