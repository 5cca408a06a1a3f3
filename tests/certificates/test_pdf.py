"""The drawing: read back, measured, and the same bytes everywhere."""

import hashlib
import io
import itertools
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import segno
from PIL import Image
from pypdf import PdfReader

from certificates import pdf
from certificates.pdf import GlyphsMissing, Sheet, TextTooLong

SHEET = Sheet(
    issuer="Footbridge",
    heading="Certificate of completion",
    statement="This certifies that {name} has completed the course {title}",
    name="Amina Nguyễn",
    title="How the Internet works",
    details=("Completed on 3 March 2026", "3 hours of study"),
    check="Anyone can check this certificate here:",
    address="https://learn.example.org/certificates/3f2a8f6e-3a5e-4a53-9b6e-0f4f5d1c2b3a/",
    language="en",
)
NAMES = [
    "Amina Nguyễn",
    "Владимир Ольгин",
    "Γεωργία Παπαδοπούλου",
    "Łukasz Żółć",
    "Siân Ŵyn",
    "Ọlájídé Adébáyọ̀",
    "Ḥasan Ībn Ẓāfir",
    "<b>Robert</b> & <para color=red>Söhne",
]


def read(content):
    return [line.strip() for line in PdfReader(io.BytesIO(content)).pages[0].extract_text().splitlines()]


@pytest.mark.parametrize("name", NAMES)
def test_draw_prints_the_name_as_text(name):
    lines = read(pdf.draw(replace(SHEET, name=name)))

    assert name in lines


def test_draw_prints_every_text_of_the_sheet():
    lines = read(pdf.draw(SHEET))

    assert sorted(lines) == sorted(
        [
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
    )


def test_draw_embeds_its_fonts_and_no_other_text_font():
    page = PdfReader(io.BytesIO(pdf.draw(SHEET))).pages[0]
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    embedded = sorted(font["/BaseFont"].split("+")[1] for font in fonts if "/FontFile2" in font.get("/FontDescriptor", {}))

    assert embedded == ["NotoSans-Bold", "NotoSans-Regular", "NotoSerif-Regular"]


def test_draw_leads_to_the_address():
    page = PdfReader(io.BytesIO(pdf.draw(SHEET))).pages[0]

    assert [note.get_object()["/A"]["/URI"] for note in page["/Annots"]] == [SHEET.address]


def test_draw_gives_the_same_bytes_for_the_same_sheet():
    assert pdf.draw(SHEET) == pdf.draw(SHEET)


def test_draw_gives_the_same_bytes_in_another_process_locale_and_time_zone():
    code = (
        "import sys; from certificates.pdf import *\n"
        f"sys.stdout.buffer.write(draw({SHEET!r}))\n"
        "assert not [name for name in sys.modules if name.split('.')[0] in ('django', 'celery')]"
    )
    environment = {**os.environ, "LC_ALL": "C", "TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7"}
    elsewhere = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code],
        env=environment,
        cwd=Path(pdf.__file__).parents[1],
        check=True,
        capture_output=True,
    )

    assert elsewhere.stdout == pdf.draw(SHEET)


def test_draw_says_the_language_and_the_title():
    reader = PdfReader(io.BytesIO(pdf.draw(replace(SHEET, language="fr"))))

    assert reader.trailer["/Root"]["/Lang"] == "fr"
    assert reader.metadata.title == "Certificate of completion: Amina Nguyễn"


@pytest.mark.parametrize(("name", "missing"), [("محمد", "حدم"), ("李小龍", "小李龍"), ("राम", "मरा"), ("Ann 🎓", "🎓")])
def test_draw_stops_rather_than_print_boxes(name, missing):
    with pytest.raises(GlyphsMissing) as problem:
        pdf.draw(replace(SHEET, name=name))

    assert sorted(problem.value.characters) == sorted(missing)


def test_draw_drops_what_could_hide_or_reorder_a_name():
    lines = read(pdf.draw(replace(SHEET, name="Ann\u202e \u200bLee\x00\n")))

    assert "Ann Lee" in lines


def test_draw_composes_accents():
    lines = read(pdf.draw(replace(SHEET, name="Jose\u0301")))

    assert "José" in lines


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Li", "A"),
        ("Amina Nguyễn", "How the Internet works"),
        ("Maria do Carmo " * 9 + "Silva", "Wie das Internet funktioniert: " * 8),
        ("W" * 150, "W" * 255),
        ("Ǆ" * 150, "Ѿ" * 255),
        ("i " * 75, "of " * 85),
    ],
)
def test_compose_keeps_every_line_within_its_margins_and_clear_of_the_others(name, title):
    lines = pdf.compose(pdf.tidied(replace(SHEET, name=name, title=title)))

    assert [
        line for line in lines if line.x < pdf.MARGIN - 0.01 or line.x + line.width > pdf.WIDTH - pdf.MARGIN + 0.01
    ] == []
    assert [line for line in lines if not 50 < line.y < pdf.HEIGHT - 50] == []
    middle = [line for line in lines if pdf.BOTTOM - 5 < line.y < pdf.TOP + 5]
    assert [(upper, lower) for upper, lower in itertools.pairwise(middle) if upper.y - lower.y < lower.size] == []
    assert middle[-1].y > pdf.FOOT + pdf.QR_SIZE


def test_compose_leaves_no_word_out():
    name = " ".join(f"Name{number}" for number in range(20))
    lines = pdf.compose(replace(SHEET, name=name))

    assert " ".join(line.text for line in lines if line.face == pdf.SERIF and line.text != SHEET.heading) == name


def test_compose_prefers_one_line_to_a_large_size():
    lines = pdf.compose(replace(SHEET, name="Wolfeschlegelsteinhausen Bergerdorff"))

    assert len([line for line in lines if line.face == pdf.SERIF]) == 2


def test_compose_follows_the_order_of_the_language():
    lines = pdf.compose(replace(SHEET, statement="{title} kursunu {name} tamamladı"))
    middle = [line.text for line in lines if pdf.BOTTOM - 5 < line.y < pdf.TOP]

    assert middle == ["How the Internet works", "kursunu", "Amina Nguyễn", "tamamladı"]


def test_compose_refuses_a_text_without_room():
    with pytest.raises(TextTooLong):
        pdf.compose(replace(SHEET, name="Endless " * 400))


def test_every_vendored_font_is_the_file_that_the_readme_names():
    readme = (pdf.FONTS.parent / "README.md").read_text()
    wrong = [
        path.name
        for path in pdf.FONTS.glob("*.ttf")
        if f"| fonts/{path.name} | `{hashlib.sha256(path.read_bytes()).hexdigest()}` |" not in readme
    ]

    assert wrong == []


@pytest.fixture(scope="module")
def picture(tmp_path_factory):
    """The sheet as a printer sees it, in grey, three pixels to a point."""
    folder = tmp_path_factory.mktemp("picture")
    (folder / "sheet.pdf").write_bytes(pdf.draw(SHEET))
    subprocess.run(
        ["pdftoppm", "-png", "-gray", "-r", "216", "-singlefile", "sheet.pdf", "sheet"],  # noqa: S607 -- Debian's poppler-utils
        cwd=folder,
        check=True,
    )
    with Image.open(folder / "sheet.png") as image:
        yield image.convert("L")


def test_the_qr_code_on_paper_is_that_of_the_address(picture):
    modules = [list(row) for row in segno.make_qr(SHEET.address, error="m").matrix_iter(border=0)]
    scale = picture.width / pdf.WIDTH
    unit = pdf.QR_SIZE / len(modules)
    left, top = pdf.WIDTH - pdf.MARGIN - pdf.QR_SIZE, pdf.HEIGHT - (pdf.FOOT - 3 + pdf.QR_SIZE)

    def is_dark(row, column):
        return picture.getpixel(((left + (column + 0.5) * unit) * scale, (top + (row + 0.5) * unit) * scale)) < 128

    seen = [[int(is_dark(row, column)) for column in range(len(modules))] for row in range(len(modules))]
    assert seen == modules


def test_the_paper_is_white_outside_the_frame_and_around_the_qr_code(picture):
    scale = picture.width / pdf.WIDTH
    edge = round(28 * scale)
    quiet = 4 * pdf.QR_SIZE / 45
    left, top = pdf.WIDTH - pdf.MARGIN - pdf.QR_SIZE - quiet, pdf.HEIGHT - (pdf.FOOT - 3 + pdf.QR_SIZE) - quiet
    strips = [
        (0, 0, picture.width, edge),
        (0, picture.height - edge, picture.width, picture.height),
        (0, 0, edge, picture.height),
        (picture.width - edge, 0, picture.width, picture.height),
        tuple(round(side * scale) for side in (left, top, left + quiet - 1, top + pdf.QR_SIZE + quiet)),
        tuple(round(side * scale) for side in (left, top, left + pdf.QR_SIZE + quiet, top + quiet - 1)),
    ]

    assert [picture.crop(strip).getextrema() for strip in strips] == [(255, 255)] * len(strips)
