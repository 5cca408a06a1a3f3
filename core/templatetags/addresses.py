from urllib.parse import urljoin

from django import template
from django.conf import settings

register = template.Library()


@register.filter
def absolute(address: str) -> str:
    """Give an address of this site whole, with its scheme and host."""
    return urljoin(settings.BASE_URL, address)
