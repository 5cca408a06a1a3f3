import pytest
from django.contrib.auth.models import AnonymousUser, Group, Permission

from accounts import roles, rules
from accounts.models import User
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


RANKS = ["learner", "reader", "helpdesk", "Author", "Translator", "Editor", "Administrator", "granter", "superuser"]
REACH = {
    "learner": 2,
    "reader": 2,
    "helpdesk": 6,
    "Author": 6,
    "Translator": 6,
    "Editor": 6,
    "Administrator": 8,
    "granter": 8,
    "superuser": 9,
}


def make(kind):
    """Somebody of each kind: by a role, by a group of the house's own making, by the superuser's flag."""
    person = make_user(is_superuser=kind == "superuser")
    if kind in roles.ROLES:
        roles.give_role(user=person, role=kind, by=None)
    rights = {"helpdesk": ["access_admin", "reset_second_factor"], "granter": ["give_role"], "reader": []}
    if kind in rights:
        group = Group.objects.create(name=f"{kind} {person.pk}")
        group.permissions.set(Permission.objects.filter(codename__in=rights[kind]))
        person.groups.add(group)
    return person


@pytest.mark.django_db
@pytest.mark.parametrize("is_active", [True, False])
@pytest.mark.parametrize("officer", RANKS)
def test_nobody_acts_on_who_may_do_more(officer, is_active):
    roles.ensure_roles()
    by = make(officer)
    people = {kind: make(kind) for kind in RANKS}
    User.objects.filter(pk__in=[person.pk for person in people.values()]).update(is_active=is_active)

    reached = [kind for kind, person in people.items() if rules.may_act_on(by, User.objects.get(pk=person.pk))]

    assert reached == RANKS[: REACH[officer]]


@pytest.mark.django_db
def test_nobody_acts_on_themselves_or_on_the_erased(user, administrator, now):
    assert rules.may_act_on(administrator, user) is True
    assert rules.may_act_on(administrator, administrator) is False
    user.erased_at = now
    assert rules.may_act_on(administrator, user) is False
