"""Spans of time in pages."""

from typing import Any

from django import template

register = template.Library()
SIZES = {"days": 24 * 60, "hours": 60, "minutes": 1}


@register.filter
def span(minutes: int) -> dict[str, Any]:
    """Give a span of minutes in the largest unit that says it without a remainder."""
    unit, size = next((unit, size) for unit, size in SIZES.items() if minutes % size == 0)
    return {"unit": unit, "count": minutes // size}
