"""Reading quizzes: every type of question, every limit, each with its line."""

import pytest

from tests.courses.folders import SINGLE, faults, lesson, make_folder, quiz, read, write

FILE = "01-stone/99-quiz.yaml"


@pytest.fixture
def folder(tmp_path):
    return make_folder(tmp_path / "bridges")


def read_quiz(folder, text):
    write(folder / FILE, text)
    return read(folder).modules[0].units[1]


def reasons(folder, text):
    write(folder / FILE, text)
    return [fault.removeprefix(f"{FILE}:") for fault in faults(folder)]


def test_what_is_not_said_has_its_default(folder):
    found = read_quiz(folder, quiz(SINGLE, SINGLE))

    assert (found.key, found.title, found.introduction, found.minutes, found.is_required) == (
        "stone-quiz",
        "Quiz",
        "",
        2,
        True,
    )
    assert (found.pass_mark, found.attempts, found.time_limit, found.cool_down, found.draw, found.shuffle) == (
        70,
        0,
        0,
        0,
        0,
        True,
    )
    assert found.question_lines == (3, 4)


def test_what_is_said_is_read(folder):
    rules = (
        "key: last\nintroduction: |\n  Read *all*.\n\n  - Then\nminutes: 9\nrequired: false\npass_mark: 100\nattempts: 3\n"
        "time_limit: 60\ncool_down: 10080\ndraw: 1\nshuffle: false\n"
    )

    found = read_quiz(folder, quiz(SINGLE, rules=rules))

    assert (found.key, found.minutes, found.is_required) == ("last", 9, False)
    assert found.introduction == "<p>Read <i>all</i>.</p><ul><li>Then</li></ul>"
    assert (found.pass_mark, found.attempts, found.time_limit, found.cool_down, found.draw, found.shuffle) == (
        100,
        3,
        60,
        10080,
        1,
        False,
    )


def test_lessons_and_quizzes_stand_in_the_order_of_their_numbers(folder):
    write(folder / "01-stone" / "00-before.yaml", quiz(SINGLE))
    write(folder / "01-stone" / "02-after.md", lesson("After.\n"))

    assert [unit.key for unit in read(folder).modules[0].units] == ["stone-before", "stone-old", "stone-after"]


def test_numbers_and_keys_stand_once_among_lessons_and_quizzes(folder):
    write(folder / "01-stone" / "01-quiz.yaml", quiz(SINGLE, rules="key: stone-old\n"))

    assert faults(folder) == [
        "01-stone/01-old.md:1: the key “stone-old” is used twice; give it one of its own",
        "01-stone/01-old.md:1: the number 01 is used twice in this folder",
        "01-stone/01-quiz.yaml:1: the number 01 is used twice in this folder",
        "01-stone/01-quiz.yaml:2: the key “stone-old” is used twice; give it one of its own",
    ]


COMMON = {"feedback": "", "points": 1, "key": "q1", "text": "<p>T</p>"}


FULL = (
    "type: single, text: T, shuffle: false, points: 3, feedback: '*F*', "
    "choices: [{text: '**a**', correct: true, feedback: Yes}, {text: '- b'}]"
)


@pytest.mark.parametrize(
    ("question", "kind", "value"),
    [
        (
            FULL,
            "single",
            {
                "choices": [
                    {"text": "<p><b>a</b></p>", "correct": True, "feedback": "<p>Yes</p>"},
                    {"text": "<p>- b</p>", "correct": False, "feedback": ""},
                ],
                "shuffle": False,
                "points": 3,
                "feedback": "<p><i>F</i></p>",
            },
        ),
        (
            "type: multiple, text: T, partial: false, choices: [{text: a, correct: true}, {text: b, correct: true}]",
            "multiple",
            {
                "choices": [
                    {"text": "<p>a</p>", "correct": True, "feedback": ""},
                    {"text": "<p>b</p>", "correct": True, "feedback": ""},
                ],
                "partial": False,
                "shuffle": True,
            },
        ),
        ("type: true_false, text: T, answer: false", "true_false", {"answer": "false"}),
        (
            "type: short_text, text: T, answers: [no, ' a  b ', 1.50], exact: true",
            "short_text",
            {"answers": ["no", "a  b", "1.50"], "exact": True},
        ),
        (
            "type: number, text: T, answer: -1.50, tolerance: 0.1, unit: ms",
            "number",
            {"answer": "-1.50", "tolerance": "0.1", "unit": "ms"},
        ),
        ("type: number, text: T, answer: 0", "number", {"answer": "0", "tolerance": "0", "unit": ""}),
        ("type: ordering, text: T, items: [a, '`b`']", "ordering", {"items": ["<p>a</p>", "<p><code>b</code></p>"]}),
        (
            "type: matching, text: T, pairs: [{left: a, right: b}, {left: b, right: a}], extra: [c]",
            "matching",
            {
                "pairs": [{"left": "<p>a</p>", "right": "<p>b</p>"}, {"left": "<p>b</p>", "right": "<p>a</p>"}],
                "extra": ["<p>c</p>"],
            },
        ),
    ],
)
def test_each_type_of_question_becomes_the_value_of_its_block(folder, question, kind, value):
    assert read_quiz(folder, quiz(question)).questions == ((kind, {**COMMON, **value}),)


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ("pass_mark: 101", "2: pass_mark must be a whole number from 0 to 100; it is “101”"),
        ("attempts: 101", "2: attempts must be a whole number from 0 to 100; it is “101”"),
        ("time_limit: 601", "2: time_limit must be a whole number from 0 to 600; it is “601”"),
        ("cool_down: 10081", "2: cool_down must be a whole number from 0 to 10080; it is “10081”"),
        ("minutes: 0", "2: minutes must be a whole number from 1 to 600; it is “0”"),
        ("draw: 2", "2: draw must be a whole number from 1 to 1; it is “2”"),
        ("draw: 0", "2: draw must be a whole number from 1 to 1; it is “0”"),
        ("shuffle: often", "2: shuffle must be true or false; it is “often”"),
        ("passmark: 50", "2: unknown key “passmark”"),
        ("introduction: '# Big'", "2: here may stand only paragraphs and lists"),
        ("introduction: " + "x" * 2001, "2: introduction has 2001 characters; at most 2000 are allowed"),
        ("introduction: |\n  One\n\n  <b>x</b>", "5: HTML is not read; write \\< for a sign that is to be seen"),
    ],
)
def test_a_wrong_rule_is_told_with_its_line(folder, rule, reason):
    assert reasons(folder, quiz(SINGLE, rules=f"{rule}\n")) == [reason]


CHOICES = "choices: [{text: a, correct: true}, {text: b}]"


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("text: T", "type is missing"),
        ("type: essay, text: T, words: 9", None),
        (f"type: single, {CHOICES}", "text is missing"),
        (f"type: single, text: '', {CHOICES}", "text is empty"),
        (f"type: single, text: T, {CHOICES}, hint: x", "unknown key “hint”"),
        (f"type: single, text: T, {CHOICES}, partial: true", "unknown key “partial”"),
        (f"type: single, text: T, {CHOICES}, points: 0", "points must be a whole number from 1 to 100; it is “0”"),
        (f"type: single, text: {'x' * 2001}, {CHOICES}", "text has 2001 characters; at most 2000 are allowed"),
        (
            f"type: single, text: T, {CHOICES}, feedback: {'x' * 1001}",
            "feedback has 1001 characters; at most 1000 are allowed",
        ),
        ("type: single, text: T", "choices is missing"),
        ("type: single, text: T, choices: a", "choices must be a list"),
        ("type: single, text: T, choices: [{text: a, correct: true}]", "choices has 1 entries; 2 to 20 are allowed"),
        ("type: single, text: T, choices: [{text: a}, {text: b}]", "exactly one choice must be correct; 0 are"),
        (
            "type: single, text: T, choices: [{text: a, correct: true}, {text: b, correct: true}]",
            "exactly one choice must be correct; 2 are",
        ),
        ("type: single, text: T, choices: [{text: a, correct: true}, {text: '*a*'}]", "“a” stands twice in choices"),
        (
            "type: single, text: T, choices: [{text: a, correct: true}, b, {text: c}]",
            "an entry of choices must be keys with values",
        ),
        ("type: single, text: T, choices: [{text: a, correct: true}, {text: c, right: no}]", "unknown key “right”"),
        (
            "type: single, text: T, choices: [{text: a, correct: yes}, {text: b, correct: true}]",
            "correct must be true or false; it is “yes”",
        ),
        (
            f"type: single, text: T, choices: [{{text: a, correct: true}}, {{text: {'x' * 501}}}]",
            "text has 501 characters; at most 500 are allowed",
        ),
        (
            "type: single, text: T, choices: [{text: '<img src=x onerror=y>', correct: true}, {text: b}]",
            "HTML is not read; write \\< for a sign that is to be seen",
        ),
        (
            "type: single, text: T, choices: [{text: '[a](javascript:b)', correct: true}, {text: b}]",
            "a link begins with https://, http:// or mailto:",
        ),
        (f"type: single, text: '***', {CHOICES}", "horizontal rules are not read; use a heading"),
        ("type: single, text: T, choices: [{text: '&nbsp;', correct: true}, {text: b}]", "text is empty"),
        (f"type: single, text: '&nbsp;', {CHOICES}", "text is empty"),
        ("type: multiple, text: T, choices: [{text: a}, {text: b}]", "at least one choice must be correct"),
        ("type: true_false, text: T", "answer is missing"),
        ("type: true_false, text: T, answer: 'true'", "answer must be true or false"),
        ("type: short_text, text: T", "answers is missing"),
        ("type: short_text, text: T, answers: []", "answers has 0 entries; 1 to 20 are allowed"),
        ("type: short_text, text: T, answers: [a, ' ']", "an entry of answers must be a text"),
        (
            f"type: short_text, text: T, answers: [{'x' * 201}]",
            "an entry of answers is one line of at most 200 characters",
        ),
        ("type: number, text: T", "answer is missing"),
        ("type: number, text: T, answer: many", "answer must be a number such as 7 or 1.5; it is “many”"),
        ("type: number, text: T, answer: 1e5", "answer must be a number such as 7 or 1.5; it is “1e5”"),
        ("type: number, text: T, answer: .inf", "answer must be a number such as 7 or 1.5; it is “.inf”"),
        ("type: number, text: T, answer: 1, tolerance: -1", "tolerance must not be less than 0"),
        (f"type: number, text: T, answer: 1, unit: {'x' * 51}", "unit has 51 characters; at most 50 are allowed"),
        ("type: ordering, text: T, items: [a]", "items has 1 entries; 2 to 12 are allowed"),
        ("type: ordering, text: T, items: [a, b, a]", "“a” stands twice in items"),
        ("type: ordering, text: T, items: [a, [b], c]", "an entry of items must be a text"),
        ("type: ordering, text: T, items: [a, '![x](y.svg)']", "an image stands alone in its paragraph"),
        ("type: matching, text: T, pairs: [{left: a, right: b}]", "pairs has 1 entries; 2 to 12 are allowed"),
        ("type: matching, text: T, pairs: [{left: a, right: b}, {left: a, right: c}]", "“a” stands twice in pairs"),
        ("type: matching, text: T, pairs: [{left: a, right: b}, {left: c, right: b}]", "“b” stands twice in pairs"),
        ("type: matching, text: T, pairs: [{left: a, right: b}, {left: c}]", "right is missing"),
        (
            "type: matching, text: T, pairs: [{left: a, right: b}, {left: c, right: d}], extra: [d]",
            "“d” stands twice in pairs",
        ),
    ],
)
def test_a_wrong_question_is_told_with_its_line(folder, question, reason):
    kinds = "matching, multiple, number, ordering, short_text, single, true_false"

    assert reasons(folder, quiz(question)) == [f"3: {reason or f'type must be one of {kinds}; it is “essay”'}"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("title: Quiz\n", ["1: questions is missing"]),
        ("title: Quiz\nquestions: []\n", ["2: questions has 0 entries; 1 to 200 are allowed"]),
        ("title: Quiz\nquestions: [a]\n", ["2: an entry of questions must be keys with values"]),
        (f"questions:\n- {{id: a, {SINGLE}}}\n", ["1: title is missing"]),
        (f"title: Quiz\nquestions:\n- {{{SINGLE}}}\n", ["3: id is missing"]),
        (f"title: Quiz\nquestions:\n- {{id: A B, {SINGLE}}}\n", None),
        (
            f"title: Quiz\nquestions:\n- {{id: a, {SINGLE}}}\n- {{id: a, {SINGLE}}}\n",
            ["4: the id “a” is used twice in this quiz"],
        ),
        ("- a\n", ["1: here should be keys with values"]),
        ("title: !!python/name:os.system\n", ["1: tags are not read"]),
        ('title: "a\\0b"\n', ["1: here is a control character"]),
        ('title: "\\ud800"\n', ["1: here is a control character"]),
        ('title: "\\Uffffffff"\n', ["1: this is not YAML: it names a character that there is not"]),
    ],
)
def test_a_wrong_quiz_is_told_with_its_line(folder, text, reason):
    expected = reason or ["3: id must be made of small Latin letters, digits and hyphens: “A B”"]

    assert reasons(folder, text) == expected


def test_markdown_in_a_block_is_told_with_its_own_line(folder):
    text = (
        "title: Quiz\nquestions:\n- id: a\n  type: true_false\n  text: |\n    One\n\n    - two\n    - <i>three</i>\n"
        "  answer: true\n"
    )

    assert reasons(folder, text)[0] == "9: HTML is not read; write \\< for a sign that is to be seen"


def test_a_name_too_long_for_a_key_asks_for_one(folder):
    write(folder / "01-stone" / f"02-{'x' * 100}.md", lesson("Text.\n"))

    assert faults(folder) == [
        f"01-stone/02-{'x' * 100}.md:2: key is missing: the one that names make is longer than 100 characters"
    ]
