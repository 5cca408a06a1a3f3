import pytest
from django.contrib.auth.models import AnonymousUser, Permission

from accounts import rules
from tests.factories import make_user


@pytest.mark.django_db
@pytest.mark.parametrize(("fields", "must"), [({}, False), ({"is_staff": True}, True), ({"is_superuser": True}, True)])
def test_staff_must_use_a_second_factor(fields, must):
    assert rules.must_use_second_factor(make_user(**fields)) is must


def test_a_visitor_may_not_enter_and_needs_no_second_factor():
    visitor = AnonymousUser()

    assert (rules.must_use_second_factor(visitor), rules.may_enter_administration(visitor)) == (False, False)


def test_who_was_given_access_may_enter(user):
    assert rules.may_enter_administration(user) is False
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    del user._user_perm_cache
    del user._perm_cache

    assert rules.may_enter_administration(user) is True
