import datetime as dt
from types import SimpleNamespace

import pytest
from django.core import mail as django_mail
from django.db import IntegrityError, transaction

from notices import delivery
from notices.models import Mail
from tests.notices.conftest import INVITATION, NOW, SECRET
from tests.notices.mail_servers import MailServer

pytestmark = pytest.mark.django_db

Status = Mail.Status
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def sent_by(settings):
    """Delivers a mail through this server and returns it."""

    def send(mail, server, now=NOW):
        settings.MAILERS = server.mailers
        delivery.deliver(mail_id=mail.pk, now=now)
        mail.refresh_from_db()
        return mail

    return send


def test_mail_is_sent_once(make_mail):
    mail = make_mail()

    delivery.deliver(mail_id=mail.pk, now=NOW)
    delivery.deliver(mail_id=mail.pk, now=NOW)

    mail.refresh_from_db()
    [message] = django_mail.outbox
    assert (mail.status, mail.sent_at, mail.hand_overs, mail.tries) == (Status.SENT, NOW, 1, 1)
    assert (message.subject, message.to, message.reply_to) == ("Hello", ["ada@example.org"], ["desk@example.org"])
    assert message.extra_headers["Message-ID"] == mail.message_id


def test_delivery_costs_four_queries(make_mail, django_assert_num_queries):
    mail = make_mail()

    # Each of the three UPDATEs is a savepoint here, and a transaction on the site.
    with django_assert_num_queries(4 + 2 * 2):
        delivery.deliver(mail_id=mail.pk, now=NOW)


def test_mail_that_is_not_due_stays(make_mail):
    mail = make_mail(due_at=NOW + MINUTE)

    delivery.deliver(mail_id=mail.pk, now=NOW)

    mail.refresh_from_db()
    assert (mail.status, django_mail.outbox) == (Status.QUEUED, [])


def test_mail_in_other_hands_stays(make_mail):
    mail = make_mail(status=Status.CLAIMED, lease_until=NOW + MINUTE)

    delivery.deliver(mail_id=mail.pk, now=NOW)

    assert django_mail.outbox == []


def test_server_takes_the_mail(make_mail, sent_by):
    with MailServer() as server:
        mail = sent_by(make_mail(), server)

    assert mail.status == Status.SENT
    assert [f"Message-ID: {mail.message_id}" in taken for taken in server.taken] == [True]


@pytest.mark.parametrize(
    ("answers", "status", "hand_overs"),
    [
        ({"RCPT": "550 no such person"}, Status.FAILED, 0),
        ({"RCPT": "450 mailbox busy"}, Status.QUEUED, 0),
        ({"MAIL": "421 come later"}, Status.QUEUED, 0),
        ({"MAIL": "550 you again"}, Status.QUEUED, 0),
        ({"end": "451 disk full"}, Status.QUEUED, 0),
        ({"end": "554 looks like spam"}, Status.FAILED, 0),
        ({"": "421 too many"}, Status.QUEUED, 0),
        ({"": ""}, Status.QUEUED, 0),
        # Nobody knows whether a server that hangs up after the last line has taken it.
        ({"end": ""}, Status.UNSURE, 1),
    ],
)
def test_refusal_decides_what_becomes_of_a_mail(make_mail, sent_by, answers, status, hand_overs):
    with MailServer(**answers) as server:
        mail = sent_by(make_mail(), server)

    assert (mail.status, mail.hand_overs, mail.lease_until) == (status, hand_overs, None)
    assert mail.error != ""


def test_absent_server_lets_the_mail_wait(make_mail, sent_by):
    with MailServer() as server:
        absent = SimpleNamespace(mailers=server.mailers)

    mail = sent_by(make_mail(), absent)

    assert (mail.status, mail.hand_overs) == (Status.QUEUED, 0)


@pytest.mark.parametrize(("tries", "minutes"), [(1, 1), (2, 5), (3, 30), (4, 120), (9, 120)])
def test_waiting_grows_with_the_tries(tries, minutes):
    assert delivery.delay(tries) == minutes * MINUTE


def test_mail_that_waited_two_days_is_refused(make_mail, sent_by):
    mail = make_mail(created_at=NOW - dt.timedelta(days=2))

    with MailServer(RCPT="450 mailbox busy") as server:
        mail = sent_by(mail, server)

    assert mail.status == Status.FAILED


def test_address_that_no_server_can_take_is_refused_for_good(make_mail, sent_by):
    mail = make_mail(to_address="ünï@example.org")

    with MailServer() as server:
        mail = sent_by(mail, server)

    assert (mail.status, server.taken) == (Status.FAILED, [])


def test_mail_that_cannot_be_written_is_refused_for_good(make_mail):
    mail = make_mail()
    Mail.objects.filter(pk=mail.pk).update(subject="two\nlines")

    delivery.deliver(mail_id=mail.pk, now=NOW)

    mail.refresh_from_db()
    assert (mail.status, django_mail.outbox) == (Status.FAILED, [])


def test_worker_that_died_before_the_hand_over_leads_to_one_mail(make_mail):
    mail = make_mail(status=Status.CLAIMED, lease_until=NOW - MINUTE, tries=1)

    delivery.sweep(now=NOW)
    delivery.sweep(now=NOW)

    mail.refresh_from_db()
    assert (mail.status, len(django_mail.outbox)) == (Status.SENT, 1)


def test_worker_that_died_during_the_hand_over_leads_to_the_same_mail_once_more(make_mail):
    mail = make_mail(status=Status.HANDING_OVER, lease_until=NOW - MINUTE, hand_overs=1)

    delivery.recover(now=NOW)
    mail.refresh_from_db()
    after_recovery = mail.status
    delivery.sweep(now=NOW + MINUTE)
    delivery.sweep(now=NOW + 2 * MINUTE)

    mail.refresh_from_db()
    assert after_recovery == Status.UNSURE
    assert (mail.status, mail.hand_overs) == (Status.SENT, 2)
    assert [message.extra_headers["Message-ID"] for message in django_mail.outbox] == [mail.message_id]


def test_mail_twice_in_doubt_is_never_sent_again(make_mail):
    mail = make_mail(status=Status.HANDING_OVER, lease_until=NOW - MINUTE, hand_overs=2)

    for minutes in range(10):
        delivery.sweep(now=NOW + minutes * MINUTE)

    mail.refresh_from_db()
    assert (mail.status, django_mail.outbox) == (Status.UNSURE, [])


def test_worker_that_died_while_preparing_the_second_time_leaves_it_unsure(make_mail):
    mail = make_mail(status=Status.CLAIMED, lease_until=NOW - MINUTE, hand_overs=1)

    delivery.recover(now=NOW)

    mail.refresh_from_db()
    assert (mail.status, mail.hand_overs) == (Status.UNSURE, 1)


def test_doubtful_mail_that_is_put_off_stays_doubtful(make_mail, sent_by):
    mail = make_mail(status=Status.UNSURE, hand_overs=1)

    with MailServer(RCPT="450 busy") as server:
        mail = sent_by(mail, server)

    assert (mail.status, mail.hand_overs) == (Status.UNSURE, 1)


def test_living_worker_keeps_its_mail(make_mail):
    mail = make_mail(status=Status.HANDING_OVER, lease_until=NOW + MINUTE, hand_overs=1)

    assert delivery.recover(now=NOW) == 0

    mail.refresh_from_db()
    assert mail.status == Status.HANDING_OVER


def test_worker_that_lost_its_lease_hands_nothing_over(make_mail):
    make_mail()
    mail = delivery.claim(mail_id=Mail.objects.get().pk, now=NOW)
    delivery.recover(now=NOW + dt.timedelta(hours=1))

    assert delivery.begin_hand_over(mail) is False


def test_success_counts_even_if_the_sweep_had_begun_to_doubt(make_mail):
    make_mail()
    mail = delivery.claim(mail_id=Mail.objects.get().pk, now=NOW)
    delivery.begin_hand_over(mail)
    delivery.recover(now=NOW + dt.timedelta(hours=1))

    delivery.settle(mail, now=NOW)

    mail.refresh_from_db()
    assert mail.status == Status.SENT


def test_sweep_leaves_a_new_mail_to_its_message(make_mail):
    make_mail(due_at=NOW - dt.timedelta(seconds=5))

    assert delivery.sweep(now=NOW) == 0


def test_sweep_ends_before_the_next(make_mail, monkeypatch):
    make_mail()
    monkeypatch.setattr(delivery, "SWEEP_SECONDS", 0)

    assert delivery.sweep(now=NOW) == 0


def test_secret_is_emptied_once_sent_and_other_mails_are_not(make_mail):
    secret = make_mail(kind=SECRET, key="secret", calendar=INVITATION)
    news = make_mail(key="news")

    delivery.sweep(now=NOW)

    secret.refresh_from_db()
    news.refresh_from_db()
    assert (secret.text, secret.html, secret.calendar) == ("", "", "")
    assert news.text == "Hello, Ada"
    assert sorted(message.body for message in django_mail.outbox) == ["Hello, Ada", "Hello, Ada"]


def test_secret_that_waits_is_kept(make_mail, sent_by):
    with MailServer(RCPT="450 busy") as server:
        mail = sent_by(make_mail(kind=SECRET), server)

    assert mail.text == "Hello, Ada"


@pytest.mark.parametrize("fields", [{"hand_overs": 2}, {"hand_overs": 1, "created_at": NOW - dt.timedelta(days=2)}])
def test_secret_that_is_not_sent_again_is_emptied(make_mail, fields):
    mail = make_mail(kind=SECRET, status=Status.UNSURE, calendar=INVITATION, **fields)

    delivery.sweep(now=NOW)

    mail.refresh_from_db()
    assert (mail.status, mail.text, mail.calendar) == (Status.UNSURE, "", "")


def test_old_mails_are_emptied_and_stay(make_mail):
    old = make_mail(key="old", status=Status.SENT, sent_at=NOW, created_at=NOW - dt.timedelta(days=91), calendar=INVITATION)
    young = make_mail(key="young", status=Status.SENT, sent_at=NOW, created_at=NOW - dt.timedelta(days=89))

    assert delivery.forget_old(now=NOW) == 1

    old.refresh_from_db()
    young.refresh_from_db()
    assert (old.subject, old.text, old.calendar, young.text) == ("Hello", "", "", "Hello, Ada")


@pytest.mark.parametrize(
    "fields",
    [
        {"status": Status.SENT},
        {"sent_at": NOW},
        {"status": Status.CLAIMED},
        {"lease_until": NOW},
        {"hand_overs": 3},
    ],
)
def test_database_refuses_nonsense(make_mail, fields):
    mail = make_mail()

    with pytest.raises(IntegrityError), transaction.atomic():
        Mail.objects.filter(pk=mail.pk).update(**fields)
