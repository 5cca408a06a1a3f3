"""The images and files of a course: each is looked at before anything is stored, and each must be named somewhere."""

import os
from collections.abc import Collection
from pathlib import Path

from courses.folder.contents import DocumentFile, ImageFile, MediaFile
from courses.folder.faults import Place
from courses.folder.files import Files, open_plain
from library.exceptions import FileRefused
from library.files import LARGEST_IMAGE, check_document, check_image, kind_of

FOLDERS: dict[str, type[MediaFile]] = {"images": ImageFile, "files": DocumentFile}


class Media:
    """These are the images and files of one folder, and which of them the texts have named so far."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.found: dict[str, MediaFile] = {}
        self.named: set[str] = set()

    def scan(self, folder: Path) -> None:
        """This looks at all files of the folder of images or of that of files."""
        kind = FOLDERS[folder.name]
        for entry in self.files.entries(folder):
            self.look(entry, kind)

    def look(self, entry: os.DirEntry[str], kind: type[MediaFile]) -> None:
        path = Path(entry.path)
        if not entry.is_file():
            self.files.fault(path, "here may stand only files")
            return
        name = self.files.name(path)
        self.found[name] = kind(name)
        try:
            self.check(path, kind)
        except FileRefused as refused:
            self.files.fault(path, refused.reason)
        except OSError:
            self.files.fault(path, "this file cannot be read")

    @staticmethod
    def check(path: Path, kind: type[MediaFile]) -> None:
        with open_plain(path) as file:
            if kind is ImageFile:
                check_image(path.name, file.read(LARGEST_IMAGE + 1))
            else:
                check_document(path.name, file)

    def image(self, place: Place, line: int, target: str | None) -> ImageFile | None:
        """This is the image at a path in the folder, None with the fault noted if there is none."""
        found = self.file(place, line, target, "images")
        return found if isinstance(found, ImageFile) else None

    def document(self, place: Place, line: int, target: str | None, kinds: Collection[str]) -> DocumentFile | None:
        """This is the file at a path in the folder, None with the fault noted if there is none of these kinds."""
        found = self.file(place, line, target, "files")
        if not isinstance(found, DocumentFile):
            return None
        if kind_of(found) not in kinds:
            place.fault(line, f"here may stand only {', '.join(sorted(kind.upper() for kind in kinds))}")
        return found

    def file(self, place: Place, line: int, target: str | None, folder: str) -> MediaFile | None:
        if target is None or target.split("/", maxsplit=1)[0] != folder:
            place.fault(line, f"this must lead into the course's folder “{folder}”")
            return None
        self.named.add(target)
        if target not in self.found:
            place.fault(line, f"there is no “{target}”")
        return self.found.get(target)

    def check_named(self) -> None:
        """A file that nothing names is a fault; where a text could not be read, nobody knows what it names."""
        if not self.files.unread:
            for name in self.found.keys() - self.named:
                self.files.fault(self.files.root / name, "nothing in the course names this file")
