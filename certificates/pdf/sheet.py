"""What stands on a certificate, before anybody knows where."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from certificates.pdf import bidi

# Languages whose readers begin at the right, by the first part of their codes.
RIGHT_TO_LEFT: Final = frozenset({"ar", "ckb", "dv", "fa", "he", "ku-arab", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"})
# Zero-width joiner and non-joiner, and the blocks in whose scripts they decide how a letter looks.
JOINERS: Final = "\u200c\u200d"
JOINING: Final = (
    (0x0600, 0x07FF),  # Arabic, Syriac, N'Ko
    (0x0840, 0x0DFF),  # Arabic again, and the scripts of India and Sri Lanka
    (0x0F00, 0x109F),  # Tibetan, Myanmar
    (0x1780, 0x18AF),  # Khmer, Mongolian
    (0x1900, 0x1CFF),
    (0xA800, 0xABFF),
    (0x10A00, 0x11FFF),
    (0x1E900, 0x1E95F),  # Adlam
)
# Formatting characters that do have a shape: they stand over or under a number or a verse in Arabic.
VISIBLE: Final = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u08e2")
# Letters that have none: the fillers of Hangul, the inherent vowels of Khmer.
INVISIBLE: Final = frozenset("\u115f\u1160\u3164\uffa0\u17b4\u17b5")


class Undrawable(Exception):
    """This certificate cannot be drawn, whenever one tries again."""


class GlyphsMissing(Undrawable):
    """The fonts lack ``characters``, which would come out as boxes."""

    def __init__(self, characters: str) -> None:
        self.characters = characters
        codes = ", ".join(f"U+{ord(character):04X}" for character in characters)
        super().__init__(f"The fonts of certificates lack {codes}")


class TextTooLong(Undrawable):
    """A text has no room, not even in the smallest size."""


@dataclass(frozen=True)
class Sheet:
    """
    This is everything that stands on a certificate.

    ``statement`` is one sentence with ``{name}`` and ``{title}`` in the order of its language, each of which gets lines of
    its own. ``address`` is where anyone checks the certificate; the QR code leads there.
    """

    issuer: str
    heading: str
    statement: str
    name: str
    title: str
    details: tuple[str, ...]
    check: str
    address: str
    language: str

    @property
    def direction(self) -> int:
        """This is where its readers begin; the sheet is laid out by it."""
        code = self.language.lower().replace("_", "-")
        return bidi.RTL if not RIGHT_TO_LEFT.isdisjoint({code, code.split("-")[0]}) else bidi.LTR


def tidied(sheet: Sheet) -> Sheet:
    """This is the sheet with each of its texts as `tidy` leaves it."""
    texts = {name: tidy(value) for name, value in vars(sheet).items() if isinstance(value, str)}
    return replace(sheet, **texts, details=tuple(tidy(text) for text in sheet.details))


def tidy(text: str) -> str:
    """
    This composes accents, makes white space single and drops invisible characters that could reorder or hide text.

    The joiners stay where they decide how a letter looks: without them names in Persian, Sinhala and Malayalam are misspelt.
    """
    return " ".join(unicodedata.normalize("NFC", "".join(_visible(text))).split())


def _visible(text: str) -> Iterable[str]:
    before = " "
    for character in text:
        if character in JOINERS:
            is_kept = any(first <= ord(before) <= last for first, last in JOINING)
        elif unicodedata.category(character) in {"Cc", "Cf"}:
            is_kept = character.isspace() or character in VISIBLE
        else:
            is_kept = character not in INVISIBLE
        if is_kept:
            before = character
            yield character
