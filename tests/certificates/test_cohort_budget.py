"""What the learner's own pages cost in a cohort that asks for more."""

import pytest
import time_machine
from django.urls import reverse

import enrolments.actions
from courses.models import Outline
from enrolments.models import Enrolment
from tests.enrolments.factories import NOW, keys_of, make_enrolment, make_outline
from tests.tutors.factories import HOUR, make_attendance, make_cohort, make_module_date, make_place, make_session
from tutors import acts, completing

pytestmark = pytest.mark.django_db


@pytest.fixture(params=[1, 30], ids=["one session", "thirty sessions"])
def place(request, client):
    """A member of a running cohort with dates, sessions attended and a word to come; signed in."""
    cohort = make_cohort(make_outline(3), status="running", sessions_needed=2, needs_word=True)
    enrolment = make_enrolment(Outline.objects.get(), now=NOW - HOUR)
    place = make_place(cohort, enrolment.learner, enrolment=enrolment, joined_at=NOW - HOUR)
    make_module_date(cohort, opens_at=NOW - HOUR)
    for _ in range(request.param):
        make_attendance(make_session(cohort), place)
    acts.push_dates(place)
    completing.review(place=place, now=NOW)
    client.force_login(place.learner)
    client.get("/learn/no-such-course/")
    with time_machine.travel(NOW, tick=False):
        yield place


def page(place, *keys):
    name = "enrolments:unit" if keys else "enrolments:course"
    return reverse(name, args=[place.cohort.course.code, *keys])


def learn(place, number):
    for key in keys_of(Outline.objects.get())[:number]:
        enrolments.actions.complete_lesson(enrolment=place.enrolment, key=key, now=NOW)


def test_the_course_page_of_a_member(client, place, django_assert_num_queries):
    with django_assert_num_queries(9):
        text = client.get(page(place)).text

    assert "A tutor of your cohort says that your work is done." in text


def test_a_lesson_of_a_member(client, place, django_assert_num_queries):
    address = page(place, keys_of(Outline.objects.get())[0])
    client.get(address)

    with django_assert_num_queries(9):
        client.get(address)


@pytest.mark.parametrize("done", [0, 2])
def test_marking_a_lesson_complete_the_last_one_too(client, place, done, django_assert_num_queries):
    learn(place, done)
    key = keys_of(Outline.objects.get())[done]
    address = reverse("enrolments:complete", args=[place.cohort.course.code, key])

    # Ten, and the savepoint of the test.
    with django_assert_num_queries(12):
        client.post(address)

    assert place.enrolment.unit_completions.count() == done + 1


def test_the_course_page_of_who_has_done_everything_but_the_cohort(client, place, django_assert_num_queries):
    learn(place, 3)
    Enrolment.objects.update(status="completed", completed_at=NOW)

    with django_assert_num_queries(9):
        text = client.get(page(place)).text

    assert "Your certificate comes with your cohort" in text


def test_the_course_page_of_who_has_completed_the_cohort(client, place, django_assert_num_queries):
    learn(place, 3)
    completing.give_word(place=place, by=place.learner, now=NOW)

    with django_assert_num_queries(9):
        client.get(page(place))
