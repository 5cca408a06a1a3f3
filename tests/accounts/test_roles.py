import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from wagtail.models import GroupCollectionPermission, GroupPagePermission, ModelLogEntry, Page

from accounts import actions, roles
from accounts.exceptions import LastAdministrator, OutOfReach, ReasonMissing
from accounts.models import User
from tests.factories import make_user

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 3, 1, 12, 0, tzinfo=dt.UTC)


@pytest.fixture
def site_root():
    return Page.objects.get(depth=2)


@pytest.fixture
def roles_made(site_root):
    roles.ensure_roles(page_ids=[site_root.pk])


def rows():
    return [
        sorted(Group.objects.filter(name__in=roles.ROLES).values_list("name", "permissions")),
        GroupCollectionPermission.objects.count(),
        GroupPagePermission.objects.count(),
    ]


def fresh(user):
    return User.objects.get(pk=user.pk)


def test_making_the_roles_again_changes_nothing(roles_made, site_root):
    before = rows()
    roles.ensure_roles(page_ids=[site_root.pk])

    assert rows() == before


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("Author", {"add", "edit"}),
        ("Translator", {"edit"}),
        ("Editor", {"add", "edit", "publish", "lock", "unlock"}),
        ("Administrator", {"add", "edit", "publish", "lock", "unlock"}),
    ],
)
def test_what_a_role_may_do_on_pages(roles_made, site_root, user, role, may):
    roles.give_role(user=user, role=role, by=None)
    person = fresh(user)
    own = site_root.add_child(instance=Page(title="Mine", owner=person))
    permissions = own.permissions_for_user(person)
    can = {
        "add": permissions.can_add_subpage(),
        "edit": permissions.can_edit(),
        "publish": permissions.can_publish(),
        "lock": permissions.can_lock(),
        "unlock": permissions.user_has_lock() or permissions.can_unlock(),
    }

    assert {name for name, yes in can.items() if yes} == may


def test_an_author_changes_no_page_of_others(roles_made, site_root, user, other):
    roles.give_role(user=user, role="Author", by=None)
    theirs = site_root.add_child(instance=Page(title="Theirs", owner=other))

    assert theirs.permissions_for_user(fresh(user)).can_edit() is False


@pytest.mark.parametrize(("role", "may"), [("Author", False), ("Editor", False), ("Administrator", True)])
def test_only_administrators_manage_people(roles_made, user, role, may):
    roles.give_role(user=user, role=role, by=None)
    person = fresh(user)

    assert person.has_perm("wagtailadmin.access_admin") is True
    assert person.has_perm("accounts.change_user") is may
    assert person.has_perm("accounts.delete_user") is False


def test_who_holds_a_role_is_staff_and_the_log_says_who_gave_it(roles_made, user, administrator):
    roles.give_role(user=user, role="Editor", by=administrator, reason="They asked.")
    roles.give_role(user=user, role="Editor", by=administrator, reason="They asked.")

    assert (user.is_staff, fresh(user).is_staff) == (True, True)
    entries = ModelLogEntry.objects.filter(object_id=str(user.pk))
    assert [(entry.action, entry.data, entry.user) for entry in entries] == [
        ("accounts.give_role", {"role": "Editor", "reason": "They asked."}, administrator)
    ]
    assert entries.get().message == "Given the role Editor. Reason: They asked."


def test_who_holds_no_role_any_more_is_no_staff(roles_made, user, administrator):
    roles.give_role(user=user, role="Editor", by=administrator, reason="They asked.")
    roles.give_role(user=user, role="Author", by=administrator, reason="They asked.")
    roles.take_role(user=user, role="Editor", by=administrator, reason="They asked.")
    assert fresh(user).is_staff is True

    roles.take_role(user=user, role="Author", by=administrator, reason="They asked.")
    roles.take_role(user=user, role="Author", by=administrator, reason="They asked.")

    assert fresh(user).is_staff is False
    taken = ModelLogEntry.objects.filter(action="accounts.take_role").order_by("timestamp")
    assert [entry.message for entry in taken] == [
        "The role Editor was taken. Reason: They asked.",
        "The role Author was taken. Reason: They asked.",
    ]


def test_a_role_that_does_not_exist_is_refused(roles_made, user):
    with pytest.raises(KeyError):
        roles.give_role(user=user, role="King", by=None)


def test_staff_follows_groups_however_they_change(roles_made, user, other):
    editors = Group.objects.get(name="Editor")
    editors.user_set.add(user, other)
    assert (fresh(user).is_staff, fresh(other).is_staff) == (True, True)

    editors.user_set.remove(user)
    assert (fresh(user).is_staff, fresh(other).is_staff) == (False, True)

    editors.user_set.clear()
    assert fresh(other).is_staff is False

    user.groups.set([editors])
    assert fresh(user).is_staff is True
    user.groups.clear()
    assert fresh(user).is_staff is False


def test_a_group_that_is_no_role_makes_nobody_staff(roles_made, user):
    user.groups.add(Group.objects.create(name="Readers"))

    assert fresh(user).is_staff is False


def test_a_superuser_stays_staff_without_a_role(roles_made, administrator):
    roles.give_role(user=administrator, role="Author", by=None)
    roles.take_role(user=administrator, role="Author", by=None)

    assert fresh(administrator).is_staff is True
    assert make_user().is_staff is False


def test_who_gets_a_role_or_loses_it_is_told(roles_made, user, administrator):
    for _ in range(2):
        roles.give_role(user=user, role="Editor", by=administrator, reason="She translates.", now=NOON)
    for _ in range(2):
        roles.take_role(user=user, role="Editor", by=administrator, reason="She has left.", now=NOON)

    assert [(letter.to, letter.subject) for letter in mail.outbox] == [
        (["ada@example.org"], "You were given a role: Editor"),
        (["ada@example.org"], "A role was taken from you: Editor"),
    ]
    assert "She translates" not in mail.outbox[0].body
    assert set(ModelLogEntry.objects.values_list("timestamp", flat=True)) == {NOON}


def test_what_the_site_gives_itself_needs_no_reason_and_no_mail(roles_made, user):
    roles.give_role(user=user, role="Editor", by=None)

    assert mail.outbox == []
    assert ModelLogEntry.objects.get().message == "Given the role Editor."


@pytest.mark.parametrize("reason", ["", "  \n"])
@pytest.mark.parametrize("act", [roles.give_role, roles.take_role])
def test_an_officer_says_why(roles_made, user, administrator, act, reason):
    with pytest.raises(ReasonMissing):
        act(user=user, role="Editor", by=administrator, reason=reason)


@pytest.mark.parametrize("act", [roles.give_role, roles.take_role])
def test_nobody_raises_themselves_or_lowers_who_is_above_them(roles_made, user, administrator, act):
    roles.give_role(user=user, role="Administrator", by=None)
    make_user(is_superuser=True)

    for person in (user, administrator):
        with pytest.raises(OutOfReach):
            act(user=person, role="Administrator", by=fresh(user), reason="I can.")


def test_the_last_administrator_keeps_the_role(roles_made, user, other):
    site = make_user(is_superuser=True)
    for person in (user, other):
        roles.give_role(user=person, role="Administrator", by=None)
    User.objects.filter(pk=site.pk).update(is_superuser=False)
    roles.take_role(user=other, role="Administrator", by=fresh(user), reason="Enough.")

    with pytest.raises(LastAdministrator):
        roles.take_role(user=user, role="Administrator", by=None)
    assert (fresh(user).is_staff, fresh(other).is_staff) == (True, False)
    roles.take_role(user=other, role="Administrator", by=None)


def test_a_role_of_a_closed_account_is_taken_all_the_same(roles_made, user, administrator):
    roles.give_role(user=user, role="Editor", by=None)
    User.objects.filter(pk=user.pk).update(is_active=False)

    roles.take_role(user=user, role="Editor", by=administrator, reason="She has left.")

    assert (fresh(user).is_staff, fresh(user).groups.count()) == (False, 0)


def test_a_taken_role_allows_nothing_in_a_session_that_goes_on(roles_made, user, administrator, client):
    actions.set_up_totp(user=user, secret="JBSWY3DPEHPK3PXP")
    roles.give_role(user=user, role="Administrator", by=None)
    client.force_login(fresh(user))
    assert client.get("/admin/users/").status_code == 200

    roles.take_role(user=user, role="Administrator", by=administrator, reason="She has left.")

    assert client.get("/admin/users/").status_code == 302
    assert client.get("/admin/").status_code == 302


def test_a_group_of_ones_own_making_is_given_like_a_role(roles_made, user, administrator):
    group = Group.objects.create(name="Helpdesk")
    roles.give_role(user=user, role="Helpdesk", by=administrator, reason="She answers.")

    assert list(fresh(user).groups.all()) == [group]
