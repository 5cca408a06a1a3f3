"""
Where a text may go on in the next line.

Places are of four ranks: at a space or between ideographs; between the syllables of scripts that put no spaces between
words; between letters; between letters that change one another, as joined ones do. A place of a higher rank is used only
where no lower one will do, and none lies within a letter and its marks.
"""

from functools import cached_property
from itertools import accumulate
from typing import Final

from certificates.pdf.fonts import is_dependent
from certificates.pdf.shaping import Paragraph, script_of

SPACE: Final = 0
SYLLABLE: Final = 1
LETTER: Final = 2
JOINED: Final = 3
RANKS: Final = (SPACE, SYLLABLE, LETTER, JOINED)

IDEOGRAPHS: Final = frozenset({"Hani", "Hira", "Kana", "Bopo"})
# Without spaces between words; where a word ends only a dictionary knows.
UNSPACED: Final = frozenset({"Thai", "Laoo", "Khmr", "Mymr", "Tibt"})
TSHEG: Final = "\u0f0b"
# Small kana, marks of repetition and length, closing brackets and stops begin no line, nor do vowels and signs that belong
# to the syllable before; opening brackets, and vowels that are written before their consonant, end none.
NEVER_FIRST: Final = frozenset(
    "、。，．・：；？！゛゜ヽヾゝゞ々ー’”）〕］｝〉》」』】ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ,.:;!?)]}·"
    "\u0e2f\u0e30\u0e32\u0e33\u0e45\u0e46\u0eaf\u0eb0\u0eb2\u0eb3\u0ebd\u0ec6\u17d4\u17d5\u17d6\u104a\u104b\u0f0b\u0f0d\u0f0e"
)
NEVER_LAST: Final = frozenset("‘“（〔［｛〈《「『【([{\u0e40\u0e41\u0e42\u0e43\u0e44\u0ec0\u0ec1\u0ec2\u0ec3\u0ec4")

# Each line by its first index and the one after its last.
Lines = tuple[tuple[int, int], ...]


class Breaks:
    """This is the places of one text, found when they are first needed, and the lines that they allow."""

    def __init__(self, paragraph: Paragraph) -> None:
        self.text = paragraph.text
        self.whole = paragraph.whole

    @cached_property
    def ranks(self) -> dict[int, int]:
        """This is the rank of each index before which a line may begin, in their order."""
        found: dict[int, int] = {}
        for index in sorted(self.whole.starts - {0}):
            before, after = self.text[index - 1], self.text[index]
            if before == " ":
                found[index] = SPACE
            elif after != " " and not is_dependent(after):
                found[index] = JOINED if index in self.whole.unsafe else _rank(before, after)
        return found

    @cached_property
    def sums(self) -> list[float]:
        """This is the width of everything before each index."""
        return [*accumulate(self.whole.advances, initial=0.0)]

    def wrap(self, room: float, rank: int) -> Lines | None:
        """
        This fills lines of ``room``, breaking at places up to ``rank``: the fewest lines, each with its start and end.

        A place of a lower rank is preferred within a line. Where even ``rank`` leaves something too wide, it gives nothing.
        """
        lines: list[tuple[int, int]] = []
        start = 0
        while self._width(start, len(self.text)) > room:
            last = self._last(start, room, rank)
            if last is None:
                return None
            lines.append((start, self._end(last)))
            start = last
        return (*lines, (start, len(self.text)))

    def cost(self, lines: Lines) -> int:
        """This is how bad the breaks of some lines are."""
        return sum(self.ranks[start] for start, _ in lines if start)

    def _last(self, start: int, room: float, rank: int) -> int | None:
        """This is the last place of the best rank at which a line still fits."""
        best: dict[int, int] = {}
        for index, found in self.ranks.items():
            if index > start:
                if self._width(start, self._end(index)) > room:
                    break
                best[found] = index
        return next((best[wanted] for wanted in RANKS[: rank + 1] if wanted in best), None)

    def _width(self, start: int, end: int) -> float:
        return self.sums[end] - self.sums[start]

    def _end(self, index: int) -> int:
        """A space at the end of a line takes no room."""
        return index - 1 if self.text[index - 1] == " " else index


def _rank(before: str, after: str) -> int:
    if after in NEVER_FIRST or before in NEVER_LAST:
        return LETTER
    scripts = {script_of(before), script_of(after)}
    if before == TSHEG or (scripts & IDEOGRAPHS and scripts <= {*IDEOGRAPHS, ""}):
        return SPACE
    # Tibetan ends its syllables by a mark of its own.
    return SYLLABLE if scripts <= UNSPACED and "Tibt" not in scripts else LETTER
