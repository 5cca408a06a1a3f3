"""Attempts at quizzes in Wagtail's administration."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import privacy, roles
from courses.questions.quiz import Quiz
from enrolments import attempting, resetting
from enrolments.models import QuizAttempt
from tests.courses.questions_made import make_number, make_short_text, make_single
from tests.enrolments.factories import DAY, NOW, make_enrolment
from tests.enrolments.quizzes_made import begin, failed, hand_in, make_quiz, make_quiz_outline, passed, save
from tests.enrolments.test_viewsets import sign_in_staff
from tests.factories import make_staff, make_user

pytestmark = pytest.mark.django_db
LISTING = "/admin/attempts/"


@pytest.fixture
def admin(client):
    sign_in_staff(client, "access_admin", "view_quizattempt", "view_enrolment")
    return client


@pytest.fixture
def outline():
    return make_quiz_outline(make_quiz(time_limit=10))


@pytest.fixture
def enrolment(outline):
    return make_enrolment(outline, learner=make_user(full_name="Åda Okafor", email="ada@example.org"))


def page_of(attempt):
    return reverse("enrolments_attempts:attempt", args=[attempt.pk])


def listed(response):
    return [(attempt.enrolment.learner.full_name, attempt.number) for attempt in response.context["object_list"]]


def words_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.text.partition("<main")[2]).split())


def one_in_each_state(enrolment):
    """Attempts, by what staff call them."""
    aside = failed(enrolment)
    resetting.reset(enrolment=enrolment, unit=None, reason="Broken line", by=make_staff(full_name="Grace"), now=NOW)
    ran_out = begin(enrolment)
    later = NOW + DAY
    attempting.close_attempt(attempt=ran_out, now=later)
    return {
        "set-aside": aside,
        "closed": ran_out,
        "submitted": passed(enrolment, now=later),
        "open": begin(enrolment, now=later),
    }


def test_the_listing_shows_who_tried_what(admin, enrolment, outline):
    passed(enrolment)

    response = admin.get(LISTING)

    text = words_of(response)
    for words in ("Åda Okafor", "ada@example.org", outline.course.code, "handed in", "100"):
        assert words in text
    assert f'href="{page_of(QuizAttempt.objects.get())}"' in response.text
    assert LISTING in admin.get("/admin/").text


@pytest.mark.parametrize("words", ["okafor", "ÅDA", "ada@EXAMPLE.org"])
def test_search_by_person(admin, enrolment, outline, words):
    failed(enrolment)
    failed(make_enrolment(outline))

    assert listed(admin.get(LISTING, {"q": words})) == [("Åda Okafor", 1)]
    assert listed(admin.get(f"{LISTING}results/", {"q": words})) == [("Åda Okafor", 1)]


@pytest.mark.parametrize("state", QuizAttempt.State)
def test_filter_by_state(admin, enrolment, state):
    attempts = one_in_each_state(enrolment)

    found = admin.get(LISTING, {"state": state.value}).context["object_list"]

    assert [(attempt.pk, attempt.state) for attempt in found] == [(attempts[state.value].pk, state)]


def test_filter_by_course_quiz_date_and_result(admin, enrolment, outline):
    other = make_enrolment(make_quiz_outline(), learner=make_user(full_name="Ben"))
    failed(enrolment)
    late = passed(other, now=NOW + 9 * DAY)
    day = f"{NOW + 9 * DAY:%Y-%m-%d}"

    for query in (
        {"course": other.course_id},
        {"unit": late.unit_id},
        {"is_passed": "true"},
        {"started_at_from": day, "started_at_to": day},
        {"enrolment": other.pk},
    ):
        assert listed(admin.get(LISTING, query)) == [("Ben", 1)], query


def test_quizzes_are_named_with_their_courses(admin, enrolment, outline):
    attempt = failed(enrolment)

    choices = admin.get(LISTING).context["filters"].form.fields["unit"].choices

    assert [str(label) for _, label in choices][1:] == [f"{outline.course.code}: {attempt.unit.title}"]


def test_the_listing_costs_the_same_for_one_and_for_thirty_rows(admin, outline, enrolment):
    failed(enrolment)
    admin.get(LISTING)

    with CaptureQueriesContext(connection) as one:
        admin.get(LISTING)
    for _ in range(29):
        failed(make_enrolment(outline))
    with CaptureQueriesContext(connection) as thirty:
        response = admin.get(LISTING)

    assert len(listed(response)) == 30
    assert len(one) == len(thirty) <= 20
    assert len(response.content) <= 200_000


# One attempt


def test_an_attempt_is_shown_as_it_was_asked_and_answered(admin, outline):
    quiz = Quiz((make_number(points=3), make_short_text(), make_single()), shuffle=False)
    enrolment = make_enrolment(make_quiz_outline(quiz), learner=make_user(full_name="Ada Okafor"))
    attempt = hand_in(begin(enrolment), {"number": "12.5", "short-text": "wrong <b>"})

    response = admin.get(page_of(attempt))

    text = words_of(response)
    assert "60 % · ✗ Not passed · 3 of 5 points; 70 % are needed." in text
    assert "Question 1 · ✓ Right · 3 of 3" in text
    assert "Question 2 · ✗ Not right · 0 of 1" in text
    assert "wrong &lt;b&gt;" in text
    assert "Answer none Right Packet" in text or "Answer none Right" in text
    assert reverse("enrolments_admin:inspect", args=[enrolment.pk]) in response.text


def test_an_open_attempt_shows_what_was_saved_so_far(admin, enrolment):
    attempt = begin(enrolment)
    save(attempt, {"number": "77"})

    text = words_of(admin.get(page_of(attempt)))

    assert ("Under way" in text, "77" in text, "Last saved" in text, "Result" in text) == (True, True, True, False)


def test_an_attempt_that_is_set_aside_says_why(admin, enrolment):
    attempt = one_in_each_state(enrolment)["set-aside"]

    text = words_of(admin.get(page_of(attempt)))

    assert "Set aside: Broken line" in text
    assert "Grace" in text


def test_an_erased_learners_answers_are_gone(admin, enrolment):
    attempt = passed(enrolment)
    entry = next(each for each in privacy.entries() if each.model == "enrolments.QuizAttempt")
    entry.erase(enrolment.learner, {})

    text = words_of(admin.get(page_of(attempt)))

    assert "100 %" in text
    assert text.count("Answer none") == 7


def test_who_may_not_look_is_turned_away(client, enrolment):
    attempt = failed(enrolment)
    sign_in_staff(client, "access_admin", "view_enrolment")

    assert {client.get(url).url for url in (LISTING, page_of(attempt))} == {"/admin/"}
    page = client.get(reverse("enrolments_admin:inspect", args=[enrolment.pk])).text
    assert (page_of(attempt) in page, attempt.unit.title in page) == (False, True)


def test_who_may_look_at_attempts_only_is_not_led_to_enrolments(client, enrolment):
    attempt = failed(enrolment)
    sign_in_staff(client, "access_admin", "view_quizattempt")

    assert reverse("enrolments_admin:inspect", args=[enrolment.pk]) not in client.get(page_of(attempt)).text


def test_learners_visitors_and_wrong_methods(client, admin, enrolment):
    attempt = failed(enrolment)

    assert admin.post(page_of(attempt)).status_code == 405
    assert admin.get(f"{LISTING}9999/").status_code == 404
    client.logout()
    assert client.get(page_of(attempt)).url.startswith("/accounts/login/")
    client.force_login(enrolment.learner)
    assert client.get(page_of(attempt)).status_code in {302, 403}


@pytest.mark.parametrize(("role", "may"), [("Administrator", True), ("Editor", False)])
def test_administrators_look(client, role, may):
    roles.ensure_roles()
    sign_in_staff(client, role=role)

    assert (client.get(LISTING).status_code == 200) is may
