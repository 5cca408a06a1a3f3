"""Questions that are answered by writing."""

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, Self

from core.text import fold
from courses.questions.base import NOTHING, WHOLE, Answer, Question, Values, first

NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)")
SIGNS = str.maketrans({"−": "-", "٫": ".", "٬": "", "’": "", "'": "", "_": ""})


@dataclass(frozen=True, kw_only=True)
class ShortText(Question):
    """This is answered in a few words; case, accents and runs of spaces do not matter, unless ``exact``."""

    kind: ClassVar[str] = "short_text"

    answers: tuple[str, ...]
    exact: bool = False

    def share(self, answer: Answer | None) -> Fraction:
        if not isinstance(answer, str):
            return NOTHING
        return WHOLE if self._compared(answer) in map(self._compared, self.answers) else NOTHING

    @property
    def solution(self) -> Answer:
        return self.answers[0]

    def read(self, values: Values) -> Answer | None:
        return first(values, self.key) or None

    def in_words_of(self, other: Question) -> Self:
        """What is right in the original is right in a translation, and what the translator accepts as well."""
        words = super().in_words_of(other)
        if not isinstance(other, ShortText):
            return words
        return replace(words, answers=tuple(dict.fromkeys((*other.answers, *self.answers))))

    def _compared(self, text: str) -> str:
        return unicodedata.normalize("NFC", text.strip()) if self.exact else fold(text)


@dataclass(frozen=True, kw_only=True)
class Number(Question):
    """
    This is answered with a number no further than ``tolerance`` from ``answer``; both are decimals, stored as texts.

    ``unit`` stands behind the field. A number may be typed with a comma or a point, in the digits of any script.
    """

    kind: ClassVar[str] = "number"

    answer: str
    tolerance: str = "0"
    unit: str = ""

    def share(self, answer: Answer | None) -> Fraction:
        number = read_number(answer) if isinstance(answer, str) else None
        if number is None:
            return NOTHING
        return WHOLE if abs(number - Decimal(self.answer)) <= Decimal(self.tolerance) else NOTHING

    @property
    def solution(self) -> Answer:
        return self.answer

    def read(self, values: Values) -> Answer | None:
        return first(values, self.key)[:100] or None

    def is_readable(self, answer: Answer) -> bool:
        return isinstance(answer, str) and read_number(answer) is not None

    def in_words_of(self, other: Question) -> Self:
        words = super().in_words_of(other)
        return replace(words, unit=other.unit or self.unit) if isinstance(other, Number) else words


def read_number(text: str) -> Decimal | None:
    """This is the number that somebody typed, None if it is none: ``read_number("١٬٢٣٤٫٥") == Decimal("1234.5")``."""
    digits = (str(unicodedata.decimal(sign, sign)) for sign in "".join(text.split()).translate(SIGNS))
    found = NUMBER.fullmatch("".join(digits))
    return Decimal(found[0].replace(",", ".")) if found else None
