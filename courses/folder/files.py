"""
The files of a course folder.

Only files and folders below the given one are opened, none of them through a link, and none beyond its size.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from courses.folder.faults import Fault, Place
from courses.folder.loading import CONTROL, read_mapping
from courses.folder.values import Mapping

LARGEST_TEXT = 1024 * 1024
MOST_FILES = 2000


class Files:
    """This is one folder that is being read; ``unread`` says that a file could not be, so that its content is not known."""

    def __init__(self, root: Path, faults: list[Fault]) -> None:
        self.root = root
        self.faults = faults
        self.count = 0
        self.unread = False

    @property
    def too_many(self) -> bool:
        """Beyond the limit nothing more is opened, so nothing can be said of what is missing."""
        return self.count > MOST_FILES

    def fault(self, path: Path, reason: str, line: int = 1) -> None:
        self.faults.append(Fault(self.name(path), line, reason))

    def refuse(self, path: Path, reason: str, line: int = 1) -> None:
        self.unread = True
        self.fault(path, reason, line)

    def name(self, path: Path) -> str:
        """This is a file's name as it can be shown: a line break in it, or half a character, is written out."""
        name = path.relative_to(self.root).as_posix()
        return name if name.isprintable() else name.encode("unicode_escape", "surrogatepass").decode("ascii")

    def entries(self, folder: Path) -> Iterator[os.DirEntry[str]]:
        """These are a folder's files and folders in order; what is neither is a fault, and so is a link."""
        try:
            with os.scandir(folder) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError:
            self.refuse(folder, "this folder cannot be read")
            return
        for entry in entries:
            self.count += 1
            if self.count == MOST_FILES + 1:
                self.refuse(self.root / "course.yaml", f"the folder has more than {MOST_FILES} files")
            if not self.too_many and not entry.name.startswith(".") and self.is_plain(entry):
                yield entry

    def is_plain(self, entry: os.DirEntry[str]) -> bool:
        if entry.is_symlink():
            self.fault(Path(entry.path), "links in the file system are not followed")
        elif not (entry.is_file(follow_symlinks=False) or entry.is_dir(follow_symlinks=False)):
            self.fault(Path(entry.path), "this is neither a file nor a folder")
        else:
            return True
        return False

    def data(self, path: Path, *, most: int) -> bytes | None:
        """These are a file's bytes, up to one more than the most; None with the fault noted if it cannot be read."""
        try:
            with open_plain(path) as file:
                return file.read(most + 1)
        except OSError:
            self.refuse(path, "this file cannot be read")
            return None

    def text(self, path: Path) -> str | None:
        """This is a file's text, None with the fault noted if it has none."""
        raw = self.data(path, most=LARGEST_TEXT)
        if raw is None:
            return None
        if len(raw) > LARGEST_TEXT:
            self.refuse(path, "the file is larger than 1 MB")
            return None
        try:
            text = raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError as error:
            self.refuse(path, "this is not UTF-8", raw[: error.start].count(b"\n") + 1)
            return None
        if found := CONTROL.search(text):
            self.refuse(path, "here is a control character", text[: found.start()].count("\n") + 1)
            return None
        return text

    def yaml(self, path: Path) -> Mapping | None:
        text = self.text(path)
        return None if text is None else self.mapping(text, self.place(path))

    def mapping(self, text: str, place: Place) -> Mapping | None:
        mapping = read_mapping(text, place)
        self.unread |= mapping is None
        return mapping

    def place(self, path: Path) -> Place:
        return Place(self.name(path), self.faults)


def open_plain(path: Path) -> BinaryIO:
    """This opens a file if it is one; a link that took its place meanwhile is not followed, a pipe is not waited for."""
    return os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC), "rb")
