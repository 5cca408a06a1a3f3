import pytest
from django.contrib.auth.models import Group
from wagtail.models import GroupCollectionPermission, GroupPagePermission, ModelLogEntry, Page

from accounts import roles
from accounts.models import User
from tests.factories import make_user

pytestmark = pytest.mark.django_db


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
    roles.give_role(user=user, role="Editor", by=administrator)
    roles.give_role(user=user, role="Editor", by=administrator)

    assert (user.is_staff, fresh(user).is_staff) == (True, True)
    entries = ModelLogEntry.objects.filter(object_id=str(user.pk))
    assert [(entry.action, entry.data, entry.user) for entry in entries] == [
        ("accounts.give_role", {"role": "Editor"}, administrator)
    ]
    assert entries.get().message == "Given the role Editor."


def test_who_holds_no_role_any_more_is_no_staff(roles_made, user, administrator):
    roles.give_role(user=user, role="Editor", by=administrator)
    roles.give_role(user=user, role="Author", by=administrator)
    roles.take_role(user=user, role="Editor", by=administrator)
    assert fresh(user).is_staff is True

    roles.take_role(user=user, role="Author", by=administrator)
    roles.take_role(user=user, role="Author", by=administrator)

    assert fresh(user).is_staff is False
    taken = ModelLogEntry.objects.filter(action="accounts.take_role").order_by("timestamp")
    assert [entry.message for entry in taken] == ["The role Editor was taken.", "The role Author was taken."]


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
