"""Questions of every kind: as an author's blocks, and as values, made or drawn by hypothesis."""

from hypothesis import strategies as st

from courses.questions import Matching, Multiple, Number, Option, Ordering, ShortText, Single, TrueFalse
from courses.questions.base import renamed

BLOCKS = [
    (
        "single",
        {
            "text": "<p>What does DNS do?</p>",
            "choices": [
                {"text": "<p>It names <b>machines</b>.</p>", "correct": True, "feedback": "<p>It does.</p>"},
                {"text": "<p>It encrypts.</p>", "feedback": "<p>That is TLS.</p>"},
                {"text": "<p>It counts.</p>"},
            ],
            "feedback": "<p>Names become addresses.</p>",
            "shuffle": True,
            "points": 2,
            "key": "dns",
        },
    ),
    (
        "multiple",
        {
            "text": "<p>Which are addresses?</p>",
            "choices": [
                {"text": "<p>192.0.2.1</p>", "correct": True},
                {"text": "<p>2001:db8::1</p>", "correct": True},
                {"text": "<p>example.org</p>", "feedback": "<p>That is a name.</p>"},
            ],
            "partial": True,
        },
    ),
    ("true_false", {"text": "<p>A router reads addresses.</p>", "answer": "true"}),
    ("short_text", {"text": "<p>What carries two addresses?</p>", "answers": ["packet", "a packet"], "exact": False}),
    ("number", {"text": "<p>How far?</p>", "answer": "1234.5", "tolerance": "0.5", "unit": "km"}),
    ("ordering", {"text": "<p>In which order?</p>", "items": ["<p>First</p>", "<p>Second</p>", "<p>Third</p>"]}),
    (
        "matching",
        {
            "text": "<p>What belongs together?</p>",
            "pairs": [
                {"left": "<p>IPv4</p>", "right": "<p>32 bits &amp; no more</p>"},
                {"left": "<p>IPv6</p>", "right": "<p>128 bits</p>"},
            ],
            "extra": ["<p>7 bits</p>"],
        },
    ),
]


def options(*texts):
    return tuple(Option(str(place), text) for place, text in enumerate(texts, start=1))


def make_single(**fields):
    choices = (Option("1", "Yes", "So it is."), Option("2", "No", "Look again."), Option("3", "Never"))
    return Single(**{"key": "single", "text": "<p>Is it?</p>", "choices": choices, "right": ("1",), **fields})


def make_multiple(**fields):
    given = {"key": "multiple", "text": "<p>Which?</p>", "choices": options("A", "B", "C", "D"), "right": ("1", "2")}
    return Multiple(**given | fields)


def make_true_false(**fields):
    return TrueFalse(**{"key": "true-false", "text": "<p>It is so.</p>", "right": True, **fields})


def make_short_text(**fields):
    return ShortText(**{"key": "short-text", "text": "<p>What?</p>", "answers": ("Packet", "datagram"), **fields})


def make_number(**fields):
    given = {"key": "number", "text": "<p>How many?</p>", "answer": "12.5", "tolerance": "0.5", "unit": "ms"}
    return Number(**given | fields)


def make_ordering(**fields):
    given = {"key": "ordering", "text": "<p>Order?</p>", "items": options("One", "Two", "Three"), "right": ("1", "2", "3")}
    return Ordering(**given | fields)


def make_matching(**fields):
    given = {"lefts": options("A", "B"), "rights": options("1", "2", "3"), "pairs": ("1", "2")}
    return Matching(**{"key": "matching", "text": "<p>Pairs?</p>"} | given | fields)


def one_of_each():
    """A question of every kind."""
    return (
        make_single(feedback="<p>Told afterwards.</p>", points=2),
        make_multiple(),
        make_true_false(),
        make_short_text(),
        make_number(),
        make_ordering(),
        make_matching(),
    )


# For hypothesis

TEXTS = st.text(max_size=8)
COMMON = {"key": st.just("q"), "text": TEXTS, "points": st.integers(1, 100), "feedback": TEXTS}


@st.composite
def some_options(draw, least=2, most=20):
    texts = draw(st.lists(TEXTS, min_size=least, max_size=most, unique=True))
    return tuple(Option(str(place), text, draw(TEXTS)) for place, text in enumerate(texts, start=1))


@st.composite
def choice_questions(draw, kind):
    choices = draw(some_options())
    keys = [choice.key for choice in choices]
    most = 1 if kind is Single else len(keys)
    right = draw(st.lists(st.sampled_from(keys), min_size=1, max_size=most, unique=True))
    extra = {} if kind is Single else {"partial": st.booleans()}
    return draw(
        st.builds(
            kind, choices=st.just(choices), right=st.just(tuple(sorted(right))), shuffle=st.booleans(), **extra, **COMMON
        )
    )


@st.composite
def ordering_questions(draw):
    items, _ = renamed(draw(some_options(most=12)))
    right = draw(st.permutations([item.key for item in items]))
    return draw(st.builds(Ordering, items=st.just(items), right=st.just(tuple(right)), **COMMON))


@st.composite
def matching_questions(draw):
    lefts, rights = draw(some_options(most=12)), draw(some_options(least=12, most=18))
    pairs = draw(st.permutations([right.key for right in rights]))[: len(lefts)]
    return draw(st.builds(Matching, lefts=st.just(lefts), rights=st.just(rights), pairs=st.just(tuple(pairs)), **COMMON))


DECIMALS = st.decimals(-(10**6), 10**6, places=3).map(str)
QUESTIONS = st.one_of(
    choice_questions(Single),
    choice_questions(Multiple),
    st.builds(TrueFalse, right=st.booleans(), **COMMON),
    st.builds(
        ShortText,
        answers=st.lists(st.text(min_size=1, max_size=20), min_size=1, max_size=4).map(tuple),
        exact=st.booleans(),
        **COMMON,
    ),
    st.builds(Number, answer=DECIMALS, tolerance=st.decimals(0, 100, places=2).map(str), unit=TEXTS, **COMMON),
    ordering_questions(),
    matching_questions(),
)
