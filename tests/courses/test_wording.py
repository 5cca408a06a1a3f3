"""Answers in words, and how much of the truth an outcome tells."""

import pytest
from django.utils.translation import override

from courses.wording import Outcome, in_words, solution_in_words
from tests.courses.questions_made import (
    make_matching,
    make_multiple,
    make_number,
    make_ordering,
    make_short_text,
    make_single,
    make_true_false,
    one_of_each,
)


@pytest.mark.parametrize(
    ("question", "answer", "lines"),
    [
        (make_single(), "2", ["No"]),
        (make_single(), None, []),
        (make_multiple(), ["1", "3"], ["A", "C"]),
        (make_true_false(), "true", ["True"]),
        (make_true_false(), "false", ["False"]),
        (make_short_text(), "<b>packet</b>", ["<bdi>&lt;b&gt;packet&lt;/b&gt;</bdi>"]),
        (make_number(), "<3", ["<bdi>&lt;3 ms</bdi>"]),
        (make_number(unit=""), "3", ["<bdi>3</bdi>"]),
        (make_ordering(), {"1": "2", "3": "1"}, ["1. Three", "2. One"]),
        (make_matching(), {"2": "3"}, ["B — 3"]),
    ],
)
def test_answers_in_words(question, answer, lines):
    assert in_words(question, answer) == lines


@pytest.mark.parametrize(
    ("question", "lines"),
    [
        (make_multiple(), ["A", "B"]),
        (make_number(), ["<bdi>12.5 ± 0.5 ms</bdi>"]),
        (make_number(tolerance="0"), ["<bdi>12.5 ms</bdi>"]),
        (make_short_text(), ["<bdi>Packet</bdi>"]),
    ],
)
def test_solutions_in_words(question, lines):
    assert solution_in_words(question) == lines


def test_a_number_is_written_as_the_reader_writes_it():
    with override("fr"):
        assert solution_in_words(make_number(tolerance="0")) == ["<bdi>12,5 ms</bdi>"]


@pytest.mark.parametrize("question", one_of_each(), ids=lambda question: question.kind)
def test_nothing_is_told_before_it_may_be(question):
    hidden, shown = Outcome(1, question, None, is_revealed=False), Outcome(1, question, None, is_revealed=True)

    assert (hidden.solution, hidden.feedback, hidden.remarks) == ([], "", [])
    assert shown.solution == solution_in_words(question)
    assert shown.feedback == question.feedback


def test_who_was_right_need_not_be_told():
    question = make_single(feedback="<p>Well.</p>")
    outcome = Outcome(1, question, "1", is_revealed=True)

    assert (outcome.is_right, outcome.is_partly_right, outcome.solution) == (True, False, [])
    assert (outcome.remarks, outcome.feedback) == (["So it is."], "<p>Well.</p>")


def test_a_part_of_an_answer_is_partly_right():
    outcome = Outcome(1, make_multiple(), ["1"], is_revealed=False)

    assert (outcome.is_right, outcome.is_partly_right, outcome.given) == (False, True, ["A"])
