"""The page that lines of glyphs are written on, so that they can be read, searched and copied."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, BinaryIO, Final

from reportlab import rl_config
from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from certificates.pdf.embedding import EmbeddedFont, EmbeddedFonts
from certificates.pdf.shaping import Run, Setting

# The scripts from right to left of which poppler and pdfium know it.
TURNED: Final = frozenset({"Arab", "Hebr", "Syrc"})

# Compressed bytes as they are; ReportLab would spell them in letters, a quarter longer, and take its time over it.
rl_config.useA85 = 0


class Page(Canvas):
    """This is ReportLab's canvas for one page, without its built-in font, and with shaped text."""

    _doc: Any
    _code: list[str]

    def __init__(self, target: BinaryIO, size: tuple[float, float], language: str, settings: Iterable[Setting]) -> None:
        super().__init__(target, pagesize=size, invariant=1, pageCompression=1, pdfVersion=(1, 7), lang=language)
        self._embedded = EmbeddedFonts(settings)
        self._doc.delayedFonts.append(self._embedded)

    def _make_preamble(self) -> None:
        # ReportLab's own begins with Helvetica, which is neither embedded nor used.
        self._preamble = ""

    def write(self, setting: Setting, x: float, y: float, size: float, colour: str) -> None:
        """
        This writes a line of text with its left end at ``x`` and its baseline at ``y``.

        It is said as a whole, as it was typed (ActualText), except what programs turn round by themselves: they put that
        together from what its glyphs say, and would turn the whole round once more.
        """
        self.setFillColor(HexColor(colour))
        for (is_turned, _), runs in groupby(setting.runs, key=lambda run: (_is_turned(run), run.level % 2)):
            group = list(runs)
            self.operate("BT" if is_turned else f"/Span << /ActualText <{_said(group)}> >> BDC BT")
            for run in group:
                font = self._embedded.of(run.face)
                zoomed = size * run.face.zoom
                shown = " ".join(_shown(run, font, zoomed))
                self.operate(f"/{font.name} {number(zoomed)} Tf 1 0 0 1 {number(x)} {number(y)} Tm {shown}")
                x += run.width * size / 1000
            self.operate("ET" if is_turned else "ET EMC")

    def operate(self, operators: str) -> None:
        self._code.append(operators)


def _is_turned(run: Run) -> bool:
    return run.level % 2 == 1 and run.script in TURNED


def _said(runs: Sequence[Run]) -> str:
    texts = [glyph.text for run in runs for glyph in run.glyphs]
    text = "".join(reversed(texts) if runs[0].level % 2 else texts)
    return f"\ufeff{text}".encode("utf-16-be").hex().upper()


def number(value: float) -> str:
    """This is how a length is written: to a hundredth of a point, without idle zeros."""
    # The sum makes of minus nothing nothing.
    return f"{round(value, 2) + 0:g}"


def _shown(run: Run, font: EmbeddedFont, size: float) -> Iterator[str]:
    """This shows glyphs on one height together; corrections bring the pen where the next one begins."""
    pen = actual = 0.0
    zoom = run.face.zoom
    for rise, glyphs in groupby(run.glyphs, key=lambda glyph: glyph.dy):
        items: list[str] = []
        for glyph in glyphs:
            code = font.code(glyph)
            correction = round(actual - (pen + glyph.dx) / zoom)
            items.append(f"{correction}<{code:04X}>" if correction else f"<{code:04X}>")
            actual += font.width(glyph) - correction
            pen += glyph.advance
        shown = f"[{''.join(items).replace('><', '')}] TJ"
        yield f"{number(rise / zoom * size / 1000)} Ts {shown} 0 Ts" if rise else shown
