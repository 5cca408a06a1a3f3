"""Courses as learners' pages read them: identity rows, an outline and texts, without a page tree; and enrolments in them."""

import datetime as dt
import itertools
import uuid

from wagtail.models import Locale

from courses.models import Course, Outline, Unit, UnitText
from courses.outline import CourseFacts, ModuleEntry, Modules, UnitEntry
from enrolments import actions
from tests.factories import make_user

NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
_numbers = itertools.count(1)


def make_entry(unit, *, language, **fields):
    given = {
        "id": unit.pk,
        "key": unit.key,
        "kind": unit.kind,
        "title": unit.title,
        "text_language": language,
        "minutes": 5,
        "is_required": True,
        "done_by": "continue",
        "is_sample": False,
    }
    return UnitEntry(**given | fields)


def make_unit(course, **fields):
    number = next(_numbers)
    given = {"key": f"lesson-{number}", "title": f"Lesson {number}", "kind": Unit.Kind.LESSON}
    return Unit.objects.create(course=course, translation_key=uuid.uuid4(), **given | fields)


def make_outline(lessons=3, modules=1, *, language="en", locked=False, is_open=True, groups=None, units=None, before=()):
    """
    A published course with ``lessons`` in each of its ``modules``.

    ``units`` gives fields of entries by position in the course, ``groups`` those to whom the whole course is kept,
    ``before`` outlines of courses to complete first.
    """
    number = next(_numbers)
    locale, _ = Locale.objects.get_or_create(language_code=language)
    course = Course.objects.create(
        key=f"course-{number}", code=f"course-{number}", translation_key=uuid.uuid4(), source_locale=locale
    )
    fields = units or {}
    entries = []
    for position in range(lessons * modules):
        given = fields.get(position, {})
        unit = make_unit(course, kind=given.get("kind", Unit.Kind.LESSON))
        entries.append(make_entry(unit, language=language, **given))
    grouped = [tuple(entries[start : start + lessons]) for start in range(0, len(entries), lessons)]
    order = Modules(
        tuple(
            ModuleEntry(f"module-{place}", f"Module {place}", language, "", is_locked=locked, units=part)
            for place, part in enumerate(grouped, start=1)
        )
    )
    facts = CourseFacts(
        "What it is about.",
        "beginner",
        "self-paced",
        "2",
        languages=(language,),
        groups=groups,
        prerequisites=tuple(each.course_id for each in before),
    )
    outline = Outline.objects.create(
        course=course,
        locale=locale,
        is_open=is_open,
        slug=f"course-{number}",
        title=f"Course {number}",
        language=language,
        facts=facts.dump(),
        modules=order.dump(),
        search_text="",
    )
    add_texts(outline)
    return outline


def add_texts(outline):
    UnitText.objects.bulk_create(
        UnitText(unit_id=entry.id, locale=outline.locale, html=f"<p>Text of {entry.title}.</p>")
        for entry in entries_of(outline)
    )


def translate(outline, language):
    """The same course with titles and texts in another language."""
    locale, _ = Locale.objects.get_or_create(language_code=language)
    modules = outline.modules
    for module in modules:
        module["language"] = language
        for unit in module["units"]:
            unit.update(title=f"{unit['title']} ({language})", text_language=language)
    facts = {**outline.facts, "languages": [*outline.facts["languages"], language]}
    translated = Outline.objects.create(
        course=outline.course,
        locale=locale,
        slug=f"{outline.slug}-{language}",
        title=f"{outline.title} ({language})",
        language=language,
        facts=facts,
        modules=modules,
        search_text="",
    )
    add_texts(translated)
    # Saved last: a new locale makes the courses' own sweep look for pages, and this course has none.
    outline.refresh_from_db(fields=["modules"])
    outline.facts = facts
    outline.save()
    return translated


def set_entries(outline, change):
    """Publish the course anew, each unit's stored entry as ``change`` makes of it, or without it where that is None."""
    for module in outline.modules:
        module["units"] = [entry for entry in map(change, module["units"]) if entry is not None]
    outline.version += 1
    outline.save()


def remove_unit(outline, key):
    """Take a lesson out of the course."""
    Unit.objects.filter(course=outline.course, key=key).update(retired_at=NOW)
    set_entries(outline, lambda entry: None if entry["key"] == key else entry)


def entries_of(outline):
    return Modules.parse(outline.modules).units


def keys_of(outline):
    return [entry.key for entry in entries_of(outline)]


def units_of(outline):
    rows = Unit.objects.in_bulk([entry.id for entry in entries_of(outline)])
    return [rows[entry.id] for entry in entries_of(outline)]


def make_enrolment(outline=None, *, learner=None, done=0, withdrawn=False, now=NOW):
    """An enrolment with the first ``done`` lessons completed; all of them complete the course."""
    outline = outline or make_outline()
    learner = learner or make_user()
    enrolment = actions.enrol(learner=learner, course=outline.course, language=outline.locale.language_code, now=now)
    for key in keys_of(outline)[:done]:
        actions.complete_lesson(enrolment=enrolment, key=key, now=now)
    if withdrawn:
        actions.withdraw(enrolment=enrolment, now=now)
    enrolment.refresh_from_db()
    return enrolment
