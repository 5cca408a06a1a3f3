import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import Consent, Policy, PolicyText, User, validate_time_zone
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def refused(change):
    with pytest.raises(IntegrityError), transaction.atomic():
        change()


def test_an_address_is_kept_in_small_letters():
    assert make_user(email="Ada@Example.ORG").email == "ada@example.org"


def test_an_address_in_other_case_is_refused_by_the_database(user):
    refused(lambda: User.objects.bulk_create([User(email="ADA@example.org", full_name="A")]))


def test_another_address_is_accepted(user):
    assert make_user(email="ada2@example.org").pk != user.pk


def test_an_erased_person_keeps_no_name(user, now):
    refused(lambda: User.objects.filter(pk=user.pk).update(erased_at=now))
    assert User.objects.filter(pk=user.pk).update(erased_at=now, full_name="", is_active=False, is_staff=False) == 1


def test_saving_the_name_alone_saves_what_is_searched(user):
    user.full_name = "Åsa Núñez"
    user.save(update_fields=["full_name"])

    user.refresh_from_db()
    assert user.search_name == "asa nunez"


def test_people_say_their_name_or_their_address():
    assert [str(User(full_name="Ada", email="a@b.c")), str(User(email="a@b.c"))] == ["Ada", "a@b.c"]
    assert User(full_name="Ada").get_full_name() == "Ada"
    assert User(email="a@b.c").get_short_name() == "a@b.c"


def test_people_are_found_by_their_address_in_any_case(user):
    assert User.objects.get_by_natural_key("ADA@EXAMPLE.ORG") == user


def test_a_superuser_is_staff():
    person = User.objects.create_superuser("root@example.org", full_name="Root")

    assert (person.is_staff, person.is_superuser, person.has_usable_password()) == (True, True, False)


def test_a_zone_that_does_not_exist_is_refused():
    validate_time_zone("Africa/Lagos")
    with pytest.raises(ValidationError):
        validate_time_zone("Atlantis/Capital")


def test_a_policy_has_each_version_once():
    Policy.objects.create(kind="terms", version=1)
    refused(lambda: Policy.objects.create(kind="terms", version=1))
    assert str(Policy.objects.create(kind="terms", version=2)) == "Terms of use 2"


def test_a_policy_has_one_text_a_language():
    policy = Policy.objects.create(kind="terms", version=1)
    PolicyText.objects.create(policy=policy, language="en", title="Terms", body="")
    refused(lambda: PolicyText.objects.create(policy=policy, language="en", title="Terms", body=""))
    assert str(PolicyText.objects.create(policy=policy, language="fr", title="Conditions", body="")) == "Conditions"


def test_a_consent_stands_once(user, now):
    policy = Policy.objects.create(kind="terms", version=1)
    given = Consent.objects.create(user=user, policy=policy, given_at=now)
    refused(lambda: Consent.objects.create(user=user, policy=policy, given_at=now))
    refused(lambda: Consent.objects.filter(pk=given.pk).update(withdrawn_at=now.replace(year=2025)))
    Consent.objects.filter(pk=given.pk).update(withdrawn_at=now)
    assert str(Consent.objects.create(user=user, policy=policy, given_at=now)) == f"{user.pk}: {policy.pk}"
