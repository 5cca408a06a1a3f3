"""
Where a text may go on in the next line.

Places are of four ranks: at a space or between ideographs; between the syllables of scripts that put no spaces between
words; between letters; between letters that change one another, as joined ones do. A place of a higher rank is used only
where no lower one will do, and none lies within a letter and its marks.
"""

from collections.abc import Sequence
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


def places(paragraph: Paragraph) -> dict[int, int]:
    """This is the rank of each index before which a line may begin."""
    text, whole = paragraph.text, paragraph.whole
    found: dict[int, int] = {}
    for index in sorted(whole.starts - {0}):
        before, after = text[index - 1], text[index]
        if before == " ":
            found[index] = SPACE
        elif after != " " and not is_dependent(after):
            found[index] = JOINED if index in whole.unsafe else _rank(before, after)
    return found


def _rank(before: str, after: str) -> int:
    if after in NEVER_FIRST or before in NEVER_LAST:
        return LETTER
    scripts = {script_of(before), script_of(after)}
    if before == TSHEG or (scripts & IDEOGRAPHS and scripts <= {*IDEOGRAPHS, ""}):
        return SPACE
    # Tibetan ends its syllables by a mark of its own.
    return SYLLABLE if scripts <= UNSPACED and "Tibt" not in scripts else LETTER


def wrap(paragraph: Paragraph, room: float, rank: int) -> Lines | None:
    """
    This fills lines of ``room``, breaking at places up to ``rank``: the fewest lines, each with its start and end.

    A place of a lower rank is preferred within a line. Where even ``rank`` leaves something too wide, it gives nothing.
    """
    text, ranks = paragraph.text, places(paragraph)
    sums = _sums(paragraph.whole.advances)
    lines: list[tuple[int, int]] = []
    start = 0
    while start < len(text):
        if sums[len(text)] - sums[start] <= room:
            lines.append((start, len(text)))
            break
        within = [index for index in ranks if index > start and sums[_end(text, index)] - sums[start] <= room]
        best = next((fit for wanted in RANKS[: rank + 1] if (fit := [i for i in within if ranks[i] == wanted])), None)
        if best is None:
            return None
        lines.append((start, _end(text, best[-1])))
        start = best[-1]
    return tuple(lines)


def _end(text: str, index: int) -> int:
    """A space at the end of a line takes no room."""
    return index - 1 if text[index - 1] == " " else index


def _sums(advances: Sequence[float]) -> list[float]:
    sums = [0.0]
    for advance in advances:
        sums.append(sums[-1] + advance)
    return sums
