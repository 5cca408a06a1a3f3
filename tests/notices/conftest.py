import datetime as dt

import pytest

from notices import actions, kinds
from notices.models import Mail
from notices.writing import Letter
from tests import workers
from tests.factories import make_user

NOW = dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)
NEWS = kinds.Kind(key="tests.news", label="News of the tests")
SECRET = kinds.Kind(key="tests.secret", label="Links of the tests", may_unsubscribe=False, is_secret=True)

# What is in it is the business of who writes it (tutors/calendar.py).
INVITATION = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nX-NAME:Zoë\r\nEND:VCALENDAR\r\n"


@pytest.fixture(autouse=True)
def _kinds_and_queue(monkeypatch):
    monkeypatch.setattr(kinds, "_kinds", {**kinds._kinds, NEWS.key: NEWS, SECRET.key: SECRET})
    workers.waiting()


@pytest.fixture
def person():
    return make_user(language="en", email="ada@example.org", full_name="Ada")


@pytest.fixture
def make_mail(person):
    """A mail in the outbox, due a minute ago."""

    def make(*, kind=NEWS, key="one", to_address="ada@example.org", **fields):
        mail = actions.queue(
            kind=kind,
            key=key,
            recipient=person,
            to_address=to_address,
            reply_to="desk@example.org",
            language="en",
            letter=Letter("Hello", "Hello, Ada", "<p>Hello, Ada</p>"),
        )
        due = {"created_at": NOW - dt.timedelta(minutes=1), "due_at": NOW - dt.timedelta(minutes=1)}
        Mail.objects.filter(pk=mail.pk).update(**{**due, **fields})
        mail.refresh_from_db()
        return mail

    return make
