"""
A folder that is the translation of a course.

It gives texts. Its modules, lessons and quizzes are the original's, by their keys, and what makes the structure may be left
out; where it is said it must be what the original says, so that nobody believes to have changed it.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from courses.folder.contents import CourseFolder, Part, QuizFile
from courses.folder.existing import Existing
from courses.folder.faults import Fault
from courses.folder.pages import PAGE_VALUES, PAGES, PART_VALUES, STRUCTURE
from courses.models import KeptPage, QuizPage

# Keys of the format that stand for fields of other names.
SAID_AS = {
    "is_required": "required",
    "is_sample": "sample",
    "is_locked": "locked",
    "author": "attribution",
    "original_title": "attribution",
    "original_source": "attribution",
}


def check_translation(course: CourseFolder, original: Existing) -> Iterator[Fault]:
    """These are the faults of a translation that show beside its original."""
    if original.course is None:
        line = course.lines.get("translation_of", 1)
        yield Fault(course.file, line, f"the original “{course.translation_of}” is not on this site")
        return
    if original.course.locale.language_code == course.language:
        yield Fault(course.file, course.lines.get("language", 1), "the original is in this language")
    for part in course.parts():
        yield from _check_part(part, original)


def _check_part(part: Part, original: Existing) -> Iterator[Fault]:
    page = original.find(part)
    line = part.lines.get("key", 1)
    if page is None:
        yield Fault(part.yaml, line, f"the original has nothing with the key “{part.key}”")
        return
    if not isinstance(page, PAGES[type(part)]):
        yield Fault(part.yaml, line, f"in the original, “{part.key}” is a {_kind(page)}")
        return
    latest = page.get_latest_revision_as_object()
    yield from _check_structure(part, latest)
    if isinstance(part, QuizFile) and isinstance(latest, QuizPage):
        yield from _check_questions(part, latest)


def _check_structure(part: Part, page: KeptPage) -> Iterator[Fault]:
    for name in (*STRUCTURE[type(page)], *(name for name in ("key", "code") if hasattr(part, name))):
        said = SAID_AS.get(name, name)
        wanted = PAGE_VALUES.get(name, _same)(getattr(page, name))
        if said in part.lines and PART_VALUES.get(name, _same)(getattr(part, name)) != wanted:
            yield Fault(part.yaml, part.lines[said], f"{said} differs from the original's; leave it out")


def _check_questions(quiz: QuizFile, original: QuizPage) -> Iterator[Fault]:
    known = {block.value["key"]: (block.block_type, block.value) for block in original.questions}
    for (kind, value), line in zip(quiz.questions, quiz.question_lines, strict=True):
        if value["key"] not in known:
            yield Fault(quiz.file, line, f"the original has no question “{value['key']}”")
        elif reason := _difference(kind, value, *known[value["key"]]):
            yield Fault(quiz.file, line, reason)


def _difference(kind: str, value: dict[str, Any], original_kind: str, original: Any) -> str:
    """This is how a question differs from its original in more than its words."""
    if kind != original_kind:
        return f"the original's question is of the type {original_kind}"
    for name in ("choices", "items", "pairs", "extra"):
        if name in value and len(value[name]) != len(original[name]):
            return f"the original's question has {len(original[name])} {name}"
    if "choices" in value and _correct(value["choices"]) != _correct(original["choices"]):
        return "other choices are correct in the original"
    if kind == "true_false" and value["answer"] != original["answer"]:
        return "the original's answer is another"
    return ""


def _correct(choices: Sequence[Any]) -> list[bool]:
    return [bool(choice["correct"]) for choice in choices]


def _kind(page: KeptPage) -> str:
    return str(page._meta.model_name).removesuffix("page")


def _same(value: Any) -> Any:
    return value
