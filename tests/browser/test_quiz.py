"""A quiz under the hands of somebody whose connection breaks, whose session ends, and who shares the device."""

import datetime as dt
import re

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.test import Client
from django.utils import timezone

from enrolments.models import QuizAttempt
from tests.enrolments.factories import make_enrolment
from tests.enrolments.quizzes_made import begin, make_quiz, make_quiz_outline, quiz_key
from tests.factories import PASSWORD, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
WORDS = "input[dir=auto]"
NUMBER = "input[inputmode=decimal]"
STATE = "[data-lms-state]"


class Learner:
    """Somebody in the middle of a quiz, in a browser of their own."""

    def __init__(self, browser, server, quiz=None):
        self.server = server
        outline = make_quiz_outline(quiz or make_quiz())
        self.person = make_user(password=PASSWORD)
        EmailAddress.objects.create(user=self.person, email=self.person.email, verified=True, primary=True)
        self.attempt = begin(make_enrolment(outline, learner=self.person), now=timezone.now())
        self.path = f"/learn/{outline.course.code}/{quiz_key(outline)}/attempt/"
        self.context = browser.new_context(base_url=server.url)
        self.sign_in(self.person)
        self.page = self.context.new_page()
        self.complaints = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(self.path)

    def sign_in(self, person):
        client = Client()
        client.force_login(person)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": self.server.url}])

    def says(self, text):
        self.page.locator(STATE, has_text=text).wait_for()

    def kept(self):
        return self.page.evaluate("Object.keys(localStorage).length")

    def answers(self):
        return QuizAttempt.objects.get(pk=self.attempt.pk).answers


@pytest.fixture
def start(browser, live_server):
    people = []

    def start_(quiz=None):
        people.append(Learner(browser, live_server, quiz))
        return people[-1]

    yield start_
    for person in people:
        person.context.close()
        assert person.complaints == []


def test_an_answer_is_saved_a_moment_after_it_was_given(start):
    learner = start()

    learner.page.check("[data-lms-question=single] input >> nth=1")
    learner.page.fill(NUMBER, "12")
    learner.says("Saved")

    assert learner.answers().keys() == {"single", "number"}
    assert learner.kept() == 0


def test_answers_outlast_a_lost_connection_and_a_reload(start):
    learner = start()
    learner.context.set_offline(True)
    learner.page.fill(WORDS, "packet")
    learner.says("Not connected")
    learner.page.click("text=Hand in")
    assert learner.page.url.endswith(learner.path)

    learner.page.close()
    learner.context.set_offline(False)
    learner.page = learner.context.new_page()
    learner.page.goto(learner.path)

    assert learner.page.input_value(WORDS) == "packet"
    learner.says("Saved")
    assert (learner.answers(), learner.kept()) == ({"short-text": "packet"}, 0)


def test_answers_outlast_a_session(start):
    learner = start()
    learner.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)

    learner.page.fill(WORDS, "packet")
    learner.says("You are signed out")
    assert learner.answers() == {}
    learner.page.click(f"{STATE} a")
    learner.page.fill("[name=login]", learner.person.email)
    learner.page.fill("[name=password]", PASSWORD)
    learner.page.click("main form button:not([type=button])")
    learner.page.wait_for_url(f"**{learner.path}")

    assert learner.page.input_value(WORDS) == "packet"
    learner.says("Saved")
    assert learner.answers() == {"short-text": "packet"}


def test_nothing_is_left_for_the_next_learner_of_a_device(start):
    learner = start()
    learner.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    learner.page.fill(WORDS, "my secret")
    learner.says("You are signed out")
    other = make_user()
    begin(make_enrolment(learner.attempt.enrolment.course.outlines.get(), learner=other), now=timezone.now())

    learner.sign_in(other)
    learner.page.goto(learner.path)

    assert learner.page.input_value(WORDS) == ""
    assert learner.kept() == 0
    assert {str(each.answers) for each in QuizAttempt.objects.all()} == {"{}"}


def test_an_open_page_of_one_learner_saves_nothing_for_another(start):
    learner = start()
    other = make_user()
    begin(make_enrolment(learner.attempt.enrolment.course.outlines.get(), learner=other), now=timezone.now())

    learner.sign_in(other)
    learner.page.fill(WORDS, "my secret")
    learner.says("You are signed out")

    assert learner.kept() == 1
    assert {str(each.answers) for each in QuizAttempt.objects.all()} == {"{}"}


def test_enter_hands_nothing_in(start):
    learner = start()

    learner.page.fill(NUMBER, "12")
    with learner.page.expect_navigation():
        learner.page.keyboard.press("Enter")

    assert learner.page.url.endswith(learner.path)
    assert (learner.answers(), QuizAttempt.objects.get().is_open) == ({"number": "12"}, True)


def test_handing_in_leaves_nothing_on_the_device(start):
    learner = start()
    learner.page.evaluate("localStorage.setItem('lms-quiz:somebody:1', '{}')")

    learner.page.fill(NUMBER, "12")
    learner.page.click("text=Hand in")
    learner.page.click("text=Hand in as it is")
    learner.page.wait_for_url(re.compile(r"/attempts/1/$"))

    assert learner.kept() == 0
    assert learner.answers() == {"number": "12"}


def test_time_counts_down_and_hands_in_at_its_end(start):
    learner = start(make_quiz(time_limit=10))
    attempts = QuizAttempt.objects.filter(pk=learner.attempt.pk)

    attempts.update(closes_at=timezone.now() + dt.timedelta(seconds=299))
    learner.page.reload()
    learner.page.locator("[data-lms-warning]", has_text="Five minutes are left.").wait_for()
    assert re.fullmatch(r"4:5\d", learner.page.inner_text("[data-lms-left]"))

    attempts.update(closes_at=timezone.now() + dt.timedelta(seconds=3))
    learner.page.reload()
    learner.page.fill(NUMBER, "12")
    learner.page.wait_for_url(re.compile(r"/attempts/1/$"))

    attempt = attempts.get()
    assert (attempt.answers, attempt.ended_by) == ({"number": "12"}, QuizAttempt.End.SUBMITTED)


def test_without_javascript_everything_works(browser, live_server, start):
    learner = start()
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    context.add_cookies(learner.context.cookies())
    page = context.new_page()

    page.goto(learner.path)
    page.fill(NUMBER, "twelve")
    page.click("text=Hand in")
    assert "We cannot read this as a number" in page.inner_text("main")
    page.click("text=Hand in as it is")

    assert page.url.endswith("/attempts/1/")
    context.close()
