"""Where lines may break, and where never."""

import itertools
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.pdf.breaking import JOINED, LETTER, RANKS, SPACE, SYLLABLE, Breaks
from certificates.pdf.fonts import clusters
from certificates.pdf.sheet import tidy
from tests.certificates.sheets import PEOPLE, shaped


def lines_of(text, ems, rank=JOINED):
    whole = shaped(text)
    return [whole.text[start:end] for start, end in Breaks(whole).wrap(ems * 1000, rank)]


def cut(text):
    """The text with a sign at every place."""
    signs = {SPACE: "_", SYLLABLE: "-", LETTER: "|", JOINED: "!"}
    found = {index: signs[rank] for index, rank in Breaks(shaped(text)).ranks.items()}
    return "".join(found.get(index, "") + character for index, character in enumerate(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("of it", "o|f _i|t"),
        ("李小龍", "李_小_龍"),
        ("東京、大阪。", "東_京|、_大_阪|。"),
        ("「東京」へ", "「|東_京|」_へ"),
        ("コーヒー", "コ|ー_ヒ|ー"),
        ("ภาษาไทย", "ภ|า-ษ|า-ไ|ท-ย"),
        ("ກິນເຂົ້າ", "ກິ-ນ-ເ!ຂົ້|າ"),
        ("ខ្មែរ", "ខ្មែ-រ"),
        ("བོད་ཡིག", "བོ|ད|་_ཡི|ག"),
        ("محمد رضا", "م!ح!م!د _ر|ض!ا"),
        ("क्षत्रिय", "क्ष!त्रि|य"),
        ("o\u0302\u0301k", "ố|k"),
    ],
)
def test_lines_break_between_words_and_syllables_before_letters(text, expected):
    text = tidy(text)

    assert cut(text) == expected


@pytest.mark.parametrize("name", [row[1] for row in PEOPLE], ids=[row[0] for row in PEOPLE])
def test_no_line_begins_within_a_letter_and_its_marks(name):
    starts = list(itertools.accumulate((len(cluster) for cluster in clusters(name)), initial=0))

    assert set(Breaks(shaped(name)).ranks) <= set(starts)


@pytest.mark.parametrize("name", [row[1] for row in PEOPLE], ids=[row[0] for row in PEOPLE])
@pytest.mark.parametrize("ems", [2.5, 4])
def test_lines_lose_nothing_and_fit(name, ems):
    lines = lines_of(name, ems)

    assert "".join(lines).replace(" ", "") == name.replace(" ", "")
    assert [line for line in lines if line != line.strip()] == []
    assert [line for line in lines if shaped(line).whole.width > ems * 1000 * 1.05] == []


def test_a_word_is_cut_only_where_no_space_will_do():
    assert lines_of("Internet für alle", 5) == ["Internet", "für alle"]
    assert Breaks(shaped("Wolfeschlegelsteinhausen")).wrap(6000, SPACE) is None


def test_arabic_is_cut_between_letters_that_do_not_join_before_those_that_do():
    [first, second] = lines_of("عبدالرحمن", 2.5)

    assert (first, second) == ("عبدالر", "حمن")
    assert Breaks(shaped("ببببببببب")).wrap(3000, LETTER) is None
    assert "".join(lines_of("ببببببببب", 3)) == "ببببببببب"


def test_even_a_letter_needs_room():
    assert Breaks(shaped("W")).wrap(100, JOINED) is None


MIXED = st.text(st.sampled_from("ab Wคำไทยក្ខេ李龍、」「محمد\u0301\u200c्षकि("), min_size=1, max_size=40)


@given(MIXED, st.sampled_from(RANKS))
def test_whatever_is_typed_lines_are_whole_and_in_order(typed, rank):
    text = tidy(typed)
    whole = shaped(text)
    lines = Breaks(whole).wrap(4000, rank) if text else ()

    for start, end in lines or ():
        assert start < end
        assert not unicodedata.category(text[start]).startswith("M") or start == 0 or text[start - 1] == " "
    if lines is not None:
        assert "".join(text[start:end] for start, end in lines).replace(" ", "") == text.replace(" ", "")
