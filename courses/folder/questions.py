"""Questions of quizzes, and of checks in lessons, as the values of their blocks (`courses.blocks.questions`)."""

from collections.abc import Callable, Iterable
from typing import Any

from courses.folder.contents import Block, Prose
from courses.folder.links import Sources
from courses.folder.prose import line, line_of_text, passage, visible
from courses.folder.values import Mapping, short

LONGEST_QUESTION = 2000
LONGEST_FEEDBACK = 1000
LONGEST_LINE = 500
LONGEST_ANSWER = 200
LONGEST_UNIT = 50
MOST_POINTS = 100
CHOICES, ITEMS, ANSWERS, MOST_EXTRA = (2, 20), (2, 12), (1, 20), 6
SHUFFLED = {"single", "multiple"}

type Value = dict[str, Any]


def read_question(mapping: Mapping, sources: Sources, *, is_check: bool = False) -> Block | None:
    """
    This makes a block of a question; None, with the fault noted, where its type is none.

    A check is a question to oneself: it has no name, no points and no shuffling.
    """
    kind = mapping.choice("type", READERS, default=None)
    if kind not in READERS:
        # What else it may say depends on its type.
        mapping.asked.update(mapping.values)
        return None
    value = {
        "text": passage(mapping, "text", sources, most=LONGEST_QUESTION, required=True),
        **READERS[kind](mapping, sources),
        "feedback": passage(mapping, "feedback", sources, most=LONGEST_FEEDBACK),
    }
    if not is_check:
        value |= _of_a_quiz(mapping, kind)
    return kind, value


def _of_a_quiz(mapping: Mapping, kind: str) -> Value:
    shuffle = {"shuffle": mapping.yes("shuffle", default=True)} if kind in SHUFFLED else {}
    points = mapping.whole("points", least=1, most=MOST_POINTS, default=1)
    return {**shuffle, "points": points, "key": mapping.name("id", default=None)}


def _single(mapping: Mapping, sources: Sources) -> Value:
    choices = _choices(mapping, sources)
    correct = sum(choice["correct"] for choice in choices)
    if choices and correct != 1:
        mapping.fault("choices", f"exactly one choice must be correct; {correct} are")
    return {"choices": choices}


def _multiple(mapping: Mapping, sources: Sources) -> Value:
    choices = _choices(mapping, sources)
    if choices and not any(choice["correct"] for choice in choices):
        mapping.fault("choices", "at least one choice must be correct")
    return {"choices": choices, "partial": mapping.yes("partial", default=True)}


def _choices(mapping: Mapping, sources: Sources) -> list[Value]:
    least, most = CHOICES
    choices = [_choice(choice, sources) for choice in mapping.mappings("choices", least=least, most=most)]
    _check_repeated(mapping, "choices", (choice["text"] for choice in choices))
    return choices


def _choice(mapping: Mapping, sources: Sources) -> Value:
    choice = {
        "text": line(mapping, "text", sources, most=LONGEST_LINE, required=True),
        "correct": mapping.yes("correct", default=False),
        "feedback": line(mapping, "feedback", sources, most=LONGEST_LINE),
    }
    mapping.close()
    return choice


def _true_false(mapping: Mapping, _sources: Sources) -> Value:
    return {"answer": "true" if mapping.yes("answer", default=None) else "false"}


def _short_text(mapping: Mapping, _sources: Sources) -> Value:
    least, most = ANSWERS
    answers = []
    for text, place in mapping.raws("answers", least=least, most=most):
        answer = text.strip()
        if len(answer) > LONGEST_ANSWER or "\n" in answer:
            place.fault(0, f"an entry of answers is one line of at most {LONGEST_ANSWER} characters")
        answers.append(answer)
    return {"answers": answers, "exact": mapping.yes("exact", default=False)}


def _number(mapping: Mapping, _sources: Sources) -> Value:
    tolerance = mapping.number("tolerance", default="0")
    if tolerance.startswith("-"):
        mapping.fault("tolerance", "tolerance must not be less than 0")
    unit = mapping.text("unit", most=LONGEST_UNIT)
    return {"answer": mapping.number("answer", default=None), "tolerance": tolerance, "unit": unit}


def _ordering(mapping: Mapping, sources: Sources) -> Value:
    return {"items": _lines(mapping, "items", sources, *ITEMS)}


def _matching(mapping: Mapping, sources: Sources) -> Value:
    least, most = ITEMS
    pairs = [_pair(pair, sources) for pair in mapping.mappings("pairs", least=least, most=most)]
    extra = _lines(mapping, "extra", sources, 0, MOST_EXTRA)
    _check_repeated(mapping, "pairs", (pair["left"] for pair in pairs))
    _check_repeated(mapping, "pairs", [*(pair["right"] for pair in pairs), *extra])
    return {"pairs": pairs, "extra": extra}


def _pair(mapping: Mapping, sources: Sources) -> Value:
    pair = {side: line(mapping, side, sources, most=LONGEST_LINE, required=True) for side in ("left", "right")}
    mapping.close()
    return pair


def _lines(mapping: Mapping, key: str, sources: Sources, least: int, most: int) -> list[Prose]:
    texts = mapping.raws(key, least=least, most=most)
    lines = [line_of_text(text, place, f"an entry of {key}", sources, most=LONGEST_LINE) for text, place in texts]
    _check_repeated(mapping, key, lines)
    return lines


def _check_repeated(mapping: Mapping, key: str, lines: Iterable[Prose]) -> None:
    seen: set[str] = set()
    for text in filter(None, map(visible, lines)):
        if text in seen:
            mapping.fault(key, f"“{short(text)}” stands twice in {key}")
        seen.add(text)


READERS: dict[str, Callable[[Mapping, Sources], Value]] = {
    "single": _single,
    "multiple": _multiple,
    "true_false": _true_false,
    "short_text": _short_text,
    "number": _number,
    "ordering": _ordering,
    "matching": _matching,
}
