"""Attempts at a quiz whose learner's session has ended meanwhile, or whose form is stale."""

import pytest
from django.test import Client

from enrolments.models import QuizAttempt
from enrolments.session import KEPT, TICKET
from tests.enrolments.attempt_pages import (
    SCRIPT,
    attempt_url,
    current,
    form,
    make_member,
    result_url,
    unit_url,
)
from tests.enrolments.factories import make_enrolment
from tests.enrolments.quizzes_made import (
    begin,
    failed,
    hand_in,
    make_quiz_outline,
)
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db


# A session that has ended


def test_answers_sent_without_a_session_are_kept_and_come_back_after_signing_in(client, enrol, learner):
    outline, enrolment = enrol()
    attempt = begin(enrolment)
    sent = form(attempt, {"number": "12", "short-text": "packet"})
    client.logout()

    refused = client.post(attempt_url(outline, "hand-in/"), sent)
    assert refused.url == f"/accounts/login/?next={attempt_url(outline)}"
    assert current().answers == {}
    signed_in = client.post(refused.url, {"login": learner.email, "password": PASSWORD}, follow=True)

    assert signed_in.redirect_chain[-1][0] == attempt_url(outline)
    assert 'value="packet"' in signed_in.text
    assert "Your latest answers were kept and are here again." in signed_in.text
    assert current().answers == {"number": "12", "short-text": "packet"}
    assert KEPT not in client.session


def test_kept_answers_are_given_to_nobody_else(client, enrol, learner):
    outline, enrolment = enrol()
    attempt = begin(enrolment)
    other = make_member()
    begin(make_enrolment(outline, learner=other))
    client.logout()
    client.post(attempt_url(outline, "hand-in/"), form(attempt, {"short-text": "my secret"}))

    page = client.post(
        f"/accounts/login/?next={attempt_url(outline)}", {"login": other.email, "password": PASSWORD}, follow=True
    )

    assert page.redirect_chain[-1][0] == attempt_url(outline)
    assert "my secret" not in page.text
    assert KEPT not in client.session
    assert {str(each.answers) for each in QuizAttempt.objects.all()} == {"{}"}


def test_the_script_learns_that_the_session_has_ended(client, enrol):
    outline, enrolment = enrol()
    attempt = begin(enrolment)
    client.logout()

    response = client.post(attempt_url(outline, "answers/"), form(attempt, {"number": "12"}), **SCRIPT)

    assert response.status_code == 401
    assert KEPT not in client.session


def test_nothing_is_kept_of_a_form_that_is_none_of_ours(client, enrol):
    outline, enrolment = enrol()
    attempt = begin(enrolment)
    client.logout()

    client.post(attempt_url(outline, "hand-in/"), {**form(attempt, {"number": "12"}), TICKET: "made up"})

    assert KEPT not in client.session


def test_nothing_is_kept_of_an_attempt_that_has_ended(client, enrol):
    outline, enrolment = enrol()
    attempt = failed(enrolment)
    client.logout()

    assert client.post(attempt_url(outline, "hand-in/"), form(attempt, {"number": "12"})).status_code == 302
    assert KEPT not in client.session


def test_what_is_kept_is_no_longer_than_answers_may_be(client, enrol):
    outline, enrolment = enrol()
    attempt = begin(enrolment)
    client.logout()

    client.post(attempt_url(outline, "hand-in/"), form(attempt, {"short-text": "a" * 100_000}, other="b" * 100_000))

    assert len(str(client.session[KEPT])) < 1200


@pytest.mark.parametrize("act", ["", "hand-in/"])
def test_a_visitor_signs_in_first(client, act):
    outline = make_quiz_outline()

    assert client.get(attempt_url(outline, act)).url == f"/accounts/login/?next={attempt_url(outline)}"
    assert client.get(result_url(outline)).url == f"/accounts/login/?next={result_url(outline)}"


def test_kept_answers_of_an_attempt_that_has_ended_change_nothing(client, enrol, learner):
    outline, enrolment = enrol()
    attempt = begin(enrolment)
    client.logout()
    client.post(attempt_url(outline, "hand-in/"), form(attempt, {"number": "12"}))
    hand_in(attempt)

    page = client.post(
        f"/accounts/login/?next={attempt_url(outline)}", {"login": learner.email, "password": PASSWORD}, follow=True
    )

    assert page.redirect_chain[-1][0] == unit_url(outline)
    assert current().answers == {}


# A form whose token is stale


@pytest.fixture
def strict(learner):
    """A browser whose forms are checked for their token."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(learner)
    return browser


def test_answers_under_a_stale_token_are_kept_and_shown_again(strict, enrol):
    outline, enrolment = enrol()
    attempt = begin(enrolment)

    response = strict.post(attempt_url(outline, "hand-in/"), form(attempt, {"short-text": "packet"}), follow=True)

    assert response.redirect_chain == [(attempt_url(outline), 302)]
    assert 'value="packet"' in response.text
    assert "Hand them in once more." in response.text
    assert current().is_open


def test_another_sites_form_is_refused_as_ever(strict, enrol):
    outline, enrolment = enrol()
    attempt = begin(enrolment)
    other = begin(make_enrolment(outline))
    forged = {**form(attempt, {"number": "12"}), TICKET: "made up"}

    pages = [
        strict.post(attempt_url(outline, "hand-in/"), forged),
        strict.post(attempt_url(outline, "hand-in/"), form(other, {"number": "12"})),
        strict.post(f"/learn/{outline.course.code}/enrolment/enrol/"),
    ]

    assert [page.status_code for page in pages] == [403] * 3
    assert "Please send that again" in pages[0].text
    assert {str(each.answers) for each in QuizAttempt.objects.all()} == {"{}"}


def test_the_script_is_refused_without_a_page(strict, enrol):
    outline, enrolment = enrol()
    attempt = begin(enrolment)

    response = strict.post(attempt_url(outline, "answers/"), form(attempt, {"number": "12"}), **SCRIPT)

    assert (response.status_code, KEPT in strict.session) == (403, False)
