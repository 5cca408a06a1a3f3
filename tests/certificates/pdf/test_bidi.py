"""The order of directions, against the rules of UAX #9."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.pdf import bidi
from certificates.pdf.bidi import LTR, RTL


def seen(text, base):
    """The characters as they stand from left to right; what mirrors is not mirrored here."""
    return "".join(bidi.visual(text, bidi.levels(text, base)))


# In capitals: from right to left, as in the examples of UAX #9. Then ``~`` is an Arabic letter.
HEBREW = str.maketrans("ABCDEFGH~", "אבגדהוזחع")
CASES = [
    ("abc", LTR, "abc"),
    ("ABC", RTL, "CBA"),
    ("ABC", LTR, "CBA"),
    ("abc", RTL, "abc"),
    ("car ABC park", LTR, "car CBA park"),
    ("ABC car DEF", RTL, "FED car CBA"),
    ("ABC car DEF", LTR, "CBA car FED"),
    # Neutrals between two of one direction go with them, at a border with the line (N1, N2).
    ("AB CD ef", LTR, "DC BA ef"),
    ("AB CD ef", RTL, "ef DC BA"),
    ("ab. CD", LTR, "ab. DC"),
    ("AB cd!", RTL, "!cd BA"),
    ("AB cd!", LTR, "BA cd!"),
    # Numbers keep their order and stand where their neighbours put them (W2, W4, W5, I1, I2).
    ("AB 123", RTL, "123 BA"),
    ("AB 123 CD", RTL, "DC 123 BA"),
    ("AB 123 CD", LTR, "DC 123 BA"),
    ("AB 3.5 CD", RTL, "DC 3.5 BA"),
    ("AB 1+2 CD", RTL, "DC 1+2 BA"),
    ("~ 1+2 ~", RTL, "~ 2+1 ~"),
    ("~ 1,234 ~", RTL, "~ 1,234 ~"),
    ("AB $35 CD", RTL, "DC $35 BA"),
    ("AB 50% CD", RTL, "DC 50% BA"),
    ("~ 50% ~", RTL, "~ %50 ~"),
    ("ab 12 CD", LTR, "ab 12 DC"),
    ("AB 12-3-2026", RTL, "12-3-2026 BA"),
    ("~ 12-3-2026", RTL, "2026-3-12 ~"),
    ("~ 12/3/2026", RTL, "12/3/2026 ~"),
    # Brackets of a pair agree (N0).
    ("AB (cd) EF", RTL, "FE )cd( BA"),
    ("ab (CD) ef", LTR, "ab (DC) ef"),
    ("ab (cd) EF", RTL, "FE ab (cd)"),
    ("AB (cd [EF] gh) c", RTL, "c )gh ]FE[ cd( BA"),
    ("AB (1) CD", RTL, "DC )1( BA"),
    # White space at the end goes the way of the line (L1).
    ("ab CD ", LTR, "ab DC "),
    ("AB cd ", RTL, " cd BA"),
    ("", RTL, ""),
]


@pytest.mark.parametrize(("text", "base", "expected"), CASES)
def test_characters_stand_as_the_standard_says(text, base, expected):
    assert seen(text.translate(HEBREW), base) == expected.translate(HEBREW)


# From BidiCharacterTest.txt of Unicode 15: characters, base direction, levels, and indexes from left to right.
STANDARD = [
    ("0661 0028 0332 0662 0029 0333", LTR, "2 1 1 2 1 1", "5 4 3 2 1 0"),
    ("05D0 0028 0332 05D1 0029 0333", LTR, "1 1 1 1 1 1", "5 4 3 2 1 0"),
    ("0661 002D 0031", LTR, "2 0 0", "0 1 2"),
    ("0061 0020 0031 0020 0032 002D 0033", RTL, "2 2 2 2 2 2 2", "0 1 2 3 4 5 6"),
    ("0061 0028 05D0 005B 05D1 005D 0021 0029 0062", LTR, "0 0 1 1 1 1 0 0 0", "0 1 5 4 3 2 6 7 8"),
    ("05D0 0028 0061 005B 0062 005D 0021 0029 05D1", RTL, "1 1 2 2 2 2 1 1 1", "8 7 6 2 3 4 5 1 0"),
    ("0028 05D0 0029 0020 0031 002A 0032", LTR, "0 1 0 0 2 1 2", "0 1 2 3 6 5 4"),
    ("0028 05D0 0029 0020 0031 002D 0032", LTR, "0 1 0 0 2 2 2", "0 1 2 3 4 5 6"),
    ("05D0 0028 05D1 005B 05D2 0061 05D3 005D 05D4 0029 05D5", LTR, "1 0 1 0 1 0 1 0 1 0 1", "0 1 2 3 4 5 6 7 8 9 10"),
    ("05D0 0028 05D1 005B 05D2 0061 05D3 005D 05D4 0029 05D5", RTL, "1 1 1 1 1 2 1 1 1 1 1", "10 9 8 7 6 5 4 3 2 1 0"),
    ("05D0 0020 2329 05D1 002E 0031 232A", LTR, "1 1 1 1 1 2 1", "6 5 4 3 2 1 0"),
    ("0061 0020 2329 0062 002E 0031 232A", RTL, "2 2 2 2 2 2 2", "0 1 2 3 4 5 6"),
    ("2680 0028 0029", RTL, "1 1 1", "2 1 0"),
    ("0028 0061 0029", LTR, "0 0 0", "0 1 2"),
]


@pytest.mark.parametrize(("codes", "base", "expected", "order"), STANDARD)
def test_levels_and_order_are_those_of_the_standard(codes, base, expected, order):
    text = "".join(chr(int(code, 16)) for code in codes.split())
    levels = bidi.levels(text, base)

    assert " ".join(map(str, levels)) == expected
    assert " ".join(map(str, bidi.visual(range(len(text)), levels))) == order


def test_brackets_deeper_than_sixty_three_are_no_pairs():
    deep = "".join(("a", "(" * 63, "ב", ")" * 63))
    deeper = "".join(("a", "(" * 64, "ב", ")" * 64))

    assert [bidi.levels(text, LTR)[-1] for text in (deep, deeper)] == [0, 0]
    assert [bidi.levels(f"{text}ב", LTR)[-2] for text in (deep, deeper)] == [0, 1]


def test_a_joiner_goes_with_the_letter_before_it():
    assert bidi.levels("ی\u200cز a\u200db", LTR) == [1, 1, 1, 0, 0, 0, 0]
    assert bidi.levels("\u200dab", RTL) == [1, 2, 2]


@pytest.mark.parametrize(
    ("text", "default", "expected"),
    [("abc אבג", RTL, LTR), ("אבג abc", LTR, RTL), ("3. (ع)", LTR, RTL), ("3.", RTL, RTL), ("3.", LTR, LTR), ("", RTL, RTL)],
)
def test_a_text_goes_the_way_of_its_first_letter(text, default, expected):
    assert bidi.direction(text, default) == expected


TEXTS = st.text(st.sampled_from("abאבعم١12+-.,/$%()[] \u0301\u05b8\u200c\u200d«»!😀ߞ"), max_size=30)


@given(TEXTS | st.text(max_size=30), st.sampled_from([LTR, RTL]))
def test_levels_cover_every_character_and_order_loses_none(text, base):
    levels = bidi.levels(text, base)

    assert len(levels) == len(text)
    assert set(levels) <= {base, base + 1, base + 2} - {3}
    assert sorted(bidi.visual(range(len(text)), levels)) == list(range(len(text)))


@given(TEXTS, st.sampled_from([LTR, RTL]))
def test_letters_have_levels_of_their_direction(text, base):
    for character, level in zip(text, bidi.levels(text, base), strict=True):
        kind = unicodedata.bidirectional(character)
        assert kind not in {"L", "R", "AL", "EN", "AN"} or level % 2 == (kind in {"R", "AL"})
