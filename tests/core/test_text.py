import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import fold, without_controls


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Ångström", "angstrom"),
        ("ÉCOLE  Supérieure", "ecole superieure"),
        ("Nguyễn Thị Hồng", "nguyen thi hong"),
        ("Ødegård", "odegard"),
        ("Straße", "strasse"),
        ("İstanbul", "istanbul"),
        ("ＡＢＣ", "abc"),
        ("Ёлка", "елка"),
        ("مُحَمَّد", "محمد"),
        # Vowel signs of these scripts are no accents: without them it would be another name.
        ("प्रिया", "प्रिया"),
        ("สมชาย", "สมชาย"),
        ("  two\tspaces \n", "two spaces"),
        ("", ""),
    ],
)
def test_fold(text, folded):
    assert fold(text) == folded


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing_more(text):
    once = fold(text)

    assert fold(once) == once


@given(st.text(max_size=60))
def test_case_does_not_matter_to_fold(text):
    assert fold(text.upper().lower()) == fold(text.upper())


def test_control_characters_become_spaces_and_joiners_stay():
    assert without_controls("a\x00b\n\x0b\u200c\u202bc") == "a b  \u200c\u202bc"
