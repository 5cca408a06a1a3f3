"""Questions, computed: what is asked, read and marked."""

import json
import random
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.questions import KINDS, Matching, Multiple, Option, Ordering, Single, parse
from courses.questions.asked import Asked, asked
from courses.questions.base import LONGEST_TEXT
from courses.questions.quiz import Mark, Quiz, mark
from courses.questions.written import read_number
from tests.courses.questions_made import (
    QUESTIONS,
    make_matching,
    make_multiple,
    make_number,
    make_ordering,
    make_short_text,
    make_single,
    make_true_false,
    one_of_each,
    options,
)

CHANCES = st.integers().map(random.Random)


def fields_of(question):
    """The names of all form fields of a question, and values that its form offers."""
    names = [question.key]
    values = ["true", "false"]
    for name in question.options:
        for option in getattr(question, name):
            names.append(question.field(option.key))
            values.append(option.key)
    return names, [*values, *map(str, range(14))]


@st.composite
def forms(draw, question):
    """What a browser sends, what a bored person types, and what somebody makes up."""
    names, values = fields_of(question)
    sent = st.lists(st.one_of(st.sampled_from(values), st.text(max_size=30)), max_size=4)
    return draw(st.dictionaries(st.sampled_from(names), sent, max_size=len(names)))


def form_of(question, answer):
    """The form of somebody who answers so."""
    if isinstance(answer, dict):
        return {question.field(key): [value] for key, value in answer.items()}
    return {question.key: [answer] if isinstance(answer, str) else answer}


# Of every kind


@given(QUESTIONS, st.data())
def test_whatever_is_sent_is_read_without_error_and_worth_something_from_nothing_to_all(question, data):
    answer = question.read(data.draw(forms(question)))

    assert 0 <= question.share(answer) <= 1
    assert answer is None or question.is_readable(answer) in {True, False}
    assert answer is None or Asked(1, question, answer).is_answered
    assert json.loads(json.dumps(answer)) == answer
    assert isinstance(question.remarks(answer), list)


@given(QUESTIONS, CHANCES)
def test_the_solution_is_worth_the_whole_and_the_form_can_send_it(question, chance):
    mixed = question.shuffled(chance)

    assert mixed.share(mixed.solution) == 1
    assert mixed.is_readable(mixed.solution)
    if mixed.kind != "short_text":  # an author may accept what no one can type, such as a space
        assert mixed.read(form_of(mixed, mixed.solution)) == mixed.solution


@given(QUESTIONS)
def test_no_answer_is_worth_nothing(question):
    assert question.share(None) == 0
    assert question.read({}) is None


@given(QUESTIONS)
def test_a_question_is_stored_and_read_back(question):
    assert parse(json.loads(json.dumps(question.dump()))) == question


@given(QUESTIONS, CHANCES)
def test_shuffling_keeps_the_texts_and_which_of_them_are_right(question, chance):
    def texts_of_solution(each):
        match each:
            case Single() | Multiple():
                return {option.text for option in each.choices if option.key in each.right}
            case Ordering():
                texts = {item.key: item.text for item in each.items}
                return [texts[key] for key in each.right]
            case Matching():
                texts = {right.key: right.text for right in each.rights}
                return [(left.text, texts[key]) for left, key in zip(each.lefts, each.pairs, strict=True)]
        return each.solution

    mixed = question.shuffled(chance)

    assert texts_of_solution(mixed) == texts_of_solution(question)
    assert mixed.shape == question.shape
    assert (mixed.key, mixed.text, mixed.points) == (question.key, question.text, question.points)


@given(QUESTIONS, CHANCES)
def test_keys_of_shuffled_options_follow_their_places_and_say_nothing(question, chance):
    mixed = question.shuffled(chance)
    if not getattr(question, "shuffle", True):
        assert mixed == question
        return

    for name in {"choices", "items", "rights"} & set(mixed.options):
        keys = [option.key for option in getattr(mixed, name)]
        assert "".join(keys) == "abcdefghijklmnopqrstuvwxyz"[: len(keys)]


@given(QUESTIONS, QUESTIONS)
def test_the_words_of_another_question_change_no_answer(question, other):
    reworded = question.in_words_of(other)

    assert reworded.share(question.solution) == 1
    assert (reworded.key, reworded.points, reworded.shape) == (question.key, question.points, question.shape)


@pytest.mark.parametrize("question", one_of_each(), ids=lambda question: question.kind)
def test_a_translation_gives_its_words(question):
    translated = replace(question, text="<p>Autre</p>", feedback="<p>Ensuite</p>")
    for name in question.options:
        words = tuple(replace(option, text=f"{option.text} (fr)") for option in getattr(question, name))
        translated = replace(translated, **{name: words})

    assert question.in_words_of(translated) == translated


def test_every_kind_is_known_by_its_name():
    assert {question.kind for question in one_of_each()} == set(KINDS)


def test_a_translation_of_another_shape_gives_no_words():
    question = make_single()

    assert question.in_words_of(make_single(text="<p>Autre</p>", choices=options("Oui", "Non"))) == question
    assert question.in_words_of(make_true_false()) == question


def test_the_accepted_words_of_a_translator_count_besides_the_originals():
    question = make_short_text().in_words_of(make_short_text(answers=("paquet", "Packet")))

    assert question.answers == ("paquet", "Packet", "datagram")
    assert make_short_text().in_words_of(make_number()) == make_short_text()


@pytest.mark.parametrize(("unit", "shown"), [("mètres", "mètres"), ("", "ms")])
def test_the_unit_of_a_translation(unit, shown):
    assert make_number().in_words_of(make_number(unit=unit, answer="99")) == make_number(unit=shown)
    assert make_number().in_words_of(make_single()) == make_number()


# Choosing


def test_a_choice_that_was_not_offered_is_none():
    assert make_single().read({"single": ["99"]}) is None
    assert make_multiple().read({"multiple": ["99", "3", "1"]}) == ["1", "3"]
    assert make_true_false().read({"true-false": ["maybe"]}) is None


@pytest.mark.parametrize(
    ("answer", "share"),
    [
        (["1", "2"], Fraction(1)),
        (["1"], Fraction(1, 2)),
        (["1", "3"], Fraction(0)),
        (["1", "2", "3"], Fraction(1, 2)),
        (["1", "2", "3", "4"], Fraction(0)),
        (["3", "4"], Fraction(0)),
    ],
)
def test_right_choices_less_wrong_ones_count(answer, share):
    assert make_multiple().share(answer) == share


def test_without_parts_all_or_nothing_counts():
    question = make_multiple(partial=False)

    assert [question.share(answer) for answer in (["1", "2"], ["1"], ["1", "2", "3"])] == [1, 0, 0]


def test_only_who_chose_it_reads_its_feedback():
    question = make_single()

    assert (question.remarks("1"), question.remarks("3"), question.remarks(None)) == (["So it is."], [], [])
    assert make_multiple(choices=question.choices).remarks(["1", "2"]) == ["So it is.", "Look again."]
    assert make_number().remarks("12") == []


@pytest.mark.parametrize(("right", "answer", "share"), [(True, "true", 1), (True, "false", 0), (False, "false", 1)])
def test_true_or_false(right, answer, share):
    assert make_true_false(right=right).share(answer) == share


# Writing


@pytest.mark.parametrize(
    ("answer", "share"), [("packet", 1), ("  PÁCKET ", 1), ("data gram", 0), ("Datagram", 1), ("", 0), ("packets", 0)]
)
def test_a_few_words(answer, share):
    assert make_short_text().share(answer) == share


@pytest.mark.parametrize(("answer", "share"), [("Packet", 1), (" Packet ", 1), ("packet", 0), ("Páckét", 0)])
def test_exact_words(answer, share):
    assert make_short_text(exact=True).share(answer) == share


def test_an_answer_is_cut_to_what_an_answer_may_be():
    assert make_short_text().read({"short-text": ["a" * 10_000]}) == "a" * LONGEST_TEXT
    assert make_number().read({"number": ["1" * 10_000]}) == "1" * 100


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("12", "12"),
        ("12,5", "12.5"),
        (" 1 234.5 ", "1234.5"),
        ("-3", "-3"),
        ("−3", "-3"),
        (".5", "0.5"),
        ("5.", "5"),
        ("١٬٢٣٤٫٥", "1234.5"),
        ("१२", "12"),
        ("1’000", "1000"),
    ],
)
def test_a_number_as_people_type_it(typed, number):
    assert str(read_number(typed)).rstrip(".") == number


@pytest.mark.parametrize("typed", ["", "twelve", "1e9", "NaN", "Infinity", "1.2.3", "1,234.5", "0x10", "--1", "²"])
def test_what_is_no_number(typed):
    question = make_number()

    assert read_number(typed) is None
    assert question.is_readable(typed) is False
    assert question.share(typed) == 0


@pytest.mark.parametrize(("typed", "share"), [("12", 1), ("13", 1), ("12.5", 1), ("11.999", 0), ("13.001", 0)])
def test_a_number_within_its_tolerance(typed, share):
    assert make_number().share(typed) == share


# Putting things in their places


def test_an_order_counts_as_a_whole():
    question = make_ordering()

    assert question.share({"1": "1", "2": "2", "3": "3"}) == 1
    assert question.share({"1": "2", "2": "1", "3": "3"}) == 0
    assert question.share("1") == 0


@pytest.mark.parametrize("answer", [{"1": "1"}, {"1": "1", "2": "1", "3": "2"}, {"1": "1", "2": "1", "3": "1"}])
def test_an_order_with_gaps_is_none(answer):
    assert make_ordering().is_readable(answer) is False
    assert make_ordering().share(answer) == 0


def test_a_place_that_does_not_exist_is_left_out():
    question = make_ordering()

    assert question.read({"ordering.1": ["4"], "ordering.2": ["0"], "ordering.3": ["3"], "ordering.9": ["1"]}) == {"3": "3"}
    assert question.read({"ordering.1": ["²"], "ordering.2": ["-1"]}) is None


@given(CHANCES, st.integers(2, 12))
def test_items_never_stand_in_their_right_order(chance, length):
    items = options(*map(str, range(length)))
    question = make_ordering(items=items, right=tuple(item.key for item in items)).shuffled(chance)

    assert list(question.right) != [item.key for item in question.items]


def test_pairs_count_as_a_whole_and_want_all_of_them():
    question = make_matching()

    assert question.share({"1": "1", "2": "2"}) == 1
    assert question.share({"1": "1", "2": "3"}) == 0
    assert question.is_readable({"1": "1"}) is False
    assert question.read({"matching.1": ["9"], "matching.2": ["3"]}) == {"2": "3"}


# A quiz


QUIZZES = st.builds(
    Quiz,
    questions=st.lists(QUESTIONS, min_size=1, max_size=5).map(
        lambda each: tuple(replace(question, key=f"q{place}") for place, question in enumerate(each))
    ),
    draw=st.integers(0, 7),
    shuffle=st.booleans(),
    pass_mark=st.integers(0, 100),
)


@given(QUIZZES)
def test_a_quiz_is_stored_and_read_back(quiz):
    assert Quiz.parse(json.loads(json.dumps(quiz.dump()))) == quiz


@given(QUIZZES, CHANCES)
def test_as_many_questions_are_drawn_as_are_asked(quiz, chance):
    keys = [question.key for question in quiz.drawn(chance)]

    assert len(keys) == len(set(keys)) == quiz.asked
    assert quiz.shuffle or keys == sorted(keys)


@given(QUIZZES, CHANCES, st.data())
def test_marks_lie_between_nothing_and_all(quiz, chance, data):
    questions = quiz.drawn(chance)
    answers = {each.key: answer for each in questions if (answer := each.read(data.draw(forms(each)))) is not None}

    found = mark(questions, answers)

    assert 0 <= found.earned <= found.possible
    assert 0 <= found.percent <= 100
    assert found.reaches(0)
    assert mark(questions, {each.key: each.solution for each in questions}).percent == 100


def test_a_translated_quiz_keeps_its_rules_and_its_answers():
    quiz = Quiz((make_single(), make_number()), pass_mark=80)
    words = Quiz((make_number(text="<p>Combien ?</p>", answer="99"), make_single(key="other")), pass_mark=1)

    translated = quiz.in_words_of(words)

    assert translated == replace(quiz, questions=(make_single(), make_number(text="<p>Combien ?</p>")))


def test_percents_are_rounded_down_and_the_pass_mark_is_exact():
    almost = Mark(Fraction(2, 3), 1)

    assert almost.percent == 66
    assert (almost.reaches(66), almost.reaches(67)) == (True, False)
    assert Mark(Fraction(0), 0).percent == 0


# In a form


def test_rows_of_a_form():
    ordering = Asked(2, make_ordering(), {"2": "1"})
    single, multiple = Asked(1, make_single(), "2"), Asked(1, make_multiple(), ["1", "3"])

    assert [(part.id, part.field, part.value) for part in ordering.parts] == [
        ("q2-1", "ordering.1", ""),
        ("q2-2", "ordering.2", "1"),
        ("q2-3", "ordering.3", ""),
    ]
    assert ordering.places == ["1", "2", "3"]
    assert [part.is_chosen for part in single.choices] == [False, True, False]
    assert [part.is_chosen for part in multiple.choices] == [True, False, True, False]
    assert [part.is_chosen for part in Asked(1, make_single()).choices] == [False, False, False]
    assert {part.field for part in multiple.choices} == {"multiple"}


def test_a_choice_is_not_taken_for_one_whose_key_contains_it():
    question = make_single(choices=tuple(Option(str(key), f"{key}") for key in range(1, 13)))

    assert [part.option.key for part in Asked(1, question, "12").choices if part.is_chosen] == ["12"]


def test_what_is_wanting_in_a_form():
    form = asked((make_number(), make_single(), make_ordering()), {"number": "twelve", "ordering": {"1": "1"}})

    assert [(each.number, each.is_answered, each.is_unreadable, each.is_wanting) for each in form] == [
        (1, True, True, True),
        (2, False, False, True),
        (3, True, True, True),
    ]
    assert not Asked(1, make_number(), "12").is_wanting
