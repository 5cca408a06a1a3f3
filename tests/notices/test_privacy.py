import pytest

from accounts import privacy as accounts_privacy
from notices import actions, privacy
from notices.models import Choice, Mail
from tests.factories import make_user
from tests.notices.conftest import INVITATION, NEWS, NOW

pytestmark = pytest.mark.django_db
TEXTS = ("to_address", "reply_to", "subject", "text", "html", "calendar", "error")


def test_every_model_has_its_entry():
    assert [model for model in accounts_privacy.unregistered_models() if model.startswith("notices.")] == []


def test_export_has_the_mails_and_the_choices(make_mail, person):
    make_mail()
    actions.choose(user=person, kind=NEWS, when=Choice.When.NEVER)

    [mail] = privacy.export_mails(person)
    [choice] = privacy.export_choices(person)

    assert (mail["subject"], mail["text"], mail["status"]) == ("Hello", "Hello, Ada", "queued")
    assert choice == {"kind": NEWS.key, "when": "never"}


def test_export_has_nothing_of_others(make_mail):
    make_mail()

    assert privacy.export_mails(make_user()) == []


def test_erasing_empties_what_was_sent_and_drops_what_was_not(make_mail, person):
    sent = make_mail(key="sent", status=Mail.Status.SENT, sent_at=NOW, error="something", calendar=INVITATION)
    make_mail(key="waiting")
    make_mail(key="in hand", status=Mail.Status.CLAIMED, lease_until=NOW)

    privacy.erase_mails(person, {})
    privacy.erase_mails(person, {})

    assert list(Mail.objects.values_list("key", *TEXTS)) == [(sent.key, *[""] * len(TEXTS))]


def test_erasing_finds_mails_sent_before_there_was_an_account(make_mail, person):
    make_mail()
    Mail.objects.update(recipient=None, to_address=person.email.upper())

    privacy.erase_mails(person, {})

    assert Mail.objects.count() == 0


def test_erasing_leaves_others_alone(make_mail, person):
    make_mail()
    actions.choose(user=person, kind=NEWS, when=Choice.When.NEVER)
    other = make_user()

    privacy.erase_mails(other, {})
    privacy.erase_choices(other, {})

    assert (Mail.objects.count(), Choice.objects.count()) == (1, 1)


def test_erasing_drops_the_choices(person):
    actions.choose(user=person, kind=NEWS, when=Choice.When.NEVER)

    privacy.erase_choices(person, {})

    assert Choice.objects.count() == 0
