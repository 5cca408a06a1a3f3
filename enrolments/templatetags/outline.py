"""
The contents of a course beside a lesson, in short: links, and a word on what is done or closed.

Written in Python: a lesson is the page that is read most, and a template's loop over all units was a quarter of its cost.
`enrolments/contents.html` is the long form, with minutes and dates, on the course's own page.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from courses.templatetags.course_text import text_language
from enrolments.contents import ModuleLine, UnitLine

register = template.Library()
# Stands for a unit's key, which is a slug, in the one address that is made for all of them.
ANY = "any-unit"


@register.simple_tag(takes_context=True)
def short_outline(context: Mapping[str, Any], contents: Sequence[ModuleLine], code: str) -> SafeString:
    """Write the contents with a link to each open unit; headings are of the second level."""
    request = context["request"]
    space = getattr(request, "current_app", None) or request.resolver_match.namespace
    address = reverse("enrolments:unit", args=[code, ANY], current_app=space)
    modules = (
        f'<section><h2 class="outline__title">{_words(module.entry.title, module.entry.language)}</h2>'
        f'<ol class="outline__units" role="list">{"".join(_lines(module, address))}</ol></section>'
        for module in contents
    )
    return mark_safe(f'<div class="outline">{"".join(modules)}</div>')  # noqa: S308 -- every word is escaped below


def _lines(module: ModuleLine, address: str) -> Iterator[str]:
    for unit in module.units:
        words = _words(unit.entry.title, unit.entry.text_language)
        if unit.is_open:
            current = ' aria-current="page"' if unit.is_current else ""
            words = f'<a href="{escape(address.replace(ANY, unit.entry.key))}"{current}>{words}</a>'
        yield f'<li class="{" ".join(_classes(unit))}">{words}{_state(unit)}</li>'


def _words(title: str, language: str) -> str:
    return f"<span{text_language(language)}>{escape(title)}</span>"


def _classes(unit: UnitLine) -> Iterator[str]:
    yield "outline__unit"
    states = {"done": unit.is_done, "current": unit.is_current, "next": unit.is_next, "locked": not unit.is_open}
    yield from (f"outline__unit--{name}" for name, holds in states.items() if holds)


def _state(unit: UnitLine) -> str:
    """What the eye sees by a sign, in words."""
    if unit.is_done:
        words = _("(passed)") if unit.entry.kind == "quiz" else _("(done)")
    elif unit.is_open:
        return ""
    else:
        words = _("(closed)")
    return f' <span class="visually-hidden">{escape(words)}</span>'
