"""Where things stand: within margins, clear of one another, and from right to left where readers begin there."""

import itertools
from dataclasses import replace

import pytest

from certificates.pdf import TextTooLong, layout
from certificates.pdf.layout import BOTTOM, CHECK, DETAIL, FOOT, HEIGHT, MARGIN, NAME, QR_SIZE, TITLE, TOP, WIDTH
from tests.certificates.sheets import ARABIC, PEOPLE, SHEET, tidied_with


def lines_in(style, sheet):
    return [line for line in layout.compose(sheet) if line.style is style]


def texts_in(style, sheet):
    return [line.text for line in lines_in(style, sheet)]


LONG = [
    ("Li", "A"),
    ("Amina Nguyễn", "How the Internet works"),
    ("Maria do Carmo " * 9 + "Silva", "Wie das Internet funktioniert: " * 8),
    ("W" * 150, "W" * 255),
    ("Ǆ" * 150, "Ѿ" * 255),
    ("i " * 75, "of " * 85),
    ("محمد عبد الرحمن " * 9, "كيف يعمل الإنترنت " * 14),
    ("ب" * 150, "ب" * 255),
    ("李" * 150, "李" * 255),
    ("สมชาย" * 20, "อินเทอร์เน็ตทำงานอย่างไร" * 10),
    ("བསྟན་འཛིན་" * 10, "ស្រីមុំ" * 25),
    ("ှူု" * 3 + "ကြည်" * 20, "శ్రీనివాస " * 20),
]


@pytest.mark.parametrize(("name", "title"), LONG)
@pytest.mark.parametrize("sheet", [SHEET, ARABIC], ids=["left to right", "right to left"])
def test_every_line_is_within_its_margins_and_clear_of_the_others(sheet, name, title):
    lines = layout.compose(tidied_with(**{**vars(sheet), "name": name, "title": title}))

    assert [line for line in lines if line.x < MARGIN - 0.01 or line.x + line.width > WIDTH - MARGIN + 0.01] == []
    assert [line for line in lines if not 50 < line.bottom <= line.top < HEIGHT - 50] == []
    middle = [line for line in lines if BOTTOM - 5 < line.y < TOP + 5]
    assert [(upper, lower) for upper, lower in itertools.pairwise(middle) if upper.bottom < lower.top] == []
    assert middle[0].top < min(line.bottom for line in lines if line.style is layout.HEADING)
    assert middle[-1].bottom > FOOT + QR_SIZE


@pytest.mark.parametrize(
    "words",
    [
        ("From 28 September 2026 to 30 September 2026", "Tutors: " + "Maria do Carmo Silva, " * 4 + "and others"),
        ("Cohort: " + "WM" * 36, "From 28 September 2026 to 30 September 2026"),
        ("Du 28 septembre 2026 au 30 septembre 2026, en cohorte", "Tutors: " + "王" * 48),
    ],
)
@pytest.mark.parametrize("sheet", [SHEET, ARABIC], ids=["left to right", "right to left"])
def test_many_details_stay_clear_of_the_statement_above_them(sheet, words):
    lines = layout.compose(replace(sheet, name="W" * 150, title="W" * 255, details=(*sheet.details, *words)))

    foot = [line for line in lines if line.style in layout.DETAILS]
    assert len(foot) >= 4
    assert max(line.top for line in foot) < BOTTOM
    assert [(upper, lower) for upper, lower in itertools.pairwise(foot) if upper.bottom < lower.top] == []
    assert [line for line in foot if line.x < MARGIN - 0.01 or line.x + line.width > WIDTH - MARGIN + 0.01] == []


@pytest.mark.parametrize(("name", "title"), LONG)
def test_no_letter_is_left_out(name, title):
    sheet = tidied_with(name=name, title=title)

    assert "".join(texts_in(NAME, sheet)).replace(" ", "") == sheet.name.replace(" ", "")
    assert "".join(texts_in(TITLE, sheet)).replace(" ", "") == sheet.title.replace(" ", "")


@pytest.mark.parametrize("name", [row[1] for row in PEOPLE], ids=[row[0] for row in PEOPLE])
def test_a_common_name_takes_one_line_in_the_largest_size(name):
    [line] = lines_in(NAME, replace(SHEET, name=name))

    assert (line.text, line.size) == (name, NAME.sizes[0])


def test_one_line_is_preferred_to_a_large_size():
    [line] = lines_in(NAME, replace(SHEET, name="Wolfeschlegelsteinhausen Bergerdorff"))

    assert NAME.wraps_below < line.size < NAME.sizes[0]


def test_lines_of_a_block_are_of_much_the_same_length():
    first, second = lines_in(TITLE, replace(SHEET, title="How the Internet works and who keeps it working " * 2))

    assert 0.8 < first.width / second.width < 1.25


def test_words_are_cut_only_where_no_size_spares_them():
    assert (
        " ".join(texts_in(TITLE, replace(SHEET, title="Donaudampfschifffahrtsgesellschaft " * 5))).split()
        == ["Donaudampfschifffahrtsgesellschaft"] * 5
    )
    assert len(texts_in(NAME, replace(SHEET, name="W" * 150))) > 1


def test_a_title_without_spaces_breaks_before_it_gets_small():
    lines = lines_in(TITLE, replace(SHEET, title="อินเทอร์เน็ตทำงานอย่างไร" * 6))

    assert len(lines) == 2
    assert lines[0].size > 12


def test_the_statement_follows_the_order_of_the_language():
    lines = layout.compose(replace(SHEET, statement="{title} kursunu {name} tamamladı"))
    middle = [line.text for line in lines if BOTTOM - 5 < line.y < TOP]

    assert middle == ["How the Internet works", "kursunu", "Amina Nguyễn", "tamamladı"]


def test_a_text_without_room_is_refused():
    with pytest.raises(TextTooLong):
        layout.compose(replace(SHEET, name="Endless " * 400))


# From right to left


def test_a_sheet_from_right_to_left_is_mirrored():
    left, right = layout.compose(SHEET), layout.compose(replace(SHEET, language="ar"))
    assert [line.text for line in left] == [line.text for line in right]

    for line, mirrored in zip(left, right, strict=True):
        assert (line.y, line.size) == (mirrored.y, mirrored.size)
        assert line.x == pytest.approx(WIDTH - mirrored.x - mirrored.width)
    assert layout.qr_place(SHEET) == (WIDTH - MARGIN - QR_SIZE, FOOT - 3)
    assert layout.qr_place(ARABIC) == (MARGIN, FOOT - 3)


def test_details_stand_where_readers_begin_and_the_check_where_they_end():
    details, checks = lines_in(DETAIL, ARABIC), [line for line in layout.compose(ARABIC) if line.size <= 8.5]

    assert [line.x + line.width for line in details] == pytest.approx([WIDTH - MARGIN] * 2)
    assert [line.x for line in checks] == pytest.approx([MARGIN + QR_SIZE + layout.QR_GAP] * 2)
    assert {line.x for line in lines_in(DETAIL, SHEET)} == {MARGIN}


def seen(line):
    """What stands there, from left to right."""
    return "".join(glyph.text for run in line.setting.runs for glyph in run.glyphs)


def test_dates_and_numbers_in_a_sentence_from_right_to_left_are_read_right():
    date, hours = lines_in(DETAIL, replace(ARABIC, details=("أُكملت في 3 مارس 2026", "12.5 ساعة (3/4)")))
    colon = lines_in(CHECK, ARABIC)[0]

    assert seen(date).startswith("2026 ")
    assert seen(date).split()[2] == "3"
    assert seen(hours).split()[-1] == "12.5"
    assert seen(hours).startswith(")3/4(")
    assert seen(colon)[0] == ":"


def test_an_address_is_read_from_left_to_right_everywhere():
    [line] = [line for line in layout.compose(ARABIC) if line.text == ARABIC.address]

    assert seen(line) == ARABIC.address


def test_a_name_goes_its_own_way_in_a_sentence_that_goes_the_other():
    [name] = lines_in(NAME, replace(ARABIC, name="Ann Lee (محمد)!"))
    [arabic] = lines_in(NAME, replace(SHEET, name="محمد (Ann)"))

    assert seen(name) == "Ann Lee (دمحم)!"
    assert seen(arabic) == ")Ann( دمحم"
