"""The whole drawing: the same bytes everywhere, and what a printer makes of it."""

import io
import os
import subprocess
import sys
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from certificates import pdf
from certificates.pdf import GlyphsMissing, TextTooLong, layout, ornament
from certificates.pdf.layout import HEIGHT, QR_SIZE, WIDTH
from tests.certificates.sheets import ARABIC, PEOPLE, SHEET, page_of, picture_of

DOTS = 216


def test_draw_leads_to_the_address():
    assert [note.get_object()["/A"]["/URI"] for note in page_of(pdf.draw(SHEET))["/Annots"]] == [SHEET.address]


def test_draw_gives_the_same_bytes_for_the_same_sheet():
    assert pdf.draw(SHEET) == pdf.draw(SHEET)


@pytest.mark.parametrize("sheet", [SHEET, ARABIC, replace(ARABIC, name="李小龍 कृष्ण")])
@pytest.mark.parametrize("seed", ["0", "7"])
def test_draw_gives_the_same_bytes_in_another_process_locale_and_time_zone(sheet, seed):
    code = (
        "import sys; from certificates.pdf import *\n"
        f"sys.stdout.buffer.write(draw({sheet!r}))\n"
        "assert not [name for name in sys.modules if name.split('.')[0] in ('django', 'celery', 'wagtail')]"
    )
    environment = {**os.environ, "LC_ALL": "C", "TZ": "Asia/Tokyo", "PYTHONHASHSEED": seed}
    elsewhere = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code],
        env=environment,
        cwd=Path(pdf.__file__).parents[2],
        check=True,
        capture_output=True,
    )

    assert elsewhere.stdout == pdf.draw(sheet)


def test_draw_gives_the_same_bytes_whatever_was_drawn_before():
    first = pdf.draw(SHEET)
    pdf.draw(replace(ARABIC, name="Ann"))
    pdf.draw(replace(SHEET, name="aminA Nguyễn", title="Zzz"))

    assert pdf.draw(SHEET) == first


def test_draw_says_the_language_and_the_title():
    reader = PdfReader(io.BytesIO(pdf.draw(replace(SHEET, language="fr"))))

    assert reader.trailer["/Root"]["/Lang"] == "fr"
    assert reader.metadata.title == "Certificate of completion: Amina Nguyễn"


@pytest.mark.parametrize(("name", "missing"), [("Ann 🎓", "🎓"), ("\ue000 Lee", "\ue000"), ("𒀀𒀁", "𒀀𒀁")])
def test_draw_stops_rather_than_print_boxes(name, missing):
    with pytest.raises(GlyphsMissing) as problem:
        pdf.draw(replace(SHEET, name=name))

    assert problem.value.characters == missing
    assert str(problem.value).startswith("The fonts of certificates lack U+")


def test_draw_refuses_a_tower_of_marks_and_draws_a_row_of_them():
    """Marks that stand on one another would rise over the lines above, so there is no room for two hundred of them."""
    with pytest.raises(TextTooLong):
        pdf.draw(replace(SHEET, name="Zalgo" + "\u0301\u0302" * 100))

    assert pdf.draw(replace(SHEET, name="Z\u0301a\u0302l\u0303g\u0304o\u0305")).startswith(b"%PDF-1.7")


def test_faces_are_loaded_once(monkeypatch):
    pdf.draw(SHEET)
    monkeypatch.setattr(Path, "open", None)
    monkeypatch.setattr("builtins.open", None)

    assert pdf.draw(replace(SHEET, name="Somebody else")).startswith(b"%PDF")


def test_the_ornament_weighs_next_to_nothing():
    frame = ornament._frame()

    assert len(zlib.compress(frame.encode())) < 2_000
    assert not set(frame) - set("0123456789.- \nqQcmlhfreWnSbwgRG")


# On paper


def test_the_frame_is_the_same_at_both_sides(printed):
    _, picture = printed
    band = round(picture.width * 50 / WIDTH)
    left, right = (
        picture.crop((0, 0, band, picture.height)),
        picture.crop((picture.width - band, 0, picture.width, picture.height)),
    )

    assert abs(sum(left.histogram()[:200]) / sum(right.histogram()[:200]) - 1) < 0.02


def dark(picture, left, bottom, right, top):
    """How much of a part of the sheet is ink."""
    scale = picture.width / WIDTH
    part = picture.crop([round(side * scale) for side in (left, HEIGHT - top, right, HEIGHT - bottom)])
    return sum(part.histogram()[:128]) / (part.width * part.height)


@pytest.mark.parametrize("name", [row[1] for row in PEOPLE], ids=[row[0] for row in PEOPLE])
def test_a_name_on_paper_has_ink_where_it_was_measured(name, tmp_path):
    sheet = replace(SHEET, name=name)
    picture = picture_of(pdf.draw(sheet), tmp_path, 72)
    lines = [line for line in layout.compose(sheet) if line.style is layout.NAME]

    for line in lines:
        assert dark(picture, line.x, line.bottom, line.x + line.width, line.top) > 0.03
        # Nothing runs out of the box to the left and to the right.
        assert dark(picture, line.x - 40, line.bottom, line.x - 6, line.top) == 0
        assert dark(picture, line.x + line.width + 6, line.bottom, line.x + line.width + 40, line.top) == 0


@pytest.fixture(scope="module", params=[SHEET, ARABIC], ids=["left to right", "right to left"])
def printed(request, tmp_path_factory):
    return request.param, picture_of(pdf.draw(request.param), tmp_path_factory.mktemp("picture"), DOTS)


def test_the_qr_code_on_paper_is_that_of_the_address(printed):
    sheet, picture = printed
    modules = [list(row) for row in segno.make_qr(sheet.address, error="m").matrix_iter(border=0)]
    scale = picture.width / WIDTH
    unit = QR_SIZE / len(modules)
    left, bottom = layout.qr_place(sheet)
    top = HEIGHT - bottom - QR_SIZE

    def is_dark(row, column):
        return picture.getpixel(((left + (column + 0.5) * unit) * scale, (top + (row + 0.5) * unit) * scale)) < 128

    seen = [[int(is_dark(row, column)) for column in range(len(modules))] for row in range(len(modules))]
    assert seen == modules


def test_the_paper_is_white_at_its_edge_and_around_the_qr_code(printed):
    sheet, picture = printed
    scale = picture.width / WIDTH
    edge = round(18 * scale)
    quiet = 4 * QR_SIZE / 45
    left, bottom = layout.qr_place(sheet)
    top = HEIGHT - bottom - QR_SIZE
    strips = [
        (0, 0, picture.width, edge),
        (0, picture.height - edge, picture.width, picture.height),
        (0, 0, edge, picture.height),
        (picture.width - edge, 0, picture.width, picture.height),
        tuple(round(side * scale) for side in (left - quiet, top - quiet, left - 1, top + QR_SIZE + quiet)),
        tuple(round(side * scale) for side in (left + QR_SIZE + 1, top - quiet, left + QR_SIZE + quiet, top + QR_SIZE)),
        tuple(round(side * scale) for side in (left - quiet, top - quiet, left + QR_SIZE + quiet, top - 1)),
        tuple(round(side * scale) for side in (left, top + QR_SIZE + 1, left + QR_SIZE, top + QR_SIZE + quiet)),
    ]

    assert [picture.crop(strip).getextrema() for strip in strips] == [(255, 255)] * len(strips)


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=60), st.sampled_from([SHEET, ARABIC]))
def test_whatever_is_typed_is_drawn_or_refused_with_a_reason(typed, sheet):
    sheet = replace(sheet, name=typed, title=typed[::-1], details=(typed[:20],))
    lacking = pdf.missing("".join((typed, typed[::-1], typed[:20])))

    refused = ""
    try:
        assert pdf.draw(sheet).startswith(b"%PDF")
    except GlyphsMissing as problem:
        refused = problem.characters
    except TextTooLong:
        return

    assert bool(refused) == bool(lacking)
    assert set(refused) <= set(lacking)
