"""Questions that are answered by choosing."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import ClassVar, Self

from courses.questions.base import NOTHING, WHOLE, Answer, Option, Question, Values, first, mixed


@dataclass(frozen=True, kw_only=True)
class _Choice(Question):
    """``right`` holds the keys of the correct choices."""

    options: ClassVar[tuple[str, ...]] = ("choices",)

    choices: tuple[Option, ...]
    right: tuple[str, ...]
    shuffle: bool = True

    def shuffled(self, chance: random.Random) -> Self:
        if not self.shuffle:
            return self
        choices, keys = mixed(self.choices, chance)
        return replace(self, choices=choices, right=tuple(sorted(keys[key] for key in self.right)))

    def remarks(self, answer: Answer | None) -> list[str]:
        chosen = [answer] if isinstance(answer, str) else answer or ()
        return [choice.feedback for choice in self.choices if choice.key in chosen and choice.feedback]

    def offered(self, keys: Sequence[str]) -> list[str]:
        return [choice.key for choice in self.choices if choice.key in keys]


@dataclass(frozen=True, kw_only=True)
class Single(_Choice):
    """This has one correct choice."""

    kind: ClassVar[str] = "single"

    def share(self, answer: Answer | None) -> Fraction:
        return WHOLE if answer == self.solution else NOTHING

    @property
    def solution(self) -> Answer:
        return self.right[0]

    def read(self, values: Values) -> Answer | None:
        return next(iter(self.offered([first(values, self.key)])), None)


@dataclass(frozen=True, kw_only=True)
class Multiple(_Choice):
    """
    This has one correct choice or more.

    With ``partial``, each right one counts and each wrong one takes a right one away; else all must be as they should.
    """

    kind: ClassVar[str] = "multiple"

    partial: bool = True

    def share(self, answer: Answer | None) -> Fraction:
        chosen, right = set(answer or ()), set(self.right)
        if not self.partial:
            return WHOLE if chosen == right else NOTHING
        return max(NOTHING, Fraction(len(chosen & right) - len(chosen - right), len(right)))

    @property
    def solution(self) -> Answer:
        return list(self.right)

    def read(self, values: Values) -> Answer | None:
        return self.offered(values.get(self.key, ())) or None


@dataclass(frozen=True, kw_only=True)
class TrueFalse(Question):
    """This is a statement that is true or false."""

    kind: ClassVar[str] = "true_false"

    right: bool

    def share(self, answer: Answer | None) -> Fraction:
        return WHOLE if answer == self.solution else NOTHING

    @property
    def solution(self) -> Answer:
        return "true" if self.right else "false"

    def read(self, values: Values) -> Answer | None:
        answer = first(values, self.key)
        return answer if answer in {"true", "false"} else None
