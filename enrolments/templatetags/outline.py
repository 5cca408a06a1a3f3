"""
The contents of a course, on its own page and, in short, beside a lesson.

Written in Python: these are the pages that are read most, and a template's loop over all units was a quarter of their cost.
What only some units have, such as a date or what was granted, is in templates.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import localize
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.templatetags.course_text import text_language
from enrolments.contents import ModuleLine, UnitLine

register = template.Library()
# Stands for a unit's key, which is a slug, in the one address that is made for all of them.
ANY = "any-unit"


@register.simple_tag(takes_context=True)
def long_outline(context: Mapping[str, Any], contents: Sequence[ModuleLine], code: str) -> SafeString:
    """Write the contents with minutes, dates and why a module is closed; headings are of the third level."""
    address = _address(context, code)
    return _outline(_section(module, "h3", _lock(module), _long_lines(module, address)) for module in contents)


@register.simple_tag(takes_context=True)
def short_outline(context: Mapping[str, Any], contents: Sequence[ModuleLine], code: str) -> SafeString:
    """Write the contents with a word on what is done or closed; headings are of the second level."""
    address = _address(context, code)
    return _outline(_section(module, "h2", "", _short_lines(module, address)) for module in contents)


def _address(context: Mapping[str, Any], code: str) -> str:
    request = context["request"]
    space = getattr(request, "current_app", None) or request.resolver_match.namespace
    return reverse("enrolments:unit", args=[code, ANY], current_app=space)


def _outline(sections: Iterator[str]) -> SafeString:
    return mark_safe(f'<div class="outline">{"".join(sections)}</div>')  # noqa: S308 -- every word is escaped below


def _section(module: ModuleLine, heading: str, lock: str, lines: Iterator[str]) -> str:
    title = _words(module.entry.title, module.entry.language)
    return (
        f'<section><{heading} class="outline__title">{title}</{heading}>{lock}'
        f'<ol class="outline__units" role="list">{"".join(lines)}</ol></section>'
    )


def _short_lines(module: ModuleLine, address: str) -> Iterator[str]:
    for unit in module.units:
        yield f'<li class="{_classes(unit)}">{_title(unit, address) if unit.is_open else _name(unit)}{_state(unit)}</li>'


def _long_lines(module: ModuleLine, address: str) -> Iterator[str]:
    for unit in module.units:
        title = _title(unit, address) if unit.is_open else f"<span>{_name(unit)}</span>"
        facts = " · ".join(escape(fact) for fact in _facts(unit))
        yield f'<li class="{_classes(unit)}">{title} <span class="outline__meta">{facts}{_conditions(unit)}</span></li>'


def _title(unit: UnitLine, address: str) -> str:
    current = ' aria-current="page"' if unit.is_current else ""
    return f'<a href="{escape(address.replace(ANY, unit.entry.key))}"{current}>{_name(unit)}</a>'


def _name(unit: UnitLine) -> str:
    return _words(unit.entry.title, unit.entry.text_language)


def _words(title: str, language: str) -> str:
    return f"<span{text_language(language)}>{escape(title)}</span>"


def _classes(unit: UnitLine) -> str:
    states = {"done": unit.is_done, "current": unit.is_current, "next": unit.is_next, "locked": not unit.is_open}
    return " ".join(["outline__unit", *(f"outline__unit--{name}" for name, holds in states.items() if holds)])


def _state(unit: UnitLine) -> str:
    """What the eye sees by a sign, in words."""
    if unit.is_done:
        words = _("(passed)") if unit.entry.kind == "quiz" else _("(done)")
    elif unit.is_open:
        return ""
    else:
        words = _("(closed)")
    return f' <span class="visually-hidden">{escape(words)}</span>'


def _facts(unit: UnitLine) -> Iterator[str]:
    if unit.entry.kind == "quiz":
        yield _("Quiz")
    minutes = unit.entry.minutes
    yield ngettext("%(minutes)s minute", "%(minutes)s minutes", minutes) % {"minutes": localize(minutes)}
    if not unit.entry.is_required:
        yield _("for those who want more")
    if unit.is_done:
        yield _("passed") if unit.entry.kind == "quiz" else _("done")
    elif not unit.is_open:
        yield _("closed")


def _lock(module: ModuleLine) -> str:
    if module.lock is None:
        return ""
    return f'<div class="quiet small">{render_to_string("enrolments/lock.html", {"lock": module.lock})}</div>'


def _conditions(unit: UnitLine) -> str:
    if unit.is_done or not (unit.due_at or unit.granted):
        return ""
    return render_to_string("enrolments/unit_conditions.html", {"unit": unit})
