"""People of the staff, signed in, and what every page of theirs must refuse."""

from accounts import roles
from tests import factories

COORDINATOR = "Tutor coordinator"


def sign_in(client, role=COORDINATOR, **fields):
    """Somebody who holds a role and has a second factor."""
    roles.ensure_roles()
    person = factories.make_staff(**fields)
    if role:
        roles.give_role(user=person, role=role, by=None)
    client.force_login(person)
    return person


def is_turned_away(response):
    """Wagtail's way of refusing: back to its first page, with a word."""
    return (response.status_code, response.url) == (302, "/admin/")
