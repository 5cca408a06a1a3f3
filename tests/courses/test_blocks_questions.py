"""What an author may write as a question, and what is made of it."""

import copy

import pytest
from django.core.exceptions import ValidationError
from wagtail.rich_text import RichText

from courses.blocks import LessonBlock, QuestionsBlock
from courses.blocks.questions import KINDS, CheckBlock
from courses.questions import Matching, Multiple, Number, Option, Ordering, ShortText, Single, TrueFalse
from courses.rendering import question_of
from tests.courses.questions_made import BLOCKS

pytestmark = pytest.mark.django_db
BY_KIND = dict(BLOCKS)


def stream(block, *questions):
    return block.to_python([{"type": kind, "value": copy.deepcopy(value)} for kind, value in questions])


def faults(kind, **changes):
    """What is refused in a question of a kind with these changes."""
    block = QuestionsBlock()
    try:
        block.clean(stream(block, (kind, BY_KIND[kind] | changes)))
    except ValidationError as error:
        [fault] = error.block_errors.values()
        return [message for each in fault.non_block_errors.as_data() for message in each.messages]
    return []


def test_every_kind_is_accepted():
    block = QuestionsBlock()

    assert len(block.clean(stream(block, *BLOCKS))) == len(KINDS)


@pytest.mark.parametrize(
    ("kind", "right", "fault"),
    [
        ("single", 0, "Exactly one choice must be correct."),
        ("single", 2, "Exactly one choice must be correct."),
        ("multiple", 0, "At least one choice must be correct."),
    ],
)
def test_a_question_without_a_right_answer_is_refused(kind, right, fault):
    choices = [{"text": f"<p>{place}</p>", "correct": place < right} for place in range(3)]

    assert faults(kind, choices=choices) == [fault]


def test_every_choice_may_be_right():
    choices = [{"text": f"<p>{place}</p>", "correct": True} for place in range(3)]

    assert faults("multiple", choices=choices) == []


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("single", {"choices": [{"text": "<p>Yes</p>", "correct": True}, {"text": "<p> <b>Yes</b> </p>"}]}),
        ("ordering", {"items": ["<p>One</p>", "<p>One</p>"]}),
        ("matching", {"pairs": [{"left": "<p>A</p>", "right": "<p>1</p>"}, {"left": "<p>A</p>", "right": "<p>2</p>"}]}),
        ("matching", {"pairs": [{"left": "<p>A</p>", "right": "<p>1</p>"}, {"left": "<p>B</p>", "right": "<p>1</p>"}]}),
        ("matching", {"extra": ["<p>128 bits</p>"]}),
    ],
)
def test_the_same_text_twice_is_refused(kind, changes):
    assert faults(kind, **changes) == ["The same text stands twice."]


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("single", {"text": ""}),
        ("single", {"points": 0}),
        ("single", {"points": 101}),
        ("single", {"key": "No Spaces"}),
        ("single", {"key": "_asked"}),
        ("single", {"choices": [{"text": "<p>Alone</p>", "correct": True}]}),
        ("short_text", {"answers": []}),
        ("short_text", {"answers": ["a" * 201]}),
        ("number", {"answer": None}),
        ("number", {"tolerance": -1}),
        ("true_false", {"answer": ""}),
        ("ordering", {"items": ["<p>One</p>"]}),
        ("matching", {"pairs": [{"left": "<p>A</p>", "right": "<p>1</p>"}]}),
    ],
)
def test_what_is_out_of_bounds_is_refused(kind, changes):
    block = QuestionsBlock()

    with pytest.raises(ValidationError):
        block.clean(stream(block, (kind, BY_KIND[kind] | changes)))


@pytest.mark.parametrize("count", [0, 201])
def test_a_quiz_has_one_to_two_hundred_questions(count):
    block = QuestionsBlock()

    with pytest.raises(ValidationError):
        block.clean(stream(block, *[BLOCKS[2]] * count))


def test_a_check_is_one_question_without_key_and_points():
    block = CheckBlock()

    assert {"key", "points", "shuffle"}.isdisjoint(block.child_blocks["single"].child_blocks)
    with pytest.raises(ValidationError):
        block.clean(stream(block, BLOCKS[2], BLOCKS[2]))


def test_blocks_become_questions():
    block = QuestionsBlock()
    made = [question_of(each.block_type, each.value) for each in block.clean(stream(block, *BLOCKS))]

    assert made == [
        Single(
            key="dns",
            text="<p>What does DNS do?</p>",
            points=2,
            feedback="<p>Names become addresses.</p>",
            choices=(
                Option("1", "It names <b>machines</b>.", "It does."),
                Option("2", "It encrypts.", "That is TLS."),
                Option("3", "It counts."),
            ),
            right=("1",),
            shuffle=True,
        ),
        Multiple(
            key="",
            text="<p>Which are addresses?</p>",
            choices=(Option("1", "192.0.2.1"), Option("2", "2001:db8::1"), Option("3", "example.org", "That is a name.")),
            right=("1", "2"),
        ),
        TrueFalse(key="", text="<p>A router reads addresses.</p>", right=True),
        ShortText(key="", text="<p>What carries two addresses?</p>", answers=("packet", "a packet")),
        Number(key="", text="<p>How far?</p>", answer="1234.5", tolerance="0.5", unit="km"),
        Ordering(
            key="",
            text="<p>In which order?</p>",
            items=(Option("1", "First"), Option("2", "Second"), Option("3", "Third")),
            right=("1", "2", "3"),
        ),
        Matching(
            key="",
            text="<p>What belongs together?</p>",
            lefts=(Option("1", "IPv4"), Option("2", "IPv6")),
            rights=(Option("1", "32 bits &amp; no more"), Option("2", "128 bits"), Option("3", "7 bits")),
            pairs=("1", "2"),
        ),
    ]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in {"single", "multiple"}])
def test_only_choices_are_shuffled_by_an_authors_choice(kind):
    assert "shuffle" not in QuestionsBlock().child_blocks[kind].child_blocks


@pytest.mark.parametrize(("kind", "value"), BLOCKS, ids=list(BY_KIND))
def test_a_check_hides_its_answer_behind_a_handle_and_sends_nothing(kind, value):
    block = LessonBlock()
    text = block.to_python([{"type": "check", "value": [{"type": kind, "value": copy.deepcopy(value)}]}])

    html = str(text.render_as_block())

    before, _, answer = html.partition("<details>")
    assert value["text"] in before
    assert "Show the answer" in answer
    for sending in ("<form", "<input", "<select", "<button", "<script"):
        assert sending not in html
    assert str(text.render_as_block()) == html


@pytest.mark.parametrize(
    ("kind", "shown", "hidden"),
    [
        ("single", "<li>It encrypts.</li>", "<dt>It encrypts.</dt><dd>That is TLS.</dd>"),
        ("multiple", "<li>example.org</li>", "That is a name."),
        ("true_false", "True or false?", "<strong>True</strong>"),
        ("short_text", "two addresses", "<strong><bdi>packet</bdi></strong>"),
        ("number", "How far?", "<strong><bdi>1234.5 ± 0.5 km</bdi></strong>"),
        ("ordering", "<li>Second</li>", "<li>1. First</li><li>2. Second</li><li>3. Third</li>"),
        ("matching", "<li>7 bits</li>", "<li>IPv4 — 32 bits &amp; no more</li>"),
    ],
)
def test_what_a_check_asks_and_what_it_answers(kind, shown, hidden):
    block = LessonBlock()
    text = block.to_python([{"type": "check", "value": [{"type": kind, "value": copy.deepcopy(BY_KIND[kind])}]}])

    before, _, answer = str(text.render_as_block()).partition("<details>")

    assert shown in before
    assert hidden in answer
    assert hidden not in before


def test_a_question_takes_no_script():
    block = QuestionsBlock()
    value = BY_KIND["true_false"] | {"text": '<p onclick="x()">Hi<script>alert(1)</script></p>'}
    form = block.child_blocks["true_false"].child_blocks["text"]

    assert isinstance(stream(block, ("true_false", value))[0].value["text"], RichText)
    assert form.field.widget.features == ["bold", "italic", "code", "link", "ol", "ul"]
