"""
Reading a course folder: all of it, or the list of everything that is wrong in it.

Nothing is stored, and the database is not asked: what a folder says about other courses is for `courses.folder.checks`.
"""

import os
import re
from collections import Counter
from collections.abc import Collection
from pathlib import Path

from courses.folder.contents import CourseFolder, LessonFile, ModuleFolder, Part, QuizFile, UnitFile
from courses.folder.faults import Fault, FolderRefused, Place
from courses.folder.files import Files
from courses.folder.links import Sources
from courses.folder.markdown import read_body
from courses.folder.media import FOLDERS, Media
from courses.folder.quizzes import read_quiz
from courses.folder.values import Mapping
from courses.keys import make_key

NUMBERED = re.compile(r"(?P<number>\d{2,3})-(?P<name>[a-z0-9]+(?:-[a-z0-9]+)*)")
LEVELS = ("beginner", "intermediate", "advanced")
PACES = ("self-paced", "moderated", "both")
DONE_BY = ("continue", "mark")
FOR_PEOPLE = (".md", ".txt")
MOST_PREREQUISITES = 10


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
        self.files = Files(root, faults)
        self.media = Media(self.files)
        self.sources = Sources(self.media)
        # All files that are lessons or quizzes by their names, also those with faults: links may lead to them.
        self.unit_files: set[str] = set()

    def course(self) -> CourseFolder | None:
        if self.root.is_symlink() or not self.root.is_dir():
            self.faults.append(Fault(self.root.name, 1, "this is not a folder"))
            return None
        entries = list(self.files.entries(self.root))
        for entry in entries:
            if entry.is_dir() and entry.name in FOLDERS:
                self.media.scan(Path(entry.path))
        found = [self.module(Path(entry.path)) for entry in entries if is_module(entry)]
        modules = [module for module in found if module]
        mapping = self.course_yaml(entries)
        if mapping and not found and not self.files.too_many:
            self.files.fault(self.root / "course.yaml", "the course has no modules")
        self.check_together(modules)
        return self.course_of(mapping, tuple(modules)) if mapping else None

    def course_yaml(self, entries: list[os.DirEntry[str]]) -> Mapping | None:
        mapping = None
        for entry in entries:
            path = Path(entry.path)
            if entry.name == "course.yaml" and entry.is_file():
                mapping = self.files.yaml(path)
            elif not is_module(entry) and not is_passed_over(entry):
                self.files.fault(path, "this is no part of a course folder")
        if not self.files.too_many and not any(entry.name == "course.yaml" for entry in entries):
            self.files.refuse(self.root / "course.yaml", "the file is missing")
        return mapping

    def check_together(self, modules: list[ModuleFolder]) -> None:
        """This looks at what no file shows by itself."""
        units = [unit for module in modules for unit in module.units]
        self.check_numbers([module.file for module in modules])
        self.check_keys(modules)
        self.check_keys(units)
        if not self.files.too_many:
            self.sources.links.check(self.unit_files)
            self.media.check_named()

    def course_of(self, mapping: Mapping, modules: tuple[ModuleFolder, ...]) -> CourseFolder:
        own = self.root.resolve().name
        lines = mapping.said()
        slug = mapping.name("slug", default=make_key(_name(own) if NUMBERED.fullmatch(own) else own, fallback="course"))
        translation_of = mapping.name("translation_of", default="")
        key = mapping.name("key", default=translation_of or slug)
        credit = mapping.mapping("attribution")
        course = CourseFolder(
            file="course.yaml",
            lines=lines,
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
            translation_of=translation_of,
            prerequisites=mapping.texts("prerequisites", count=MOST_PREREQUISITES, most=100),
            modules=modules,
            root=self.root,
            media=tuple(self.media.found.values()),
        )
        for each in filter(None, (credit, mapping)):
            each.close()
        return course

    def module(self, path: Path) -> ModuleFolder | None:
        units: list[UnitFile] = []
        mapping = None
        has_module = False
        for entry in self.files.entries(path):
            file = Path(entry.path)
            if entry.name == "module.yaml" and entry.is_file():
                has_module, mapping = True, self.files.yaml(file)
            elif entry.is_file() and file.suffix in READERS and NUMBERED.fullmatch(file.stem):
                self.unit_files.add(self.files.name(file))
                units += filter(None, [READERS[file.suffix](self, file)])
            else:
                self.files.fault(file, "this is no part of a module")
        if not has_module and not self.files.too_many:
            self.files.fault(path / "module.yaml", "the file is missing")
        self.check_numbers([unit.file for unit in units])
        return self.module_of(mapping, path, tuple(units)) if mapping else None

    def module_of(self, mapping: Mapping, path: Path, units: tuple[UnitFile, ...]) -> ModuleFolder:
        module = ModuleFolder(
            file=self.files.name(path),
            lines=mapping.said(),
            key=mapping.name("key", default=_name(path.name)),
            title=mapping.text("title", most=255, default=None),
            summary=mapping.text("summary", most=300),
            is_locked=mapping.yes("locked", default=False),
            units=units,
        )
        mapping.close()
        return module

    def lesson(self, path: Path) -> LessonFile | None:
        text = self.files.text(path)
        if text is None:
            return None
        front, line, body = _split(text)
        if front is None:
            self.files.refuse(path, "a lesson begins with front matter between two lines of three hyphens")
            return None
        place = self.files.place(path)
        mapping = self.files.mapping(front, place.below(1))
        return self.lesson_of(mapping, path, body, place.below(line - 1)) if mapping else None

    def lesson_of(self, mapping: Mapping, path: Path, body: str, place: Place) -> LessonFile:
        lesson = LessonFile(
            file=self.files.name(path),
            lines=mapping.said(),
            key=mapping.name("key", default=_unit_key(path)),
            title=mapping.text("title", most=255, default=None),
            minutes=mapping.whole("minutes", least=0, most=600, default=5),
            is_required=mapping.yes("required", default=True),
            done_by=mapping.choice("done_by", DONE_BY, default="continue"),
            is_sample=mapping.yes("sample", default=False),
            body=read_body(body, place, self.sources),
        )
        mapping.close()
        return lesson

    def quiz(self, path: Path) -> QuizFile | None:
        mapping = self.files.yaml(path)
        if mapping is None:
            return None
        quiz = read_quiz(mapping, self.sources, default_key=_unit_key(path))
        mapping.close()
        return quiz

    def check_numbers(self, files: list[str]) -> None:
        """Two of one number would stand in an order that nobody chose."""
        numbers = [file.rsplit("/", maxsplit=1)[-1].split("-", maxsplit=1)[0] for file in files]
        count = Counter(map(int, numbers))
        for file, number in zip(files, numbers, strict=True):
            if count[int(number)] > 1:
                self.faults.append(Fault(file, 1, f"the number {number} is used twice in this folder"))

    def check_keys(self, parts: Collection[Part]) -> None:
        count = Counter(part.key for part in parts)
        for part in parts:
            if count[part.key] > 1:
                line = part.lines.get("key", 1)
                self.faults.append(Fault(part.yaml, line, f"the key “{part.key}” is used twice; give it one of its own"))


READERS = {".md": _Reader.lesson, ".yaml": _Reader.quiz}


def is_module(entry: os.DirEntry[str]) -> bool:
    return entry.is_dir() and NUMBERED.fullmatch(entry.name) is not None


def is_passed_over(entry: os.DirEntry[str]) -> bool:
    if entry.is_dir():
        return entry.name in FOLDERS
    return entry.name.endswith(FOR_PEOPLE) and not NUMBERED.match(entry.name)


def _name(numbered: str) -> str:
    return numbered.split("-", maxsplit=1)[1]


def _unit_key(path: Path) -> str:
    return f"{_name(path.parent.name)}-{_name(path.stem)}"


def _split(text: str) -> tuple[str | None, int, str]:
    """This parts a lesson in its front matter, the line on which its text begins, and its text."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return None, 1, text
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() == "---":
            return "\n".join(lines[1:number]), number + 2, "\n".join(lines[number + 1 :])
    return None, 1, text
