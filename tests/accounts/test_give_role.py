import pytest
from django.core.management import CommandError, call_command

from accounts.roles import ensure_roles
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_a_new_site_gets_its_first_administrator(capsys):
    ensure_roles()
    person = make_user(email="ingrid@example.org", full_name="Ingrid Solberg")

    call_command("give_role", "Ingrid@example.org", "Administrator")

    person.refresh_from_db()
    assert [group.name for group in person.groups.all()] == ["Administrator"]
    assert person.is_staff
    assert capsys.readouterr().out == "Ingrid Solberg: Administrator\n"


def test_somebody_unknown_gets_none():
    with pytest.raises(CommandError, match=r"Nobody has signed up as a@example\.org"):
        call_command("give_role", "a@example.org", "Administrator")
