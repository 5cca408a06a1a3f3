"""
Reading a course folder: all of it, or the list of everything that is wrong in it.

Only files and folders below the given one are opened, none of them through a link, and none beyond its size.
"""

import os
import re
from collections import Counter
from collections.abc import Collection, Iterator
from functools import partial
from pathlib import Path

from courses.folder.contents import CourseFolder, LessonFile, ModuleFolder
from courses.folder.faults import Fault, FolderRefused, Place
from courses.folder.markdown import read_body
from courses.folder.values import Mapping, read_mapping, read_with
from courses.keys import make_key

NUMBERED = re.compile(r"(?P<number>\d{2,3})-(?P<name>[a-z0-9]+(?:-[a-z0-9]+)*)")
# Everything that is no text: control characters but for tabs and line ends, and what is no character at all.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\ufdd0-\ufdef\ufffe\uffff]")
LARGEST_FILE = 1024 * 1024
MOST_FILES = 2000
LEVELS = ("beginner", "intermediate", "advanced")
PACES = ("self-paced", "moderated", "both")
DONE_BY = ("continue", "mark")
FOR_PEOPLE = (".md", ".txt")


def read_folder(path: Path, *, languages: Collection[str]) -> CourseFolder:
    """
    This reads a course folder.

    :raises FolderRefused: with every fault of it.
    """
    faults: list[Fault] = []
    reader = _Reader(path, languages, faults)
    course = reader.course()
    if course is None or faults:
        raise FolderRefused(faults)
    return course


class _Reader:
    """This is one folder that is being read."""

    def __init__(self, root: Path, languages: Collection[str], faults: list[Fault]) -> None:
        self.root = root
        self.languages = languages
        self.faults = faults
        self.files = 0

    def fault(self, path: Path, reason: str) -> None:
        self.faults.append(Fault(self.name(path), 1, reason))

    def name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    def entries(self, folder: Path) -> Iterator[os.DirEntry[str]]:
        """These are a folder's files and folders in order; what is neither is a fault, and so is a link."""
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
        for entry in entries:
            self.files += 1
            if self.files == MOST_FILES + 1:
                self.fault(self.root / "course.yaml", f"the folder has more than {MOST_FILES} files")
            if self.files > MOST_FILES or entry.name.startswith("."):
                continue
            if entry.is_symlink():
                self.fault(Path(entry.path), "links in the file system are not followed")
            elif not (entry.is_file(follow_symlinks=False) or entry.is_dir(follow_symlinks=False)):
                self.fault(Path(entry.path), "this is neither a file nor a folder")
            else:
                yield entry

    def text(self, path: Path) -> str | None:
        """This is a file's text, None with the fault noted if it has none."""
        with path.open("rb") as file:
            raw = file.read(LARGEST_FILE + 1)
        if len(raw) > LARGEST_FILE:
            self.fault(path, "the file is larger than 1 MB")
            return None
        try:
            text = raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError as error:
            line = raw[: error.start].count(b"\n") + 1
            self.faults.append(Fault(self.name(path), line, "this is not UTF-8"))
            return None
        if found := CONTROL.search(text):
            line = text[: found.start()].count("\n") + 1
            self.faults.append(Fault(self.name(path), line, "here is a control character"))
            return None
        return text

    def yaml(self, path: Path) -> Mapping | None:
        text = self.text(path)
        return None if text is None else read_mapping(text, Place(self.name(path), self.faults))

    def course(self) -> CourseFolder | None:
        if self.root.is_symlink() or not self.root.is_dir():
            self.faults.append(Fault(self.root.name, 1, "this is not a folder"))
            return None
        modules: list[ModuleFolder] = []
        mapping = None
        has_course = False
        for entry in self.entries(self.root):
            path = Path(entry.path)
            if entry.name == "course.yaml" and entry.is_file():
                has_course, mapping = True, self.yaml(path)
            elif entry.is_dir() and NUMBERED.fullmatch(entry.name):
                modules += filter(None, [self.module(path)])
            elif not self.is_passed_over(entry):
                self.fault(path, "this is no part of a course folder")
        if not has_course and self.files <= MOST_FILES:
            self.fault(self.root / "course.yaml", "the file is missing")
        elif not modules and self.files <= MOST_FILES:
            self.fault(self.root / "course.yaml", "the course has no modules")
        self.check_numbers([module.file for module in modules])
        self.check_keys([(module.key, f"{module.file}/module.yaml") for module in modules])
        self.check_keys([(lesson.key, lesson.file) for module in modules for lesson in module.lessons])
        return read_with(mapping, partial(self.course_of, modules=tuple(modules)))

    @staticmethod
    def is_passed_over(entry: os.DirEntry[str]) -> bool:
        if entry.is_dir():
            return entry.name == "images"
        return entry.name.endswith(FOR_PEOPLE) and not NUMBERED.match(entry.name)

    def course_of(self, mapping: Mapping, modules: tuple[ModuleFolder, ...]) -> CourseFolder:
        own = self.root.resolve().name
        slug = mapping.name("slug", default=make_key(_name(own) if NUMBERED.fullmatch(own) else own, fallback="course"))
        key = mapping.name("key", default=slug)
        credit = mapping.mapping("attribution")
        mapping.not_yet("translation_of", "prerequisites")
        course = CourseFolder(
            file="course.yaml",
            slug=slug,
            key=key,
            code=mapping.name("code", default=key),
            title=mapping.text("title", most=255, default=None),
            language=mapping.choice("language", self.languages, default=None),
            summary=mapping.text("summary", most=300),
            level=mapping.choice("level", LEVELS, default="beginner"),
            pace=mapping.choice("pace", PACES, default="self-paced"),
            hours=mapping.tenths("hours", least=0, most=999, default="1"),
            licence=mapping.spdx("licence"),
            author=credit.text("author", most=200) if credit else "",
            original_title=credit.text("title", most=250) if credit else "",
            original_source=credit.text("source", most=250) if credit else "",
            topics=mapping.texts("topics", count=20, most=100),
            outcomes=mapping.texts("outcomes", count=20, most=300),
            modules=modules,
        )
        if credit:
            credit.close()
        return course

    def module(self, path: Path) -> ModuleFolder | None:
        lessons: list[LessonFile] = []
        mapping = None
        has_module = False
        for entry in self.entries(path):
            file = Path(entry.path)
            stem, suffix = file.stem, file.suffix
            if entry.name == "module.yaml" and entry.is_file():
                has_module, mapping = True, self.yaml(file)
            elif entry.is_file() and suffix == ".md" and NUMBERED.fullmatch(stem):
                lessons += filter(None, [self.lesson(file)])
            elif entry.is_file() and suffix == ".yaml" and NUMBERED.fullmatch(stem):
                self.fault(file, "quizzes are not yet read")
            else:
                self.fault(file, "this is no part of a module")
        # Beyond the limit nothing more is opened, so nothing can be said of what is missing.
        if not has_module and self.files <= MOST_FILES:
            self.fault(path / "module.yaml", "the file is missing")
        self.check_numbers([lesson.file for lesson in lessons])
        return read_with(mapping, partial(self.module_of, path=path, lessons=tuple(lessons)))

    def module_of(self, mapping: Mapping, path: Path, lessons: tuple[LessonFile, ...]) -> ModuleFolder:
        name = _name(path.name)
        return ModuleFolder(
            file=self.name(path),
            key=mapping.name("key", default=name),
            title=mapping.text("title", most=255, default=None),
            summary=mapping.text("summary", most=300),
            is_locked=mapping.yes("locked", default=False),
            lessons=lessons,
        )

    def lesson(self, path: Path) -> LessonFile | None:
        text = self.text(path)
        if text is None:
            return None
        front, line, body = _split(text)
        if front is None:
            self.fault(path, "a lesson begins with front matter between two lines of three hyphens")
            return None
        mapping = read_mapping(front, Place(self.name(path), self.faults, first_line=2))
        place = Place(self.name(path), self.faults, first_line=line)
        return read_with(mapping, partial(self.lesson_of, path=path, body=body, place=place))

    def lesson_of(self, mapping: Mapping, path: Path, body: str, place: Place) -> LessonFile:
        name = _name(path.stem)
        return LessonFile(
            file=self.name(path),
            key=mapping.name("key", default=f"{_name(path.parent.name)}-{name}"),
            title=mapping.text("title", most=255, default=None),
            minutes=mapping.whole("minutes", least=0, most=600, default=5),
            is_required=mapping.yes("required", default=True),
            done_by=mapping.choice("done_by", DONE_BY, default="continue"),
            is_sample=mapping.yes("sample", default=False),
            body=read_body(body, place),
        )

    def check_numbers(self, files: list[str]) -> None:
        """Two of one number would stand in an order that nobody chose."""
        numbers = [file.rsplit("/", maxsplit=1)[-1].split("-", maxsplit=1)[0] for file in files]
        count = Counter(map(int, numbers))
        for file, number in zip(files, numbers, strict=True):
            if count[int(number)] > 1:
                self.faults.append(Fault(file, 1, f"the number {number} is used twice in this folder"))

    def check_keys(self, keys: list[tuple[str, str]]) -> None:
        count = Counter(key for key, _ in keys)
        for key, file in keys:
            if count[key] > 1:
                self.faults.append(Fault(file, 1, f"the key “{key}” is used twice; give it one of its own"))


def _name(numbered: str) -> str:
    return numbered.split("-", maxsplit=1)[1]


def _split(text: str) -> tuple[str | None, int, str]:
    """This parts a lesson in its front matter, the line on which its text begins, and its text."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return None, 1, text
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() == "---":
            return "\n".join(lines[1:number]), number + 2, "\n".join(lines[number + 1 :])
    return None, 1, text
