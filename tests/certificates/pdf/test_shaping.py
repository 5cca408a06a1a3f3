"""What a wrong shaping would get wrong: each test fails if letters are set one after the other."""

import pytest

from certificates.pdf import GlyphsMissing, bidi, fonts
from certificates.pdf.fonts import Face
from certificates.pdf.shaping import paragraph, region
from tests.certificates.sheets import LEFT_TO_RIGHT, PEOPLE, RIGHT_TO_LEFT, glyphs_of, numbers_of, shaped


@pytest.mark.parametrize(("name", "face", "count"), [row[1:] for row in PEOPLE], ids=[row[0] for row in PEOPLE])
def test_a_name_is_drawn_by_its_face_in_so_many_glyphs(name, face, count):
    runs = shaped(name).whole.runs

    assert max(runs, key=lambda run: len(run.glyphs)).face.name == face
    assert sum(len(run.glyphs) for run in runs) == count


@pytest.mark.parametrize("family", [fonts.SANS, fonts.BOLD, fonts.SERIF])
@pytest.mark.parametrize("name", [row[1] for row in PEOPLE], ids=[row[0] for row in PEOPLE])
def test_every_family_draws_every_name(name, family):
    assert 0 not in [glyph.number for run in shaped(name, family).whole.runs for glyph in run.glyphs]


@pytest.mark.parametrize("name", [row[1] for row in LEFT_TO_RIGHT], ids=[row[0] for row in LEFT_TO_RIGHT])
def test_glyphs_from_left_to_right_say_the_name(name):
    assert "".join(glyph.text for glyph in glyphs_of(name)) == name


@pytest.mark.parametrize("name", [row[1] for row in RIGHT_TO_LEFT], ids=[row[0] for row in RIGHT_TO_LEFT])
def test_glyphs_from_right_to_left_say_the_name(name):
    assert "".join(reversed([glyph.text for glyph in glyphs_of(name)])) == name


@pytest.mark.parametrize(
    ("text", "count"),
    [("क्ष", 1), ("श्री", 2), ("ക്ഷ", 1), ("ක්\u200dෂ", 1), ("ffi", 1), ("རྒྱ", 1), ("ស្រ", 2), ("က္က", 2)],
)
def test_letters_that_join_take_fewer_glyphs(text, count):
    assert (len(numbers_of(text)), len(text) > count) == (count, True)


@pytest.mark.parametrize("text", ["محمد", "ܝܘܚܢܢ", "ߡߏߞߏ", "𞤀𞤣𞤤𞤢𞤥"])
def test_joined_letters_differ_from_letters_alone(text):
    alone = [number for letter in reversed(text) for number in numbers_of(letter)]

    assert len(numbers_of(text)) == len(alone)
    assert numbers_of(text) != alone


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A vowel that is written before the consonant after which it is spoken.
        ("कि", ["ि", "क"]),
        ("கெ", ["ெ", "க"]),
        ("ကေ", ["ေ", "က"]),
        ("കെ", ["െ", "ക"]),
        ("කෙ", ["ෙ", "ක"]),
        ("খে", ["ে", "খ"]),
        ("កេ", ["េ", "ក"]),
        # One that is written on both sides.
        ("கொ", ["ெ", "க", "ா"]),
        ("കൊ", ["െ", "ക", "ാ"]),
    ],
)
def test_vowels_stand_where_they_are_written(text, expected):
    face = shaped(text).whole.runs[0].face
    nominal = [face.font.get_nominal_glyph(ord(letter)) for letter in expected]

    consonant = max(index for index, letter in enumerate(expected) if letter == text[0])
    assert numbers_of(text)[consonant] == nominal[consonant]
    assert len(numbers_of(text)) == len(expected)


def test_khmer_ro_stands_before_its_consonant():
    base, subscript = numbers_of("ស")[0], numbers_of("ស្រ")

    assert subscript[-1] == base
    assert subscript[0] != base


@pytest.mark.parametrize(
    ("with_joiner", "without"),
    [
        ("نوری\u200cزاده", "نوریزاده"),
        ("ශ්\u200dරී", "ශ්රී"),
        ("രാജന്\u200d", "രാജന്"),
        ("क्\u200dष", "क्ष"),
        ("क्\u200cष", "क्ष"),
        ("ক্\u200cষ", "ক্ষ"),
    ],
)
def test_a_joiner_changes_what_is_seen(with_joiner, without):
    space = shaped(with_joiner).pieces[0][2].font.get_nominal_glyph(ord(" "))

    assert [number for number in numbers_of(with_joiner) if number != space] != numbers_of(without)


@pytest.mark.parametrize(
    ("text", "mark"), [("ọ̀", "\u0300"), ("שָׁ", "\u05b8"), ("ที่", "่"), ("މު", "ު"), ("བི", "ི"), ("مَ", "\u064e")]
)
def test_a_mark_stands_on_its_letter(text, mark):
    """It moves no pen, and its ink lies over the width of the letter."""
    runs = shaped(text).whole.runs
    found = [(run.face, glyph) for run in runs for glyph in run.glyphs if glyph.advance == 0]
    letter = max((glyph for run in runs for glyph in run.glyphs), key=lambda glyph: glyph.advance)

    assert mark in text
    assert found
    for face, glyph in found:
        box = face.font.get_glyph_extents(glyph.number)
        middle = glyph.dx + (box.x_bearing + box.width / 2) * face.scale
        assert -letter.advance * 1.05 < middle < letter.advance * 1.05


def test_marks_on_marks_rise():
    tops = [shaped("o" + "\u0302\u0301"[:count]).whole.top for count in range(3)]

    assert tops == sorted(set(tops))


def test_the_first_letter_from_right_to_left_stands_at_the_right():
    assert [glyph.text for glyph in glyphs_of("دور")] == ["ر", "و", "د"]
    assert [glyph.text for glyph in glyphs_of("שלום")] == ["ם", "ו", "ל", "ש"]


def test_directions_meet_in_one_line():
    runs = shaped("Dr. محمد علي (Smith) 12").whole.runs
    seen = [(run.level, "".join(glyph.text for glyph in run.glyphs)) for run in runs]

    assert seen == [(0, "Dr. "), (1, "يلع دمحم"), (0, " "), (0, "(Smith) 12")]


def test_brackets_are_mirrored_from_right_to_left():
    left, _, right = paragraph("(ا)", fonts.SERIF, "ar", bidi.RTL).whole.runs
    opening, closing = (left.face.font.get_nominal_glyph(ord(bracket)) for bracket in "()")

    assert (left.glyphs[0].text, left.glyphs[0].number) == (")", opening)
    assert (right.glyphs[0].text, right.glyphs[0].number) == ("(", closing)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("李小龙", "en", "SC"),
        ("李小龍", "en", "TC"),
        ("高橋 さくら", "en", "JP"),
        ("桜井", "en", "JP"),
        ("김철수", "zh-hans", "KR"),
        ("ㄅㄆ", "en", "TC"),
        ("李小龍", "ja", "JP"),
        ("李小龍", "zh-Hans", "SC"),
        ("李小龙", "zh-hant", "TC"),
        ("李", "zh-hk", "HK"),
        ("𠮷野", "en", "JP"),
        ("Ann", "en", "SC"),
    ],
)
def test_han_takes_the_forms_of_its_region(text, language, expected):
    assert region(text, language) == expected


@pytest.mark.parametrize(
    ("text", "lacking"), [("Ann 🎓", "🎓"), ("\ue000\ue001a", "\ue000\ue001"), ("\U00010000", "\U00010000")]
)
def test_what_no_face_draws_stops_the_shaping(text, lacking):
    with pytest.raises(GlyphsMissing) as problem:
        shaped(text)

    assert problem.value.characters == lacking


def test_a_part_is_as_wide_as_it_is_within_the_whole():
    text = shaped("محمد علي حسن")
    first, second = text.line(0, 8), text.line(9, 12)

    assert first.width == sum(text.whole.advances[:8])
    assert second.width == sum(text.whole.advances[9:])
    assert (first.text, second.text) == ("محمد علي", "حسن")


def test_a_letter_at_a_cut_stays_joined():
    text = shaped("محمد")

    assert [glyph.number for run in text.line(0, 2).runs for glyph in run.glyphs] == numbers_of("محمد")[2:]


def test_letters_that_look_small_are_set_larger():
    naskh = shaped("محمد").whole.runs[0].face
    plain = Face(naskh.name, naskh.path)
    glyph = numbers_of("محمد")[0]

    assert shaped("محمد").whole.runs[0].glyphs[0].advance == plain.font.get_glyph_h_advance(glyph) * naskh.zoom
    assert naskh.zoom > 1
