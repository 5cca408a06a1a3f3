"""
The lines around the words: a band of crossing waves, as on share certificates, with a rosette in each corner and one on top.

Every wave repeats the same few operators, so the whole of it weighs less than a letter. It is made once.
"""

from collections.abc import Iterator
from functools import cache
from itertools import chain
from math import cos, pi, sin
from typing import Final

from reportlab.lib.colors import HexColor

from certificates.pdf.layout import ACCENT, HEIGHT, RULE_AT, WIDTH
from certificates.pdf.text import Page, number

PALE: Final = "#8fb3b6"
EDGE: Final = 28.0
BAND: Final = 16.0
WAVE: Final = 24.0
SEAL: Final = 17.0
RULE: Final = 64.0
# How far a Bézier curve's handles stand for half a wave: along it, and across in amplitudes.
ALONG: Final = 0.3642
ACROSS: Final = 1.2732
# The same for a quarter of a circle.
CIRCLE: Final = 0.5523


def draw_frame(page: Page) -> None:
    page.saveState()
    page.operate(_frame())
    page.restoreState()


@cache
def _frame() -> str:
    return "\n".join(chain(_colour(PALE), ["0.35 w"], _bands(), _corners(), _colour(ACCENT), _rules()))


def _colour(colour: str) -> Iterator[str]:
    yield f"{' '.join(number(part) for part in HexColor(colour).rgb())} RG"


def _bands() -> Iterator[str]:
    """This lays the band along all four sides, between the corners."""
    inner = EDGE + BAND
    yield from _band(inner, EDGE + BAND / 2, WIDTH - 2 * inner, upright=False)
    yield from _band(inner, HEIGHT - EDGE - BAND / 2, WIDTH - 2 * inner, upright=False)
    yield from _band(EDGE + BAND / 2, inner, HEIGHT - 2 * inner, upright=True)
    yield from _band(WIDTH - EDGE - BAND / 2, inner, HEIGHT - 2 * inner, upright=True)


def _band(x: float, y: float, length: float, *, upright: bool) -> Iterator[str]:
    """This fills a stretch with whole waves, each a few times over, a part of a wave later each time."""
    count = round(length / WAVE)
    wave = length / count
    turn = "0 1 -1 0" if upright else "1 0 0 1"
    for amplitude, shifts in ((BAND * 0.38, 4), (BAND * 0.2, 2)):
        unit = f"{_wave(wave, amplitude)} 1 0 0 1 {number(wave)} 0 cm"
        for shift in range(shifts):
            yield f"q {turn} {number(x)} {number(y)} cm 0 {number(-BAND / 2)} {number(length)} {number(BAND)} re W n"
            yield f"1 0 0 1 {number(-wave * shift / shifts)} 0 cm"
            yield "\n".join([unit] * (count + 1))
            yield "Q"


def _wave(length: float, amplitude: float) -> str:
    half, handle, height = length / 2, length / 2 * ALONG, amplitude * ACROSS
    up = (handle, height, half - handle, height, half, 0)
    down = (half + handle, -height, length - handle, -height, length, 0)
    return f"0 0 m {' '.join(map(number, up))} c {' '.join(map(number, down))} c S"


def _corners() -> Iterator[str]:
    middle = EDGE + BAND / 2
    for x in (middle, WIDTH - middle):
        for y in (middle, HEIGHT - middle):
            yield from _rosette(x, y, BAND * 0.42, BAND * 0.2, 8)


def _rosette(x: float, y: float, length: float, breadth: float, petals: int) -> Iterator[str]:
    """This turns an ellipse about its middle."""
    step = pi / petals
    turn = " ".join(f"{value:.5f}" for value in (cos(step), sin(step), -sin(step), cos(step)))
    yield f"q 1 0 0 1 {number(x)} {number(y)} cm"
    yield "\n".join([f"{_ellipse(length, breadth)} S {turn} 0 0 cm"] * petals)
    yield "Q"


def _ellipse(length: float, breadth: float) -> str:
    along, across = length * CIRCLE, breadth * CIRCLE
    quarters = (
        (length, across, along, breadth, 0, breadth),
        (-along, breadth, -length, across, -length, 0),
        (-length, -across, -along, -breadth, 0, -breadth),
        (along, -breadth, length, -across, length, 0),
    )
    return f"{number(length)} 0 m {' '.join(' '.join(map(number, quarter)) + ' c' for quarter in quarters)}"


def _rules() -> Iterator[str]:
    """This draws the lines at the band's edges, and the rosette on top over what lies there."""
    for width, inset in ((0.9, EDGE), (0.4, EDGE + BAND)):
        yield f"{width} w {number(inset)} {number(inset)} {number(WIDTH - 2 * inset)} {number(HEIGHT - 2 * inset)} re S"
    x, y = WIDTH / 2, HEIGHT - EDGE - BAND / 2
    yield f"q 1 g 0.9 w 1 0 0 1 {number(x)} {number(y)} cm {_ellipse(SEAL, SEAL)} b Q"
    yield "0.3 w"
    yield from _rosette(x, y, SEAL - 2, SEAL * 0.42, 18)
    yield f"0.6 w {number(x - RULE)} {number(RULE_AT)} m {number(x - 9)} {number(RULE_AT)} l S"
    yield f"{number(x + 9)} {number(RULE_AT)} m {number(x + RULE)} {number(RULE_AT)} l S"
    yield "0.4 w"
    yield from _rosette(x, RULE_AT, 4.6, 1.7, 4)
