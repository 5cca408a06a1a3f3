"""Where everything stands on the sheet: each line measured, within its margins and clear of the others."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from reportlab.lib.pagesizes import A4, landscape

from certificates.pdf import bidi
from certificates.pdf.fitting import Block, Style, fit
from certificates.pdf.fonts import BOLD, SANS, SERIF
from certificates.pdf.shaping import Setting
from certificates.pdf.sheet import Sheet, Undrawable, tidy

INK: Final = "#17282c"
QUIET: Final = "#51646a"
ACCENT: Final = "#0b5c63"

WIDTH, HEIGHT = landscape(A4)
MARGIN: Final = 76.0
MEASURE: Final = WIDTH - 2 * MARGIN
HEAD: Final = HEIGHT - 70
RULE_AT: Final = HEIGHT - 150
# The middle of the sheet, between heading and foot, where the statement stands.
TOP, BOTTOM = HEIGHT - 162, 150.0
LOOSEST: Final = 2.1
QR_SIZE: Final = 76.0
QR_GAP: Final = 16.0
FOOT: Final = 64.0

ISSUER: Final = Style(BOLD, ACCENT, (12.5, 11, 10, 8), height=20, width=MEASURE)
HEADING: Final = Style(SERIF, INK, (31, 28, 24, 20, 16, 12, 10), height=46, width=MEASURE)
WORDS: Final = Style(SANS, QUIET, (12.5, 11.5, 10.5, 9.5, 8.5), height=34, width=MEASURE, above=15)
NAME: Final = Style(SERIF, INK, (42, 38, 34, 30, 26, 23, 20, 17, 14, 11, 8), 92, MEASURE, wraps_below=27, above=9)
TITLE: Final = Style(BOLD, ACCENT, (23, 21, 19, 17, 15, 13, 11, 9, 7), 64, MEASURE, wraps_below=20, above=10)
DETAIL: Final = Style(SANS, INK, (10.5, 9.5, 8.5, 7.5, 6.5), height=30, width=220, leading=1.5)
# Where all of them have no room in one size, they are set in the next.
DETAILS: Final = (DETAIL, *(replace(DETAIL, sizes=DETAIL.sizes[first:]) for first in range(1, len(DETAIL.sizes))))
DETAILS_ROOM: Final = BOTTOM - FOOT - 6
CHECK: Final = Style(SANS, QUIET, (8.5, 7.5, 6.5, 5.5), height=26, width=350, leading=1.5)
ADDRESS: Final = replace(CHECK, wraps_below=5.5)
PARTS: Final = {"{name}": NAME, "{title}": TITLE}


@dataclass(frozen=True)
class Line:
    """This is one line of text at its place; ``x`` is its left end, ``y`` its baseline."""

    setting: Setting
    style: Style
    size: float
    x: float
    y: float

    @property
    def text(self) -> str:
        return self.setting.text

    @property
    def width(self) -> float:
        return self.setting.width * self.size / 1000

    @property
    def top(self) -> float:
        """This is how high on the sheet its ink reaches, and ``bottom`` how low."""
        return self.y + self.setting.top * self.size / 1000

    @property
    def bottom(self) -> float:
        return self.y + self.setting.bottom * self.size / 1000


def compose(sheet: Sheet) -> list[Line]:
    """
    This puts every text of a sheet in its place.

    :raises GlyphsMissing: if the faces lack a character.
    :raises TextTooLong: if a text has no room.
    """
    issuer, heading = _sentence(sheet, sheet.issuer, ISSUER), _sentence(sheet, sheet.heading, HEADING)
    lines = [*_centred(issuer, HEAD), *_centred(heading, HEAD - issuer.height - 10)]
    return [*lines, *_statement(sheet), *_details(sheet), *_check(sheet)]


def has_room(detail: str, language: str) -> bool:
    """This says whether a text can be one of the details of a sheet: its letters can be drawn, and there is room for it."""
    try:
        fit(tidy(detail), DETAILS[-1], language, bidi.LTR)
    except Undrawable:
        return False
    return True


def qr_place(sheet: Sheet) -> tuple[float, float]:
    """This is the lower left corner of the QR code: at the end of the foot, as the language reads."""
    return (MARGIN if sheet.direction == bidi.RTL else WIDTH - MARGIN - QR_SIZE), FOOT - 3


def _sentence(sheet: Sheet, text: str, style: Style) -> Block:
    return fit(text, style, sheet.language, sheet.direction)


def _own(sheet: Sheet, text: str, style: Style) -> Block:
    """This sets a name or title, which goes the way of its own first letter, whatever the language around it."""
    return fit(text, style, sheet.language, bidi.direction(text, sheet.direction))


def _centred(block: Block, top: float) -> Iterator[Line]:
    for setting, drop in zip(block.settings, block.drops, strict=True):
        width = setting.width * block.size / 1000
        yield Line(setting, block.style, block.size, x=(WIDTH - width) / 2, y=top - drop)


def _statement(sheet: Sheet) -> Iterator[Line]:
    """This sets the statement's parts under one another, as a block in the middle between heading and foot."""
    filled = {"{name}": sheet.name, "{title}": sheet.title}
    parts = [part.strip() for part in re.split(r"(\{name\}|\{title\})", sheet.statement) if part.strip()]
    blocks = [_own(sheet, filled[part], PARTS[part]) if part in filled else _sentence(sheet, part, WORDS) for part in parts]
    gaps, heights = sum(block.style.above for block in blocks), sum(block.height for block in blocks)
    # Short texts stand further apart, and a little above the middle.
    loose = min(LOOSEST, max(1, (TOP - BOTTOM - heights) / gaps / 1.6))
    top = TOP - (TOP - BOTTOM - heights - gaps * loose) * 0.44
    for block in blocks:
        top -= block.style.above * loose
        yield from _centred(block, top)
        top -= block.height


def _details(sheet: Sheet) -> Iterator[Line]:
    """This sets date, hours and the like where the foot begins, upwards from its end."""
    at_right = sheet.direction == bidi.RTL
    for style in DETAILS:
        blocks = [_sentence(sheet, detail, style) for detail in sheet.details]
        if sum(_heights(blocks)) <= DETAILS_ROOM:
            break
    yield from _upwards(blocks, WIDTH - MARGIN if at_right else MARGIN, at_right=at_right)


def _check(sheet: Sheet) -> Iterator[Line]:
    """This sets how to check the certificate beside the QR code, upwards from its foot."""
    at_right = sheet.direction == bidi.LTR
    left, _ = qr_place(sheet)
    # An address is read from left to right everywhere.
    blocks = [_sentence(sheet, sheet.check, CHECK), fit(sheet.address, ADDRESS, sheet.language, bidi.LTR)]
    yield from _upwards(blocks, left - QR_GAP if at_right else left + QR_SIZE + QR_GAP, at_right=at_right)


def _heights(blocks: list[Block]) -> list[float]:
    return [block.drops[-1] - block.drops[0] + block.size * block.style.leading for block in blocks]


def _upwards(blocks: list[Block], edge: float, *, at_right: bool) -> Iterator[Line]:
    """This sets blocks at an edge, left of it or right of it, the last of them on the foot."""
    heights = _heights(blocks)
    for number, block in enumerate(blocks, 1):
        y = FOOT + sum(heights[number:]) + block.drops[-1]
        for setting, drop in zip(block.settings, block.drops, strict=True):
            x = edge - setting.width * block.size / 1000 if at_right else edge
            yield Line(setting, block.style, block.size, x, y - drop)
