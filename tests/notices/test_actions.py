import copy
import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from notices import actions, kinds
from notices.models import Choice, Mail
from tests import workers
from tests.factories import make_user
from tests.notices.conftest import INVITATION, NEWS, SECRET

pytestmark = pytest.mark.django_db

WRITTEN = {
    "tests/letter.subject.txt": "{% load i18n %}{% translate 'Yes' %}, {{ name }}\n",
    "tests/letter.txt": (
        "{% extends 'notices/mail/base.txt' %}{% block body %}{{ name }} at {{ at|date:'H:i' }}{% endblock %}"
    ),
    "tests/letter.html": "{% extends 'notices/mail/base.html' %}{% block body %}<p>{{ name }}</p>{% endblock %}",
    "tests/short.subject.txt": "Short",
    "tests/short.txt": "See https://example.org/<b>",
}


@pytest.fixture(autouse=True)
def _letters(settings, tmp_path):
    for name, source in WRITTEN.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(source)
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"] = [tmp_path, *templates[0]["DIRS"]]
    settings.TEMPLATES = templates


def post(recipient, **fields):
    given = {
        "kind": NEWS.key,
        "key": "letter:1",
        "template": "tests/letter",
        "context": {"name": "O'Brien & <Co>", "at": dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)},
    }
    return actions.post(recipient=recipient, **{**given, **fields})


def test_post_writes_in_the_language_and_the_time_of_the_person():
    mail = post(make_user(language="fr", time_zone="Asia/Tokyo"))

    assert mail.subject == "Oui, O'Brien & <Co>"
    assert mail.text.startswith("O'Brien & <Co> at 21:00")
    assert "<p>O&#x27;Brien &amp; &lt;Co&gt;</p>" in mail.html
    assert '<html lang="fr" dir="ltr">' in mail.html


def test_post_writes_arabic_from_right_to_left():
    mail = post(make_user(language="ar"))

    assert '<html lang="ar" dir="rtl">' in mail.html


def test_post_without_html_frames_the_text():
    mail = post(make_user(), template="tests/short")

    assert mail.text == "See https://example.org/<b>"
    assert '<a href="https://example.org/' in mail.html
    assert "<b>" not in mail.html


def test_post_twice_makes_one_mail_and_one_message(django_capture_on_commit_callbacks):
    person = make_user()

    with django_capture_on_commit_callbacks(execute=True):
        first, second = post(person), post(person)

    assert first == second
    assert workers.waiting() == [("notices.tasks.deliver", {"mail_id": first.pk})]


def test_post_to_an_address_without_an_account_takes_the_language_given():
    mail = post(None, to_address="guest@example.org", language="es")

    assert (mail.recipient, mail.to_address, mail.language, mail.subject[:2]) == (None, "guest@example.org", "es", "Sí")


def test_post_to_nobody_is_refused():
    with pytest.raises(ValueError, match="address"):
        post(None)


def test_post_leaves_alone_who_wants_none():
    person = make_user()
    actions.choose(user=person, kind=NEWS, when=Choice.When.NEVER)

    assert (post(person), Mail.objects.count()) == (None, 0)


def test_post_of_what_everybody_gets_asks_for_no_choice():
    person = make_user()
    Choice.objects.create(user=person, kind=SECRET.key, when=Choice.When.NEVER)

    assert post(person, kind=SECRET.key) is not None


def test_post_leaves_alone_who_was_erased():
    person = make_user(full_name="", is_active=False, erased_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))

    assert post(person) is None


def test_post_keeps_the_calendar():
    assert post(make_user(), calendar=INVITATION).calendar == INVITATION


def test_post_of_a_calendar_without_a_method_is_refused():
    with pytest.raises(ValueError, match="METHOD"):
        post(make_user(), calendar="BEGIN:VCALENDAR")

    assert Mail.objects.count() == 0


def test_post_of_an_unknown_kind_is_our_mistake():
    with pytest.raises(KeyError):
        post(make_user(), kind="tests.nothing")


def test_post_in_a_transaction_that_fails_leaves_nothing():
    person = make_user()

    with transaction.atomic():
        post(person)
        transaction.set_rollback(True)

    assert (Mail.objects.count(), workers.waiting()) == (0, [])


def test_choosing_again_changes_the_one_choice():
    person = make_user()

    actions.choose(user=person, kind=NEWS, when=Choice.When.NEVER)
    actions.choose(user=person, kind=NEWS, when=Choice.When.AT_ONCE)

    assert list(Choice.objects.values_list("kind", "when")) == [(NEWS.key, "at_once")]


def test_choosing_what_everybody_gets_is_refused():
    with pytest.raises(ValueError, match=SECRET.key):
        actions.choose(user=make_user(), kind=SECRET, when=Choice.When.NEVER)


def test_database_keeps_one_choice_for_each_kind():
    person = make_user()
    Choice.objects.create(user=person, kind="a", when="never")
    Choice.objects.create(user=person, kind="b", when="never")

    with pytest.raises(IntegrityError), transaction.atomic():
        Choice.objects.create(user=person, kind="a", when="at_once")


def test_two_kinds_cannot_share_a_key():
    kinds.register(NEWS)

    with pytest.raises(ValueError, match=NEWS.key):
        kinds.register(kinds.Kind(key=NEWS.key, label="Something else"))
