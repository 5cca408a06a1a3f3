"""What programs read back from a drawing."""

from dataclasses import replace

import pytest

from certificates.pdf import draw
from certificates.pdf.text import number
from tests.certificates.sheets import ARABIC, LEFT_TO_RIGHT, SHEET, page_of, read_by_poppler, read_by_pypdf

# Poppler turns these right; it stumbles over vowels, points, and the ligature of Allah.
TURNED_RIGHT = ["علی\u200cرضا نوری\u200cزاده", "ڈاکٹر ظہیرالدین", "ܝܘܚܢܢ", "محمد حسن", "שלום כהן"]
PARAGRAPH_OF_MARKUP = "<b>Robert</b> & <para color=red>Söhne"


@pytest.mark.parametrize("name", [row[1] for row in LEFT_TO_RIGHT], ids=[row[0] for row in LEFT_TO_RIGHT])
def test_a_name_from_left_to_right_is_read_by_poppler(name, tmp_path):
    assert name in read_by_poppler(draw(replace(SHEET, name=name)), tmp_path)


@pytest.mark.parametrize("name", [row[1] for row in LEFT_TO_RIGHT], ids=[row[0] for row in LEFT_TO_RIGHT])
def test_a_name_from_left_to_right_is_read_from_its_glyphs_alone(name):
    """pypdf knows no ActualText, and guesses spaces from gaps."""
    lines = [line.replace(" ", "") for line in read_by_pypdf(draw(replace(SHEET, name=name)))]

    assert name.replace(" ", "") in lines


@pytest.mark.parametrize("name", TURNED_RIGHT)
def test_these_names_from_right_to_left_are_read_by_poppler(name, tmp_path):
    assert name in read_by_poppler(draw(replace(ARABIC, name=name)), tmp_path)


@pytest.mark.parametrize("name", ["ߡߏߞߏ ߞߊ߲ߕߍ", "𞤀𞤣𞤤𞤢𞤥"])
def test_names_whose_direction_poppler_does_not_know_are_read_as_they_were_typed(name, tmp_path):
    assert name in read_by_poppler(draw(replace(SHEET, name=name)), tmp_path)


def test_sentences_in_arabic_are_read_by_poppler(tmp_path):
    lines = read_by_poppler(draw(ARABIC), tmp_path)

    assert {"شهادة إتمام", "تشهد هذه الوثيقة بأن", "كيف يعمل الإنترنت", ARABIC.address} <= set(lines)


@pytest.mark.parametrize("name", [PARAGRAPH_OF_MARKUP, r"(Ann) \(Lee\) <</Type>> %x ET Q", "A\u202eB\x1b[2J\u0000"])
def test_a_hostile_name_is_only_a_name(name, tmp_path):
    content = draw(replace(SHEET, name=name))
    shown = name.replace("\u202e", "").replace("\x1b", "").replace("\x00", "")

    assert shown in read_by_poppler(content, tmp_path)
    assert len(page_of(content)["/Annots"]) == 1


def test_every_text_of_a_sheet_is_read(tmp_path):
    expected = [
        "Footbridge",
        "Certificate of completion",
        "This certifies that",
        "Amina Nguyễn",
        "has completed the course",
        "How the Internet works",
        "Completed on 3 March 2026",
        "3 hours of study",
        "Anyone can check this certificate here:",
        SHEET.address,
    ]
    content = draw(SHEET)

    assert sorted(read_by_pypdf(content)) == sorted(expected)
    assert sorted(filter(None, read_by_poppler(content, tmp_path))) == sorted(expected)


def test_fonts_are_embedded_in_part_and_no_other_is_named():
    fonts = [font.get_object() for font in page_of(draw(SHEET))["/Resources"]["/Font"].values()]
    names = [font["/BaseFont"].split("+") for font in fonts]
    files = [font["/DescendantFonts"][0]["/FontDescriptor"]["/FontFile2"].get_data() for font in fonts]

    assert sorted(name for _, name in names) == ["NotoSans-Bold", "NotoSans-Regular", "NotoSerif-Regular"]
    assert [len(prefix) for prefix, _ in names] == [len("/ABCDEF")] * 3
    assert all(1_000 < len(file) < 20_000 for file in files)


def test_ideographs_are_embedded_as_outlines_of_their_own():
    fonts = [font.get_object() for font in page_of(draw(replace(SHEET, name="李小龍")))["/Resources"]["/Font"].values()]
    [han] = [font for font in fonts if "CJKTC" in font["/BaseFont"]]
    descendant = han["/DescendantFonts"][0]

    assert (descendant["/Subtype"], descendant["/FontDescriptor"]["/FontFile3"]["/Subtype"]) == (
        "/CIDFontType0",
        "/CIDFontType0C",
    )
    assert len(descendant["/FontDescriptor"]["/FontFile3"].get_data()) < 2_000


def test_no_code_leads_to_the_missing_glyph():
    for name in ("कृष्ण प्रसाद", "محمد", "李小龍"):
        for font in page_of(draw(replace(SHEET, name=name)))["/Resources"]["/Font"].values():
            table = font.get_object()["/DescendantFonts"][0].get("/CIDToGIDMap")
            if table is not None:
                glyphs = table.get_object().get_data()
                assert b"\0\0" not in [glyphs[place : place + 2] for place in range(2, len(glyphs), 2)]


def test_a_certificate_is_small():
    assert [len(draw(sheet)) < 40_000 for sheet in (SHEET, ARABIC, replace(SHEET, name="李小龍"))] == [True] * 3
    assert len(draw(SHEET)) < 22_000


@pytest.mark.parametrize(("value", "expected"), [(1.0, "1"), (-0.001, "0"), (841.8898, "841.89"), (-0.5, "-0.5")])
def test_a_length_is_written_to_a_hundredth(value, expected):
    assert number(value) == expected
