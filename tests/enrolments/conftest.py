"""A learner who is signed in, and the course with a quiz in which they are."""

import pytest

from tests.enrolments.attempt_pages import make_member
from tests.enrolments.factories import make_enrolment
from tests.enrolments.quizzes_made import make_quiz_outline


@pytest.fixture
def learner(client):
    person = make_member()
    client.force_login(person)
    return person


@pytest.fixture
def enrol(learner):
    def enrol_(quiz=None, **fields):
        outline = make_quiz_outline(quiz, **fields)
        return outline, make_enrolment(outline, learner=learner)

    return enrol_
