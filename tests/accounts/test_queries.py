import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission

from accounts import actions, queries, roles
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def kinds(policies):
    return [(policy.kind, policy.version) for policy in policies]


def test_the_newest_version_of_each_policy(policies, now):
    actions.publish_policy(kind="terms", texts={"en": ("Terms", "")}, now=now)

    assert sorted(kinds(queries.latest_policies().values())) == [("directory", 1), ("privacy", 1), ("terms", 2)]


def test_everybody_owes_terms_and_privacy_but_not_the_directory(user, policies, now):
    assert kinds(queries.outstanding_policies(user)) == [("terms", 1), ("privacy", 1)]

    for policy in queries.required_policies():
        actions.give_consent(user=user, policy=policy, now=now)
    assert queries.outstanding_policies(user) == []

    actions.publish_policy(kind="privacy", texts={"en": ("Privacy", "")}, now=now)
    assert kinds(queries.outstanding_policies(user)) == [("privacy", 2)]


def test_a_withdrawn_consent_is_owed_again(user, policies, now):
    for policy in queries.required_policies():
        actions.give_consent(user=user, policy=policy, now=now)
    actions.withdraw_consent(user=user, kind="terms", now=now)

    assert kinds(queries.outstanding_policies(user)) == [("terms", 1)]


def test_without_policies_nothing_is_owed(user):
    assert queries.outstanding_policies(user) == []


@pytest.mark.parametrize(("language", "title"), [("fr", "Conditions"), ("es", "Terms")])
def test_a_missing_language_falls_back_to_the_first_one(now, language, title):
    policy = actions.publish_policy(kind="terms", texts={"en": ("Terms", ""), "fr": ("Conditions", "")}, now=now)

    assert queries.text_of(policy, language).title == title


def test_one_version_of_a_policy(policies):
    assert queries.policy_version("terms", 1).version == 1
    assert queries.policy_version("terms", 2) is None


@pytest.mark.parametrize(("kind", "has"), [("totp", True), ("webauthn", True), ("recovery_codes", False)])
def test_recovery_codes_alone_are_no_second_factor(user, other, kind, has):
    Authenticator.objects.create(user=user, type=kind, data={})

    assert (queries.has_second_factor(user), queries.has_second_factor(other)) == (has, False)


def test_administrators_are_superusers_and_those_with_the_role(user, other):
    roles.ensure_roles()
    root = make_user(is_superuser=True)
    make_user(is_superuser=True, is_active=False)
    roles.give_role(user=user, role="Administrator", by=root, reason="They asked.")
    roles.give_role(user=other, role="Editor", by=root, reason="They asked.")

    assert set(queries.administrators()) == {root, user}
    assert (queries.is_last_administrator(root), queries.is_last_administrator(other)) == (False, False)
    roles.take_role(user=user, role="Administrator", by=root, reason="They asked.")
    assert queries.is_last_administrator(root) is True


def test_roles_that_may_be_given_are_ours_and_the_houses_own_and_not_wagtails():
    roles.ensure_roles()
    Group.objects.create(name="Readers")
    helpdesk = Group.objects.create(name="Helpdesk")
    helpdesk.permissions.set(Permission.objects.filter(codename__in=["access_admin", "view_user"]))

    assert queries.role_names() == ["Administrator", "Author", "Editor", "Helpdesk", "Translator", "Tutor coordinator"]
    assert {"Editors", "Moderators", "Helpdesk"} < set(queries.acting_groups().values_list("name", flat=True))
