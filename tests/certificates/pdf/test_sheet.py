from dataclasses import replace

import pytest

from certificates.pdf import bidi
from certificates.pdf.sheet import tidied, tidy
from tests.certificates.sheets import PEOPLE, SHEET


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Ann\u202e \u200bLee\x00\n", "Ann Lee"),
        ("\u2067Ann\u2069 \u061cLee\u200f", "Ann Lee"),
        ("A\u00adnn\ufeff\u2060", "Ann"),
        ("Jose\u0301", "José"),
        ("\u1112\u1161\u11ab", "한"),
        ("Ann\u3164\u115f", "Ann"),
        ("\u3000山田\u3000太郎", "山田 太郎"),
        ("A\u200db\u200c", "Ab"),
        ("\u200dعلی", "علی"),
        ("نوری\u200cزاده", "نوری\u200cزاده"),
        ("ශ්\u200dරී", "ශ්\u200dරී"),
        ("രാജന്\u200d", "രാജന്\u200d"),
        ("नवाब\u200c\u200c\u200d", "नवाब\u200c"),
        ("سورة \u06dd", "سورة \u06dd"),
        ("\u200b\u202e", ""),
    ],
)
def test_tidy_keeps_what_is_seen_and_what_decides_how_it_is_seen(typed, expected):
    assert tidy(typed) == expected


@pytest.mark.parametrize("name", [name for _, name, _, _ in PEOPLE])
def test_tidy_leaves_a_name_alone(name):
    assert tidy(name) == name


def test_tidied_tidies_every_text():
    sheet = tidied(replace(SHEET, name=" A\u202e ", title="B\u0000", details=("C\n", "\tD"), check="E  F"))

    assert (sheet.name, sheet.title, sheet.details, sheet.check) == ("A", "B", ("C", "D"), "E F")


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", bidi.LTR), ("ar", bidi.RTL), ("ar-EG", bidi.RTL), ("fa_IR", bidi.RTL), ("ku", bidi.LTR), ("zh-hans", bidi.LTR)],
)
def test_a_sheet_goes_the_way_of_its_language(language, expected):
    assert replace(SHEET, language=language).direction == expected
