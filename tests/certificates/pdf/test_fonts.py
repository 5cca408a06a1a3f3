import hashlib
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.pdf import fonts, missing
from certificates.pdf.fonts import BOLD, SANS, SERIF
from certificates.pdf.sheet import tidy
from tests.certificates.sheets import PEOPLE


def test_every_vendored_font_is_the_file_that_the_readme_names():
    readme = (fonts.FONTS.parent / "README.md").read_text()
    files = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in fonts.FONTS.glob("*.ttf")}

    assert [name for name, digest in files.items() if f"| fonts/{name} | `{digest}` |" not in readme] == []
    assert readme.count("| fonts/") == len(files)


def test_every_vendored_font_is_used():
    used = {face.path.name for family in (SANS, BOLD, SERIF) for face in fonts.faces(family)}

    assert {path.name for path in fonts.FONTS.glob("*.ttf")} <= used


@pytest.mark.parametrize("name", [row[1] for row in PEOPLE], ids=[row[0] for row in PEOPLE])
def test_nothing_is_missing_of_a_name(name):
    assert missing(name) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ann 🎓 Lee 🎓", "🎓"),
        ("\ue000 and \U000f0000", "\ue000\U000f0000"),
        ("Ann\u202e\u200b\x00", ""),
        ("𒀀b", "𒀀"),
        ("क्\u200dष Ann\u034f 葛\U000e0100", ""),
        ("\ud800", "\ud800"),
        ("", ""),
    ],
)
def test_missing_says_what_no_face_draws(text, expected):
    assert missing(text) == expected


def test_missing_is_the_same_in_every_family():
    characters = "".join(
        character
        for character in map(chr, range(0x20, 0x3100))
        if unicodedata.category(character)[0] in "LMNP" and fonts.missing(character) == ""
    )
    lacking = {
        family: [character for character in characters if not any(face.draws(character) for face in fonts.faces(family))]
        for family in (BOLD, SERIF)
    }

    assert lacking == {BOLD: [], SERIF: []}


# Letters that people of 175 countries spell their names with, by the ends of their blocks.
ALPHABETS = [
    *("AZ", "az", "ÀÖ", "Øö", "øſ", "ƀɏ", "Ḁỹ", "ΑΡ", "ΐώ", "Ѐӿ", "Աֆ", "את", "ءي", "ހޥ", "ߊߪ"),
    *("अह", "অন", "ਅਨ", "અન", "ଅନ", "కమ", "ಕಮ", "കമ", "කඳ", "กฮ", "ກດ", "ཀཇ", "ကအ", "აჰ", "ᎠᏴ", "ሀሆ", "កអ", "ⴰⵧ"),
    *("ぁん", "ァヶ", "가힣", "一鿕"),
]


@pytest.mark.parametrize("ends", ALPHABETS)
def test_alphabets_are_whole(ends):
    letters = (chr(code) for code in range(ord(ends[0]), ord(ends[1]) + 1))

    assert missing("".join(letter for letter in letters if unicodedata.category(letter) not in {"Cn", "Sm"})) == ""


@given(st.text(max_size=40))
def test_pieces_make_up_the_text_and_each_has_a_face_that_draws_it(text):
    drawn = "".join(character for character in tidy(text) if missing(character) == "")
    pieces = fonts.choose(drawn, SERIF, "JP")

    assert "".join(piece for piece, _ in pieces) == drawn
    assert [piece for piece, face in pieces if not face.draws(piece)] == []


def test_a_letter_and_its_marks_come_from_one_face():
    """Noto Naskh has the letter, but only Noto Sans Arabic the mark on it."""
    naskh, sans = (
        next(face for face in fonts.faces(SERIF) if face.name.startswith(name)) for name in ("NotoNaskh", "NotoSansA")
    )
    rare = (chr(code) for code in sorted(sans.characters - naskh.characters) if code > 0x600)
    mark = next(character for character in rare if unicodedata.category(character) == "Mn")

    assert fonts.choose(f"ب{mark}", SERIF, "JP") == [(f"ب{mark}", sans)]


def test_digits_and_stops_stay_with_the_letters_beside_them():
    assert {face.name for _, face in fonts.choose("सीता - 2, 3", SERIF, "JP")} == {"NotoSansDevanagari"}
    assert {face.name for _, face in fonts.choose("2 सीता", SERIF, "JP")} == {"NotoSansDevanagari"}
    assert {face.name for _, face in fonts.choose("2 (3", SERIF, "JP")} == {"NotoSerif-Regular"}


def test_both_brackets_of_a_pair_come_from_one_face():
    faces = dict(fonts.choose("सीता (Sita) “Σ” (", SERIF, "JP"))

    assert {faces[mark].name for mark in "()“”"} == {"NotoSerif-Regular"}
