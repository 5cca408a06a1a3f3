"""Questions in pages."""

import random
from html import unescape
from typing import Any

from django import template
from django.utils.html import strip_tags

from courses.questions.asked import Asked
from courses.questions.base import Option, Question
from courses.rendering import question_of
from courses.wording import solution_in_words

register = template.Library()
register.filter("solution_in_words", solution_in_words)


@register.filter
def plain(text: str) -> str:
    """Give a text without its tags, for places that take no HTML."""
    return unescape(strip_tags(text))


@register.filter
def as_check(value: Any) -> Asked:
    """Make of the block of a check the question to show; it is mixed alike each time, so that a text stays as it is."""
    block = value[0]
    question = question_of(block.block_type, block.value)
    return Asked(1, question.shuffled(random.Random(question.text)))  # noqa: S311 -- nothing depends on this chance


@register.filter
def choices_with_feedback(question: Question) -> list[Option]:
    """These are the choices that their author says something about; a question that offers none has none."""
    return [choice for choice in getattr(question, "choices", ()) if choice.feedback]


@register.filter
def with_solutions(questions: Any) -> list[Asked]:
    """Make of the blocks of a quiz what its author looks at: the questions, answered rightly."""
    found = [question_of(block.block_type, block.value) for block in questions]
    return [Asked(number, question, question.solution) for number, question in enumerate(found, start=1)]
