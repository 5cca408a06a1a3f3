"""Where the texts of a course lead: to one another, and to the images and files beside them."""

import posixpath
from dataclasses import dataclass, field
from urllib.parse import unquote

from courses.folder.faults import Place
from courses.folder.media import Media


def inside(file: str, address: str) -> str | None:
    """This is the path in the folder to which a relative address leads from a file, None where it leads out of it."""
    path = unquote(address)
    if not path or path.startswith("/") or "\\" in path or not path.isprintable():
        return None
    found = posixpath.normpath(posixpath.join(posixpath.dirname(file), path))
    return None if found.split("/", maxsplit=1)[0] == ".." else found


@dataclass
class Links:
    """These are the links between the lessons and quizzes of a course, checked once all of its files are known."""

    asked: list[tuple[Place, int, str]] = field(default_factory=list)

    def follow(self, place: Place, line: int, address: str) -> str | None:
        """This is the file to which an address leads, None with the fault noted where it leads out of the course."""
        target = inside(place.file, address)
        if target is None:
            place.fault(line, "this link leads out of the course")
        else:
            self.asked.append((place, line, target))
        return target

    def check(self, files: set[str]) -> None:
        for place, line, target in self.asked:
            if target not in files:
                place.fault(line, f"this link leads to “{target}”, which is no lesson or quiz of the course")


@dataclass
class Sources:
    """This is what a text of the course may point at."""

    media: Media
    links: Links = field(default_factory=Links)
