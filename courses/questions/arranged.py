"""Questions that are answered by putting things in their places."""

import random
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import ClassVar, Self

from courses.questions.base import NOTHING, WHOLE, Answer, Option, Question, Values, first, mixed, renamed


@dataclass(frozen=True, kw_only=True)
class Ordering(Question):
    """
    This asks for items in their order; ``right`` holds their keys in it.

    A form says of each item at which place it stands, from 1 on; an answer is complete when each place is taken once.
    """

    kind: ClassVar[str] = "ordering"
    options: ClassVar[tuple[str, ...]] = ("items",)

    items: tuple[Option, ...]
    right: tuple[str, ...]

    def share(self, answer: Answer | None) -> Fraction:
        return WHOLE if self.order(answer) == list(self.right) else NOTHING

    @property
    def solution(self) -> Answer:
        return {key: str(place) for place, key in enumerate(self.right, start=1)}

    def order(self, answer: Answer | None) -> list[str] | None:
        """These are the items as they were put, None as long as a place is empty or taken twice."""
        places = answer if isinstance(answer, dict) else {}
        order = sorted(places, key=lambda key: int(places[key]))
        wanted = [str(place) for place in range(1, len(self.items) + 1)]
        return order if sorted(places.values(), key=int) == wanted else None

    def read(self, values: Values) -> Answer | None:
        sent = {item.key: first(values, self.field(item.key)) for item in self.items}
        places = {str(place) for place in range(1, len(self.items) + 1)}
        return {key: place for key, place in sent.items() if place in places} or None

    def is_readable(self, answer: Answer) -> bool:
        return self.order(answer) is not None

    def shuffled(self, chance: random.Random) -> Self:
        """They never stand in their right order: that would be the answer."""
        items, keys = mixed(self.items, chance)
        right = tuple(keys[key] for key in self.right)
        if right == tuple(item.key for item in items):
            items, moved = renamed((*items[1:], items[0]))
            right = tuple(moved[key] for key in right)
        return replace(self, items=items, right=right)


@dataclass(frozen=True, kw_only=True)
class Matching(Question):
    """This asks which of ``rights`` goes with each of ``lefts``; ``pairs`` holds the key of one for each, in their order."""

    kind: ClassVar[str] = "matching"
    options: ClassVar[tuple[str, ...]] = ("lefts", "rights")

    lefts: tuple[Option, ...]
    rights: tuple[Option, ...]
    pairs: tuple[str, ...]

    def share(self, answer: Answer | None) -> Fraction:
        return WHOLE if answer == self.solution else NOTHING

    @property
    def solution(self) -> Answer:
        return {left.key: right for left, right in zip(self.lefts, self.pairs, strict=True)}

    def read(self, values: Values) -> Answer | None:
        sent = {left.key: first(values, self.field(left.key)) for left in self.lefts}
        offered = {right.key for right in self.rights}
        return {key: right for key, right in sent.items() if right in offered} or None

    def is_readable(self, answer: Answer) -> bool:
        return len(answer) == len(self.lefts)

    def shuffled(self, chance: random.Random) -> Self:
        rights, keys = mixed(self.rights, chance)
        return replace(self, rights=rights, pairs=tuple(keys[key] for key in self.pairs))
