"""What all questions have in common."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from string import ascii_lowercase
from typing import Any, ClassVar, Self

# One choice or text; several choices, or items in their order; a part to each part.
type Answer = str | list[str] | dict[str, str]
# What a form sent: every value of every field.
type Values = Mapping[str, Sequence[str]]

NOTHING, WHOLE = Fraction(0), Fraction(1)
LONGEST_TEXT = 500


@dataclass(frozen=True)
class Option:
    """This is something to choose, to order or to match; ``feedback`` is for who chose it."""

    key: str
    text: str
    feedback: str = ""


@dataclass(frozen=True, kw_only=True)
class Question:
    """
    This is one question, with its answer: it is shown to nobody as it is.

    ``key`` is its name within the quiz, and that of its form field; parts of it have fields of their own, named by `field`.
    """

    kind: ClassVar[str]
    # These fields hold options, in the order in which they are shown.
    options: ClassVar[tuple[str, ...]] = ()

    key: str
    text: str
    points: int = 1
    feedback: str = ""

    def share(self, answer: Answer | None) -> Fraction:
        """This is what an answer is worth, from nothing to the whole; no answer is worth nothing."""
        raise NotImplementedError

    @property
    def solution(self) -> Answer:
        """This is an answer that is worth the whole."""
        raise NotImplementedError

    def read(self, values: Values) -> Answer | None:
        """This is the answer that a form sent, None where it sent none; what the form did not offer is left out."""
        raise NotImplementedError

    def is_readable(self, answer: Answer) -> bool:  # noqa: ARG002 -- most answers cannot be mistyped
        """This says whether an answer is one; a number that is none, or an order with gaps, is not."""
        return True

    def remarks(self, answer: Answer | None) -> list[str]:  # noqa: ARG002 -- most questions have options without feedback
        """This is the feedback of what was chosen."""
        return []

    def shuffled(self, chance: random.Random) -> Self:  # noqa: ARG002 -- not every question has an order to change
        """This is the question with its options in another order, if its author allows one, under new keys."""
        return self

    def in_words_of(self, other: "Question") -> Self:
        """This is the question in the words of its translation; in its own where the two have not the same shape."""
        if not isinstance(other, type(self)) or self.shape != other.shape:
            return self
        words: dict[str, Any] = {name: _reworded(getattr(self, name), getattr(other, name)) for name in self.options}
        return replace(self, text=other.text, feedback=other.feedback, **words)

    @property
    def shape(self) -> tuple[int, ...]:
        """These are the numbers of the question's options."""
        return tuple(len(getattr(self, name)) for name in self.options)

    def field(self, part: str) -> str:
        """This is the name of the form field for a part of the question."""
        return f"{self.key}.{part}"

    def dump(self) -> dict[str, Any]:
        """This is what is stored; lists stand for tuples, as the database gives them back."""
        return {"kind": self.kind, **{each.name: _dumped(getattr(self, each.name)) for each in fields(self)}}

    @classmethod
    def parse(cls, data: dict[str, Any]) -> Self:
        """This reads what `dump` stored."""
        return cls(**{each.name: _parsed(data[each.name], each.name in cls.options) for each in fields(cls)})


def mixed(options: Sequence[Option], chance: random.Random) -> tuple[tuple[Option, ...], dict[str, str]]:
    """These are options in another order under keys that say nothing of the old one, and the new key of each old key."""
    order = list(options)
    chance.shuffle(order)
    return renamed(order)


def renamed(options: Iterable[Option]) -> tuple[tuple[Option, ...], dict[str, str]]:
    """These are options with keys by their places, and the new key of each old one."""
    pairs = list(zip(options, ascii_lowercase, strict=False))
    return tuple(replace(option, key=key) for option, key in pairs), {option.key: key for option, key in pairs}


def first(values: Values, name: str) -> str:
    """This is the one value of a form field, without spaces around it and cut to what an answer may be."""
    return next(iter(values.get(name, ())), "").strip()[:LONGEST_TEXT]


def _reworded(options: Sequence[Option], words: Sequence[Option]) -> tuple[Option, ...]:
    pairs = zip(options, words, strict=True)
    return tuple(replace(option, text=word.text, feedback=word.feedback) for option, word in pairs)


def _dumped(value: Any) -> Any:
    if isinstance(value, Option):
        return {"key": value.key, "text": value.text, "feedback": value.feedback}
    return [_dumped(each) for each in value] if isinstance(value, tuple) else value


def _parsed(value: Any, is_options: bool) -> Any:  # noqa: FBT001 -- private
    if is_options:
        return tuple(Option(**each) for each in value)
    return tuple(value) if isinstance(value, list) else value
