"""Signing up, in the browser's words."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.core import mail

from accounts import actions, forms
from accounts.models import User
from tests.factories import make_user

pytestmark = pytest.mark.django_db
SIGNUP = "/accounts/signup/"


def filled(client, **changes):
    shown = client.get(SIGNUP).context["form"]["shown"].value()
    given = {
        "full_name": "Ada  Okafor",
        "email": "Ada@Example.org",
        "password1": "a bridge of words",
        "country": "NG",
        "agreed": "on",
        "shown": shown,
    }
    return {name: value for name, value in {**given, **changes}.items() if value is not None}


def codes(response):
    return {
        name: [each["code"] for each in found] for name, found in response.context["form"].errors.get_json_data().items()
    }


def test_the_form_is_short(client, policies):
    assert list(client.get(SIGNUP).context["form"].fields) == [
        "full_name",
        "email",
        "password1",
        "country",
        "agreed",
        "shown",
    ]


def test_signing_up_makes_a_person_who_agreed_and_has_to_confirm(client, policies):
    response = client.post(SIGNUP, filled(client), headers={"accept-language": "fr"})

    assert response["Location"] == "/accounts/confirm-email/"
    user = User.objects.get()
    assert (user.email, user.full_name, user.country.code) == ("ada@example.org", "Ada Okafor", "NG")
    assert (user.time_zone, user.language, user.is_staff) == ("Africa/Lagos", "fr", False)
    assert sorted(user.consents.values_list("policy__kind", "policy__version")) == [("privacy", 1), ("terms", 1)]
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [("ada@example.org", False, True)]
    assert [message.to for message in mail.outbox] == [["ada@example.org"]]
    assert "_auth_user_id" not in client.session


def test_the_country_may_be_left_out(client, policies):
    client.post(SIGNUP, filled(client, country=""))

    assert (User.objects.get().country.code, User.objects.get().time_zone) == ("", "UTC")


def test_after_confirming_one_is_inside(client, policies):
    client.post(SIGNUP, filled(client))
    before = client.session.session_key
    [link] = [word for word in mail.outbox[0].body.split() if "/accounts/confirm-email/" in word]

    assert client.get(link).status_code == 200
    response = client.post(link)

    assert response["Location"] == "/accounts/profile/"
    assert EmailAddress.objects.get().verified is True
    assert client.get("/en/", follow=False).status_code != 302  # nothing more to agree to
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"full_name": None}, {"full_name": ["required"]}),
        ({"full_name": "\u202e "}, {"full_name": ["required"]}),
        ({"email": "nobody"}, {"email": ["invalid"]}),
        ({"password1": "short"}, {"password1": ["password_too_short"]}),
        ({"password1": "password123"}, {"password1": ["password_too_common"]}),
        ({"country": "XX"}, {"country": ["invalid_choice"]}),
        ({"agreed": None}, {"agreed": ["required"]}),
        ({"shown": "9-9"}, {"agreed": ["stale"]}),
    ],
)
def test_what_is_missing_or_odd_is_named_and_nothing_is_made(client, policies, changes, expected):
    response = client.post(SIGNUP, filled(client, **changes))

    assert (response.status_code, codes(response)) == (200, expected)
    assert User.objects.count() == 0


def test_agreeing_to_what_changed_in_the_meantime_is_asked_again(client, policies, now):
    form = filled(client)
    actions.publish_policy(kind="privacy", texts={"en": ("Privacy", "New.")}, now=now)
    refused = client.post(SIGNUP, form)

    assert codes(refused) == {"agreed": ["stale"]}
    assert refused.context["form"]["full_name"].value() == "Ada  Okafor"

    again = {**form, "shown": refused.context["form"]["shown"].value()}
    assert client.post(SIGNUP, again)["Location"] == "/accounts/confirm-email/"
    assert ("privacy", 2) in User.objects.get().consents.values_list("policy__kind", "policy__version")


@pytest.mark.parametrize("email", ["ada@example.org", "ADA@example.org", "Ada@EXAMPLE.org"])
def test_a_taken_address_in_any_case_makes_no_second_account_and_tells_nobody(client, policies, email):
    actions.create_person(email="ada@example.org", full_name="Ada")
    taken = client.post(SIGNUP, filled(client, email=email))
    free = client.post(SIGNUP, filled(client, email="new@example.org"))

    assert (taken.status_code, taken["Location"]) == (free.status_code, free["Location"])
    assert sorted(User.objects.values_list("email", flat=True)) == ["ada@example.org", "new@example.org"]
    assert [message.to for message in mail.outbox] == [["ada@example.org"], ["new@example.org"]]
    assert "already exists" in mail.outbox[0].body


def test_a_double_click_makes_one_account(client, policies, monkeypatch):
    """Between the look and the insert, the other click has made the account."""
    form = filled(client)
    monkeypatch.setattr(forms.SignupForm, "validate_unique_email", lambda _self, value: value)
    actions.create_person(email="ada@example.org", full_name="Ada")

    response = client.post(SIGNUP, form)

    assert response["Location"] == "/accounts/confirm-email/"
    assert User.objects.count() == 1


@pytest.mark.parametrize(("email", "mails"), [("ada@example.org", 1), ("nobody@example.org", 1)])
def test_asking_for_a_new_password_answers_alike(client, email, mails):
    actions.create_person(email="ada@example.org", full_name="Ada", password="before the storm")

    response = client.post("/accounts/password/reset/", {"email": email})

    assert response["Location"] == "/accounts/password/reset/done/"
    assert len(mail.outbox) == mails


def test_a_site_without_policies_asks_for_none(client):
    assert "agreed" not in client.get(SIGNUP).context["form"].fields


def test_the_erasure_form_knows_the_address(user):
    wish = {"certificates": "keep", "email": " ADA@example.org"}

    assert forms.ErasureForm(wish, user=user).is_valid() is True
    assert forms.ErasureForm(wish, user=make_user()).is_valid() is False
