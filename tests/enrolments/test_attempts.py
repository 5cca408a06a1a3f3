"""Attempts as rows: what the database refuses, and what their privacy entry says."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from accounts import privacy
from courses.questions.quiz import Quiz
from enrolments.models import QuizAttempt
from tests.courses.questions_made import make_matching, make_number, make_ordering, make_short_text, make_single
from tests.enrolments.factories import NOW, make_enrolment
from tests.enrolments.quizzes_made import begin, failed, hand_in, make_quiz_outline, passed, save
from tests.factories import make_user

pytestmark = pytest.mark.django_db
MARKED = {"submitted_at": NOW, "ended_by": "submitted", "earned": 4, "percent": 50}


def row(enrolment, **fields):
    unit = QuizAttempt.objects.filter(enrolment=enrolment).first().unit
    given = {"number": 2, "language": "en", "asked": [], "possible": 8, "pass_mark": 70, "started_at": NOW, **MARKED}
    return QuizAttempt(enrolment=enrolment, unit=unit, **given | fields)


@pytest.fixture
def enrolment():
    made = make_enrolment(make_quiz_outline())
    failed(made)
    return made


@pytest.mark.parametrize(
    "fields",
    [{}, {"is_passed": True}, {"submitted_at": None, "ended_by": "", "earned": None, "percent": None}, {"earned": 8}],
)
def test_rows_that_can_be_are_accepted(enrolment, fields):
    row(enrolment, **fields).save()

    assert QuizAttempt.objects.count() == 2


@pytest.mark.parametrize(
    ("fields", "fact"),
    [
        ({"number": 1}, "quiz_attempt_number_once"),
        ({"submitted_at": None}, "quiz_attempt_submitted_iff_marked"),
        ({"percent": None}, "quiz_attempt_submitted_iff_marked"),
        ({"earned": None}, "quiz_attempt_submitted_iff_marked"),
        ({"ended_by": ""}, "quiz_attempt_submitted_iff_marked"),
        ({"ended_by": "lost"}, "quiz_attempt_submitted_iff_marked"),
        (
            {"submitted_at": None, "ended_by": "", "earned": None, "percent": None, "is_passed": True},
            "quiz_attempt_passed_only_if_submitted",
        ),
        ({"percent": 101}, "quiz_attempt_marked_within_bounds"),
        ({"earned": 9}, "quiz_attempt_marked_within_bounds"),
        ({"earned": -1}, "quiz_attempt_marked_within_bounds"),
    ],
)
def test_rows_that_cannot_be_are_refused(enrolment, fields, fact):
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        row(enrolment, **fields).save()

    assert fact in str(refused.value) or "UNIQUE" in str(refused.value)


def test_two_open_attempts_are_refused(enrolment):
    begin(enrolment)
    is_open = {"submitted_at": None, "ended_by": "", "earned": None, "percent": None}

    with pytest.raises(IntegrityError), transaction.atomic():
        row(enrolment, number=3, **is_open).save()


def test_a_person_gets_what_was_asked_and_answered_in_words():
    questions = (
        make_single(text="<p>Is 1 &lt; 2?</p>", shuffle=False, feedback="<p>Secret</p>"),
        make_short_text(text="<p>Who are you?</p>"),
        make_number(),
        make_ordering(),
        make_matching(),
    )
    attempt = begin(quiz=Quiz(questions, shuffle=False))
    person = attempt.enrolment.learner
    save(attempt, {"single": "2", "short-text": "My name is <Ann>", "number": "7"})
    hand_in(attempt)
    passed(make_enrolment(make_quiz_outline()))

    [exported] = privacy.export_person(person)["rooms"]["enrolments"]["enrolments.QuizAttempt"]["rows"]

    assert exported == {
        "course": attempt.enrolment.course.code,
        "unit": attempt.unit.title,
        "number": 1,
        "started_at": NOW.isoformat(),
        "submitted_at": NOW.isoformat(),
        "ended_by": "handed in",
        "percent": 0,
        "is_passed": False,
        "set_aside": False,
        "answers": [
            {"question": "Is 1 < 2?", "answer": ["No"]},
            {"question": "Who are you?", "answer": ["My name is <Ann>"]},
            {"question": "How many?", "answer": ["7 ms"]},
            {"question": "Order?", "answer": []},
            {"question": "Pairs?", "answer": []},
        ],
    }


def test_erasing_a_person_takes_their_answers_and_keeps_the_count():
    mine, other = passed(make_enrolment(make_quiz_outline())), passed(make_enrolment(make_quiz_outline()))
    entry = next(each for each in privacy.entries() if each.model == "enrolments.QuizAttempt")

    entry.erase(mine.enrolment.learner, {})
    entry.erase(make_user(), {})

    mine.refresh_from_db()
    other.refresh_from_db()
    assert (mine.answers, mine.percent, mine.is_passed) == ({}, 100, True)
    assert other.answers != {}


def test_names_for_people_who_look_into_the_database(enrolment):
    attempt = QuizAttempt.objects.get()

    assert str(attempt) == f"{enrolment.pk}: {attempt.unit_id}, 1"
    assert attempt.submitted_at - attempt.started_at == dt.timedelta(0)
