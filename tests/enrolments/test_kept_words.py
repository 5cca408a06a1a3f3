"""Words that somebody wrote when their session had ended, kept until they have signed in."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from enrolments.models import PageReport
from enrolments.session import KEPT_WORDS, MEMORY
from tests.enrolments.attempt_pages import make_member, said
from tests.enrolments.factories import make_enrolment, make_outline
from tests.enrolments.test_views import sign_in_url, unit_url
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
WORDS = {"kind": "error", "words": "The <second> picture is missing."}
SIGNED_OUT = "You were signed out in the meantime. Sign in: what you wrote is kept."
HERE_AGAIN = "What you wrote was kept and is here again. Send it once more."


@pytest.fixture
def outline():
    return make_outline()


@pytest.fixture
def learner(client, outline):
    person = make_member()
    make_enrolment(outline, learner=person)
    client.force_login(person)
    return person


def help_url(outline, position=0):
    return f"{unit_url(outline, position)}help/"


def filled_in(client, outline):
    """What a browser sends of the form on the page, whose session ends in this moment."""
    writer = re.search(r'name="_writer" value="([^"]+)"', client.get(help_url(outline)).text).group(1)
    client.logout()
    return {"_writer": writer, **WORDS}


def sign_in(client, person, url):
    sent = {"login": person.email, "password": PASSWORD}
    return client.post(f"/accounts/login/?next={url}", {**sent, "next": url}, follow=True)


def test_words_are_there_again_after_signing_in(client, outline, learner):
    lost = client.post(help_url(outline), filled_in(client, outline))
    assert (lost.url, said(lost)) == (sign_in_url(help_url(outline)), [SIGNED_OUT])
    assert PageReport.objects.count() == 0

    back = sign_in(client, learner, help_url(outline))

    assert back.redirect_chain[-1][0] == help_url(outline)
    assert "The &lt;second&gt; picture is missing." in back.text
    assert re.search(r'value="error"[^>]*checked', back.text)
    assert HERE_AGAIN in back.text
    client.post(help_url(outline), WORDS)
    assert PageReport.objects.get().words == WORDS["words"]


def test_words_are_given_back_once(client, outline, learner):
    client.post(help_url(outline), filled_in(client, outline))
    sign_in(client, learner, help_url(outline))

    again = client.get(help_url(outline))

    assert ("picture is missing" in again.text, KEPT_WORDS in client.session) == (False, False)


def test_words_are_given_to_nobody_else(client, outline, learner):
    client.post(help_url(outline), filled_in(client, outline))
    other = make_member()
    make_enrolment(outline, learner=other)

    back = sign_in(client, other, help_url(outline))

    assert ("picture is missing" in back.text, KEPT_WORDS in client.session) == (False, False)


def test_words_belong_to_the_page_from_which_they_were_written(client, outline, learner):
    client.post(help_url(outline), filled_in(client, outline))

    assert "picture is missing" not in sign_in(client, learner, help_url(outline, 1)).text


@pytest.mark.parametrize("writer", ["", "nonsense"])
def test_a_stranger_leaves_nothing_in_a_session(client, outline, writer):
    response = client.post(help_url(outline), {"_writer": writer, **WORDS})

    assert (response.url, said(response)) == (sign_in_url(help_url(outline)), [])
    assert KEPT_WORDS not in client.session


def test_a_form_that_was_open_for_very_long_is_not_taken(client, outline, learner):
    sent = filled_in(client, outline)

    with time_machine.travel(timezone.now() + MEMORY + timedelta(minutes=1)):
        client.post(help_url(outline), sent)

    assert KEPT_WORDS not in client.session


def test_no_more_is_kept_than_could_be_sent(client, outline, learner):
    client.post(help_url(outline), {**filled_in(client, outline), "words": "x" * 9999})

    assert len(client.session[KEPT_WORDS]["words"]["words"]) == 2000


def test_looking_keeps_nothing(client, outline):
    assert client.get(help_url(outline)).url == sign_in_url(help_url(outline))
    assert dict(client.session) == {}
