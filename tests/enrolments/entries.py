"""Courses in memory, for what is computed without a database."""

import datetime as dt

from courses.outline import ModuleEntry, Modules, UnitEntry
from enrolments.progress import Progress

NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=1)
EARLIER = NOW - dt.timedelta(days=1)


def unit(number, **fields):
    given = {
        "kind": "lesson",
        "text_language": "en",
        "minutes": 5,
        "is_required": True,
        "done_by": "continue",
        "is_sample": False,
    }
    return UnitEntry(id=number, key=f"u{number}", title=f"Unit {number}", **given | fields)


def module(number, *units, is_locked=False):
    return ModuleEntry(f"m{number}", f"Module {number}", "en", "", is_locked=is_locked, units=units)


def progress(*modules, done=(), **fields):
    return Progress(modules=Modules(modules), now=NOW, done=frozenset(done), **fields)
