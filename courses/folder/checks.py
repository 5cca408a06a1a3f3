"""What a folder says about the site, looked at before anything is written."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from courses.folder.contents import CourseFolder
from courses.folder.existing import Existing
from courses.folder.faults import Fault, FolderRefused
from courses.folder.pages import PAGES
from courses.folder.translations import check_translation
from courses.models import CataloguePage, Course, CoursePage, Unit


@dataclass(frozen=True)
class Target:
    """
    This is where a folder goes: into which catalogue, and to which pages.

    ``identity`` is the course's translation key where it has one already: a course whose pages were deleted comes back.
    """

    catalogue: CataloguePage
    existing: Existing
    original: Existing | None
    identity: UUID | None

    def rows(self) -> QuerySet[Course]:
        """This is the course's row of identity, if it has one already."""
        return Course.objects.filter(translation_key=self.identity) if self.identity else Course.objects.none()


def find_target(course: CourseFolder) -> Target:
    """:raises FolderRefused: with every fault that shows beside the site."""
    catalogue = CataloguePage.objects.filter(locale__language_code=course.language).first()
    if catalogue is None:
        reason = f"the site has no catalogue in the language “{course.language}”"
        raise FolderRefused([_fault(course, "language", reason)])
    key = course.translation_of or course.key
    found = CoursePage.objects.filter(key=key, locale=catalogue.locale).first()
    first = CoursePage.objects.filter(key=key).order_by("pk").first()
    original = Existing.below(first) if course.translation_of else None
    identity = first.translation_key if first else _row_without_page(key)
    target = Target(catalogue, Existing.below(found), original, identity)
    faults = [*_check_names(course, target, first), *_check_kinds(course, target), *_check_prerequisites(course, target)]
    if original:
        faults += check_translation(course, original)
    if faults:
        raise FolderRefused(faults)
    return target


def _check_names(course: CourseFolder, target: Target, first: CoursePage | None) -> Iterator[Fault]:
    """These names of the course belong to another one, or are its own in another language."""
    found = target.existing.course
    slugs = target.catalogue.get_children().filter(slug=course.slug)
    if slugs.exclude(pk=found.pk if found else None).exists():
        yield _fault(course, "slug", f"the slug “{course.slug}” is another course's")
    if course.translation_of:
        return
    if first and first.locale_id != target.catalogue.locale_id:
        yield _fault(course, "key", f"the key “{course.key}” is a course's in another language")
    elif Course.objects.filter(key=course.key).exclude(source_locale=target.catalogue.locale).exists():
        yield _fault(course, "key", f"the course “{course.key}” was written in another language before")
    coded = Course.objects.filter(code=course.code)
    if (coded.exclude(translation_key=target.identity) if target.identity else coded).exists():
        yield _fault(course, "code", f"the code “{course.code}” is another course's")


def _check_kinds(course: CourseFolder, target: Target) -> Iterator[Fault]:
    """What people did in a lesson is nothing that a quiz could count. (A translation is compared with its original.)"""
    if course.translation_of:
        return
    kept = dict(Unit.objects.filter(course__in=target.rows()).values_list("key", "kind"))
    kinds = kept | {key: page.kind for key, page in target.existing.units.items()}
    for unit in (unit for module in course.modules for unit in module.units):
        kind = kinds.get(unit.key)
        if kind and kind != getattr(PAGES[type(unit)], "kind", None):
            yield Fault(unit.file, unit.lines.get("key", 1), f"the key “{unit.key}” is a {kind}'s; give it one of its own")


def _check_prerequisites(course: CourseFolder, target: Target) -> Iterator[Fault]:
    """Of a translation they are the original's."""
    if course.translation_of:
        return
    rows = dict(Course.objects.filter(key__in=course.prerequisites).values_list("key", "pk"))
    for key in course.prerequisites:
        if key not in rows:
            yield _fault(course, "prerequisites", f"there is no published course “{key}” on this site")
    page = target.existing.course or CoursePage(translation_key=target.identity)
    if circle := page.circle(rows.values()):
        yield _fault(course, "prerequisites", f"these courses would wait for one another: {' → '.join(circle)}")


def _fault(course: CourseFolder, key: str, reason: str) -> Fault:
    return Fault(course.file, course.lines.get(key, 1), reason)


def _row_without_page(key: str) -> UUID | None:
    """This is by what the row of a course is found whose pages were all deleted: they may come back."""
    row = Course.objects.filter(key=key).exclude(translation_key__in=CoursePage.objects.values("translation_key")).first()
    return row.translation_key if row else None
