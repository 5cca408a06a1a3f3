"""Writing what readers read: identity rows, outlines and texts, from the pages as they are published."""

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from taggit.models import Tag
from wagtail.models import Locale, Page, ReferenceIndex

from courses.assembly import Assembly
from courses.keys import NO_CODES, free_key
from courses.models import Course, CoursePage, KeptPage, Outline, Unit, UnitPage, UnitText, unit_page_models
from courses.rendering import render, render_quiz, stamp
from courses.tree import Restrictions, Tree, courses_around, current_digests, digest_of, read_trees
from library.models import LibraryDocument, LibraryImage

_gathered: ContextVar[set[UUID] | None] = ContextVar("gathered", default=None)
TEXT_FIELDS = ["html", "quiz", "stamp", "rendered_at"]


@transaction.atomic
def refresh(*, translation_keys: Iterable[UUID], now: dt.datetime) -> None:
    """
    This brings rows, outlines and texts of courses up to date with their pages.

    Courses are named by their pages' translation keys. A course gets its identity when its original is first published.
    The rows are locked first, always in the same order, and only then are the pages read: of two that publish at once, the
    second sees what the first wrote. A repeat changes nothing.
    """
    keys = sorted(set(translation_keys))
    gathered = _gathered.get()
    if gathered is not None:
        gathered.update(keys)
        return
    for key in keys:
        publish_identity(translation_key=key, now=now)
    courses = Course.objects.filter(translation_key__in=keys).order_by("pk")
    for course in list(courses.select_for_update()):
        _rebuild(course, now)


def rebuild_outlines(*, course: Course, now: dt.datetime) -> None:
    """This brings the outlines and texts of one course up to date with its pages."""
    refresh(translation_keys=[course.translation_key], now=now)


@contextmanager
def gathering(*, now: dt.datetime) -> Iterator[None]:
    """This publishes many pages of a course in one transaction and reads the course once, at the end."""
    with transaction.atomic():
        keys: set[UUID] = set()
        token = _gathered.set(keys)
        try:
            yield
        finally:
            _gathered.reset(token)
        refresh(translation_keys=keys, now=now)


def publish_identity(*, translation_key: UUID, now: dt.datetime) -> Course | None:
    """
    This makes the row of a course whose original is published; None where there is no such page.

    The original is the page that was there first; its language stays the language that decides.
    """
    course = Course.objects.filter(translation_key=translation_key).first()
    original = CoursePage.objects.filter(translation_key=translation_key).order_by("pk").first()
    if course or original is None or not original.live:
        return course
    taken = list(Course.objects.values_list("key", "code"))
    key = free_key(original.key, {key for key, _ in taken})
    code = free_key(original.code or key, {code for _, code in taken} | NO_CODES)
    course, _ = Course.objects.get_or_create(
        translation_key=translation_key,
        defaults={"key": key, "code": code, "source_locale_id": original.locale_id, "opened_at": now},
    )
    return course


def repair(*, now: dt.datetime) -> int:
    """
    This rebuilds what does not match the pages any more, and says how many courses that was.

    Where all is right it costs six queries, however many courses and lessons there are.
    """
    restrictions, locales = Restrictions.read(), _locales()
    digests = current_digests(restrictions, locales)
    gone = digest_of((), restrictions, locales)
    stored: dict[UUID, set[str]] = {}
    for key, digest in Outline.objects.values_list("course__translation_key", "tree_digest"):
        stored.setdefault(key, set()).add(digest)
    live = set(CoursePage.objects.live().values_list("translation_key", flat=True))
    stale = {key for key, found in stored.items() if found != {digests.get(key, gone)}} | (live - stored.keys())
    if stale:
        refresh(translation_keys=stale, now=now)
    return len(stale)


@transaction.atomic
def render_anew(*, shown: LibraryImage | LibraryDocument, now: dt.datetime) -> None:
    """This renders the texts again that show a picture or a file of the library, which is another one now."""
    kind = ContentType.objects.get_for_model(Page)
    references = ReferenceIndex.get_references_to(shown).filter(base_content_type=kind)
    pages = Page.objects.filter(pk__in=set(references.values_list("object_id", flat=True)))
    UnitText.objects.filter(unit__translation_key__in=pages.values("translation_key")).update(stamp="")
    refresh(translation_keys=courses_around(pages.values_list("path", flat=True)), now=now)


def settle_keys(*, page: KeptPage) -> None:
    """This gives pages that came into another course new keys where theirs are in use there."""
    below = [unit for model in unit_page_models() for unit in model.objects.descendant_of(page).defer_streamfields()]
    for each in (page, *below):
        if each.key in each.keys_beside():
            key = free_key(each.key, each.taken_keys())
            type(each).objects.filter(pk=each.pk).update(key=key)


def _locales() -> list[Locale]:
    return list(Locale.objects.order_by("pk"))


def _rebuild(course: Course, now: dt.datetime) -> None:
    locales = _locales()
    restrictions = Restrictions.read()
    trees = read_trees(course.translation_key)
    digest = digest_of(trees, restrictions, locales)
    source = next((tree for tree in trees if tree.course.locale_id == course.source_locale_id), None)
    units = _settle_units(course, source, now)
    if source is None or not source.course.live:
        _close(course, digest, now)
        return
    translations = {tree.course.locale_id: tree for tree in trees if tree is not source}
    languages = {locale.pk: locale.language_code for locale in locales}
    _render_texts([source, *translations.values()], units, languages, now)
    topics = _topics([tree.course for tree in trees])
    before = tuple(source.course.prerequisites.order_by("pk").values_list("pk", flat=True))
    assembly = Assembly(source, translations, languages, units, topics, restrictions, before)
    _write_outlines(course, {locale.pk: assembly.outline(locale) for locale in locales}, digest, now)


def _settle_units(course: Course, source: Tree | None, now: dt.datetime) -> dict[UUID, Unit]:
    """This writes the rows of the original's pages: new, renamed, gone and come back."""
    units = {unit.translation_key: unit for unit in Unit.objects.filter(course=course)}
    pages = {page.translation_key: page for page in source.units} if source else {}
    changed = []
    for key, unit in units.items():
        page = pages.get(key)
        title = page.title if page and page.live else unit.title
        retired_at = None if page else unit.retired_at or now
        if (title, retired_at) != (unit.title, unit.retired_at):
            unit.title, unit.retired_at = title, retired_at
            changed.append(unit)
    Unit.objects.bulk_update(changed, ["title", "retired_at"])
    new = [page for key, page in pages.items() if key not in units and source and key in source.live]
    return units | _make_units(course, new, {unit.key for unit in units.values()})


def _make_units(course: Course, pages: list[UnitPage], taken: set[str]) -> dict[UUID, Unit]:
    new = []
    for page in pages:
        key = free_key(page.key, taken)
        taken.add(key)
        new.append(Unit(course=course, key=key, translation_key=page.translation_key, kind=page.kind, title=page.title))
    return {unit.translation_key: unit for unit in Unit.objects.bulk_create(new)}


def _close(course: Course, digest: str, now: dt.datetime) -> None:
    """This closes a course to newcomers; what those inside read stays as it was."""
    for outline in Outline.objects.filter(course=course):
        if outline.is_open:
            outline.is_open, outline.rebuilt_at = False, now
            outline.version += 1
        outline.tree_digest = digest
        outline.save(update_fields=["is_open", "version", "tree_digest", "rebuilt_at"])


def _render_texts(trees: list[Tree], units: dict[UUID, Unit], languages: dict[int, str], now: dt.datetime) -> None:
    """This renders the texts whose page was published since; the others are not even read."""
    stamps = {
        (unit, locale): stamp
        for unit, locale, stamp in UnitText.objects.filter(unit__in=units.values()).values_list(
            "unit_id", "locale_id", "stamp"
        )
    }
    stale = [
        page
        for tree in trees
        for page in tree.units
        if page.translation_key in tree.live
        and (unit := units.get(page.translation_key))
        and stamps.get((unit.pk, page.locale_id)) != stamp(page)
    ]
    texts = [
        UnitText(
            unit=units[page.translation_key],
            locale_id=page.locale_id,
            html=render(page, languages[page.locale_id]),
            quiz=render_quiz(page),
            stamp=stamp(page),
            rendered_at=now,
        )
        for page in _with_bodies(stale)
    ]
    UnitText.objects.bulk_create(texts, update_conflicts=True, unique_fields=["unit", "locale"], update_fields=TEXT_FIELDS)


def _with_bodies(pages: list[UnitPage]) -> Iterator[UnitPage]:
    for model in {type(page) for page in pages}:
        yield from model.objects.filter(pk__in=[page.pk for page in pages if isinstance(page, model)])


def _topics(pages: list[CoursePage]) -> dict[int, list[str]]:
    topics: dict[int, list[str]] = {}
    tags = Tag.objects.filter(courses_coursetopic_items__content_object__in=pages).order_by("name")
    for page, name in tags.values_list("courses_coursetopic_items__content_object", "name"):
        topics.setdefault(page, []).append(name)
    return topics


def _write_outlines(course: Course, wanted: dict[int, dict[str, Any]], digest: str, now: dt.datetime) -> None:
    """This stores one outline a locale; its version goes up only where something in it is new."""
    _free_slugs(course, wanted)
    stored = {outline.locale_id: outline for outline in Outline.objects.filter(course=course)}
    new, changed = [], []
    for locale_id, fields in wanted.items():
        outline = stored.get(locale_id)
        if outline is None:
            new.append(Outline(course=course, locale_id=locale_id, tree_digest=digest, rebuilt_at=now, **fields))
        elif differing := {name: value for name, value in fields.items() if getattr(outline, name) != value}:
            changed.append(_set(outline, {**differing, "version": outline.version + 1, "rebuilt_at": now}))
    Outline.objects.bulk_create(new)
    Outline.objects.bulk_update(changed, [*next(iter(wanted.values())), "version", "rebuilt_at"])
    Outline.objects.filter(course=course).exclude(tree_digest=digest).update(tree_digest=digest)


def _set(outline: Outline, fields: dict[str, Any]) -> Outline:
    for name, value in fields.items():
        setattr(outline, name, value)
    return outline


def _free_slugs(course: Course, wanted: dict[int, dict[str, Any]]) -> None:
    """
    This settles whose address it is where two courses have the same slug in one language.

    That happens although slugs are unique in a catalogue: an untranslated course brings its original's slug along. Who came
    first keeps it.
    """
    candidates = {
        locale_id: (fields["slug"], course.code, f"{fields['slug']}-{course.pk}") for locale_id, fields in wanted.items()
    }
    names = {slug for slugs in candidates.values() for slug in slugs}
    taken = set(Outline.objects.exclude(course=course).filter(slug__in=names).values_list("locale_id", "slug"))
    for locale_id, slugs in candidates.items():
        wanted[locale_id]["slug"] = next((slug for slug in slugs if (locale_id, slug) not in taken), slugs[-1])
