"""Who has which role."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group

from accounts import actions, roles
from accounts.models import User
from tests.factories import make_staff, make_user

pytestmark = pytest.mark.django_db
ROLES = "/admin/reports/roles/"
NOON = dt.datetime(2026, 3, 1, 12, 0, tzinfo=dt.UTC)


@pytest.fixture
def admin(client, administrator):
    client.force_login(administrator)
    client.get("/accounts/profile/")
    return client


@pytest.fixture
def holders(administrator, user, other):
    """Ada with two roles, Ben with one in a group that is none, Cem with nothing."""
    roles.ensure_roles()
    make_user(full_name="Cem")
    other.groups.add(Group.objects.create(name="Readers"))
    for reason, day in (("First.", 1), ("Again.", 3)):
        now = NOON.replace(day=day)
        roles.give_role(user=user, role="Editor", by=administrator, reason=reason, now=now)
        roles.take_role(user=user, role="Editor", by=administrator, reason="Rest.", now=now) if day == 1 else None
    roles.give_role(user=user, role="Author", by=None, now=NOON)
    return user


def listed(response):
    return sorted((str(person), person.role) for person in response.context["object_list"])


def test_each_role_of_each_person_is_a_row(admin, holders):
    response = admin.get(ROLES)

    assert len(response.context["object_list"]) == 3
    rows = {person.role: person for person in response.context["object_list"]}
    assert set(rows) == {None, "Author", "Editor"}
    editor = rows["Editor"]
    assert (str(editor), editor.given_at, editor.given_by, editor.given_reason) == (
        "Ada Okafor",
        NOON.replace(day=3),
        "Root Admin",
        "Again.",
    )
    assert (rows["Author"].given_at, rows["Author"].given_by, rows["Author"].given_reason) == (NOON, None, None)
    assert (str(rows[None]), rows[None].given_at) == ("Root Admin", None)


def test_a_superuser_with_a_role_is_said_to_be_both(admin, administrator):
    roles.ensure_roles()
    roles.give_role(user=administrator, role="Editor", by=None)

    assert "Superuser, Editor" in admin.get(ROLES).text


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"role": "Editor"}, [("Ada Okafor", "Editor")]),
        ({"role": "superuser"}, [("Root Admin", None)]),
        ({"q": "ADA"}, [("Ada Okafor", "Author"), ("Ada Okafor", "Editor")]),
        ({"has_second_factor": "true"}, [("Root Admin", None)]),
        ({"has_second_factor": "false", "role": "Author"}, [("Ada Okafor", "Author")]),
    ],
)
def test_roles_are_filtered_and_searched(admin, holders, asked, found):
    assert listed(admin.get(ROLES, asked)) == found
    assert listed(admin.get(f"{ROLES}results/", asked)) == found


@pytest.mark.parametrize("key", ["search_name", "email", "role", "has_second_factor", "last_login", "given_at"])
def test_roles_are_sorted(admin, holders, key):
    assert len(admin.get(ROLES, {"ordering": f"-{key}"}).context["object_list"]) == 3


def test_roles_cost_the_same_for_one_and_for_thirty(admin, django_assert_max_num_queries):
    roles.ensure_roles()
    admin.get(ROLES)
    with django_assert_max_num_queries(20) as one:
        admin.get(ROLES)
    for _ in range(30):
        roles.give_role(user=make_user(), role="Author", by=None)
    with django_assert_max_num_queries(20) as thirty:
        response = admin.get(ROLES)

    assert (len(one), len(response.context["object_list"])) == (len(thirty), 30)
    assert len(response.content) < 200_000


@pytest.mark.parametrize(("role", "may"), [("Administrator", True), ("Editor", False), ("Author", False)])
def test_who_may_see_the_roles(client, role, may):
    roles.ensure_roles()
    officer = make_staff()
    roles.give_role(user=officer, role=role, by=None)
    client.force_login(User.objects.get(pk=officer.pk))

    assert (client.get(ROLES).status_code == 200) is may
    assert (ROLES in client.get("/admin/").text) is may


def test_a_second_factor_is_seen(admin, user):
    roles.ensure_roles()
    roles.give_role(user=user, role="Editor", by=None)
    actions.set_up_totp(user=user, secret="JBSWY3DPEHPK3PXP")

    assert listed(admin.get(ROLES, {"has_second_factor": "true", "role": "Editor"})) == [("Ada Okafor", "Editor")]
