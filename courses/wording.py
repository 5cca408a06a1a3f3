"""Answers to questions as people read them."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from courses.questions import Answer, Number, Option, Question
from courses.questions.base import NOTHING, WHOLE

type Lines = list[SafeString]


def in_words(question: Question, answer: Answer | None) -> Lines:
    """This is an answer in words, a line for each part of it; empty where there is none."""
    return [] if answer is None else WORDS[question.kind](question, answer)


def solution_in_words(question: Question) -> Lines:
    """This is the right answer in words."""
    if not isinstance(question, Number):
        return in_words(question, question.solution)
    answer, tolerance = Decimal(question.answer), Decimal(question.tolerance)
    words = f"{number_format(answer)} ± {number_format(tolerance)}" if tolerance else number_format(answer)
    return _number(question, words)


@dataclass(frozen=True)
class Outcome:
    """
    This is how one question of an attempt was answered, with as much of the truth as may be shown.

    Until it is revealed, a learner sees whether the answer was right, and the feedback of what they chose.
    """

    number: int
    question: Question
    answer: Answer | None
    is_revealed: bool

    @property
    def share(self) -> Fraction:
        return self.question.share(self.answer)

    @property
    def is_right(self) -> bool:
        return self.share == WHOLE

    @property
    def is_partly_right(self) -> bool:
        return NOTHING < self.share < WHOLE

    @property
    def given(self) -> Lines:
        return in_words(self.question, self.answer)

    @property
    def remarks(self) -> Lines:
        return [_safe(remark) for remark in self.question.remarks(self.answer)]

    @property
    def solution(self) -> Lines:
        return solution_in_words(self.question) if self.is_revealed and not self.is_right else []

    @property
    def feedback(self) -> SafeString:
        return _safe(self.question.feedback if self.is_revealed else "")


def _chosen(question: Any, answer: Answer) -> Lines:
    chosen = [answer] if isinstance(answer, str) else answer
    return [_safe(option.text) for option in question.choices if option.key in chosen]


def _true_false(_question: Question, answer: Answer) -> Lines:
    return [format_html("{}", _("True") if answer == "true" else _("False"))]


def _short_text(_question: Question, answer: Answer) -> Lines:
    return [format_html("<bdi>{}</bdi>", answer)]


def _number(question: Any, answer: Answer) -> Lines:
    return [format_html("<bdi>{}</bdi>", f"{answer} {question.unit}".strip())]


def _ordering(question: Any, answer: Any) -> Lines:
    texts = _texts(question.items)
    return [format_html("{}. {}", place, texts[key]) for key, place in sorted(answer.items(), key=lambda each: int(each[1]))]


def _matching(question: Any, answer: Any) -> Lines:
    rights = _texts(question.rights)
    return [
        format_html("{} — {}", _safe(left.text), rights[answer[left.key]]) for left in question.lefts if left.key in answer
    ]


WORDS: dict[str, Callable[[Any, Any], Lines]] = {
    "single": _chosen,
    "multiple": _chosen,
    "true_false": _true_false,
    "short_text": _short_text,
    "number": _number,
    "ordering": _ordering,
    "matching": _matching,
}


def _texts(options: tuple[Option, ...]) -> dict[str, SafeString]:
    return {option.key: _safe(option.text) for option in options}


def _safe(text: str) -> SafeString:
    """A question's own texts are HTML, made of what the editor lets an author write."""
    return mark_safe(text)  # noqa: S308 -- rendered when the page was published, like every text of a unit
