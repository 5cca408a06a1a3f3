"""
The drawing of a certificate: facts in, bytes out.

Pure: it knows neither the site nor the database nor the queue, reads nothing but the vendored fonts, and gives the same
bytes for the same facts. It covers what Noto Sans and Noto Serif cover (Latin, Greek, Cyrillic); a text with any other
character stops the drawing with `GlyphsMissing`, since a certificate with boxes for a name is worse than none. Arabic, Han
and the other scripts need shaping and fallback faces, and have their place here, behind the same `draw`.
"""

import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Final

import segno
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

FONTS = Path(__file__).resolve().parents[1] / "vendor" / "fonts"
SANS: Final = "NotoSans-Regular"
BOLD: Final = "NotoSans-Bold"
SERIF: Final = "NotoSerif-Regular"
INK: Final = "#17282c"
QUIET: Final = "#51646a"
ACCENT: Final = "#0b5c63"

WIDTH, HEIGHT = landscape(A4)
MARGIN: Final = 72.0
LEADING: Final = 1.28
# The middle of the sheet, between heading and foot, where the statement stands.
TOP, BOTTOM = HEIGHT - 150, 158.0
QR_SIZE: Final = 76.0
FOOT: Final = 62.0


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


@dataclass(frozen=True)
class Style:
    """This is how one kind of text is set: its face, the room it has, and the sizes to try, the largest first."""

    face: str
    colour: str
    sizes: tuple[float, ...]
    height: float
    width: float = WIDTH - 2 * MARGIN
    # Above this size a text is made smaller before it is broken into lines.
    wraps_below: float = 100
    above: float = 0


@dataclass(frozen=True)
class Line:
    """This is one line of text at its place; ``x`` is its left end, ``y`` its baseline."""

    text: str
    face: str
    size: float
    colour: str
    x: float
    y: float

    @property
    def width(self) -> float:
        return measure(self.text, self.face, self.size)


ISSUER = Style(BOLD, ACCENT, (12, 10, 8), height=18)
HEADING = Style(SERIF, INK, (25, 22, 18, 14, 10), height=36)
WORDS = Style(SANS, QUIET, (12, 11, 10, 9, 8), height=34, above=15)
NAME = Style(SERIF, INK, (42, 38, 34, 30, 26, 23, 20, 17, 14, 11, 8), height=92, wraps_below=27, above=9)
TITLE = Style(BOLD, ACCENT, (23, 21, 19, 17, 15, 13, 11, 9, 7), height=66, wraps_below=20, above=10)
DETAIL = Style(SANS, INK, (10.5, 9.5, 8.5, 7.5, 6.5), height=28, width=230)
CHECK = Style(SANS, QUIET, (8.5, 7.5, 6.5, 5.5), height=24, width=350)
ADDRESS = replace(CHECK, wraps_below=5.5)
PARTS = {"{name}": NAME, "{title}": TITLE}


def draw(sheet: Sheet) -> bytes:
    """
    This is the certificate as a PDF, the same bytes for the same sheet.

    :raises GlyphsMissing: if the fonts lack a character.
    :raises TextTooLong: if a text has no room.
    """
    sheet = tidied(sheet)
    lines = compose(sheet)
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(WIDTH, HEIGHT), invariant=1, pageCompression=1, lang=sheet.language)
    canvas.setTitle(f"{sheet.heading}: {sheet.name}")
    canvas.setAuthor(sheet.issuer)
    canvas.setSubject(sheet.title)
    _draw_frame(canvas)
    for line in lines:
        canvas.setFont(line.face, line.size)
        canvas.setFillColor(HexColor(line.colour))
        canvas.drawString(line.x, line.y, line.text)
    _draw_qr(canvas, sheet.address)
    canvas.showPage()
    canvas.save()
    return target.getvalue()


def compose(sheet: Sheet) -> list[Line]:
    """This puts every text of a sheet in its place, within its margins and clear of the others."""
    head = _centred(fit(sheet.issuer, ISSUER), ISSUER, HEIGHT - 84)
    head += _centred(fit(sheet.heading, HEADING), HEADING, HEIGHT - 122)
    return [*head, *_statement(sheet), *_details(sheet), *_check(sheet)]


def tidied(sheet: Sheet) -> Sheet:
    """This composes accents, makes white space single and drops invisible characters that could reorder or hide text."""
    texts = {name: _tidy(value) for name, value in vars(sheet).items() if isinstance(value, str)}
    return replace(sheet, **texts, details=tuple(_tidy(text) for text in sheet.details))


def _tidy(text: str) -> str:
    visible = (character for character in text if character.isspace() or unicodedata.category(character) not in {"Cc", "Cf"})
    return " ".join(unicodedata.normalize("NFC", "".join(visible)).split())


@cache
def load_fonts() -> dict[str, frozenset[int]]:
    """This reads the faces, once in a process, and says which characters each has."""
    fonts = {face: TTFont(face, FONTS / f"{face}.ttf") for face in (SANS, BOLD, SERIF)}
    for font in fonts.values():
        pdfmetrics.registerFont(font)
    return {face: frozenset(font.face.charToGlyph) for face, font in fonts.items()}


def measure(text: str, face: str, size: float) -> float:
    """This is the width of a text in points."""
    return float(pdfmetrics.stringWidth(text, face, size))


def fit(text: str, style: Style) -> tuple[float, list[str]]:
    """This is the largest size at which a text has room, with its lines."""
    known = load_fonts()[style.face]
    if missing := sorted({character for character in text if ord(character) not in known}):
        raise GlyphsMissing("".join(missing))
    for size in style.sizes:
        lines = list(_wrapped(text, style.face, size, style.width))
        if len(lines) * size * LEADING <= style.height and (len(lines) == 1 or size <= style.wraps_below):
            return size, _balanced(text, len(lines), style, size)
    raise TextTooLong(text)


def _balanced(text: str, number: int, style: Style, size: float) -> list[str]:
    """This breaks a text into so many lines of much the same length: the narrowest block that has no more of them."""
    narrow, wide = style.width / number, style.width
    while wide - narrow > size / 2:
        middle = (narrow + wide) / 2
        fits = len(list(_wrapped(text, style.face, size, middle))) <= number
        narrow, wide = (narrow, middle) if fits else (middle, wide)
    return list(_wrapped(text, style.face, size, wide))


def _wrapped(text: str, face: str, size: float, width: float) -> Iterator[str]:
    line = ""
    for word in text.split():
        for piece in _pieces(word, face, size, width):
            longer = f"{line} {piece}".strip()
            if line and measure(longer, face, size) > width:
                yield line
                line = piece
            else:
                line = longer
    yield line


def _pieces(word: str, face: str, size: float, width: float) -> Iterator[str]:
    """This cuts a word that is wider than a line, never between a letter and its accents."""
    piece = ""
    for letter in re.findall(r"(?s).[\u0300-\u036f]*", word):
        if piece and measure(piece + letter, face, size) > width:
            yield piece
            piece = ""
        piece += letter
    yield piece


def _centred(fitted: tuple[float, list[str]], style: Style, baseline: float) -> list[Line]:
    size, texts = fitted
    lines = []
    for text in texts:
        lines.append(Line(text, style.face, size, style.colour, x=(WIDTH - measure(text, style.face, size)) / 2, y=baseline))
        baseline -= size * LEADING
    return lines


def _statement(sheet: Sheet) -> list[Line]:
    """This sets the statement's parts under one another, as a block in the middle between heading and foot."""
    filled = {"{name}": sheet.name, "{title}": sheet.title}
    parts = [part.strip() for part in re.split(r"(\{name\}|\{title\})", sheet.statement) if part.strip()]
    styles = [PARTS.get(part, WORDS) for part in parts]
    blocks = [(style, fit(filled.get(part, part), style)) for part, style in zip(parts, styles, strict=True)]
    height = sum(style.above + size * LEADING * len(texts) for style, (size, texts) in blocks)
    y = (TOP + BOTTOM + height) / 2
    lines: list[Line] = []
    for style, (size, texts) in blocks:
        y -= style.above
        lines += _centred((size, texts), style, y - size)
        y -= size * LEADING * len(texts)
    return lines


def _details(sheet: Sheet) -> list[Line]:
    """This sets date and hours at the foot on the left, upwards from its end."""
    lines: list[Line] = []
    y = FOOT
    for detail in reversed(sheet.details):
        size, texts = fit(detail, DETAIL)
        for text in reversed(texts):
            lines.append(Line(text, DETAIL.face, size, DETAIL.colour, MARGIN, y))
            y += size * 1.5
    return lines


def _check(sheet: Sheet) -> list[Line]:
    """This sets how to check the certificate beside the QR code, upwards from its foot."""
    lines: list[Line] = []
    right = WIDTH - MARGIN - QR_SIZE - 14
    y = FOOT
    for words, style in ((sheet.address, ADDRESS), (sheet.check, CHECK)):
        size, texts = fit(words, style)
        for text in reversed(texts):
            lines.append(Line(text, CHECK.face, size, CHECK.colour, right - measure(text, CHECK.face, size), y))
            y += size * 1.5
    return lines


def _draw_frame(canvas: Canvas) -> None:
    canvas.setStrokeColor(HexColor(ACCENT))
    canvas.setLineWidth(0.9)
    canvas.rect(30, 30, WIDTH - 60, HEIGHT - 60)
    canvas.setLineWidth(0.3)
    canvas.rect(35, 35, WIDTH - 70, HEIGHT - 70)
    canvas.setLineWidth(1.6)
    canvas.line(WIDTH / 2 - 26, HEIGHT - 142, WIDTH / 2 + 26, HEIGHT - 142)


def _draw_qr(canvas: Canvas, address: str) -> None:
    """This draws the code as rectangles, one for each run of dark modules, and makes it a link."""
    rows = [bytes(row) for row in segno.make_qr(address, error="m").matrix_iter(border=0)]
    unit = QR_SIZE / len(rows)
    left, top = WIDTH - MARGIN - QR_SIZE, FOOT - 3 + QR_SIZE
    path = canvas.beginPath()
    for number, row in enumerate(rows):
        for dark, run in groupby(range(len(row)), key=row.__getitem__):
            columns = list(run)
            if dark:
                path.rect(left + columns[0] * unit, top - (number + 1) * unit, len(columns) * unit, unit)
    canvas.setFillColor(HexColor(INK))
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.linkURL(address, (left, top - QR_SIZE, left + QR_SIZE, top), relative=0)
