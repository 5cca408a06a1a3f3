"""From a sheet to a document."""

import io
from itertools import groupby

import segno
from reportlab.lib.colors import HexColor

from certificates.pdf.layout import HEIGHT, INK, QR_SIZE, WIDTH, compose, qr_place
from certificates.pdf.ornament import draw_frame
from certificates.pdf.sheet import Sheet, tidied
from certificates.pdf.text import Page


def draw(sheet: Sheet) -> bytes:
    """
    This is the certificate as a PDF, the same bytes for the same sheet.

    :raises GlyphsMissing: if the fonts lack a character.
    :raises TextTooLong: if a text has no room.
    """
    sheet = tidied(sheet)
    lines = compose(sheet)
    target = io.BytesIO()
    page = Page(target, (WIDTH, HEIGHT), sheet.language, [line.setting for line in lines])
    page.setTitle(f"{sheet.heading}: {sheet.name}")
    page.setAuthor(sheet.issuer)
    page.setSubject(sheet.title)
    draw_frame(page)
    for line in lines:
        page.write(line.setting, line.x, line.y, line.size, line.style.colour)
    _draw_qr(page, sheet.address, *qr_place(sheet))
    page.showPage()
    page.save()
    return target.getvalue()


def _draw_qr(page: Page, address: str, left: float, bottom: float) -> None:
    """This draws the code as rectangles, one for each run of dark modules, and makes it a link."""
    rows = [bytes(row) for row in segno.make_qr(address, error="m").matrix_iter(border=0)]
    unit = QR_SIZE / len(rows)
    page.saveState()
    page.setFillColor(HexColor(INK))
    page.transform(unit, 0, 0, unit, left, bottom)
    for number, row in enumerate(reversed(rows)):
        for dark, run in groupby(range(len(row)), key=row.__getitem__):
            columns = list(run)
            if dark:
                page.operate(f"{columns[0]} {number} {len(columns)} 1 re")
    page.operate("f")
    page.restoreState()
    page.linkURL(address, (left, bottom, left + QR_SIZE, bottom + QR_SIZE), relative=0)
