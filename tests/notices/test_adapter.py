import pytest
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress

from notices import delivery
from notices.adapter import AccountAdapter
from notices.models import Mail
from tests import workers
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_allauth_uses_the_outbox():
    assert type(get_adapter()) is AccountAdapter


def test_reset_of_a_password_goes_through_the_outbox(client, django_capture_on_commit_callbacks, mailoutbox):
    person = make_user(email="ada@example.org", language="fr", password="a bridge of words")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)

    with django_capture_on_commit_callbacks(execute=True):
        client.post("/accounts/password/reset/", {"email": "ada@example.org"})
    mail = Mail.objects.get()
    before = mail.text
    workers.work_off()

    mail.refresh_from_db()
    [message] = mailoutbox
    assert (mail.recipient, mail.language, mail.status) == (person, "fr", Mail.Status.SENT)
    assert "/accounts/password/reset/key/" in before
    assert "/accounts/password/reset/key/" in message.alternatives[0].content
    assert (message.body, mail.text) == (before, "")
    assert "Footbridge" in before


def test_mail_to_an_address_without_an_account_has_no_recipient(client):
    client.post("/accounts/password/reset/", {"email": "nobody@example.org"})

    mail = Mail.objects.get()
    assert (mail.recipient, mail.to_address) == (None, "nobody@example.org")
    assert delivery.emptied(mail) == {"text": "", "html": "", "calendar": ""}
