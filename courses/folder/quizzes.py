"""A quiz's file as the values of its page."""

from collections.abc import Iterator

from courses.folder.contents import Block, QuizFile
from courses.folder.links import Sources
from courses.folder.prose import passage
from courses.folder.questions import read_question
from courses.folder.values import Mapping

LONGEST_INTRODUCTION = 2000
MOST_QUESTIONS = 200


def read_quiz(mapping: Mapping, sources: Sources, *, default_key: str) -> QuizFile:
    """This makes a quiz of a file's mapping; what is wrong in it is noted at its line."""
    lines = mapping.said()
    found = list(_questions(mapping, sources))
    number = max(1, len(found))
    return QuizFile(
        file=mapping.place.file,
        lines=lines,
        key=mapping.name("key", default=default_key),
        title=mapping.text("title", most=255, default=None),
        introduction=passage(mapping, "introduction", sources, most=LONGEST_INTRODUCTION),
        minutes=mapping.whole("minutes", least=1, most=600, default=number),
        is_required=mapping.yes("required", default=True),
        pass_mark=mapping.whole("pass_mark", least=0, most=100, default=70),
        attempts=mapping.whole("attempts", least=0, most=100, default=0),
        time_limit=mapping.whole("time_limit", least=0, most=600, default=0),
        cool_down=mapping.whole("cool_down", least=0, most=10080, default=0),
        draw=mapping.whole("draw", least=1, most=number, default=0),
        shuffle=mapping.yes("shuffle", default=True),
        questions=tuple(question for question, _ in found if question),
        question_lines=tuple(line for question, line in found if question),
    )


def _questions(mapping: Mapping, sources: Sources) -> Iterator[tuple[Block | None, int]]:
    """These are the questions with their lines in the file."""
    ids: set[str] = set()
    for each in mapping.mappings("questions", least=1, most=MOST_QUESTIONS):
        question = read_question(each, sources)
        each.close()
        if question and question[1]["key"] in ids:
            each.fault("id", f"the id “{question[1]['key']}” is used twice in this quiz")
        if question and question[1]["key"]:
            ids.add(question[1]["key"])
        yield question, each.place.first_line + each.line
