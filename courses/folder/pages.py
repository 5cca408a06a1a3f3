"""What an import writes to a page, and a digest of it by which a later edit is seen."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from courses.folder.contents import (
    CourseFolder,
    DocumentFile,
    ImageFile,
    LessonFile,
    MediaFile,
    ModuleFolder,
    Part,
    Prose,
    QuizFile,
)
from courses.folder.normal import Content, normal_content
from courses.folder.outside import lead_outside
from courses.folder.twins import without_twins
from courses.models import Course, CoursePage, KeptPage, LessonPage, ModulePage, QuizPage

PAGES: dict[type[Part], type[KeptPage]] = {
    CourseFolder: CoursePage,
    ModuleFolder: ModulePage,
    LessonFile: LessonPage,
    QuizFile: QuizPage,
}
# A translation is written by its texts alone.
TEXTS: dict[type[KeptPage], tuple[str, ...]] = {
    CoursePage: ("title", "slug", "summary", "outcomes", "topics"),
    ModulePage: ("title", "summary"),
    LessonPage: ("title", "body"),
    QuizPage: ("title", "introduction", "questions"),
}
# All that is structure but for a course's code, which stays what it was.
STRUCTURE: dict[type[KeptPage], tuple[str, ...]] = {
    page: tuple(name for name in page.structural_fields if name != "code") for page in TEXTS
}
LINK = re.compile('<a linktype="page" id="([^"]+)">')


@dataclass(frozen=True)
class Ids:
    """These are the ids that the site has given to a folder's files: to units' pages, to images and to documents."""

    pages: dict[str, int] = field(default_factory=dict)
    media: dict[MediaFile, int] = field(default_factory=dict)

    def put(self, value: Any) -> Any:
        """This is a value with ids where it names files."""
        if isinstance(value, Prose):
            return LINK.sub(lambda link: f'<a linktype="page" id="{self.pages[link[1]]}">', value)
        if isinstance(value, ImageFile | DocumentFile):
            return self.media[value]
        if isinstance(value, list):
            return [self.put(each) for each in value]
        if isinstance(value, dict):
            return {name: self.put(each) for name, each in value.items()}
        return value


def content_for(part: Part, ids: Ids, *, is_translation: bool) -> Content:
    """This is what a folder says for a page, in the form of `content_of`."""
    names = _names(PAGES[type(part)], is_translation=is_translation)
    return {name: ids.put(PART_VALUES.get(name, _same)(getattr(part, name))) for name in names}


def content_of(page: KeptPage, *, is_translation: bool) -> Content:
    """This is what a page says of that which a folder can say."""
    names = _names(type(page), is_translation=is_translation)
    content = {name: PAGE_VALUES.get(name, _same)(getattr(page, name)) for name in names}
    return without_twins(lead_outside(content, page))


def set_content(page: KeptPage, content: Content) -> None:
    """This puts a folder's content into a page, which is not saved by it."""
    for name, value in content.items():
        if name in {"body", "questions"}:
            # A copy, since blocks write ids into what they are made of.
            setattr(page, name, page._meta.get_field(name).stream_block.to_python(deepcopy(value)))
        elif name == "topics":
            page.topics.set(value)
        elif name == "prerequisites":
            page.prerequisites = list(Course.objects.filter(key__in=value))
        else:
            setattr(page, name, Decimal(value) if name == "hours" else value)


def set_structure(page: KeptPage, original: KeptPage) -> None:
    """This gives a translation the structure of its original."""
    for name in original.structural_fields:
        value = getattr(original, name)
        setattr(page, name, list(value.all()) if name == "prerequisites" else value)


def digest_of(content: Content) -> str:
    """This names a content in its normal form; topics are compared without regard to case, since tags are."""
    topics = [topic.casefold() for topic in content.get("topics", ())]
    text = json.dumps({**normal_content(content), "topics": topics}, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _names(page: type[KeptPage], *, is_translation: bool) -> tuple[str, ...]:
    return TEXTS[page] if is_translation else (*TEXTS[page], *STRUCTURE[page])


def _same(value: Any) -> Any:
    return value


def _hours(hours: Decimal) -> str:
    return f"{Decimal(hours).normalize():f}"


def _topics(topics: Any) -> list[str]:
    return sorted({topic.casefold(): topic for topic in topics}.values(), key=str.casefold)


def _outcomes(text: str) -> str:
    return "\n".join(filter(None, map(str.strip, text.splitlines())))


def _stream(stream: Any) -> Any:
    """These are blocks by kind and value, without the ids that the editor gives to them and to the items of lists."""
    return [{"type": child.block_type, "value": _plain(child.block.get_prep_value(child.value))} for child in stream]


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, Decimal):
        return f"{value:f}"
    if not isinstance(value, Mapping):
        return value
    if value.get("type") == "item":
        return _plain(value["value"])
    return {name: _plain(each) for name, each in value.items() if name != "id"}


def _blocks(blocks: Any) -> Any:
    return [{"type": kind, "value": value} for kind, value in blocks]


# What stands in a folder, and what stands in a page, in a form that both can be brought to.
PART_VALUES: dict[str, Callable[[Any], Any]] = {
    "hours": _hours,
    "topics": _topics,
    "outcomes": "\n".join,
    "prerequisites": lambda keys: sorted(set(keys)),
    "body": _blocks,
    "questions": _blocks,
}
PAGE_VALUES: dict[str, Callable[[Any], Any]] = {
    "hours": _hours,
    "topics": lambda topics: _topics(topics.names()),
    "outcomes": _outcomes,
    "prerequisites": lambda courses: sorted(course.key for course in courses.all()),
    "body": _stream,
    "questions": _stream,
}
