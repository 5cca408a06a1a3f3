"""
The faces of certificates, and which characters each can draw.

Latin, Greek, Cyrillic and Arabic, serif companions for names, and the scripts that the packages lack lie in `vendor/fonts`;
the other scripts come from the packages manimgx-fonts and manimgx-fonts-cjk. A file is mapped into memory when a text first
needs it.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import Final

import uharfbuzz as hb

from certificates.pdf.sheet import JOINERS, tidy

FONTS: Final = Path(__file__).resolve().parents[2] / "vendor" / "fonts"
PACKAGE: Final = Path(str(files("manimgx_fonts")))
CJK: Final = Path(str(files("manimgx_fonts_cjk"))) / "NotoSansCJK-VF.otf.ttc"

# Families: what a style asks for. Each ends with every face there is, so all of them draw the same characters.
SANS: Final = "sans"
BOLD: Final = "bold"
SERIF: Final = "serif"
WEIGHTS: Final = {SANS: 400, BOLD: 700, SERIF: 400}
# Forms of Han characters: Japan, Korea, the mainland, Taiwan, Hong Kong, in the order of the collection's faces.
REGIONS: Final = ("JP", "KR", "SC", "TC", "HK")

LEADING: Final = {
    # For Arabic no Noto Sans: it builds letters from strokes and dots, which programs read back as rubble.
    SANS: ("NotoSans-Regular", "NotoNaskhArabic-Regular"),
    BOLD: ("NotoSans-Bold", "NotoNaskhArabic-Bold"),
    SERIF: (
        "NotoSerif-Regular",
        "NotoNaskhArabic-Regular",
        "NotoSerifHebrew-Regular",
        "NotoSerifArmenian-Regular",
        "NotoSerifGeorgian-Regular",
        "NotoSerifThai-Regular",
        "NotoSerifLao-Regular",
    ),
}
PACKAGED: Final = (
    *("NotoSans", "NotoSansArabic", "NotoSansHebrew", "NotoSansArmenian", "NotoSansGeorgian", "NotoSansEthiopic"),
    *("NotoSansDevanagari", "NotoSansBengali", "NotoSansGurmukhi", "NotoSansGujarati", "NotoSansOriya", "NotoSansTamil"),
    *("NotoSansTelugu", "NotoSansKannada", "NotoSansMalayalam", "NotoSansSinhala"),
    *("NotoSansThai", "NotoSansLao", "NotoSansKhmer", "NotoSansMyanmar"),
)
VENDORED: Final = (
    *("NotoSerifTibetan-Regular", "NotoSansThaana-Regular", "NotoSansTifinagh-Regular", "NotoSansNKo-Regular"),
    *("NotoSansAdlam-Regular", "NotoSansCherokee-Regular", "NotoSansCanadianAboriginal-Regular", "NotoSansOlChiki-Regular"),
    *("NotoSansMeeteiMayek-Regular", "NotoSansSyriac-Regular"),
)

ZOOMS: Final = {"NotoNaskhArabic": 1.16, "NotoSerifThai": 1.1, "NotoSerifLao": 1.1}


@dataclass(frozen=True, eq=False)
class Face:
    """
    This is one face at one weight: a file of its own (``weight`` 0), or a place on the axis of a variable one.

    ``zoom`` is how much larger its letters must be set to look as large as Latin ones of the same size.
    """

    name: str
    path: Path
    index: int = 0
    weight: int = 0
    zoom: float = 1.0

    @cached_property
    def source(self) -> hb.Face:
        return hb.Face(hb.Blob.from_file_path(str(self.path)), self.index)

    @cached_property
    def font(self) -> hb.Font:
        font = hb.Font(self.source)
        if self.weight:
            font.set_variations({"wght": self.weight})
        return font

    @cached_property
    def characters(self) -> frozenset[int]:
        return frozenset(self.source.unicodes)

    @cached_property
    def scale(self) -> float:
        """This makes thousandths of the size that a text is set in of the face's own units."""
        return self.zoom * 1000 / float(self.source.upem)

    def draws(self, cluster: str) -> bool:
        return all(self._draws(character) for character in cluster)

    def _draws(self, character: str) -> bool:
        if ord(character) in self.characters or is_ignorable(character):
            return True
        # HarfBuzz takes a letter apart where only its parts are there.
        parts = unicodedata.normalize("NFD", character)
        return parts != character and all(ord(part) in self.characters for part in parts)


def is_ignorable(character: str) -> bool:
    """This tells joiners, variation selectors and the grapheme joiner, which need no glyph."""
    return (
        character in JOINERS
        or character == "\u034f"
        or "\ufe00" <= character <= "\ufe0f"
        or "\U000e0100" <= character <= "\U000e01ef"
    )


def is_dependent(character: str) -> bool:
    """This tells what belongs to the letter before it."""
    return unicodedata.category(character).startswith("M") or is_ignorable(character)


@cache
def faces(family: str, region: str = "JP") -> tuple[Face, ...]:
    """This is the order in which the faces of a family are asked for a character."""
    weight = WEIGHTS[family]
    others = dict.fromkeys(name for names in LEADING.values() for name in names if name not in LEADING[family])
    return (
        *(_vendored(name) for name in LEADING[family]),
        *(_packaged(name, weight) for name in PACKAGED),
        *(_vendored(name) for name in VENDORED),
        _han(region, weight),
        _packaged("NotoSansSymbols", weight),
        *(_vendored(name) for name in others),
    )


def missing(text: str) -> str:
    """This is the characters of a text that no face can draw, each once, in the order of their codes."""
    return "".join(sorted({character for character in tidy(text) if not _is_drawn(character)}))


def choose(text: str, family: str, region: str) -> list[tuple[str, Face]]:
    """
    This splits a text into pieces, each with the face that draws it.

    A letter and its marks stay together where one face has them all. What is no letter takes the face of the letter before
    it; at the beginning, and in an opening bracket, that of the letter after it, so that both brackets of a pair look alike.
    """
    order = faces(family, region)
    chosen: list[tuple[str, Face]] = []
    waiting: list[tuple[str, Face]] = []
    for piece in _pieces(text, order):
        first = next((face for face in order if face.draws(piece)), order[0])
        is_letter = any(character.isalpha() for character in piece)
        if not is_letter and (not chosen or is_opening(piece[0])):
            waiting.append((piece, first))
            continue
        before = chosen[-1][1] if chosen and not waiting else first
        face = first if is_letter or not before.draws(piece) else before
        chosen += [(opening, face if face.draws(opening) else own) for opening, own in waiting]
        chosen.append((piece, face))
        waiting.clear()
    return chosen + waiting


def is_opening(character: str) -> bool:
    return unicodedata.category(character) in {"Ps", "Pi"}


def _pieces(text: str, order: tuple[Face, ...]) -> Iterator[str]:
    """This is clusters that some face draws as a whole, and the characters of the others."""
    for cluster in clusters(text):
        yield from (cluster,) if any(face.draws(cluster) for face in order) else cluster


def clusters(text: str) -> Iterator[str]:
    """This splits a text before every character that is no mark and no joiner."""
    cluster = ""
    for character in text:
        if cluster and not is_dependent(character):
            yield cluster
            cluster = ""
        cluster += character
    if cluster:
        yield cluster


@cache
def _is_drawn(character: str) -> bool:
    return any(face.draws(character) for face in faces(SANS))


@cache
def _vendored(name: str) -> Face:
    return Face(name, FONTS / f"{name}.ttf", zoom=ZOOMS.get(name.partition("-")[0], 1.0))


@cache
def _packaged(name: str, weight: int) -> Face:
    return Face(name, PACKAGE / f"{name}[wght].ttf", weight=weight)


@cache
def _han(region: str, weight: int) -> Face:
    return Face(f"NotoSansCJK{region}", CJK, REGIONS.index(region), weight)
