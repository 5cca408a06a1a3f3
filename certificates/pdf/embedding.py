"""
The fonts inside a document: of each face only the glyphs that were drawn, with what they say.

A glyph gets a code of two bytes. The same glyph may say two things (a letter, and a part of a cluster), so a code belongs to
both. See ISO 32000-1, 9.7 (composite fonts) and 9.10 (extraction of text).
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import batched
from typing import Any, Final

import uharfbuzz as hb
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFStream, PDFZCompress

from certificates.pdf.fonts import Face
from certificates.pdf.shaping import Glyph, Setting

# Viewers need outlines and widths; everything else has done its work.
DROPPED: Final = tuple(
    int.from_bytes(tag, "big")
    for tag in (
        *(b"BASE", b"DSIG", b"GDEF", b"GPOS", b"GSUB", b"HVAR", b"MVAR", b"OS/2", b"STAT", b"VORG"),
        *(b"avar", b"gasp", b"kern", b"name", b"post", b"vhea", b"vmtx"),
    )
)
FLAGS: Final = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NOTDEF_OUTLINE | hb.SubsetFlags.DOWNGRADE_CFF2
# What the further glyphs of a cluster say: a space without width, since a code without an entry is read as anything.
SILENT: Final = "\u200b"
SYMBOLIC: Final = 4
CMAP: Final = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Meanings def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{rows}
endcmap
CMapName currentdict /CMap defineresource pop
end
end"""


class EmbeddedFont:
    """This is one face in one document, with the glyphs that are drawn there."""

    def __init__(self, face: Face, name: str, glyphs: Iterable[Glyph]) -> None:
        self.face = face
        self.name = name
        said = dict.fromkeys((glyph.number, glyph.text) for glyph in glyphs)
        self.subset, self.places = _subset(face, sorted({number for number, _ in said}))
        self.is_cff = "CFF " in self.subset.table_tags
        # Such a font knows no table from codes to glyphs, so each glyph has one code, its own number. A glyph of the
        # ideographs is a cluster by itself and says one thing. Elsewhere code 0 stays that of the missing glyph.
        self.codes = (
            {key: self.places[key[0]] for key in said} if self.is_cff else {key: code for code, key in enumerate(said, 1)}
        )
        advance = face.font.get_glyph_h_advance
        self.widths: dict[int, int] = {number: round(advance(number) * face.scale / face.zoom) for number, _ in said}

    def code(self, glyph: Glyph) -> int:
        return self.codes[glyph.number, glyph.text]

    def width(self, glyph: Glyph) -> int:
        """This is how far a viewer moves the pen by itself."""
        return self.widths[glyph.number]


class EmbeddedFonts:
    """This is every face that some lines need; ReportLab asks it for its objects when it saves."""

    def __init__(self, settings: Iterable[Setting]) -> None:
        used: dict[Face, list[Glyph]] = {}
        for setting in settings:
            for run in setting.runs:
                used.setdefault(run.face, []).extend(run.glyphs)
        self._fonts = {
            face: EmbeddedFont(face, f"F{place}", glyphs) for place, (face, glyphs) in enumerate(used.items(), 1) if glyphs
        }

    def of(self, face: Face) -> EmbeddedFont:
        return self._fonts[face]

    def addObjects(self, document: Any) -> None:  # noqa: N802 -- ReportLab's name
        dictionary = document.idToObject["BasicFonts"].dict
        for font in self._fonts.values():
            dictionary[font.name] = _composite(document, font)


def _subset(face: Face, numbers: Iterable[int]) -> tuple[hb.Face, Mapping[int, int]]:
    """This keeps some glyphs, renumbered, at the weight at which they are drawn."""
    wanted = hb.SubsetInput()
    wanted.glyph_set.update(numbers)
    wanted.drop_table_tag_set.update(DROPPED)
    wanted.flags = FLAGS
    if face.weight:
        wanted.pin_axis_location(face.source, "wght", face.weight)
    plan = hb.SubsetPlan(face.source, wanted)
    return plan.execute(), dict(plan.old_to_new_glyph_mapping)


def _composite(document: Any, font: EmbeddedFont) -> object:
    """This adds a Type0 font: codes, the font that they lead to, and what they say."""
    data = font.subset.reference_table("CFF ").data if font.is_cff else font.subset.blob.data
    name = f"/{_tag(data)}+{font.face.name}"
    widths = {code: font.widths[number] for (number, _), code in font.codes.items()}
    descendant = {
        "Type": "/Font",
        "Subtype": "/CIDFontType0" if font.is_cff else "/CIDFontType2",
        "BaseFont": name,
        "CIDSystemInfo": "<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>",
        "FontDescriptor": document.Reference(_descriptor(document, font, name, data)),
        "W": f"[{' '.join(f'{code} [{width}]' for code, width in sorted(widths.items()))}]",
    }
    if not font.is_cff:
        glyphs = (0, *(font.places[number] for number, _ in font.codes))
        table = b"".join(glyph.to_bytes(2, "big") for glyph in glyphs)
        descendant["CIDToGIDMap"] = document.Reference(_stream(table))
    return document.Reference(
        PDFDictionary(
            {
                "Type": "/Font",
                "Subtype": "/Type0",
                "BaseFont": name,
                "Encoding": "/Identity-H",
                "DescendantFonts": PDFArray([document.Reference(PDFDictionary(descendant))]),
                "ToUnicode": document.Reference(_meanings({code: text for (_, text), code in font.codes.items()})),
            }
        )
    )


def _descriptor(document: Any, font: EmbeddedFont, name: str, data: bytes) -> PDFDictionary:
    extents = font.face.font.get_font_extents("ltr")
    ascent, descent = (round(value * font.face.scale / font.face.zoom) for value in (extents.ascender, extents.descender))
    kind = {"Subtype": "/CIDFontType0C"} if font.is_cff else {"Length1": len(data)}
    return PDFDictionary(
        {
            "Type": "/FontDescriptor",
            "FontName": name,
            "Flags": SYMBOLIC,
            "FontBBox": f"[-1000 {descent} 3000 {ascent}]",
            "ItalicAngle": 0,
            "Ascent": ascent,
            "Descent": descent,
            "CapHeight": 714,
            "StemV": 80,
            "FontFile3" if font.is_cff else "FontFile2": document.Reference(_stream(data, kind)),
        }
    )


def _meanings(texts: Mapping[int, str]) -> PDFStream:
    rows = [f"<{code:04X}> <{(text or SILENT).encode('utf-16-be').hex().upper()}>" for code, text in texts.items()]
    return _stream(CMAP.format(rows="\n".join(_blocks(rows))).encode("ascii"))


def _blocks(rows: Sequence[str]) -> Iterator[str]:
    for block in batched(rows, 100):
        yield "\n".join((f"{len(block)} beginbfchar", *block, "endbfchar"))


def _stream(content: bytes, dictionary: Mapping[str, object] | None = None) -> PDFStream:
    return PDFStream(PDFDictionary(dict(dictionary or {})), content, filters=[PDFZCompress])


def _tag(data: bytes) -> str:
    """This is the prefix by which programs tell subsets of one face apart."""
    return "".join(chr(ord("A") + byte % 26) for byte in hashlib.sha256(data).digest()[:6])
