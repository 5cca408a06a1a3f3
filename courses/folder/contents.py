"""A course folder's content, once it has been read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

# Blocks as `LessonBlock` and `QuestionsBlock` store them: (type, value).
type Block = tuple[str, Any]


class Prose(str):
    """
    This is HTML in which a link to another page of the course names that page's file.

    It reads ``<a linktype="page" id="02-names/01-dns.md">`` until pages have ids.
    """

    __slots__ = ()


class ImageFile(str):
    """This is an image by its path in the folder, until the library has given it an id."""

    __slots__ = ()


class DocumentFile(str):
    """This is a film, a sound, subtitles or a download by its path in the folder, until the library has given it an id."""

    __slots__ = ()


type MediaFile = ImageFile | DocumentFile


@dataclass(frozen=True, kw_only=True)
class Part:
    """This is what course, module, lesson and quiz have in common; ``lines`` says where keys stand in the file."""

    file: str
    key: str
    title: str
    lines: Mapping[str, int] = field(default_factory=dict)

    @property
    def yaml(self) -> str:
        """This is the file in which its keys stand."""
        return self.file


@dataclass(frozen=True, kw_only=True)
class UnitFile(Part):
    minutes: int
    is_required: bool


@dataclass(frozen=True, kw_only=True)
class LessonFile(UnitFile):
    done_by: str
    is_sample: bool
    body: tuple[Block, ...]


@dataclass(frozen=True, kw_only=True)
class QuizFile(UnitFile):
    """This is a quiz; ``question_lines`` says where its questions stand, in their order."""

    introduction: Prose
    pass_mark: int
    attempts: int
    time_limit: int
    cool_down: int
    draw: int
    shuffle: bool
    questions: tuple[Block, ...]
    question_lines: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class ModuleFolder(Part):
    summary: str
    is_locked: bool
    units: tuple[UnitFile, ...]

    @property
    def yaml(self) -> str:
        return f"{self.file}/module.yaml"


@dataclass(frozen=True, kw_only=True)
class CourseFolder(Part):
    """This is a whole course; ``media`` are its images and files, to be found below ``root``."""

    slug: str
    code: str
    language: str
    summary: str
    level: str
    pace: str
    hours: Decimal
    licence: str
    author: str
    original_title: str
    original_source: str
    topics: tuple[str, ...]
    outcomes: tuple[str, ...]
    translation_of: str
    prerequisites: tuple[str, ...]
    modules: tuple[ModuleFolder, ...]
    root: Path
    media: tuple[MediaFile, ...]

    def parts(self) -> Iterator[Part]:
        """This is the course with all that is in it, in order."""
        yield self
        for module in self.modules:
            yield module
            yield from module.units
