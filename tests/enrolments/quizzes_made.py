"""Courses with a quiz in them, attempts at it, and what a form sends."""

from courses.models import Unit, UnitText
from courses.questions.quiz import Quiz
from enrolments import attempting
from enrolments.models.attempts import SPEAKS_FOR
from tests.courses.questions_made import make_single, one_of_each
from tests.enrolments.factories import NOW, keys_of, make_enrolment, make_outline, units_of

AT = 1  # where the quiz stands in its course


def make_quiz(**rules):
    """A quiz with a question of every kind, eight points in all."""
    return Quiz(**{"questions": one_of_each(), **rules})


def make_long_quiz(length):
    return Quiz(tuple(make_single(key=f"question-{number}") for number in range(length)))


def make_quiz_outline(quiz=None, *, lessons=3, at=AT, **fields):
    """A course whose second unit is a quiz."""
    units = {**fields.pop("units", {}), at: {"kind": Unit.Kind.QUIZ}}
    outline = make_outline(lessons, units=units, **fields)
    publish(outline, quiz or make_quiz(), at=at)
    return outline


def publish(outline, quiz, *, at=AT, language="en"):
    """The quiz as its author has it now, in a language."""
    texts = UnitText.objects.filter(unit=units_of(outline)[at], locale__language_code=language)
    texts.update(quiz=quiz.dump(), html="<p>Take your time.</p>")


def quiz_key(outline, at=AT):
    return keys_of(outline)[at]


def begin(enrolment=None, quiz=None, *, outline=None, now=NOW, at=AT):
    """An attempt that has just been begun."""
    if enrolment is None:
        outline = outline or make_quiz_outline(quiz)
        enrolment = make_enrolment(outline)
    key = outline_key(enrolment, at)
    return attempting.begin_attempt(enrolment=enrolment, key=key, now=now)


def outline_key(enrolment, at=AT):
    return quiz_key(enrolment.course.outlines.get(locale__language_code=enrolment.language), at)


def form_of(attempt, answers):
    """What a browser sends of the whole form, with these answers by key."""
    values = {SPEAKS_FOR: [question.key for question in attempt.questions]}
    for question in attempt.questions:
        answer = answers.get(question.key)
        if isinstance(answer, dict):
            values |= {question.field(part): [value] for part, value in answer.items()}
        elif answer is not None:
            values[question.key] = answer if isinstance(answer, list) else [answer]
    return values


def right_answers(attempt):
    return {question.key: question.solution for question in attempt.questions}


def hand_in(attempt, answers=None, *, is_sure=True, now=NOW):
    changes = {} if answers is None else attempt.changes(form_of(attempt, answers))
    return attempting.submit_attempt(attempt=attempt, changes=changes, is_sure=is_sure, now=now)


def passed(enrolment, *, now=NOW, at=AT):
    attempt = begin(enrolment, now=now, at=at)
    attempt.refresh_from_db()
    return hand_in(attempt, right_answers(attempt), now=now)


def failed(enrolment, *, now=NOW, at=AT):
    return hand_in(begin(enrolment, now=now, at=at), now=now)


def save(attempt, answers, *, now=NOW):
    return attempting.save_answers(attempt=attempt, changes=attempt.changes(form_of(attempt, answers)), now=now)
