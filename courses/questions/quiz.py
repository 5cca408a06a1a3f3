"""A whole quiz: its questions and its rules."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction
from typing import Any, Self

from courses.questions import Answer, Question, parse


@dataclass(frozen=True)
class Quiz:
    """
    This is a quiz as its author published it, in one language.

    ``pass_mark`` is in percent; ``attempts`` counts, 0 stands for any number; ``time_limit`` and ``cool_down`` are in
    minutes, 0 stands for none; ``draw`` says how many of the questions are asked, 0 stands for all.
    """

    questions: tuple[Question, ...]
    pass_mark: int = 70
    attempts: int = 0
    time_limit: int = 0
    cool_down: int = 0
    draw: int = 0
    shuffle: bool = True

    def dump(self) -> dict[str, Any]:
        """This is what is stored."""
        questions = [question.dump() for question in self.questions]
        return {**asdict(replace(self, questions=())), "questions": questions}

    @classmethod
    def parse(cls, data: dict[str, Any]) -> Self:
        """This reads what `dump` stored."""
        return cls(**{**data, "questions": tuple(parse(each) for each in data["questions"])})

    def in_words_of(self, other: "Quiz") -> Self:
        """This is the quiz in the words of its translation; rules and answers are the original's."""
        words = {question.key: question for question in other.questions}
        return replace(self, questions=tuple(each.in_words_of(words.get(each.key, each)) for each in self.questions))

    @property
    def asked(self) -> int:
        """This is how many questions an attempt has."""
        return min(self.draw or len(self.questions), len(self.questions))

    def drawn(self, chance: random.Random) -> tuple[Question, ...]:
        """These are the questions of one attempt, in the order in which they are asked."""
        picked = chance.sample(range(len(self.questions)), self.asked)
        order = picked if self.shuffle else sorted(picked)
        return tuple(self.questions[place].shuffled(chance) for place in order)


@dataclass(frozen=True)
class Mark:
    """This is what an attempt is worth: ``earned`` of ``possible`` points, exactly."""

    earned: Fraction
    possible: int

    @property
    def points(self) -> Decimal:
        """These are the earned points as they are stored: rounded down to hundredths."""
        exact = Decimal(self.earned.numerator) / Decimal(self.earned.denominator)
        return exact.quantize(Decimal("0.01"), rounding=ROUND_FLOOR)

    @property
    def percent(self) -> int:
        """This is rounded down, so that it never shows a pass mark that was not reached."""
        return int(100 * self.earned / self.possible) if self.possible else 0

    def reaches(self, pass_mark: int) -> bool:
        return 100 * self.earned >= pass_mark * self.possible


def mark(questions: Sequence[Question], answers: Mapping[str, Answer]) -> Mark:
    """This marks answers, given by the keys of their questions."""
    earned = sum((question.points * question.share(answers.get(question.key)) for question in questions), Fraction(0))
    return Mark(earned, sum(question.points for question in questions))
