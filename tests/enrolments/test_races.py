"""Two tabs, double clicks and workers at the same moment, on real connections."""

import datetime as dt
from functools import partial
from itertools import count

import pytest
from django.test import Client

from enrolments import actions, exceptions
from enrolments.models import Enrolment, Requirement, UnitCompletion
from enrolments.signals import course_completed
from tests.at_once import at_once
from tests.enrolments.factories import NOW, keys_of, make_enrolment, make_outline
from tests.factories import make_user

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
Status = Enrolment.Status
# A race that is lost now and then is run more than once.
ROUNDS = range(5)


@pytest.fixture
def announced():
    heard = []

    def hear(*, enrolment_id, **_):
        heard.append(enrolment_id)

    course_completed.connect(hear)
    yield heard
    course_completed.disconnect(hear)


def lesson(enrolment, key, *, now=NOW):
    return partial(actions.complete_lesson, enrolment=enrolment, key=key, now=now)


def test_enrolling_at_once_makes_one_enrolment():
    for _ in ROUNDS:
        outline, learner = make_outline(), make_user()

        enrolments = at_once(*[partial(actions.enrol, learner=learner, course=outline.course, language="en", now=NOW)] * 4)

        assert {each.pk for each in enrolments} == {Enrolment.objects.get(learner=learner).pk}


def test_a_double_click_on_enrol_is_one_enrolment_and_no_error():
    outline, learner = make_outline(), make_user()
    clients = [Client() for _ in range(4)]
    for client in clients:
        client.force_login(learner)

    answers = at_once(*[partial(client.post, f"/learn/{outline.course.code}/enrolment/enrol/") for client in clients])

    assert [answer.url for answer in answers] == [f"/learn/{outline.course.code}/"] * 4
    assert Enrolment.objects.count() == 1


def test_two_tabs_that_complete_the_last_two_lessons_complete_the_course_once(announced):
    for _ in ROUNDS:
        outline = make_outline()
        keys = keys_of(outline)
        enrolment = make_enrolment(outline, done=1)
        announced.clear()

        at_once(lesson(enrolment, keys[1]), lesson(enrolment, keys[2]))

        enrolment.refresh_from_db()
        assert (enrolment.status, enrolment.unit_completions.count()) == (Status.COMPLETED, 3)
        assert announced == [enrolment.pk]


def test_completing_one_lesson_at_once_writes_one_row(announced):
    for _ in ROUNDS:
        outline = make_outline()
        enrolment = make_enrolment(outline, done=2)
        announced.clear()
        instants = count(1)
        acts = [lesson(enrolment, keys_of(outline)[2], now=NOW + dt.timedelta(seconds=next(instants))) for _ in range(4)]

        at_once(*acts)

        enrolment.refresh_from_db()
        [last] = UnitCompletion.objects.filter(enrolment=enrolment, unit=enrolment.latest_unit)
        assert last.completed_at == enrolment.completed_at == enrolment.latest_at
        assert announced == [enrolment.pk]


def test_the_last_lesson_and_the_last_requirement_at_once_complete_the_course_once(announced):
    for _ in ROUNDS:
        outline = make_outline()
        enrolment = make_enrolment(outline, done=2)
        asked = {"enrolment": enrolment, "source": "cohort:1", "key": "essay"}
        actions.push_requirement(**asked, words={"en": "Write an essay."})
        announced.clear()

        at_once(lesson(enrolment, keys_of(outline)[2]), partial(actions.meet_requirement, **asked, now=NOW))

        enrolment.refresh_from_db()
        assert (enrolment.status, announced) == (Status.COMPLETED, [enrolment.pk])


def test_a_requirement_pushed_at_once_with_the_last_lesson_blocks_it_or_comes_too_late():
    for _ in ROUNDS:
        outline = make_outline()
        enrolment = make_enrolment(outline, done=2)
        asked = {"enrolment": enrolment, "source": "cohort:1", "key": "essay", "words": {"en": "Write an essay."}}

        at_once(lesson(enrolment, keys_of(outline)[2]), partial(actions.push_requirement, **asked))
        enrolment.refresh_from_db()
        if enrolment.status == Status.ACTIVE:
            actions.meet_requirement(enrolment=enrolment, source="cohort:1", key="essay", now=NOW)

        enrolment.refresh_from_db()
        assert (enrolment.status, enrolment.has_conditions) == (Status.COMPLETED, True)


def test_sources_that_push_and_take_back_at_once_leave_the_conditions_right():
    for _ in ROUNDS:
        enrolment = make_enrolment()
        words = {"en": "Write an essay."}
        actions.push_requirement(enrolment=enrolment, source="cohort:1", key="essay", words=words)

        at_once(
            partial(actions.withdraw_pushed, enrolment=enrolment, source="cohort:1", now=NOW),
            partial(actions.push_requirement, enrolment=enrolment, source="cohort:2", key="talk", words=words),
        )

        enrolment.refresh_from_db()
        assert enrolment.has_conditions is True
        assert Requirement.objects.get(enrolment=enrolment).source == "cohort:2"


def test_withdrawing_at_once_with_the_last_lesson_ends_one_way_or_the_other(announced):
    def withdraw(enrolment):
        try:
            return actions.withdraw(enrolment=enrolment, now=NOW).status
        except exceptions.CourseCompleted:
            return Status.COMPLETED

    def complete(enrolment, key):
        try:
            actions.complete_lesson(enrolment=enrolment, key=key, now=NOW)
        except exceptions.NotEnrolled:
            return Status.WITHDRAWN
        return Status.COMPLETED

    for _ in ROUNDS:
        outline = make_outline()
        enrolment = make_enrolment(outline, done=2)
        announced.clear()

        ends = at_once(partial(withdraw, enrolment), partial(complete, enrolment, keys_of(outline)[2]))

        enrolment.refresh_from_db()
        assert set(ends) == {enrolment.status}
        assert announced == ([enrolment.pk] if enrolment.status == Status.COMPLETED else [])


def test_settling_at_once_is_noted_once():
    enrolment = make_enrolment(done=3)

    assert sorted(at_once(*[partial(actions.settle, enrolment=enrolment, now=NOW)] * 4)) == [False, False, False, True]
