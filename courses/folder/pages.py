"""What an import writes to a page, and a digest of it by which a later edit is seen."""

import hashlib
import json
from decimal import Decimal
from typing import Any

from courses.folder.contents import CourseFolder, LessonFile, ModuleFolder
from courses.models import CoursePage, KeptPage, LessonPage, ModulePage

type Content = dict[str, Any]

COURSE_FIELDS = (
    "title",
    "slug",
    "summary",
    "level",
    "pace",
    "licence",
    "author",
    "original_title",
    "original_source",
)
MODULE_FIELDS = ("title", "summary", "is_locked")
LESSON_FIELDS = ("title", "minutes", "is_required", "done_by", "is_sample")


def course_content(course: CourseFolder) -> Content:
    """This is what a folder's course says, in the form of `content_of`."""
    return {
        **{name: getattr(course, name) for name in COURSE_FIELDS},
        "hours": _plain(course.hours),
        "outcomes": "\n".join(course.outcomes),
        "topics": sorted({topic.casefold(): topic for topic in course.topics}.values(), key=str.casefold),
    }


def module_content(module: ModuleFolder) -> Content:
    """This is what a folder's module says, in the form of `content_of`."""
    return {name: getattr(module, name) for name in MODULE_FIELDS}


def lesson_content(lesson: LessonFile) -> Content:
    """This is what a folder's lesson says, in the form of `content_of`."""
    return {
        **{name: getattr(lesson, name) for name in LESSON_FIELDS},
        "body": [[kind, value] for kind, value in lesson.body],
    }


def content_of(page: KeptPage) -> Content:
    """This is what a page says of that which a folder can say."""
    if isinstance(page, CoursePage):
        return {
            **{name: getattr(page, name) for name in COURSE_FIELDS},
            "hours": _plain(page.hours),
            "outcomes": "\n".join(page.outcome_lines),
            "topics": sorted(page.topics.names(), key=str.casefold),
        }
    if isinstance(page, ModulePage):
        return {name: getattr(page, name) for name in MODULE_FIELDS}
    if isinstance(page, LessonPage):
        return {
            **{name: getattr(page, name) for name in LESSON_FIELDS},
            "body": [[child.block_type, child.block.get_prep_value(child.value)] for child in page.body],
        }
    raise TypeError(page)


def set_content(page: KeptPage, content: Content) -> None:
    """This puts a folder's content into a page, which is not saved by it."""
    for name, value in content.items():
        if name == "body":
            page.body = [(kind, inner) for kind, inner in value]
        elif name == "topics":
            page.topics.set(value)
        elif name == "hours":
            page.hours = Decimal(value)
        else:
            setattr(page, name, value)


def digest_of(content: Content) -> str:
    """This names a content; topics are compared without regard to case, since tags are."""
    topics = [topic.casefold() for topic in content.get("topics", ())]
    text = json.dumps({**content, "topics": topics}, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(hours: Decimal) -> str:
    return f"{Decimal(hours).normalize():f}"
