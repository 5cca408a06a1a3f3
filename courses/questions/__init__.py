"""
Questions of quizzes: what they ask, what was answered, and what that is worth.

Pure: no queries, no Django. A question is stored with `dump`, in a rendered quiz and in every attempt at it, and read back
with `parse`. Its texts are HTML by then. `courses.rendering` makes it of the blocks in a page (`courses.blocks.questions`).
"""

from typing import Any

from courses.questions.arranged import Matching, Ordering
from courses.questions.base import Answer, Option, Question
from courses.questions.chosen import Multiple, Single, TrueFalse
from courses.questions.written import Number, ShortText

KINDS: dict[str, type[Question]] = {
    kind.kind: kind for kind in (Single, Multiple, TrueFalse, ShortText, Number, Ordering, Matching)
}


def parse(data: dict[str, Any]) -> Question:
    """This reads what `Question.dump` stored."""
    return KINDS[data["kind"]].parse(data)


__all__ = [
    "KINDS",
    "Answer",
    "Matching",
    "Multiple",
    "Number",
    "Option",
    "Ordering",
    "Question",
    "ShortText",
    "Single",
    "TrueFalse",
    "parse",
]
