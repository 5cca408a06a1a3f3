"""A course folder's content, once it has been read."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

# Blocks of a lesson as `LessonBlock` stores them: (type, value).
type Block = tuple[str, Any]


@dataclass(frozen=True)
class LessonFile:
    file: str
    key: str
    title: str
    minutes: int
    is_required: bool
    done_by: str
    is_sample: bool
    body: tuple[Block, ...]


@dataclass(frozen=True)
class ModuleFolder:
    file: str
    key: str
    title: str
    summary: str
    is_locked: bool
    lessons: tuple[LessonFile, ...]


@dataclass(frozen=True)
class CourseFolder:
    file: str
    slug: str
    key: str
    code: str
    title: str
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
    modules: tuple[ModuleFolder, ...]
