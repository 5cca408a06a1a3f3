import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.test import Client
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from accounts import actions, roles
from accounts.models import User
from tests.factories import PASSWORD, make_staff, make_user
from tests.tables import in_csv, in_xlsx, on_the_page, rows_of

pytestmark = pytest.mark.django_db
USERS = "/admin/users/"
NOON = dt.datetime(2026, 3, 1, 12, 0, tzinfo=dt.UTC)
NEW = {"email": "New@Example.org", "full_name": "New Person", "country": "FJ", "language": "fr", "time_zone": "Pacific/Fiji"}


@pytest.fixture
def admin(client, administrator):
    client.force_login(administrator)
    client.get("/accounts/profile/")
    return client


@pytest.fixture
def manager(client):
    """Somebody with the administrator's role, who is no superuser."""
    roles.ensure_roles()
    person = make_user(full_name="Mira Manager")
    actions.set_up_totp(user=person, secret="JBSWY3DPEHPK3PXP")
    roles.give_role(user=person, role="Administrator", by=None)
    client.force_login(person)
    client.get("/accounts/profile/")
    return client


def names(response):
    return [str(person) for person in response.context["object_list"]]


def queries_of(client, address, django_assert_max_num_queries):
    with django_assert_max_num_queries(20) as counted:
        response = client.get(address)
    assert response.status_code == 200
    assert len(response.content) < 200_000
    return len(counted)


def test_the_list_shows_who_people_are(admin, administrator):
    roles.ensure_roles()
    ada = make_user(full_name="Ada Okafor", email="ada@example.org", country="NG")
    roles.give_role(user=ada, role="Editor", by=administrator, reason="They asked.")

    response = admin.get(USERS)

    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.text))
    assert "Ada Okafor" in text
    assert "ada@example.org Nigeria Editor" in text
    assert "root@example.org Superuser" in text
    assert names(response) == ["Ada Okafor", "Root Admin"]


def test_the_list_costs_the_same_for_one_and_for_thirty(admin, django_assert_max_num_queries):
    admin.get(USERS)
    one = queries_of(admin, USERS, django_assert_max_num_queries)
    roles.ensure_roles()
    group = Group.objects.get(name="Author")
    for _ in range(30):
        make_user().groups.add(group)

    assert queries_of(admin, USERS, django_assert_max_num_queries) == one


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("angstrom", ["Ångström Åsa"]),
        ("Ångström", ["Ångström Åsa"]),
        ("ASA@example", ["Ångström Åsa"]),
        ("example.org", ["Ångström Åsa", "Ben Silva", "Root Admin"]),
        ("nobody", []),
    ],
)
def test_people_are_found_by_name_and_address(admin, other, query, found):
    make_user(full_name="Ångström Åsa", email="asa@example.org")

    assert sorted(names(admin.get(USERS, {"q": query}))) == sorted(found)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["Ada", "Ben", "Cem", "Root Admin"]),
        ({"role": "Editor"}, ["Ada"]),
        ({"role": "Author"}, ["Ada", "Ben"]),
        ({"role": "superuser"}, ["Root Admin"]),
        ({"country": "NG"}, ["Ada"]),
        ({"language": "fr"}, ["Ben"]),
        ({"is_active": "false"}, ["Cem"]),
        ({"is_active": "true"}, ["Ada", "Ben", "Root Admin"]),
        ({"has_second_factor": "true"}, ["Ada", "Root Admin"]),
        ({"has_second_factor": "false"}, ["Ben", "Cem"]),
        ({"joined_at_from": "2026-02-02"}, ["Ben", "Root Admin"]),
        ({"joined_at_from": "2026-02-01", "joined_at_to": "2026-02-01"}, ["Ada"]),
        ({"signed_in_since": "2026-03-01"}, ["Ben", "Root Admin"]),
        ({"role": "Author", "language": "fr", "q": "BEN"}, ["Ben"]),
    ],
)
def test_people_are_filtered(admin, asked, found):
    roles.ensure_roles()
    ada = make_user(full_name="Ada", country="NG", joined_at=NOON.replace(month=2), last_login=NOON.replace(month=2))
    ben = make_user(full_name="Ben", language="fr", joined_at=NOON, last_login=NOON)
    make_user(full_name="Cem", is_active=False, joined_at=NOON.replace(month=1))
    actions.set_up_totp(user=ada, secret="JBSWY3DPEHPK3PXP")
    for person, role in ((ada, "Editor"), (ada, "Author"), (ben, "Author")):
        roles.give_role(user=person, role=role, by=None)

    assert names(admin.get(USERS, asked)) == found


@pytest.mark.parametrize(
    "key", ["search_name", "email", "country", "language", "has_second_factor", "is_active", "joined_at", "last_login"]
)
def test_columns_are_sorted_both_ways(admin, key):
    make_user(full_name="Zoe", email="a@example.org", country="AF", language="fr", joined_at=NOON, is_active=False)
    up, down = (names(admin.get(USERS, {"ordering": order})) for order in (key, f"-{key}"))

    assert sorted(up) == sorted(down) == ["Root Admin", "Zoe"]
    assert up != down


def furnish(people):
    roles.ensure_roles()
    User.objects.bulk_create(
        User(
            email=f"p{number}@example.org",
            full_name=f"Person {number:05}",
            search_name=f"person {number:05}",
            country="KE",
        )
        for number in range(people)
    )


def test_fifteen_thousand_people_are_listed_and_exported(admin, django_assert_num_queries, django_assert_max_num_queries):
    furnish(15_332)

    response = admin.get(USERS)
    assert (len(names(response)), response.context["paginator"].count) == (30, 15_333)
    queries_of(admin, f"{USERS}?q=person&country=KE&p=300", django_assert_max_num_queries)
    file = admin.get(USERS, {"export": "csv", "ordering": "-search_name"}).streaming_content
    # One query for everybody, and one for the roles of the first portion: no more people than that are in the memory.
    with django_assert_num_queries(2):
        first = next(file)
    with django_assert_num_queries(15_333 // 500):
        rest = b"".join(file)

    rows = rows_of(first + rest)
    assert [len(rows), rows[2][0], rows[-1][0]] == [15_334, "Person 15331", "Person 00000"]


def test_no_select_holds_people(admin, user):
    text = admin.get(USERS).text

    assert re.findall(r'<select[^>]*name="(\w+)"', text) == ["country"]


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+Ada", "-Ada", "@Ada", "Ada\nOkafor", "عادة", 'Åsa; "x", y'])
def test_files_say_what_the_page_says(admin, name):
    make_user(full_name=name, country="NG", last_login=NOON)
    asked = {"country": "NG", "ordering": "-email"}

    page = on_the_page(admin.get(USERS, asked))
    assert page[1][0] == " ".join(name.split())
    assert in_csv(admin.get(USERS, asked | {"export": "csv"})) == page
    assert in_xlsx(admin.get(USERS, asked | {"export": "xlsx"})) == page


def test_files_are_in_the_readers_language(admin, administrator):
    User.objects.filter(pk=administrator.pk).update(language="fr")
    UserProfile.objects.create(user=administrator, current_time_zone="Africa/Lagos")

    page = on_the_page(admin.get(USERS))
    assert page[0][1] == "Adresse e-mail"
    # The page has a tick or a cross there.
    page = [[{"yes": "oui", "no": "non"}.get(cell, cell) for cell in row] for row in page]
    assert in_csv(admin.get(USERS, {"export": "csv"})) == page
    assert in_xlsx(admin.get(USERS, {"export": "xlsx"}), ZoneInfo("Africa/Lagos")) == page


def test_an_unknown_file_is_the_page(admin):
    assert admin.get(USERS, {"export": "pdf"}).status_code == 200
    assert b"Root Admin" in admin.get(USERS, {"export": "pdf"}).content


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_who_may_not_see_people_gets_no_file(client, user, kind):
    client.force_login(user)

    assert client.get(USERS, {"export": kind}).status_code == 302


def test_the_erased_are_not_listed(admin, user, now):
    User.objects.filter(pk=user.pk).update(erased_at=now, full_name="", is_active=False)

    assert names(admin.get(USERS)) == ["Root Admin"]
    assert admin.get(f"{USERS}edit/{user.pk}/").status_code in {302, 403}


def test_a_person_is_invited_and_sets_a_password_by_the_link(admin, administrator):
    roles.ensure_roles()
    form = admin.get(f"{USERS}new/").context["form"]
    assert list(form.fields) == ["email", "full_name", "country", "time_zone", "language", "role", "reason"]

    response = admin.post(f"{USERS}new/", {**NEW, "role": "Editor", "reason": "She edits."})

    person = User.objects.get(email="new@example.org")
    assert response["Location"] == f"{USERS}inspect/{person.pk}/"
    assert (person.full_name, person.country.code, person.language) == ("New Person", "FJ", "fr")
    assert (person.has_usable_password(), person.is_staff, person.is_superuser) == (False, True, False)
    assert list(EmailAddress.objects.filter(user=person).values_list("email", "verified")) == [("new@example.org", False)]
    entries = ModelLogEntry.objects.filter(object_id=str(person.pk)).order_by("pk").values_list("action", "user", "data")
    assert list(entries) == [
        ("accounts.invite", administrator.pk, {}),
        ("accounts.give_role", administrator.pk, {"role": "Editor", "reason": "She edits."}),
    ]
    assert [message.to for message in mail.outbox] == [["new@example.org"]]
    assert "Editor" in mail.outbox[0].body
    [link] = re.findall(r"http://\S+?(/accounts/password/reset/key/\S+)", mail.outbox[0].body)
    visitor = Client()
    visitor.post(visitor.get(link)["Location"], {"password1": PASSWORD, "password2": PASSWORD})
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_a_learner_is_invited_without_a_role(admin):
    admin.post(f"{USERS}new/", NEW)

    person = User.objects.get(email="new@example.org")
    assert (person.is_staff, person.groups.count()) == (False, 0)
    assert "role" not in mail.outbox[0].body


def test_a_role_is_not_given_without_a_reason(admin):
    roles.ensure_roles()

    response = admin.post(f"{USERS}new/", {**NEW, "role": "Editor", "reason": " "})

    assert list(response.context["form"].errors) == ["reason"]
    assert User.objects.filter(email="new@example.org").exists() is False


def test_who_may_not_give_roles_invites_learners_only(client):
    roles.ensure_roles()
    officer = make_staff()
    officer.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", "view_user", "add_user"]))
    client.force_login(officer)

    assert "role" not in client.get(f"{USERS}new/").context["form"].fields
    client.post(f"{USERS}new/", {**NEW, "role": "Administrator", "reason": "x"})

    assert User.objects.get(email="new@example.org").groups.count() == 0


def test_a_double_click_invites_once(admin, monkeypatch):
    """The second form was checked before the first one had made the account."""
    admin.post(f"{USERS}new/", NEW)
    monkeypatch.setattr("accounts.viewsets.NewPersonForm._post_clean", lambda _self: None)

    response = admin.post(f"{USERS}new/", NEW)

    assert response.context["form"].errors == {"email": ["There is an account with this address."]}
    assert (User.objects.filter(email="new@example.org").count(), len(mail.outbox)) == (1, 1)


def test_an_address_that_is_taken_is_refused_in_any_case(admin, user):
    response = admin.post(f"{USERS}new/", {**NEW, "email": "ADA@example.org"})

    assert "email" in response.context["form"].errors
    assert User.objects.filter(email__iexact="ada@example.org").count() == 1


def test_a_person_is_changed_and_the_address_with_them(admin, user):
    actions.set_email(user=user, verified=True)

    response = admin.post(f"{USERS}edit/{user.pk}/", NEW)

    assert response["Location"] == USERS
    user.refresh_from_db()
    assert (user.full_name, user.email, user.time_zone) == ("New Person", "new@example.org", "Pacific/Fiji")
    assert list(EmailAddress.objects.filter(user=user).values_list("email", "verified")) == [("new@example.org", False)]
    assert ModelLogEntry.objects.filter(object_id=str(user.pk), action="wagtail.edit").count() == 1


@pytest.mark.parametrize("people", [1, 30])
def test_forms_cost_the_same_and_list_nobody(admin, user, people, django_assert_max_num_queries):
    for _ in range(people):
        make_user(full_name="Listed Person")

    new = admin.get(f"{USERS}new/")
    edit = admin.get(f"{USERS}edit/{user.pk}/")
    assert ("Listed Person" in new.text, "Listed Person" in edit.text) == (False, False)
    assert queries_of(admin, f"{USERS}new/", django_assert_max_num_queries) == 10
    assert queries_of(admin, f"{USERS}edit/{user.pk}/", django_assert_max_num_queries) == 15


def test_a_form_gives_no_role_and_locks_nobody_out(admin, administrator, user):
    roles.ensure_roles()
    readers = Group.objects.create(name="Readers")
    roles.give_role(user=user, role="Editor", by=None)
    address = f"{USERS}edit/{user.pk}/"

    form = admin.get(address).context["form"]
    assert set(form.fields) & {"is_active", "is_superuser", "is_staff"} == set()
    assert list(form.fields["groups"].queryset) == [readers]
    editor = Group.objects.get(name="Editor")
    admin.post(address, {**NEW, "groups": [Group.objects.get(name="Administrator").pk]})
    assert list(user.groups.all()) == [editor]
    admin.post(address, {**NEW, "groups": [readers.pk]})
    assert set(user.groups.all()) == {editor, readers}

    assert "groups" not in admin.get(f"{USERS}edit/{administrator.pk}/").context["form"].fields


def test_a_role_gives_no_power_over_superusers(manager, administrator, user):
    assert manager.get(f"{USERS}edit/{user.pk}/").status_code == 200
    response = manager.post(f"{USERS}edit/{administrator.pk}/", NEW)

    administrator.refresh_from_db()
    assert (response.status_code, administrator.email) == (302, "root@example.org")


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_is_deleted(admin, user, method):
    getattr(admin, method)(f"{USERS}delete/{user.pk}/")
    getattr(admin, method)(f"/admin/bulk/accounts/user/delete/?id={user.pk}")

    assert User.objects.filter(pk=user.pk).exists() is True
    assert f"{USERS}delete/" not in admin.get(f"{USERS}edit/{user.pk}/").text


def test_many_at_once_get_no_role_and_are_not_closed(admin, user):
    roles.ensure_roles()
    editor = Group.objects.get(name="Editor")
    for name, given in (("assign_role", {"role": editor.pk}), ("set_active_state", {"mark_as_active": "False"})):
        admin.post(f"/admin/bulk/accounts/user/{name}/?id={user.pk}", given)

    user.refresh_from_db()
    assert (user.is_active, user.groups.count()) == (True, 0)


def test_an_editor_may_not_see_people(client, user, administrator):
    roles.ensure_roles()
    actions.set_up_totp(user=user, secret="JBSWY3DPEHPK3PXP")
    roles.give_role(user=user, role="Editor", by=administrator, reason="They asked.")
    client.force_login(user)

    assert client.get("/admin/").status_code == 200
    assert client.get(USERS).status_code == 302


def test_preferences_have_no_first_and_last_name(admin):
    response = admin.get("/admin/account/")

    assert response.status_code == 200
    assert ("first_name" in response.text, "preferred_language" in response.text) == (False, True)


def test_history_and_usage_open(admin, user):
    assert admin.get(f"{USERS}history/{user.pk}/").status_code == 200
    assert Authenticator.objects.count() == 1
