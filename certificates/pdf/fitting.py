"""The largest size at which a text has room, and the lines that it then makes."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Final

from certificates.pdf.breaking import RANKS, SPACE, SYLLABLE, Breaks, Lines
from certificates.pdf.shaping import Setting, paragraph
from certificates.pdf.sheet import TextTooLong

HALF_AN_EM: Final = 500


@dataclass(frozen=True)
class Style:
    """This is how one kind of text is set: its family, the room it has, and the sizes to try, the largest first."""

    family: str
    colour: str
    sizes: tuple[float, ...]
    height: float
    width: float
    # Above this size a text is made smaller before it is broken into lines.
    wraps_below: float = 100
    above: float = 0
    # From baseline to baseline, in ems, where the ink does not ask for more.
    leading: float = 1.28


@dataclass(frozen=True)
class Block:
    """
    This is a fitted text: lines one under the other.

    Scripts rise and fall very differently, so lines keep the distance that their ink needs, and at least the usual one.
    """

    style: Style
    size: float
    settings: tuple[Setting, ...]

    @cached_property
    def drops(self) -> tuple[float, ...]:
        """This is how far each baseline lies below the block's top."""
        drops = [self._above(self.settings[0])]
        for upper, lower in pairwise(self.settings):
            drops.append(drops[-1] + max(self.style.leading * self.size, self._below(upper) + self._above(lower)))
        return tuple(drops)

    @cached_property
    def height(self) -> float:
        return self.drops[-1] + self._below(self.settings[-1])

    def _above(self, setting: Setting) -> float:
        return max(setting.top + 40, 740) * self.size / 1000

    def _below(self, setting: Setting) -> float:
        return max(40 - setting.bottom, 240) * self.size / 1000


# Sentences come again and again, names do not: room for the sentences of a few languages.
@lru_cache(maxsize=256)
def fit(text: str, style: Style, language: str, base: int) -> Block:
    """
    This sets a text at the largest size at which it has room; words are cut only where no size spares them.

    :raises GlyphsMissing: if the faces lack a character.
    :raises TextTooLong: if it has no room at all.
    """
    whole = paragraph(text, style.family, language, base)
    breaks = Breaks(whole)
    for size, rank in _attempts(breaks, style):
        room = style.width * 1000 / size
        lines = breaks.wrap(room, rank)
        if lines is None or len(lines) * size > style.height or (len(lines) > 1 and size > style.wraps_below):
            continue
        settings = [whole.line(*line) for line in _balanced(breaks, lines, room, rank)] if len(lines) > 1 else [whole.whole]
        block = Block(style, size, tuple(settings))
        if block.height <= style.height:
            return block
    raise TextTooLong(text)


def _attempts(breaks: Breaks, style: Style) -> Iterator[tuple[float, int]]:
    """Without spaces a text may be broken before it gets small; with them, only once it is as small as can be."""
    for rank in RANKS:
        for size in style.sizes:
            is_small = rank == SPACE and size < style.wraps_below * 0.6
            if not (is_small and SYLLABLE in breaks.ranks.values()):
                yield size, rank


def _balanced(breaks: Breaks, lines: Lines, room: float, rank: int) -> Lines:
    """This makes lines of much the same length: the narrowest block that has no more of them, nor cuts more words."""
    cost = breaks.cost(lines)
    narrow, wide = room / len(lines), room
    while wide - narrow > HALF_AN_EM:
        middle = (narrow + wide) / 2
        tried = breaks.wrap(middle, rank)
        if tried is not None and len(tried) <= len(lines) and breaks.cost(tried) <= cost:
            wide, lines = middle, tried
        else:
            narrow = middle
    return lines
