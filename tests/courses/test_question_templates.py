"""Questions as a form shows them, and their outcomes."""

import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string

from courses.questions.asked import Asked
from courses.wording import Outcome
from tests.courses.questions_made import make_matching, make_multiple, make_number, make_single, one_of_each

KINDS = [pytest.param(question, id=question.kind) for question in one_of_each()]


def form_part(question, answer=None, **context):
    given = {"asked": Asked(3, question, answer), "count": 7, "language": "en", "problem": False}
    return BeautifulSoup(render_to_string("courses/questions/question.html", given | context), "html.parser")


def sent(part):
    """What a browser would send."""
    values = {}
    for field in part.find_all("input"):
        if field.get("type") not in {"radio", "checkbox"} or field.has_attr("checked"):
            values.setdefault(field["name"], []).append(field["value"])
    for field in part.find_all("select"):
        chosen = field.find("option", selected=True) or field.find("option")
        values.setdefault(field["name"], []).append(chosen["value"])
    return values


@pytest.mark.parametrize("question", KINDS)
def test_an_empty_form_sends_no_answer(question):
    assert question.read(sent(form_part(question))) is None


@pytest.mark.parametrize("question", KINDS)
def test_a_form_shows_the_answer_so_far(question):
    assert question.read(sent(form_part(question, question.solution))) == question.solution


@pytest.mark.parametrize("question", KINDS)
def test_a_form_says_which_question_it_speaks_for(question):
    assert sent(form_part(question))["_asked"] == [question.key]


@pytest.mark.parametrize("question", KINDS)
def test_every_field_has_a_label_and_the_group_a_name(question):
    part = form_part(question)

    fields = [field for field in part.find_all(["input", "select"]) if field.get("type") != "hidden"]
    labels = {label.get("for") for label in part.find_all("label")}
    assert all(field.find_parent("label") or field["id"] in labels for field in fields)
    names = part.fieldset["aria-labelledby"].split()
    words = " ".join(part.find(id=name).get_text(strip=True) for name in names)
    assert words.startswith("Question 3 of 7")
    assert BeautifulSoup(question.text, "html.parser").get_text() in words


@pytest.mark.parametrize("question", KINDS)
def test_a_form_holds_neither_answer_nor_feedback(question):
    html = str(form_part(question))

    for secret in ("Told afterwards.", "So it is.", "Look again.", "Packet", "12.5", "right", "correct"):
        assert secret not in html.replace("that are right", "")


@pytest.mark.parametrize(
    ("question", "answer", "words"),
    [
        (make_number(), "twelve", "We cannot read this as a number."),
        (make_matching(), {"1": "1"}, "Some of these have no match yet."),
        (one_of_each()[5], {"1": "1"}, "Give every line a place"),
    ],
)
def test_an_answer_that_is_none_is_said_to_be_so_where_that_is_asked(question, answer, words):
    part = form_part(question, answer, problem=True)

    assert words in part.find(id=part.fieldset["aria-describedby"]).get_text()
    assert words not in form_part(question, answer).get_text()
    assert words not in form_part(question, question.solution, problem=True).get_text()


def test_what_was_typed_is_text_and_what_is_chosen_from_has_no_tags():
    typed = str(form_part(make_number(), '"><script>alert(1)</script>'))
    rights = tuple(type(right)(right.key, f"<b>A &amp; {right.key}</b>") for right in make_matching().rights)
    options = form_part(make_matching(rights=rights)).find_all("option")

    assert "<script>" not in typed
    assert [option.get_text() for option in options[:2]] == ["Choose…", "A & 1"]


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [(["1", "2"], "✓ Right"), (["1"], "◐ Partly right"), (["3"], "✗ Not right"), (None, "✗ Not right")],
)
def test_a_verdict_has_a_sign_and_words(answer, verdict):
    html = render_to_string(
        "courses/questions/verdict.html", {"outcome": Outcome(1, make_multiple(), answer, is_revealed=False)}
    )

    assert " ".join(BeautifulSoup(html, "html.parser").get_text().split()) == verdict


def outcome(question, answer, *, is_revealed):
    given = {"outcome": Outcome(1, question, answer, is_revealed), "language": "en"}
    return BeautifulSoup(render_to_string("courses/questions/outcome.html", given), "html.parser").get_text(" ", strip=True)


def test_an_outcome_tells_what_was_chosen_and_its_feedback():
    question = make_single(feedback="<p>Told afterwards.</p>")

    assert outcome(question, "2", is_revealed=False) == "Is it? Your answer No Look again."
    assert outcome(question, "2", is_revealed=True) == "Is it? Your answer No Right Yes Look again. Told afterwards."
    assert outcome(question, None, is_revealed=False) == "Is it? Your answer You gave none."
