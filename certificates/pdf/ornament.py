"""The lines around the words: a frame, and nothing that a printer could spoil."""

from reportlab.lib.colors import HexColor

from certificates.pdf.layout import ACCENT, HEIGHT, WIDTH
from certificates.pdf.text import Page


def draw_frame(canvas: Page) -> None:
    canvas.setStrokeColor(HexColor(ACCENT))
    canvas.setLineWidth(0.9)
    canvas.rect(30, 30, WIDTH - 60, HEIGHT - 60)
    canvas.setLineWidth(0.3)
    canvas.rect(35, 35, WIDTH - 70, HEIGHT - 70)
