"""A quiz in a browser without JavaScript, and what its script is answered."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from courses.questions.quiz import Quiz
from enrolments import actions
from enrolments.models import Enrolment, QuizAttempt
from enrolments.models.attempts import SPEAKS_FOR
from enrolments.session import TICKET, make_ticket
from tests.browser.checks import assert_sound_html
from tests.courses.questions_made import make_number, make_short_text, make_single, make_true_false
from tests.enrolments.attempt_pages import (
    MINUTE,
    SCRIPT,
    SECRETS,
    attempt_url,
    current,
    form,
    main_of,
    result_url,
    said,
    unit_url,
    words_of,
)
from tests.enrolments.factories import DAY, entries_of, make_enrolment, make_outline, make_unit, remove_unit, set_entries
from tests.enrolments.quizzes_made import (
    begin,
    failed,
    hand_in,
    make_long_quiz,
    make_quiz,
    make_quiz_outline,
    passed,
    publish,
    quiz_key,
    right_answers,
    save,
)

pytestmark = pytest.mark.django_db


# The quiz's own page


def test_the_page_says_what_the_quiz_is_and_offers_to_begin(client, enrol):
    outline, _ = enrol(make_quiz(attempts=3, time_limit=20, cool_down=120, pass_mark=80))

    words = words_of(client.get(unit_url(outline)))

    assert "Take your time." in words
    assert "Questions 7 To pass 80 % Attempts 3 of 3 left Time 20 minutes once you begin Between attempts 2 hours" in words
    assert "Begin the quiz" in words
    assert f"Next: {entries_of(outline)[2].title}" in words


def test_a_quiz_without_rules_says_so(client, enrol):
    outline, _ = enrol()

    words = words_of(client.get(unit_url(outline)))

    assert "Attempts As many as you like Time As long as you need" in words
    assert "Between attempts" not in words
    assert "Your attempts" not in words


def test_an_attempt_that_is_open_is_gone_on_with(client, enrol):
    outline, enrolment = enrol(make_quiz(time_limit=20))
    begin(enrolment, now=timezone.now())

    words = words_of(client.get(unit_url(outline)))

    assert "You have begun. Your answers so far are kept. The attempt closes at this time:" in words
    assert "Continue the quiz" in words
    assert "(UTC)" in words


def test_earlier_attempts_are_listed_with_their_results(client, enrol):
    outline, enrolment = enrol(make_quiz(attempts=4))
    failed(enrolment)
    hand_in(begin(enrolment), {"number": "12"})
    failed(enrolment)

    words = words_of(client.get(unit_url(outline)))

    assert "Attempts 1 of 4 left" in words
    assert "Try again" in words
    assert re.search(r"Attempt 3 0 % ✗ Not passed .* Attempt 2 12 % ✗ Not passed your best result .* Attempt 1 0 %", words)


def test_who_has_passed_may_practise(client, enrol):
    outline, enrolment = enrol()
    passed(enrolment)

    words = words_of(client.get(unit_url(outline)))

    assert "You have passed. You may try again to practise; your best result stands." in words
    assert "✓ Passed" in words


@pytest.mark.parametrize(
    ("act", "told"), [(failed, "No attempts are left."), (passed, "You have passed, and no attempts are left.")]
)
def test_where_no_attempts_are_left_the_page_says_so(client, enrol, act, told):
    outline, enrolment = enrol(make_quiz(attempts=1))
    act(enrolment)

    words = words_of(client.get(unit_url(outline)))

    assert told in words
    assert "Try again" not in words


@pytest.mark.parametrize("act", [failed, passed])
def test_who_must_wait_is_told_until_when_in_their_zone(client, enrol, learner, act):
    learner.time_zone = "Africa/Nairobi"
    learner.save()
    outline, enrolment = enrol(make_quiz(cool_down=60 * 24))
    act(enrolment, now=timezone.now())

    words = words_of(client.get(unit_url(outline)))

    assert "You may try again from this time on:" in words
    assert "(Africa/Nairobi)" in words
    assert ("You have passed." in words) == (act is passed)


def test_a_quiz_without_questions_is_being_prepared(client, enrol):
    outline, _ = enrol(Quiz(()))

    assert "This quiz is being prepared." in words_of(client.get(unit_url(outline)))


def test_the_contents_call_a_quiz_a_quiz_and_passed_when_it_is(client, enrol):
    outline, enrolment = enrol()
    before = words_of(client.get(f"/learn/{outline.course.code}/"))
    passed(enrolment)
    after = words_of(client.get(f"/learn/{outline.course.code}/"))

    assert "Quiz · 5 minutes" in before
    assert "Quiz · 5 minutes · passed" in after
    assert "(passed)" in words_of(client.get(unit_url(outline)))
    assert "Quiz · 5 minutes" in words_of(Client().get(f"/en/courses/{outline.slug}/"))


def test_an_attempt_whose_time_is_over_is_closed_on_the_next_look(client, enrol):
    outline, enrolment = enrol(make_quiz(time_limit=10))
    attempt = begin(enrolment, now=timezone.now() - DAY)
    save(attempt, right_answers(attempt), now=timezone.now() - DAY)

    words = words_of(client.get(unit_url(outline)))

    assert "Attempt 1 100 % ✓ Passed" in words
    assert "closed when its time was over" in words
    assert enrolment.unit_completions.count() == 1


def test_the_result_of_an_attempt_that_ran_out_says_so(client, enrol):
    outline, enrolment = enrol(make_quiz(time_limit=10))
    begin(enrolment, now=timezone.now() - DAY)

    response = client.get(attempt_url(outline), follow=True)

    assert response.redirect_chain == [(result_url(outline), 302)]
    assert "Time was over before you handed in." in words_of(response)


def test_the_pages_clock_hands_in_at_the_end(client, enrol):
    outline, enrolment = enrol(make_quiz(time_limit=10))
    attempt = begin(enrolment, now=timezone.now() - 10 * MINUTE)

    response = client.post(attempt_url(outline, "hand-in/"), form(attempt, {"number": "12"}, _over="1"))

    assert response["Location"] == result_url(outline)


def test_the_pages_clock_hands_nothing_in_where_more_time_was_granted_meanwhile(client, enrol):
    outline, enrolment = enrol(make_quiz(time_limit=10))
    attempt = begin(enrolment, now=timezone.now() - 10 * MINUTE)
    QuizAttempt.objects.update(closes_at=timezone.now() + 5 * MINUTE)

    response = client.post(attempt_url(outline, "hand-in/"), form(attempt, {"number": "12"}, _over="1"))

    attempt.refresh_from_db()
    assert response["Location"] == attempt_url(outline)
    assert (attempt.is_open, attempt.answers) == (True, {"number": "12"})
    assert said(response) == ["You were given more time. Your answers are saved."]


# Beginning


def test_beginning_leads_to_the_questions(client, enrol):
    outline, _ = enrol()

    response = client.post(attempt_url(outline), follow=True)

    assert response.redirect_chain == [(attempt_url(outline), 302)]
    words = words_of(response)
    assert "Attempt 1 · 7 questions" in words
    assert all(f"Question {number} of 7" in words for number in range(1, 8))


def test_beginning_twice_is_one_attempt(client, enrol):
    outline, _ = enrol()

    for _ in range(2):
        client.post(attempt_url(outline))

    assert QuizAttempt.objects.count() == 1


@pytest.mark.parametrize("quiz", [make_quiz(attempts=1), make_quiz(cool_down=60)])
def test_who_may_not_begin_is_led_to_the_page_that_says_why(client, enrol, quiz):
    outline, enrolment = enrol(quiz)
    failed(enrolment, now=timezone.now())

    response = client.post(attempt_url(outline))

    assert (response.status_code, response.url) == (302, unit_url(outline))
    assert QuizAttempt.objects.count() == 1


@pytest.mark.usefixtures("learner")
@pytest.mark.parametrize(
    ("method", "act"), [("get", ""), ("post", ""), ("post", "answers/"), ("get", "hand-in/"), ("post", "hand-in/")]
)
def test_who_is_not_enrolled_is_led_to_the_units_door(client, method, act):
    outline = make_quiz_outline()

    response = getattr(client, method)(attempt_url(outline, act), follow=True)

    assert response.redirect_chain[-1][0] == f"/en/courses/{outline.slug}/"
    assert QuizAttempt.objects.count() == 0


def test_who_has_withdrawn_is_led_to_the_course(client, enrol):
    outline, enrolment = enrol()
    failed(enrolment)
    begin(enrolment)
    actions.withdraw(enrolment=enrolment, now=timezone.now())

    for url in (attempt_url(outline), attempt_url(outline, "hand-in/"), result_url(outline)):
        assert client.get(url, follow=True).redirect_chain[-1][0] == f"/learn/{outline.course.code}/"
    assert client.post(attempt_url(outline)).url == unit_url(outline)
    assert client.post(attempt_url(outline, "hand-in/"), form(current())).url == unit_url(outline)
    assert current().is_open


def test_another_learners_attempt_does_not_exist(client, enrol):
    outline, _ = enrol()
    other = failed(make_enrolment(outline))

    assert client.get(result_url(outline, other.number)).url == unit_url(outline)
    assert client.get(attempt_url(outline)).url == unit_url(outline)


@pytest.mark.parametrize(("method", "act"), [("put", ""), ("get", "answers/"), ("put", "hand-in/")])
def test_other_methods_are_refused(client, enrol, method, act):
    outline, _ = enrol()

    assert getattr(client, method)(attempt_url(outline, act)).status_code == 405
    assert client.post(result_url(outline)).status_code == 405


# Answering


def test_a_form_shows_the_answers_so_far_and_holds_no_secret(client, enrol):
    outline, enrolment = enrol()
    attempt = begin(enrolment)
    save(attempt, {"short-text": "My <word>", "number": "77"})

    html = main_of(client.get(attempt_url(outline)))

    assert 'value="My &lt;word&gt;"' in html
    assert 'value="77"' in html
    assert [secret for secret in SECRETS if secret in html] == []


def test_answers_are_saved_for_later(client, enrol):
    outline, enrolment = enrol()
    attempt = begin(enrolment)

    response = client.post(attempt_url(outline, "answers/"), form(attempt, {"number": "12"}))

    assert response.url == unit_url(outline)
    assert said(response) == ["Your answers are saved. Come back whenever you like."]
    assert current().answers == {"number": "12"}


def test_enter_in_a_field_saves_and_stays(client, enrol):
    outline, enrolment = enrol()
    attempt = begin(enrolment)
    html = client.get(attempt_url(outline)).text

    response = client.post(attempt_url(outline, "answers/"), form(attempt, {"number": "12"}, _stay="1"))

    first = re.search(r"<form class=\"quiz\".*?<button ([^>]*)>", html, re.DOTALL).group(1)
    assert 'name="_stay"' in first
    assert 'formaction="' + attempt_url(outline, "answers/") in first
    assert response.url == attempt_url(outline)


def test_the_script_is_told_that_answers_are_saved(client, enrol):
    outline, enrolment = enrol()
    attempt = begin(enrolment)
    sent = {TICKET: make_ticket(attempt, enrolment.learner), SPEAKS_FOR: ["number"], "number": "12"}

    response = client.post(attempt_url(outline, "answers/"), sent, **SCRIPT)

    assert (response.status_code, response.content) == (204, b"")
    assert current().answers == {"number": "12"}


def test_what_comes_after_the_end_is_not_saved(client, enrol):
    outline, enrolment = enrol()
    attempt = failed(enrolment)
    sent = form(attempt, {"number": "12"})

    script = client.post(attempt_url(outline, "answers/"), sent, **SCRIPT)
    page = client.post(attempt_url(outline, "answers/"), sent)

    assert script.status_code == 409
    assert page.url == unit_url(outline)
    assert said(page) == ["These answers were not saved: the attempt has ended, or belongs to somebody else."]
    assert current().answers == {}


@pytest.mark.parametrize(("ticket", "status"), [("", 409), ("nonsense", 409), ("other", 401)])
def test_answers_of_another_person_or_of_no_form_are_refused(client, enrol, ticket, status):
    outline, enrolment = enrol()
    attempt = begin(enrolment)
    other = begin(make_enrolment(outline))
    given = make_ticket(other, other.enrolment.learner) if ticket == "other" else ticket
    sent = {**form(attempt, {"number": "12"}), TICKET: given}

    assert client.post(attempt_url(outline, "answers/"), sent, **SCRIPT).status_code == status
    assert client.post(attempt_url(outline, "hand-in/"), sent).url == attempt_url(outline)
    assert {each.answers == {} and each.is_open for each in QuizAttempt.objects.all()} == {True}


# Handing in


def test_handing_in_shows_the_result(client, enrol):
    outline, enrolment = enrol()
    attempt = begin(enrolment)

    response = client.post(attempt_url(outline, "hand-in/"), form(attempt, right_answers(attempt)), follow=True)

    assert response.redirect_chain == [(result_url(outline), 302)]
    words = words_of(response)
    assert "100 % ✓ Passed 8 of 8 points; 70 % are needed." in words
    assert f"Next: {entries_of(outline)[2].title}" in words
    assert enrolment.unit_completions.count() == 1


def test_what_is_wanting_is_listed_once_and_then_handed_in(client, enrol):
    outline, enrolment = enrol(Quiz((make_number(), make_short_text(), make_true_false()), shuffle=False))
    attempt = begin(enrolment)
    sent = form(attempt, {"number": "twelve", "short-text": "packet"})

    asked = client.post(attempt_url(outline, "hand-in/"), sent, follow=True)

    assert asked.redirect_chain == [(attempt_url(outline, "hand-in/"), 302)]
    words = words_of(asked)
    assert "2 questions have no answer that can be marked yet." in words
    assert "Question 1 : We cannot read this as a number." in words
    assert "Question 3 : not answered" in words
    assert f'href="{attempt_url(outline)}#q1"' in asked.text

    ticket = re.search(r'name="_attempt" value="([^"]+)"', asked.text).group(1)
    sure = client.post(attempt_url(outline, "hand-in/"), {TICKET: ticket, "_sure": "1"})

    assert sure.url == result_url(outline)
    assert current().answers == {"number": "twelve", "short-text": "packet"}


def test_the_question_before_handing_in_may_be_opened_at_any_time(client, enrol):
    outline, enrolment = enrol(make_quiz(time_limit=20))
    attempt = begin(enrolment, now=timezone.now())
    save(attempt, right_answers(attempt), now=timezone.now())

    assert "Every question is answered." in words_of(client.get(attempt_url(outline, "hand-in/")))


def test_handing_in_twice_shows_the_same_result(client, enrol):
    outline, enrolment = enrol()
    attempt = begin(enrolment)
    first = form(attempt, right_answers(attempt))
    second = form(attempt, {"number": "99"}, _sure="1")

    answers = [client.post(attempt_url(outline, "hand-in/"), sent) for sent in (first, second)]

    assert [answer.url for answer in answers] == [result_url(outline)] * 2
    assert (QuizAttempt.objects.count(), current().percent) == (1, 100)


# The result


def test_before_the_quiz_is_passed_only_what_was_chosen_is_spoken_of(client, enrol):
    outline, enrolment = enrol(Quiz((make_single(feedback="<p>Told afterwards.</p>", shuffle=False), make_number())))
    hand_in(begin(enrolment), {"single": "2", "number": "3"})

    html = main_of(client.get(result_url(outline)))

    words = re.sub(r"<[^>]+>", " ", html)
    assert "Look again." in words
    assert "The right answers are shown once you have passed, or when no attempts are left." in words
    assert "Try again" in words
    assert [secret for secret in ("Told afterwards.", "So it is.", "12.5", ">Right<") if secret in html] == []


@pytest.mark.parametrize("reveal", ["passed", "used up"])
def test_right_answers_are_shown_once_they_profit_nobody(client, enrol, reveal):
    quiz = Quiz((make_single(feedback="<p>Told afterwards.</p>", shuffle=False), make_number()), attempts=2, shuffle=False)
    outline, enrolment = enrol(quiz)
    hand_in(begin(enrolment), {"single": "2", "number": "3"})
    (passed if reveal == "passed" else failed)(enrolment)

    words = words_of(client.get(result_url(outline)))

    assert "Question 1 ✗ Not right Is it? Your answer No Right Yes Look again. Told afterwards." in words
    assert "Question 2 ✗ Not right How many? Your answer 3 ms Right 12.5 ± 0.5 ms" in words


def test_while_the_last_attempt_is_open_nothing_is_given_away(client, enrol):
    outline, enrolment = enrol(make_quiz(attempts=2))
    failed(enrolment)
    begin(enrolment)

    html = main_of(client.get(result_url(outline)))

    assert [secret for secret in SECRETS if secret in html] == []
    assert "Continue the quiz" in html


def test_the_result_of_the_last_unit_says_that_the_course_is_complete(client, learner):
    outline = make_quiz_outline(lessons=2, at=1)
    enrolment = make_enrolment(outline, learner=learner, done=1)
    passed(enrolment)

    words = words_of(client.get(result_url(outline)))

    assert "You have completed this course." in words
    assert "See what comes next" in words


def test_an_open_attempt_has_no_result(client, enrol):
    outline, enrolment = enrol()
    begin(enrolment)

    assert client.get(result_url(outline)).url == attempt_url(outline)
    assert client.get(result_url(outline, 7)).url == unit_url(outline)


def test_the_result_of_a_quiz_that_left_the_course_leads_back(client, enrol):
    outline, enrolment = enrol()
    failed(enrolment)
    url = result_url(outline)
    remove_unit(outline, quiz_key(outline))

    assert client.get(url, follow=True).redirect_chain[-1][0] == f"/learn/{outline.course.code}/"


def test_an_attempt_at_a_quiz_that_left_the_course_is_finished_under_its_old_name(client, enrol):
    outline, enrolment = enrol()
    attempt = begin(enrolment)
    url = attempt_url(outline)
    remove_unit(outline, quiz_key(outline))

    assert attempt.unit.title in words_of(client.get(url))


def test_an_attempt_at_a_course_of_which_nothing_is_left_is_not_found(client, enrol):
    outline, enrolment = enrol()
    begin(enrolment)
    url = attempt_url(outline)
    outline.delete()

    assert client.get(url).status_code == 404


# Addresses


@pytest.mark.parametrize("key", ["enrol", "enrolment", "attempt", "attempts", "complete"])
def test_a_unit_may_have_any_key(client, learner, key):
    outline = make_outline()
    unit = make_unit(outline.course, key=key, title="Any key")
    set_entries(outline, lambda entry: {**entry, "id": unit.pk, "key": key, "title": "Any key"})
    outline.modules[0]["units"] = outline.modules[0]["units"][:1]
    outline.save()
    make_enrolment(outline, learner=learner)

    assert "<h1><span>Any key</span></h1>" in client.get(f"/learn/{outline.course.code}/{key}/").text


# What every page keeps


@pytest.fixture
def pages(client, enrol):
    """Every kind of page of a quiz."""
    outline, enrolment = enrol(make_quiz(attempts=3, time_limit=60))
    found = [client.get(unit_url(outline))]
    failed(enrolment, now=timezone.now())
    begin(enrolment, now=timezone.now())
    found += [client.get(each) for each in (unit_url(outline), attempt_url(outline), attempt_url(outline, "hand-in/"))]
    found.append(client.get(result_url(outline)))
    return found


def test_every_page_is_sound(pages):
    assert [page.status_code for page in pages] == [200] * 5
    for page in pages:
        assert_sound_html(page.content)


@pytest.mark.parametrize("lessons", [3, 60])
@pytest.mark.parametrize("questions", [1, 50])
def test_queries_of_a_quiz_do_not_grow(client, learner, lessons, questions, django_assert_num_queries):
    outline = make_quiz_outline(make_long_quiz(questions), lessons=lessons)
    enrolment = make_enrolment(outline, learner=learner)
    for _ in range(3):
        failed(enrolment)

    with django_assert_num_queries(7):
        client.get(unit_url(outline))
    attempt = begin(enrolment)
    with django_assert_num_queries(4):
        client.get(attempt_url(outline))
    with django_assert_num_queries(4):
        client.get(attempt_url(outline, "hand-in/"))
    with django_assert_num_queries(7):
        client.get(result_url(outline))
    attempt.refresh_from_db()
    sent = form(attempt, right_answers(attempt))
    with django_assert_num_queries(7):
        client.post(attempt_url(outline, "answers/"), sent, **SCRIPT)
    with django_assert_num_queries(12):
        client.post(attempt_url(outline, "hand-in/"), sent)

    assert current().is_passed
    assert Enrolment.objects.get(pk=enrolment.pk).latest_unit_id == current().unit_id


def test_passing_the_last_unit_costs_no_more(client, learner, django_assert_num_queries):
    outline = make_quiz_outline(lessons=2, at=1)
    enrolment = make_enrolment(outline, learner=learner, done=1)
    attempt = begin(enrolment)
    sent = form(attempt, right_answers(attempt))

    with django_assert_num_queries(12):
        client.post(attempt_url(outline, "hand-in/"), sent)

    enrolment.refresh_from_db()
    assert enrolment.status == Enrolment.Status.COMPLETED


def test_a_changed_quiz_does_not_change_an_attempt(client, enrol):
    outline, enrolment = enrol(Quiz((make_number(text="<p>The old question</p>"),)))
    begin(enrolment)
    publish(outline, Quiz((make_number(text="<p>The new question</p>"),)))

    html = client.get(attempt_url(outline)).text

    assert "The old question" in html
    assert "The new question" not in html
