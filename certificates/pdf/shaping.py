"""
From characters to glyphs in their places: HarfBuzz, run by run, then the runs in the order of their directions.

All lengths are thousandths of an em, so a text is shaped once for every size.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import groupby, pairwise
from typing import Final

import uharfbuzz as hb

from certificates.pdf import bidi, fonts
from certificates.pdf.fonts import Face
from certificates.pdf.sheet import GlyphsMissing

KANA: Final = ("\u3040", "\u30ff")
HANGUL: Final = ("\uac00", "\ud7a3")
BOPOMOFO: Final = ("\u3100", "\u312f")
# The regional forms of Han that a language asks for; the first that fits its code.
REGIONS: Final = {"zh-hk": "HK", "zh-mo": "HK", "zh-tw": "TC", "zh-hant": "TC", "zh": "SC", "ja": "JP", "ko": "KR"}
# Otherwise the first of the old character sets that can say it.
CHARSETS: Final = (("gb2312", "SC"), ("big5", "TC"), ("shift_jis", "JP"), ("gbk", "SC"))

# As a plain number: flags of enum.Flag are slow to ask.
UNSAFE_TO_BREAK: Final = int(hb.GlyphFlags.UNSAFE_TO_BREAK)


@dataclass(frozen=True, slots=True)
class Glyph:
    """
    This is one glyph: where the pen moves after it, and how far from the pen it stands.

    ``text`` is what its cluster says; the further glyphs of a cluster say nothing.
    """

    number: int
    advance: float
    dx: float
    dy: float
    text: str


@dataclass(frozen=True, slots=True)
class Run:
    """This is a stretch of one face, script and direction, its glyphs from left to right."""

    face: Face
    script: str
    level: int
    glyphs: tuple[Glyph, ...]

    @property
    def width(self) -> float:
        return sum(glyph.advance for glyph in self.glyphs)


@dataclass(frozen=True)
class Setting:
    """
    This is one line of text as glyphs, its runs from left to right.

    ``advances`` says for each character how much of the width is its own, and ``unsafe`` before which of them a cut would
    change what stands beside it.
    """

    text: str
    runs: tuple[Run, ...]
    advances: tuple[float, ...]
    unsafe: frozenset[int]
    starts: frozenset[int]

    @cached_property
    def width(self) -> float:
        return sum(run.width for run in self.runs)

    @cached_property
    def top(self) -> float:
        """This is how far its ink rises above the baseline."""
        return max((box[1] for box in self._boxes()), default=0)

    @cached_property
    def bottom(self) -> float:
        """This is how far its ink falls below the baseline, as a negative number."""
        return min((box[0] for box in self._boxes()), default=0)

    def _boxes(self) -> Iterator[tuple[float, float]]:
        for run in self.runs:
            for glyph in run.glyphs:
                low, high = _extent(run.face, glyph.number)
                yield glyph.dy + low, glyph.dy + high


@dataclass(frozen=True)
class Paragraph:
    """This is a text whose directions are known, of which any part can become a line."""

    text: str
    family: str
    language: str
    levels: tuple[int, ...]
    pieces: tuple[tuple[int, int, Face, str], ...]

    def line(self, start: int, end: int) -> Setting:
        """
        This shapes a part of the text; its neighbours still decide how its first and last letters join.

        :raises GlyphsMissing: if the faces lack a character, or a mark that only they could place.
        """
        shaped: list[Run] = []
        advances = [0.0] * (end - start)
        starts: set[int] = set()
        unsafe: set[int] = set()
        for first, last, face, script in self.pieces:
            if first < end and last > start:
                run = (max(first, start), min(last, end))
                buffer = self._shape(*run, face, script)
                shaped.append(Run(face, script, self.levels[run[0]], tuple(_glyphs(self.text, run[1], face, buffer))))
                for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
                    starts.add(info.cluster - start)
                    advances[info.cluster - start] += position.x_advance * face.scale
                    if int(info.flags) & UNSAFE_TO_BREAK:
                        unsafe.add(info.cluster - start)
        runs = bidi.visual(shaped, [run.level for run in shaped])
        return Setting(self.text[start:end], tuple(runs), tuple(advances), frozenset(unsafe), frozenset(starts))

    def _shape(self, start: int, end: int, face: Face, script: str) -> hb.Buffer:
        buffer = hb.Buffer()
        buffer.add_str(self.text, start, end - start)
        buffer.direction = "rtl" if self.levels[start] % 2 else "ltr"
        buffer.script = script
        buffer.language = self.language
        if buffer.direction == "ltr":
            # From right to left a joiner keeps a glyph without width: what reads the glyphs then finds it in its place.
            buffer.flags = hb.BufferFlags.REMOVE_DEFAULT_IGNORABLES
        hb.shape(face.font, buffer)
        if lacking := {self.text[info.cluster] for info in buffer.glyph_infos if info.codepoint == 0}:
            raise GlyphsMissing("".join(sorted(lacking)))
        return buffer

    @cached_property
    def whole(self) -> Setting:
        return self.line(0, len(self.text))


def paragraph(text: str, family: str, language: str, base: int) -> Paragraph:
    """
    This finds the directions, faces and scripts of a text in a line that goes the way of ``base``.

    :raises GlyphsMissing: if the faces lack a character.
    """
    if lacking := fonts.missing(text):
        raise GlyphsMissing(lacking)
    levels = bidi.levels(text, base)
    chosen = [face for piece, face in fonts.choose(text, family, region(text, language)) for _ in piece]
    kinds = zip(levels, chosen, _scripts(text), strict=True)
    pieces: list[tuple[int, int, Face, str]] = []
    start = 0
    for (_, face, script), run in groupby(kinds):
        end = start + len(list(run))
        pieces.append((start, end, face, script))
        start = end
    return Paragraph(text, family, language, tuple(levels), tuple(pieces))


def region(text: str, language: str) -> str:
    """This is whose forms of Han characters a text is drawn in: those of its letters, its language, or its character set."""
    for (first, last), name in ((KANA, "JP"), (HANGUL, "KR"), (BOPOMOFO, "TC")):
        if any(first <= character <= last for character in text):
            return name
    if name := next((name for code, name in REGIONS.items() if language.lower().startswith(code)), ""):
        return name
    han = "".join(character for character in text if script_of(character) == "Hani")
    return next((name for charset, name in CHARSETS if _can_say(charset, han)), "JP")


def _can_say(charset: str, text: str) -> bool:
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


@cache
def script_of(character: str) -> str:
    """This is the four letters of a character's script; nothing for what all scripts share."""
    buffer = hb.Buffer()
    buffer.add_str(character)
    buffer.guess_segment_properties()
    return str(buffer.script or "")


def _scripts(text: str) -> Sequence[str]:
    """What scripts share belongs to the one before it; at the beginning, and in an opening bracket, to the one after it."""
    found = [script_of(character) for character in text]
    for index in reversed(range(len(text) - 1)):
        if fonts.is_opening(text[index]):
            found[index] = found[index] or found[index + 1]
    current = next((script for script in found if script), "Latn")
    for index, script in enumerate(found):
        current = script or current
        found[index] = current
    return found


def _glyphs(text: str, end: int, face: Face, buffer: hb.Buffer) -> Iterator[Glyph]:
    """The first glyph of a cluster, from the left, has its text: up to where the next cluster begins."""
    infos = buffer.glyph_infos
    begins = sorted({info.cluster for info in infos})
    said = {begin: text[begin:after] for begin, after in pairwise([*begins, end])}
    for info, position in zip(infos, buffer.glyph_positions, strict=True):
        dx, dy = position.x_offset * face.scale, position.y_offset * face.scale
        yield Glyph(info.codepoint, position.x_advance * face.scale, dx, dy, said.pop(info.cluster, ""))


@cache
def _extent(face: Face, number: int) -> tuple[float, float]:
    box = face.font.get_glyph_extents(number)
    if box is None:
        return 0, 0
    return (box.y_bearing + box.height) * face.scale, box.y_bearing * face.scale
