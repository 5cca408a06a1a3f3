"""How a course's own words stand in a page of another language."""

import json
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info

from courses.addresses import unit_address
from courses.licences import licence_name, licence_url

register = template.Library()
register.filter("licence_name", licence_name)
register.filter("licence_url", licence_url)
register.simple_tag(unit_address)

# What could end a script element or begin a comment within it.
ESCAPED = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.simple_tag
def text_language(language: str) -> str:
    """Give the attributes ``lang`` and ``dir`` for words in a language that is not the page's; nothing where it is."""
    if not language or language == get_language():
        return ""
    direction = "rtl" if get_language_info(language)["bidi"] else "ltr"
    return format_html(' lang="{}" dir="{}"', language, direction)


@register.filter
def as_data_block(data: dict[str, Any]) -> SafeString:
    """Write data into a script element that no browser executes; whatever it holds, it stays data."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(ESCAPED))  # noqa: S308 -- escaped in this line
