import datetime as dt

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings

from accounts import actions, queries
from accounts.models import Consent, Policy, PolicyText
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def addresses(user):
    return list(EmailAddress.objects.filter(user=user).values_list("email", "primary", "verified"))


def test_a_person_is_made_ready_to_sign_in():
    user = actions.create_person(email="Ada@Example.org", full_name="Ada", password="secret words", country="NG")

    assert addresses(user) == [("ada@example.org", True, True)]
    assert (user.check_password("secret words"), user.country.code) == (True, "NG")


def test_an_address_replaces_the_one_before_and_a_repeat_changes_nothing(user):
    actions.set_email(user=user, verified=True)
    actions.set_email(user=user, verified=False)
    assert addresses(user) == [("ada@example.org", True, True)]

    user.email = "okafor@example.org"
    actions.set_email(user=user, verified=False)

    assert addresses(user) == [("okafor@example.org", True, False)]


def test_the_language_is_remembered(user):
    actions.set_language(user=user, language="fr")

    user.refresh_from_db()
    assert user.language == "fr"


def test_the_same_language_again_costs_nothing(user, django_assert_num_queries):
    with django_assert_num_queries(0):
        actions.set_language(user=user, language="en")


def test_one_authenticator_app_is_set_up(user):
    actions.set_up_totp(user=user, secret="JBSWY3DPEHPK3PXP")
    actions.set_up_totp(user=user, secret="JBSWY3DPEHPK3PXP")

    assert [each.type for each in Authenticator.objects.filter(user=user)] == ["totp"]


def test_every_policy_gets_its_first_version_in_every_language(now):
    actions.ensure_policies(now=now)
    actions.ensure_policies(now=now + dt.timedelta(days=1))

    assert sorted(Policy.objects.values_list("kind", "version", "published_at")) == [
        (kind, 1, now) for kind in ["directory", "privacy", "terms"]
    ]
    languages = [code for code, _name in settings.LANGUAGES]
    assert sorted(PolicyText.objects.values_list("policy__kind", "language")) == sorted(
        (kind, language) for kind in Policy.Kind.values for language in languages
    )
    assert PolicyText.objects.get(policy__kind="terms", language="fr").title == "Conditions d’utilisation"
    assert PolicyText.objects.filter(body__startswith="#", body="").count() == 0


def test_a_new_version_gets_the_next_number(now):
    first = actions.publish_policy(kind="terms", texts={"en": ("Terms", "One.")}, now=now)
    second = actions.publish_policy(kind="terms", texts={"en": ("Terms", "Two.")}, now=now)
    elsewhere = actions.publish_policy(kind="privacy", texts={"en": ("Privacy", "One.")}, now=now)

    assert [first.version, second.version, elsewhere.version] == [1, 2, 1]


def test_a_policy_without_the_first_language_is_refused(now):
    with pytest.raises(ValueError, match="'en'"):
        actions.publish_policy(kind="terms", texts={"fr": ("Conditions", "Un.")}, now=now)

    assert Policy.objects.count() == 0


def test_agreeing_twice_is_agreeing_once(user, policies, now):
    terms = queries.latest_policies()["terms"]
    given = actions.give_consent(user=user, policy=terms, now=now)
    again = actions.give_consent(user=user, policy=terms, now=now + dt.timedelta(days=1))

    assert (again.pk, again.given_at, Consent.objects.count()) == (given.pk, now, 1)


def test_a_withdrawn_consent_stays_as_a_row_and_can_be_given_anew(user, other, policies, now):
    terms = queries.latest_policies()["terms"]
    actions.give_consent(user=user, policy=terms, now=now)
    actions.give_consent(user=other, policy=terms, now=now)
    later = now + dt.timedelta(days=1)

    assert actions.withdraw_consent(user=user, kind="terms", now=later) == 1
    assert actions.withdraw_consent(user=user, kind="terms", now=later) == 0
    actions.give_consent(user=user, policy=terms, now=later)

    assert list(user.consents.order_by("pk").values_list("withdrawn_at", flat=True)) == [later, None]
    assert other.consents.standing().count() == 1


def test_texts_are_read_from_the_files():
    texts = dict(actions.texts_of("privacy"))

    assert texts["en"][0] == "Privacy notice"
    assert texts["en"][1].startswith("## What we keep, and why")


def test_a_person_from_outside_confirms_their_address_first():
    user = actions.create_person(email="new@example.org", full_name="New", verified=False)

    assert addresses(user) == [("new@example.org", True, False)]
    assert make_user().has_usable_password() is False
