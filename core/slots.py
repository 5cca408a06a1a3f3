"""
Slots: named places in a lower room's page that an upper room fills.

    # certificates/apps.py, in ready()
    slots.fill("course.aside", "certificates/slots/course.html", slot_context)

    {# enrolments/course.html #}
    {% slot "course.aside" %}

The lower room's template names the place and knows nobody; what it gives is its own template context.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

type SlotContext = Callable[[Mapping[str, Any]], Mapping[str, Any] | None]


@dataclass(frozen=True)
class Filling:
    """What one upper room puts into one slot; ``context`` may answer None, then it stays away."""

    template: str
    context: SlotContext
    order: int


_fillings: dict[str, list[Filling]] = defaultdict(list)


def fill(name: str, template: str, context: SlotContext = lambda _: {}, *, order: int = 100) -> None:
    """This puts a template into a slot; called in ``AppConfig.ready()``, lower ``order`` first."""
    filling = Filling(template, context, order)
    if filling not in _fillings[name]:
        _fillings[name].append(filling)
        _fillings[name].sort(key=lambda each: each.order)


def fillings(name: str) -> list[Filling]:
    """These are the fillings of one slot, in their order."""
    return list(_fillings.get(name, ()))
