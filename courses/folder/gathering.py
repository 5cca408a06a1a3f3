"""A course's pages, images and files with the names that they get in a folder."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from wagtail.models import Page

from courses.folder.blocks_out import Paths
from courses.folder.faults import Fault, FolderRefused
from courses.folder.normal import Content, normal_content
from courses.folder.pages import content_of
from courses.folder.twins import DOCUMENTS, IMAGES, media_of
from courses.keys import free_key, make_key
from courses.models import CoursePage, KeptPage, LessonPage, UnitPage
from library.models import LibraryDocument, LibraryImage

LONGEST_NAME = 100


@dataclass(frozen=True)
class Sheet:
    """This is a page with the file that says it, and what it says in its normal form."""

    file: str
    page: KeptPage
    content: Content


@dataclass
class Gathered:
    """This is a course on its way to a folder; ``media`` are stored files by their paths in it."""

    is_translation: bool
    sheets: list[Sheet] = field(default_factory=list)
    paths: Paths = field(default_factory=Paths)
    media: dict[str, Any] = field(default_factory=dict)


def gather(page: CoursePage, *, with_drafts: bool) -> Gathered:
    """
    This reads a course: what is published, or the latest version of everything.

    :raises FolderRefused: if the course is not published, and drafts are not asked for.
    """
    if not (page.live or with_drafts):
        raise FolderRefused([Fault("course.yaml", 1, f"“{page.title}” is not published; only its draft can be exported")])
    original = page.original()
    gathered = Gathered(is_translation=original is not None and original.pk != page.pk)
    for file, each in _files(page, with_drafts=with_drafts):
        content = content_of(each, is_translation=gathered.is_translation)
        gathered.sheets.append(Sheet(file, each, normal_content(content)))
        if isinstance(each, UnitPage):
            gathered.paths.pages[each.pk] = file
    _name_media(gathered)
    return gathered


def _files(page: CoursePage, *, with_drafts: bool) -> Iterator[tuple[str, KeptPage]]:
    course = _version(page, with_drafts=with_drafts)
    yield "course.yaml", course
    for folder, module in _numbered(page, "", with_drafts=with_drafts):
        yield f"{folder}/module.yaml", module
        for name, unit in _numbered(module, f"{module.key}-", with_drafts=with_drafts):
            yield f"{folder}/{name}{'.md' if isinstance(unit, LessonPage) else '.yaml'}", unit


def _numbered(parent: Page, prefix: str, *, with_drafts: bool) -> Iterator[tuple[str, KeptPage]]:
    """These are the pages below one in their order; a key that begins with its module's is named by the rest of it."""
    pages = [_version(page, with_drafts=with_drafts) for page in _children(parent, with_drafts=with_drafts)]
    for number, page in zip(numbers(len(pages)), pages, strict=True):
        name = page.key.removeprefix(prefix) or page.key
        yield f"{number}-{make_key(name, fallback='page')}", page


def numbers(count: int) -> list[str]:
    """These are the numbers of files: two digits, or three where there are more."""
    width = max(2, len(str(count)))
    return [f"{number:0{width}}" for number in range(1, count + 1)]


def _children(parent: Page, *, with_drafts: bool) -> list[Any]:
    children = parent.get_children().order_by("path")
    return list((children if with_drafts else children.live()).specific())


def _version(page: Any, *, with_drafts: bool) -> Any:
    return page.get_latest_revision_as_object() if with_drafts else page


def _name_media(gathered: Gathered) -> None:
    """This names the images and files in the order in which the course shows them."""
    images = [pk for sheet in gathered.sheets for pk in media_of(sheet.content, IMAGES)]
    documents = [pk for sheet in gathered.sheets for pk in media_of(sheet.content, DOCUMENTS)]
    _name(gathered, "images", images, LibraryImage.objects.in_bulk(images), gathered.paths.images)
    _name(gathered, "files", documents, LibraryDocument.objects.in_bulk(documents), gathered.paths.documents)


def _name(gathered: Gathered, folder: str, order: list[int], found: dict[int, Any], paths: dict[int, str]) -> None:
    taken: set[str] = set()
    for pk in dict.fromkeys(order):
        if pk in found:
            suffix = PurePosixPath(found[pk].file.name).suffix.lower()
            name = free_key(media_name(found[pk].title, suffix, fallback=folder.removesuffix("s")), taken)
            taken.add(name)
            paths[pk] = f"{folder}/{name}{suffix}"
            gathered.media[paths[pk]] = found[pk].file


def media_name(title: str, suffix: str, *, fallback: str) -> str:
    """This makes a file's name of its title in the library, which an import makes of the file's name."""
    parts = (make_key(part, fallback="") for part in title.removesuffix(suffix).split("."))
    return ".".join(filter(None, parts))[:LONGEST_NAME].strip("-.") or fallback
