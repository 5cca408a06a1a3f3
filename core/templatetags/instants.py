"""
Instants in pages and mails: always with the day, the time, and whose clock it is.

    {% instant session.starts_at zone=cohort.time_zone %}       in a page
    {% instant_text session.starts_at zone=cohort.time_zone %}  in a text, or within a sentence: … as when %}
    {% instant_there session.starts_at cohort.time_zone %}      by another clock than the reader's

A person sees their own clock; whoever has no account, the clock of ``zone``, or UTC where none is given.
"""

import datetime as dt
from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.instants import machine_readable, words

register = template.Library()


@register.simple_tag(takes_context=True)
def instant(context: template.Context, moment: dt.datetime, zone: str = "") -> SafeString:
    """Show an instant to people, and to what reads pages for them."""
    text = words(moment, clock(context, zone))
    return format_html('<time datetime="{}">{}</time>', machine_readable(moment), text)


@register.simple_tag(takes_context=True)
def instant_text(context: template.Context, moment: dt.datetime, zone: str = "") -> str:
    """Give the same words as text."""
    return words(moment, clock(context, zone))


@register.simple_tag
def instant_there(moment: dt.datetime, zone: str) -> SafeString:
    """Show an instant by the clock of a zone, whoever reads it."""
    return format_html('<time datetime="{}">{}</time>', machine_readable(moment), words(moment, ZoneInfo(zone)))


def clock(context: template.Context, zone: str) -> dt.tzinfo:
    return ZoneInfo(zone) if zone and not has_a_clock(context) else timezone.get_current_timezone()


def has_a_clock(context: template.Context) -> bool:
    """Say whether an account's zone is active: that of who is signed in, or of whom the mail is to."""
    if request := context.get("request"):
        return bool(request.user.is_authenticated)
    return context.get("recipient") is not None
