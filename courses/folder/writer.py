"""
Writing a course folder's content to pages.

First everything is written as drafts, page by page, which nobody sees. Then one short transaction brings them into order,
takes them live, retires what left the folder, and rebuilds the outlines once. An import that is broken off before that
transaction has changed nothing for readers, and running it again takes up what it left.
"""

import datetime as dt
from dataclasses import dataclass, field
from itertools import pairwise
from uuid import UUID

from django.db import transaction
from wagtail.models import Locale, Page

from courses import actions
from courses.folder.contents import CourseFolder
from courses.folder.faults import Fault, FolderRefused
from courses.folder.pages import Content, content_of, course_content, digest_of, lesson_content, module_content, set_content
from courses.keys import free_key
from courses.models import CataloguePage, Course, CoursePage, ImportedPage, KeptPage, LessonPage, ModulePage, Unit


@dataclass
class Summary:
    """This is what an import did, by the names of files; pages that left the folder by their titles."""

    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)


def import_folder(*, course: CourseFolder, now: dt.datetime, publish: bool = False, force: bool = False) -> Summary:
    """
    This creates or updates a course from a folder that has been read.

    ``publish`` takes everything live; ``force`` overwrites, and retires, what was edited in the admin since. A repeat
    changes nothing.

    :raises FolderRefused: if the site has no catalogue in the course's language, or a name is somebody else's.
    """
    run = _Import(course, now, publish=publish, force=force)
    run.write_drafts()
    with actions.gathering(now=now):
        run.go_live()
    return run.summary


class _Import:
    def __init__(self, course: CourseFolder, now: dt.datetime, *, publish: bool, force: bool) -> None:
        self.course = course
        self.now = now
        self.publish = publish
        self.force = force
        self.summary = Summary()
        self.catalogue = _catalogue(course)
        self.found = CoursePage.objects.filter(key=course.key, locale=self.catalogue.locale).first()
        _check_names(course, self.found, self.catalogue)
        # What goes live, in the folder's order: page and parent.
        self.places: list[tuple[KeptPage, int]] = []
        self.kept: set[int] = set()

    def write_drafts(self) -> None:
        folder = self.course
        page = self.found or CoursePage(key=folder.key, code=folder.code, slug=folder.slug)
        if self.found is None and (known := _row_without_page(folder.key)):
            page.translation_key = known
        self.draft(page, self.catalogue.pk, course_content(folder), folder.file)
        self.page = page
        modules = {each.key: each for each in ModulePage.objects.child_of(page)}
        lessons = {each.key: each for each in LessonPage.objects.descendant_of(page)}
        for module in folder.modules:
            module_page = modules.get(module.key) or ModulePage(key=module.key)
            self.draft(module_page, page.pk, module_content(module), f"{module.file}/module.yaml")
            for lesson in module.lessons:
                lesson_page = lessons.get(lesson.key) or self.new_lesson(lesson.key)
                self.draft(lesson_page, module_page.pk, lesson_content(lesson), lesson.file)

    def new_lesson(self, key: str) -> LessonPage:
        """A lesson that comes back is the unit it was."""
        units = Unit.objects.filter(course__translation_key=self.page.translation_key, key=key)
        known = units.values_list("translation_key", flat=True).first()
        lesson = LessonPage(key=key)
        if known and not LessonPage.objects.filter(translation_key=known).exists():
            lesson.translation_key = known
        return lesson

    @transaction.atomic
    def draft(self, page: KeptPage, parent: int, wanted: Content, file: str) -> None:
        if page.pk is None:
            self.summary.created.append(file)
            self.create(page, parent, wanted)
        else:
            self.update(page, wanted, file)
        self.places.append((page, parent))

    def create(self, page: KeptPage, parent: int, wanted: Content) -> None:
        parent_page = Page.objects.get(pk=parent)
        page.live = False
        page.locale = self.catalogue.locale
        page.title = wanted["title"]
        # Nobody reads a lesson at its place in the tree; its key is a slug that no other place in the course has.
        page.slug = _free_slug(parent_page, page.slug or page.key)
        parent_page.add_child(instance=page)
        self.write(page, wanted)

    def write(self, page: KeptPage, wanted: Content) -> None:
        set_content(page, wanted)
        page.save_revision()
        ImportedPage.objects.update_or_create(
            page_id=page.pk, defaults={"digest": digest_of(wanted), "is_pending": True, "imported_at": self.now}
        )

    def update(self, page: KeptPage, wanted: Content, file: str) -> None:
        latest = page.get_latest_revision_as_object()
        record = ImportedPage.objects.filter(page=page.pk).first()
        current = digest_of(content_of(latest))
        if current == digest_of(wanted):
            self.summary.unchanged.append(file)
            ImportedPage.objects.get_or_create(
                page_id=page.pk, defaults={"digest": current, "is_pending": False, "imported_at": self.now}
            )
        elif self.force or (record and record.digest == current):
            self.summary.changed.append(file)
            self.write(latest, wanted)
        else:
            self.summary.kept.append(file)
            self.kept.add(page.pk)

    def go_live(self) -> None:
        self.arrange()
        pending = set(ImportedPage.objects.filter(is_pending=True).values_list("page_id", flat=True))
        for page, _parent in self.places:
            current = type(page).objects.get(pk=page.pk)
            if page.pk in self.kept:
                continue
            if self.goes_live(current, is_pending=page.pk in pending):
                (current.get_latest_revision() or current.save_revision()).publish()
        ImportedPage.objects.filter(page__in=[page.pk for page, _ in self.places]).update(is_pending=False)
        self.retire()

    def goes_live(self, page: KeptPage, *, is_pending: bool) -> bool:
        """What is inside a new course is published at once: nobody finds it before the course itself is."""
        is_new = page.first_published_at is None and not isinstance(page, CoursePage)
        return (is_pending and (page.live or is_new)) or (self.publish and (is_pending or not page.live))

    def arrange(self) -> None:
        """This gives pages the folder's order; what is in order is not touched."""
        parents = dict.fromkeys(parent for page, parent in self.places if not isinstance(page, CoursePage))
        for page, parent in self.places:
            home = Page.objects.get(pk=page.pk).get_parent()
            if parent in parents and home.pk != parent:
                Page.objects.get(pk=page.pk).move(Page.objects.get(pk=parent), pos="last-child")
        for parent in parents:
            self.arrange_children(parent)

    def arrange_children(self, parent: int) -> None:
        wanted = [page.pk for page, each in self.places if each == parent]
        order = list(Page.objects.get(pk=parent).get_children().values_list("pk", flat=True))
        for before, page in pairwise(wanted):
            if order.index(page) != order.index(before) + 1:
                Page.objects.get(pk=page).move(Page.objects.get(pk=before), pos="right")
                order.remove(page)
                order.insert(order.index(before) + 1, page)

    def retire(self) -> None:
        placed = [page.pk for page, _ in self.places]
        for model in (LessonPage, ModulePage):
            for page in model.objects.descendant_of(CoursePage.objects.get(pk=self.page.pk)).exclude(pk__in=placed):
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
        return self.force or record.digest == digest_of(content_of(page.get_latest_revision_as_object()))


def _catalogue(course: CourseFolder) -> CataloguePage:
    catalogue: CataloguePage | None = CataloguePage.objects.filter(locale__language_code=course.language).first()
    if catalogue is None:
        raise FolderRefused([Fault(course.file, 1, f"the site has no catalogue in the language “{course.language}”")])
    return catalogue


def _check_names(course: CourseFolder, found: CoursePage | None, catalogue: CataloguePage) -> None:
    """:raises FolderRefused: if a name of the course belongs to another one."""
    own: UUID | None = found.translation_key if found else _row_without_page(course.key)
    coded = Course.objects.filter(code=course.code)
    reasons = {
        f"the key “{course.key}” is a course's in another language": found is None
        and CoursePage.objects.filter(key=course.key).exists(),
        f"the slug “{course.slug}” is another course's": catalogue.get_children()
        .filter(slug=course.slug)
        .exclude(pk=found.pk if found else None)
        .exists(),
        f"the code “{course.code}” is another course's": (coded.exclude(translation_key=own) if own else coded).exists(),
        f"the course “{course.key}” was written in another language before": Course.objects.filter(key=course.key)
        .exclude(source_locale=Locale.objects.get(language_code=course.language))
        .exists(),
    }
    faults = [Fault(course.file, 1, reason) for reason, is_so in reasons.items() if is_so]
    if faults:
        raise FolderRefused(faults)


def _row_without_page(key: str) -> UUID | None:
    """This is by what the row of a course is found whose pages were all deleted: they may come back."""
    row = Course.objects.filter(key=key).exclude(translation_key__in=CoursePage.objects.values("translation_key")).first()
    return row.translation_key if row else None


def _free_slug(parent: Page, slug: str) -> str:
    taken = set(parent.get_children().values_list("slug", flat=True))
    return free_key(slug, taken)
