"""
Blocks in which an author writes questions.

A question of a quiz has a key, by which answers are remembered, and points. A check in a lesson has neither: it is for the
reader alone. Each kind of question is written once, with a name that is its kind in `courses.questions`.
"""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks

from courses.blocks.text import WORDS

PASSAGE = [*WORDS, "ol", "ul"]


class LineBlock(blocks.RichTextBlock):
    """Words on one line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"features": WORDS, "max_length": 500, **kwargs})


class QuestionBlock(blocks.StructBlock):
    """What every question says."""

    text = blocks.RichTextBlock(features=PASSAGE, max_length=2000, label=_("question"))

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if fault := self.fault(cleaned):
            raise blocks.StructBlockValidationError(non_block_errors=[ValidationError(fault)])
        return cleaned

    def fault(self, value: Any) -> Any:  # noqa: ARG002 -- a question may have nothing to check
        """This is what is wrong with a question as a whole, nothing where all is well."""
        return None


class ChoiceBlock(blocks.StructBlock):
    """A choice."""

    text = LineBlock(label=_("text"))
    correct = blocks.BooleanBlock(required=False, default=False, label=_("correct"))
    feedback = LineBlock(required=False, label=_("feedback"), help_text=_("Shown to who chose it."))

    class Meta:
        label = _("Choice")


class ChoicesBlock(QuestionBlock):
    choices = blocks.ListBlock(ChoiceBlock(), min_num=2, max_num=20, label=_("choices"))

    def fault(self, value: Any) -> Any:
        return _repeated(choice["text"] for choice in value["choices"]) or self.count_fault(correct_choices(value))

    def count_fault(self, correct: int) -> Any:
        raise NotImplementedError


class SingleBlock(ChoicesBlock):
    class Meta:
        icon = "radio-full"
        label = _("One choice")

    def count_fault(self, correct: int) -> Any:
        return "" if correct == 1 else _("Exactly one choice must be correct.")


class MultipleBlock(ChoicesBlock):
    partial = blocks.BooleanBlock(
        required=False, default=True, label=_("count parts"), help_text=_("Right choices less wrong ones count.")
    )

    class Meta:
        icon = "tick-inverse"
        label = _("Several choices")

    def count_fault(self, correct: int) -> Any:
        return "" if correct else _("At least one choice must be correct.")


class TrueFalseBlock(QuestionBlock):
    answer = blocks.ChoiceBlock(choices=[("true", _("True")), ("false", _("False"))], label=_("answer"))

    class Meta:
        icon = "help"
        label = _("True or false")


class ShortTextBlock(QuestionBlock):
    answers = blocks.ListBlock(blocks.CharBlock(max_length=200), min_num=1, max_num=20, label=_("accepted answers"))
    exact = blocks.BooleanBlock(
        required=False, default=False, label=_("exact"), help_text=_("Case, accents and spaces matter.")
    )

    class Meta:
        icon = "edit"
        label = _("A few words")


class NumberBlock(QuestionBlock):
    answer = blocks.DecimalBlock(label=_("answer"))
    tolerance = blocks.DecimalBlock(default=0, min_value=0, label=_("tolerance"))
    unit = blocks.CharBlock(required=False, max_length=50, label=pgettext_lazy("of a number", "unit"))

    class Meta:
        icon = "decimal"
        label = _("A number")


class OrderingBlock(QuestionBlock):
    items = blocks.ListBlock(
        LineBlock(label=_("item")), min_num=2, max_num=12, label=_("items"), help_text=_("In the right order.")
    )

    class Meta:
        icon = "list-ol"
        label = _("Order")

    def fault(self, value: Any) -> Any:
        return _repeated(value["items"])


class PairBlock(blocks.StructBlock):
    """Two things that go together."""

    left = LineBlock(label=_("this"))
    right = LineBlock(label=_("goes with"))

    class Meta:
        label = _("Pair")


class MatchingBlock(QuestionBlock):
    pairs = blocks.ListBlock(PairBlock(), min_num=2, max_num=12, label=_("pairs"))
    extra = blocks.ListBlock(
        LineBlock(label=_("text")), min_num=0, max_num=6, default=[], label=_("more"), help_text=_("These match nothing.")
    )

    class Meta:
        icon = "link"
        label = _("Pairs")

    def fault(self, value: Any) -> Any:
        pairs = value["pairs"]
        return _repeated(pair["left"] for pair in pairs) or _repeated([*(pair["right"] for pair in pairs), *value["extra"]])


KINDS: dict[str, type[QuestionBlock]] = {
    "single": SingleBlock,
    "multiple": MultipleBlock,
    "true_false": TrueFalseBlock,
    "short_text": ShortTextBlock,
    "number": NumberBlock,
    "ordering": OrderingBlock,
    "matching": MatchingBlock,
}


def feedback() -> tuple[str, blocks.Block]:
    return "feedback", blocks.RichTextBlock(
        features=PASSAGE, required=False, max_length=1000, label=_("feedback"), help_text=_("Shown with the result.")
    )


def of_a_quiz(kind: type[QuestionBlock]) -> QuestionBlock:
    """This is a kind of question with what a quiz needs besides."""
    shuffle = blocks.BooleanBlock(required=False, default=True, label=_("shuffle the choices"))
    points = blocks.IntegerBlock(default=1, min_value=1, max_value=100, label=_("points"))
    key = blocks.RegexBlock(
        r"\A[a-z0-9]+(?:-[a-z0-9]+)*\Z",
        required=False,
        max_length=100,
        label=_("key"),
        help_text=_("Answers are remembered by it. It is made where it is empty; do not change it later."),
    )
    shuffled = [("shuffle", shuffle)] if issubclass(kind, ChoicesBlock) else []
    return kind([*shuffled, feedback(), ("points", points), ("key", key)])


class QuestionsBlock(blocks.StreamBlock):
    """The questions of a quiz."""

    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        super().__init__(local_blocks or [(name, of_a_quiz(kind)) for name, kind in KINDS.items()], **kwargs)

    class Meta:
        min_num = 1
        max_num = 200


class CheckBlock(blocks.StreamBlock):
    """A question to oneself, without marks."""

    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        super().__init__(local_blocks or [(name, kind([feedback()])) for name, kind in KINDS.items()], **kwargs)

    class Meta:
        icon = "help"
        label = _("Self-check")
        min_num = 1
        max_num = 1
        template = "courses/blocks/check.html"


def correct_choices(value: Any) -> int:
    return sum(bool(choice["correct"]) for choice in value["choices"])


def _repeated(texts: Iterable[Any]) -> Any:
    plain = [" ".join(strip_tags(str(text)).split()) for text in texts]
    return "" if len(set(plain)) == len(plain) else _("The same text stands twice.")
