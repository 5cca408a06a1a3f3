"""
Writing a course back as a course folder.

The folder is written beside its place and read back, as an import would read it. It takes its place only if every page reads
back as it is: what the format cannot hold is told, with its place, and nothing is written.
"""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from courses.folder.contents import CourseFolder, DocumentFile, ImageFile, MediaFile, Part
from courses.folder.faults import Fault, FolderRefused
from courses.folder.gathering import Gathered, Sheet, gather
from courses.folder.importing import read_path
from courses.folder.normal import normal_content
from courses.folder.pages import Ids, content_for
from courses.folder.sheets import write_sheet
from courses.models import CoursePage


def export_course(*, page: CoursePage, folder: Path, with_drafts: bool = False) -> int:
    """
    This writes a course to a folder that is empty or not there yet, and says how many files it wrote.

    It writes what is published; ``with_drafts`` the latest version of everything, published or not.

    :raises FolderRefused: with everything that cannot be written; nothing was written then.
    """
    _check_place(folder)
    gathered = gather(page, with_drafts=with_drafts)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as beside:
        draft = Path(beside) / "course"
        _write(gathered, draft)
        _check_read_back(gathered, draft)
        draft.rename(folder)
    return len(gathered.sheets) + len(gathered.media)


def _check_place(folder: Path) -> None:
    reason = ""
    if not folder.parent.is_dir():
        reason = "the folder above it is not there"
    elif folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        reason = "this is not a folder"
    elif folder.is_dir() and any(folder.iterdir()):
        reason = "the folder is not empty"
    if reason:
        raise FolderRefused([Fault(folder.name, 1, reason)])


def _write(gathered: Gathered, folder: Path) -> None:
    faults: list[Fault] = []
    for sheet in gathered.sheets:
        path = folder / sheet.file
        path.parent.mkdir(parents=True, exist_ok=True)
        text = write_sheet(sheet, gathered.paths, faults)
        path.write_text(text, encoding="utf-8", newline="\n")
    for file, stored in gathered.media.items():
        _copy(stored, folder / file, faults)
    if faults:
        raise FolderRefused(faults)


def _copy(stored: Any, path: Path, faults: list[Fault]) -> None:
    path.parent.mkdir(exist_ok=True)
    try:
        with stored.open("rb") as source, path.open("wb") as target:
            shutil.copyfileobj(source, target)
    except OSError:
        faults.append(Fault(f"{path.parent.name}/{path.name}", 1, f"the file “{stored.name}” is gone from the library"))


def _check_read_back(gathered: Gathered, folder: Path) -> None:
    """:raises FolderRefused: if an import of the folder would change a page."""
    course = read_path(folder)
    paths = gathered.paths
    media: dict[MediaFile, int] = {ImageFile(file): pk for pk, file in paths.images.items()}
    media |= {DocumentFile(file): pk for pk, file in paths.documents.items()}
    ids = Ids({file: pk for pk, file in paths.pages.items()}, media)
    parts = {part.yaml: part for part in _parts(course)}
    faults = [
        Fault(sheet.file, 1, reason)
        for sheet in gathered.sheets
        for reason in _differences(sheet, parts[sheet.file], ids, is_translation=gathered.is_translation)
    ]
    if faults:
        raise FolderRefused(faults)


def _parts(course: CourseFolder) -> Iterator[Part]:
    yield course
    for module in course.modules:
        yield module
        yield from module.units


def _differences(sheet: Sheet, part: Part, ids: Ids, *, is_translation: bool) -> Iterator[str]:
    read = normal_content(content_for(part, ids, is_translation=is_translation))
    for name, value in sheet.content.items():
        if read[name] != value:
            what = f"{name}{_first_difference(value, read[name])}"
            yield f"the format has no way to write {what} of “{sheet.page.title}” so that it reads back as it is"


def _first_difference(written: Any, read: Any) -> str:
    if not isinstance(written, list):
        return ""
    same = next((place for place, pair in enumerate(zip(written, read, strict=False)) if pair[0] != pair[1]), len(read))
    place = min(same, len(written) - 1)
    kind = written[place]["type"] if written and isinstance(written[place], dict) else ""
    return f", number {place + 1} ({kind})" if kind else ""
