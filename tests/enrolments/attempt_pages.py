"""What tests of a quiz's pages share: addresses, what a browser sends, what is on a page."""

import datetime as dt
import re

from allauth.account.models import EmailAddress
from django.contrib.messages import get_messages

from enrolments.models import QuizAttempt
from enrolments.session import TICKET, make_ticket
from tests.enrolments.quizzes_made import form_of, quiz_key
from tests.factories import PASSWORD, make_user

MINUTE = dt.timedelta(minutes=1)
SCRIPT = {"HTTP_ACCEPT": "application/json"}
SECRETS = ("Told afterwards.", "So it is.", "Look again.", "Packet", "12.5")


def unit_url(outline):
    return f"/learn/{outline.course.code}/{quiz_key(outline)}/"


def attempt_url(outline, act=""):
    return f"{unit_url(outline)}attempt/{act}"


def result_url(outline, number=1):
    return f"{unit_url(outline)}attempts/{number}/"


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def main_of(response):
    return re.search(r"<main.*</main>", response.content.decode(), re.DOTALL).group()


def words_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", main_of(response)).split())


def form(attempt, answers=None, **more):
    """What a browser sends of an attempt's form."""
    return {TICKET: make_ticket(attempt, attempt.enrolment.learner), **form_of(attempt, answers or {}), **more}


def current():
    return QuizAttempt.objects.latest("pk")


def make_member():
    """Somebody who can sign in."""
    person = make_user(password=PASSWORD)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person
