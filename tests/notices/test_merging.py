"""Mails and choices of two accounts that become one, and the mail that says so."""

import datetime as dt

import pytest

from accounts import actions as people
from accounts import merging
from notices import actions, kinds
from notices.models import Choice, Mail
from notices.tokens import make
from tests.factories import make_user

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 1, 12, 0, tzinfo=dt.UTC)


@pytest.fixture
def goes(db):
    return people.create_person(email="old@example.org", full_name="A. Okafor")


@pytest.fixture
def stays(db):
    return people.create_person(email="ada@example.org", full_name="Ada Okafor", language="fr")


def merge(goes, stays, by=None):
    return merging.merge(source=goes, target=stays, by=by, reason="One person", now=NOW)


def make_mail(recipient, **fields):
    number = Mail.objects.count()
    given = {"kind": "accounts.account", "key": f"k{number}", "message_id": f"<{number}@x>", "to_address": "old@example.org"}
    return Mail.objects.create(recipient=recipient, language="en", subject="x", **given | fields)


def test_mails_move_with_their_state(goes, stays):
    mails = [make_mail(goes), make_mail(None, to_address="Old@example.org"), make_mail(None, to_address="else@example.org")]

    merge(goes, stays)

    for mail in mails:
        mail.refresh_from_db()
    assert [(mail.recipient, mail.status) for mail in mails] == [(stays, "queued"), (stays, "queued"), (None, "queued")]


def test_what_the_account_that_stays_chose_holds(goes, stays):
    for user, kind, when in ((goes, "a", "never"), (stays, "a", "daily"), (goes, "b", "never"), (stays, "c", "weekly")):
        Choice.objects.create(user=user, kind=kind, when=when)

    merge(goes, stays)

    assert set(Choice.objects.values_list("user", "kind", "when")) == {
        (stays.pk, "a", "daily"),
        (stays.pk, "b", "never"),
        (stays.pk, "c", "weekly"),
    }


def test_one_mail_goes_to_each_address_in_the_persons_language(goes, stays):
    merge(goes, stays, by=make_user(email="root@example.org"))

    mails = Mail.objects.order_by("to_address")
    assert [(mail.to_address, mail.recipient, mail.language, mail.reply_to) for mail in mails] == [
        ("ada@example.org", stays, "fr", "root@example.org"),
        ("old@example.org", stays, "fr", "root@example.org"),
    ]
    for mail in mails:
        assert "old@example.org" in mail.text
        assert "root@example.org" in mail.text


def test_an_address_that_was_never_confirmed_is_told_nothing(goes, stays):
    goes.emailaddress_set.update(verified=False)

    merge(goes, stays)

    assert [mail.to_address for mail in Mail.objects.all()] == ["ada@example.org"]


def test_the_mail_is_sent_once(goes, stays):
    merge(goes, stays)
    merge(goes, stays)

    assert Mail.objects.count() == 2


def test_a_trial_writes_no_mail(goes, stays):
    merging.trial(source=goes, target=stays, by=None, now=NOW)

    assert not Mail.objects.exists()


def test_the_link_in_an_old_mail_unsubscribes_the_account_that_stays(goes, stays, client, monkeypatch):
    monkeypatch.setitem(kinds._kinds, "test.news", kinds.Kind(key="test.news", label="News"))
    token = make(goes.uuid, "test.news")
    merge(goes, stays)

    client.post(f"/notices/unsubscribe/{token}/")

    assert [(each.user, each.when) for each in Choice.objects.all()] == [(stays, "never")]
    assert actions.queries.wants(stays, kinds.get("test.news")) is False
