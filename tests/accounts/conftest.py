import datetime as dt

import pytest
from django.utils import translation

from accounts import actions
from tests.factories import PASSWORD, make_user

NOW = dt.datetime(2026, 3, 1, 12, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _fresh(settings):
    """The dashboard and the outbox belong to rooms above."""
    settings.ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
    settings.LOGIN_REDIRECT_URL = "/accounts/profile/"
    # A page that a test before has read in Arabic leaves its language to this thread.
    with translation.override("en"):
        yield


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def user(db):
    return make_user(full_name="Ada Okafor", email="ada@example.org")


@pytest.fixture
def other(db):
    return make_user(full_name="Ben Silva", email="ben@example.org")


@pytest.fixture
def policies(db):
    actions.ensure_policies(now=NOW)


@pytest.fixture
def learner(client, user):
    """A client through which Ada is signed in."""
    client.force_login(user)
    return client


@pytest.fixture
def administrator(db):
    """The site's administrator, with an authenticator app."""
    person = make_user(full_name="Root Admin", email="root@example.org", is_staff=True, is_superuser=True)
    actions.set_up_totp(user=person, secret="JBSWY3DPEHPK3PXP")
    return person


@pytest.fixture
def ada_signs_in(db):
    """Ada, as sign-up leaves her: with a password and a confirmed address."""
    return actions.create_person(email="ada@example.org", full_name="Ada Okafor", password=PASSWORD)
