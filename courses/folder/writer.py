"""
Writing a course folder's content to pages.

First everything is written as drafts, page by page, which nobody sees: images and files, then the pages that are new, then
what stands in them, since one may lead to another. Then one short transaction brings them into order, takes them live,
retires what left the folder, and rebuilds the outlines once. An import that is broken off before that has changed nothing
for readers, and running it again takes up what it left.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TypedDict, Unpack
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from wagtail.models import Page
from wagtail.signal_handlers import disable_reference_index_auto_update

from courses import actions
from courses.folder.checks import Target, find_target
from courses.folder.contents import CourseFolder, ImageFile, MediaFile, Part
from courses.folder.faults import Fault, FolderRefused
from courses.folder.files import open_plain
from courses.folder.normal import Content
from courses.folder.pages import PAGES, Ids, content_for, content_of, digest_of, set_content, set_structure
from courses.keys import free_key
from courses.models import CoursePage, ImportedPage, KeptPage, ModulePage, Unit, UnitPage, unit_page_models
from library.actions import store_document, store_image
from library.exceptions import FileRefused

# How many steps are done, of how many.
type Progress = Callable[[int, int], None]


class Options(TypedDict, total=False):
    """
    These are the ways of an import.

    ``publish`` takes everything live; ``force`` overwrites, and retires, what was edited in the admin since. ``by`` is named
    in the history of pages and files. ``progress`` hears of each step; what it raises breaks the import off.
    """

    publish: bool
    force: bool
    by: AbstractBaseUser | None
    progress: Progress | None


@dataclass
class Summary:
    """This is what an import did, by the names of files; pages that left the folder by their titles."""

    title: str
    page_id: int = 0
    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        return {name: len(value) for name, value in vars(self).items() if isinstance(value, list)}


def import_folder(
    *,
    course: CourseFolder,
    now: dt.datetime,
    **options: Unpack[Options],
) -> Summary:
    """
    This creates or updates a course from a folder that has been read. A repeat changes nothing.

    :raises FolderRefused: if what the folder says does not fit what is on the site.
    """
    run = _Import(course, find_target(course), now, options)
    run.store_media()
    # What a page refers to is indexed when it goes live; its row in the database says nothing of a draft.
    with disable_reference_index_auto_update():
        run.place_pages()
        run.write_drafts()
    with actions.gathering(now=now):
        run.go_live()
    run.step()
    return run.summary


@dataclass
class Placed:
    """This is a page in its place: the part of the folder that it says, and the page above it."""

    part: Part
    page: KeptPage
    parent: int
    is_new: bool


class _Import:
    def __init__(self, course: CourseFolder, target: Target, now: dt.datetime, options: Options) -> None:
        self.course = course
        self.target = target
        self.now = now
        self.publish = options.get("publish", False)
        self.force = options.get("force", False)
        self.by = options.get("by")
        self.progress = options.get("progress")
        self.done = 0
        self.steps = len(course.media) + 2 * len(list(course.parts())) + 1
        self.summary = Summary(course.title)
        self.ids = Ids()
        # In the folder's order.
        self.places: list[Placed] = []
        self.kept: set[int] = set()

    def step(self) -> None:
        self.done += 1
        if self.progress:
            self.progress(self.done, self.steps)

    def store_media(self) -> None:
        for file in self.course.media:
            try:
                self.ids.media[file] = self.store(file)
            except (FileRefused, OSError) as error:
                raise FolderRefused([Fault(file, 1, getattr(error, "reason", "this file cannot be read"))]) from error
            self.step()

    def store(self, file: MediaFile) -> int:
        with open_plain(self.course.root / file) as stream:
            path = Path(file)
            if isinstance(file, ImageFile):
                image = store_image(name=path.name, data=stream.read(), title=path.stem, by=self.by)
                return int(image.pk)
            document = store_document(name=path.name, data=stream, title=path.stem, by=self.by)
            return int(document.pk)

    def place_pages(self) -> None:
        course = self.place(self.course, self.target.catalogue.pk)
        for module in self.course.modules:
            module_page = self.place(module, course.pk)
            for unit in module.units:
                self.ids.pages[unit.file] = self.place(unit, module_page.pk).pk

    @transaction.atomic
    def place(self, part: Part, parent: int) -> KeptPage:
        page = self.target.existing.find(part)
        is_new = page is None
        if page is None:
            page = self.new_page(part)
            self.create(page, part, parent)
        self.places.append(Placed(part, page, parent, is_new))
        self.step()
        return page

    def new_page(self, part: Part) -> KeptPage:
        """What comes back is what it was, and a translation has its original's identity."""
        page = PAGES[type(part)](key=part.key)
        if isinstance(part, CourseFolder) and isinstance(page, CoursePage):
            page.slug, page.code = part.slug, part.code
        original = self.target.original.find(part) if self.target.original else None
        if original:
            page.key, page.translation_key = original.key, original.translation_key
        elif isinstance(page, CoursePage):
            page.translation_key = self.target.identity or page.translation_key
        elif isinstance(page, UnitPage):
            page.translation_key = self.known_unit(page) or page.translation_key
        return page

    def known_unit(self, page: UnitPage) -> UUID | None:
        units = Unit.objects.filter(course__in=self.target.rows(), key=page.key, kind=page.kind)
        known = units.values_list("translation_key", flat=True).first()
        return known if known and not type(page).objects.filter(translation_key=known).exists() else None

    def create(self, page: KeptPage, part: Part, parent: int) -> None:
        """A new page says nothing yet; if the import is broken off here, the next one sees that nobody edited it."""
        parent_page = Page.objects.get(pk=parent)
        page.live = False
        page.owner = self.by
        page.locale = self.target.catalogue.locale
        page.title = part.title
        # Nobody reads a lesson at its place in the tree; its key is a slug that no other place in the course has.
        page.slug = _free_slug(parent_page, page.slug or page.key)
        parent_page.add_child(instance=page)
        self.record(page, self.content_of(page))

    def write_drafts(self) -> None:
        self.summary.page_id = self.places[0].page.pk
        for place in self.places:
            self.draft(place)
            self.step()

    @transaction.atomic
    def draft(self, place: Placed) -> None:
        wanted = content_for(place.part, self.ids, is_translation=self.is_translation)
        latest = place.page if place.is_new else place.page.get_latest_revision_as_object()
        current = digest_of(self.content_of(latest))
        record = ImportedPage.objects.filter(page=place.page.pk).first()
        if place.is_new:
            self.write(latest, place, wanted, self.summary.created)
        elif current == digest_of(wanted):
            self.summary.unchanged.append(place.part.yaml)
            ImportedPage.objects.get_or_create(
                page_id=place.page.pk, defaults={"digest": current, "is_pending": False, "imported_at": self.now}
            )
        elif self.force or (record and record.digest == current):
            self.write(latest, place, wanted, self.summary.changed)
        else:
            self.summary.kept.append(place.part.yaml)
            self.kept.add(place.page.pk)

    def write(self, page: KeptPage, place: Placed, wanted: Content, told: list[str]) -> None:
        told.append(place.part.yaml)
        original = self.target.original.find(place.part) if self.target.original else None
        if original:
            set_structure(page, original.get_latest_revision_as_object())
        set_content(page, wanted)
        page.save_revision(user=self.by)
        self.record(page, wanted)

    def record(self, page: KeptPage, content: Content) -> None:
        ImportedPage.objects.update_or_create(
            page_id=page.pk, defaults={"digest": digest_of(content), "is_pending": True, "imported_at": self.now}
        )

    @property
    def is_translation(self) -> bool:
        return self.target.original is not None

    def content_of(self, page: KeptPage) -> Content:
        return content_of(page, is_translation=self.is_translation)

    def go_live(self) -> None:
        self.arrange()
        pages = [place.page.pk for place in self.places]
        records = ImportedPage.objects.filter(page__in=pages)
        pending = set(records.filter(is_pending=True).values_list("page_id", flat=True))
        for place in self.places:
            if place.page.pk in self.kept:
                continue
            current = PAGES[type(place.part)].objects.get(pk=place.page.pk)
            if self.goes_live(current, is_pending=current.pk in pending):
                revision = current.get_latest_revision() or current.save_revision(user=self.by)
                # Who may do what was asked before; in a new course that stays a draft, all is made ready by anybody.
                revision.publish(user=self.by, skip_permission_checks=True)
        records.update(is_pending=False)
        self.retire()

    def goes_live(self, page: KeptPage, *, is_pending: bool) -> bool:
        """What is inside a new course is published at once: nobody finds it before the course itself is."""
        is_new = page.first_published_at is None and not isinstance(page, CoursePage)
        return (is_pending and (page.live or is_new)) or (self.publish and (is_pending or not page.live))

    def arrange(self) -> None:
        """This gives pages the folder's order; what is in order is not touched."""
        inner = [place for place in self.places if not isinstance(place.page, CoursePage)]
        for place in inner:
            page = Page.objects.get(pk=place.page.pk)
            if page.get_parent().pk != place.parent:
                page.move(Page.objects.get(pk=place.parent), pos="last-child")
        for parent in dict.fromkeys(place.parent for place in inner):
            self.arrange_children(parent)

    def arrange_children(self, parent: int) -> None:
        wanted = [place.page.pk for place in self.places if place.parent == parent]
        order = list(Page.objects.get(pk=parent).get_children().values_list("pk", flat=True))
        for before, page in pairwise(wanted):
            if order.index(page) != order.index(before) + 1:
                Page.objects.get(pk=page).move(Page.objects.get(pk=before), pos="right")
                order.remove(page)
                order.insert(order.index(before) + 1, page)

    def retire(self) -> None:
        placed = [place.page.pk for place in self.places]
        models: list[type[KeptPage]] = [*unit_page_models(), ModulePage]
        for model in models:
            for page in model.objects.descendant_of(CoursePage.objects.get(pk=placed[0])).exclude(pk__in=placed):
                if self.may_retire(page):
                    self.summary.retired.append(page.title)
                    page.delete()
                else:
                    self.summary.kept.append(page.title)

    def may_retire(self, page: KeptPage) -> bool:
        """Only what an import brought, what nobody edited since, and what nobody put something into."""
        record = ImportedPage.objects.filter(page=page.pk).first()
        if record is None or page.get_children().exists():
            return False
        return self.force or record.digest == digest_of(self.content_of(page.get_latest_revision_as_object()))


def _free_slug(parent: Page, slug: str) -> str:
    taken = set(parent.get_children().values_list("slug", flat=True))
    return free_key(slug, taken)
