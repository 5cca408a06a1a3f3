"""A unit's text as HTML, made once, when its page is published."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import override
from wagtail.rich_text import expand_db_html

from courses.models import QuizPage, UnitPage
from courses.questions import Matching, Multiple, Number, Option, Ordering, Question, ShortText, Single, TrueFalse
from courses.questions.quiz import Quiz

# Raise it when a template of a block changes what it makes; the sweep then renders every text anew.
EDITION = 2


def stamp(page: UnitPage) -> str:
    """This names what a text is rendered from: the page, and its published revision."""
    return f"{EDITION}:{page.pk}:{page.live_revision_id or 0}"


def render(page: UnitPage, language: str) -> str:
    """
    This renders a page's text in its language.

    Links to pages become plain addresses. The result is small and holds neither script nor style.
    """
    with override(language):
        if isinstance(page, QuizPage):
            return str(expand_db_html(page.introduction)).strip()
        body = getattr(page, "body", None)
        return "" if body is None else str(body.render_as_block()).strip()


def render_quiz(page: UnitPage) -> dict[str, Any] | None:
    """This is what is stored of a quiz, None of any other page."""
    if not isinstance(page, QuizPage):
        return None
    questions = tuple(question_of(block.block_type, block.value) for block in page.questions)
    return Quiz(questions=questions, **{rule: getattr(page, rule) for rule in page.rules}).dump()


def question_of(kind: str, value: Mapping[str, Any]) -> Question:
    """This makes a question of the block in which an author wrote it; a check in a lesson has neither key nor points."""
    common = {
        "key": value.get("key", ""),
        "points": value.get("points", 1),
        "text": _html(value["text"]),
        "feedback": _html(value["feedback"]),
    }
    return MAKERS[kind](common, value)


def _single(common: dict[str, Any], value: Mapping[str, Any]) -> Question:
    return Single(**common, **_choices(value))


def _multiple(common: dict[str, Any], value: Mapping[str, Any]) -> Question:
    return Multiple(**common, **_choices(value), partial=value["partial"])


def _true_false(common: dict[str, Any], value: Mapping[str, Any]) -> Question:
    return TrueFalse(**common, right=value["answer"] == "true")


def _short_text(common: dict[str, Any], value: Mapping[str, Any]) -> Question:
    return ShortText(**common, answers=tuple(value["answers"]), exact=value["exact"])


def _number(common: dict[str, Any], value: Mapping[str, Any]) -> Question:
    return Number(**common, answer=str(value["answer"]), tolerance=str(value["tolerance"]), unit=value["unit"])


def _ordering(common: dict[str, Any], value: Mapping[str, Any]) -> Question:
    items = _options(value["items"])
    return Ordering(**common, items=items, right=tuple(item.key for item in items))


def _matching(common: dict[str, Any], value: Mapping[str, Any]) -> Question:
    pairs = value["pairs"]
    rights = _options([*(pair["right"] for pair in pairs), *value["extra"]])
    matches = tuple(right.key for right in rights[: len(pairs)])
    return Matching(**common, lefts=_options(pair["left"] for pair in pairs), rights=rights, pairs=matches)


MAKERS = {
    "single": _single,
    "multiple": _multiple,
    "true_false": _true_false,
    "short_text": _short_text,
    "number": _number,
    "ordering": _ordering,
    "matching": _matching,
}


def _choices(value: Mapping[str, Any]) -> dict[str, Any]:
    given = list(value["choices"])
    choices = tuple(
        Option(str(place), _line(choice["text"]), _line(choice["feedback"])) for place, choice in enumerate(given, start=1)
    )
    right = tuple(option.key for option, choice in zip(choices, given, strict=True) if choice["correct"])
    return {"choices": choices, "right": right, "shuffle": value.get("shuffle", False)}


def _options(texts: Iterable[Any]) -> tuple[Option, ...]:
    return tuple(Option(str(place), _line(text)) for place, text in enumerate(texts, start=1))


def _html(text: Any) -> str:
    return expand_db_html(text.source).strip() if text else ""


def _line(text: Any) -> str:
    """The editor puts every line in a paragraph; an option stands within one already."""
    return _html(text).removeprefix("<p>").removesuffix("</p>").replace("</p><p>", " ")
