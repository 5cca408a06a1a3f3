"""The files of a folder as they are written: keys in the order of the format's document, defaults left out."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from courses.folder.blocks_out import Paths, Texts
from courses.folder.faults import Fault
from courses.folder.gathering import Sheet
from courses.folder.markdown_out import Unwritable
from courses.folder.yaml_out import write_yaml
from courses.models import Course, CoursePage, ModulePage, QuizPage

type Values = dict[str, Any]


class Key(NamedTuple):
    """This is a key of the format, the name under which its value is found, and its default."""

    name: str
    source: str
    default: Any = None


KEY, TITLE = Key("key", "key"), Key("title", "title")
REQUIRED = Key("required", "is_required", default=True)
COURSE = [
    TITLE,
    Key("language", "language"),
    Key("slug", "slug"),
    KEY,
    Key("code", "code"),
    Key("summary", "summary", ""),
    Key("level", "level", "beginner"),
    Key("pace", "pace", "self-paced"),
    Key("hours", "hours", Decimal(1)),
    Key("licence", "licence", ""),
    Key("attribution", "attribution", {}),
    Key("topics", "topics", []),
    Key("outcomes", "outcomes", []),
    Key("translation_of", "translation_of"),
    Key("prerequisites", "prerequisites", []),
]
MODULE = [TITLE, KEY, Key("summary", "summary", ""), Key("locked", "is_locked", default=False)]
LESSON = [
    TITLE,
    KEY,
    Key("minutes", "minutes", 5),
    REQUIRED,
    Key("done_by", "done_by", "continue"),
    Key("sample", "is_sample", default=False),
]
QUIZ = [
    TITLE,
    KEY,
    Key("introduction", "introduction", ""),
    Key("minutes", "minutes"),
    REQUIRED,
    Key("pass_mark", "pass_mark", 70),
    Key("attempts", "attempts", 0),
    Key("time_limit", "time_limit", 0),
    Key("cool_down", "cool_down", 0),
    Key("draw", "draw", 0),
    Key("shuffle", "shuffle", default=True),
    Key("questions", "questions"),
]


def write_sheet(sheet: Sheet, paths: Paths, faults: list[Fault]) -> str:
    """This is the text of a page's file; what cannot be written is noted."""
    try:
        return _write(sheet, Texts(sheet.file, paths))
    except Unwritable as reason:
        faults.append(Fault(sheet.file, 1, f"“{sheet.page.title}” holds what the format cannot: {reason}"))
        return ""


def _write(sheet: Sheet, texts: Texts) -> str:
    content: Values = {**sheet.content, "key": sheet.page.key}
    page = sheet.page
    if isinstance(page, CoursePage):
        return write_yaml(_chosen(COURSE, _course(page, content)))
    if isinstance(page, ModulePage):
        return write_yaml(_chosen(MODULE, content))
    if isinstance(page, QuizPage):
        return write_yaml(_chosen(QUIZ, _quiz(content, texts)))
    return f"---\n{write_yaml(_chosen(LESSON, content))}---\n\n{texts.body(content['body'])}"


def _chosen(keys: list[Key], values: Mapping[str, Any]) -> Values:
    found = ((key.name, values.get(key.source), key.default) for key in keys)
    return {name: value for name, value, default in found if value is not None and value != default}


def _course(page: CoursePage, content: Values) -> Values:
    named = {"author": "author", "title": "original_title", "source": "original_source"}
    more: Values = {
        "language": page.locale.language_code,
        "outcomes": content["outcomes"].splitlines(),
        "attribution": {key: content[name] for key, name in named.items() if content.get(name)},
    }
    if "hours" not in content:
        return {**content, **more, "translation_of": page.key}
    return {**content, **more, "hours": Decimal(content["hours"]), "code": _code(page)}


def _code(page: CoursePage) -> str | None:
    """This is the code that learners see, where it is another one than the key."""
    kept = Course.objects.filter(translation_key=page.translation_key).values_list("code", flat=True).first()
    code = kept or page.code
    return code if code and code != page.key else None


def _quiz(content: Values, texts: Texts) -> Values:
    questions = content["questions"]
    minutes = content.get("minutes")
    return {
        **content,
        "introduction": texts.passage(content["introduction"]),
        "minutes": None if minutes == len(questions) else minutes,
        "questions": [texts.question(question["type"], question["value"]) for question in questions],
    }
