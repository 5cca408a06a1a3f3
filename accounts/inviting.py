"""Making an account for somebody else, who sets the password."""

import datetime as dt

from django.db import IntegrityError, transaction

from accounts import actions, acts, letters, roles
from accounts.exceptions import AddressTaken
from accounts.models import User


@transaction.atomic
def invite(  # noqa: PLR0913 -- what is known of somebody new
    *,
    email: str,
    full_name: str,
    language: str,
    by: User,
    now: dt.datetime,
    country: str = "",
    time_zone: str = "UTC",
    role: str = "",
    reason: str = "",
) -> User:
    """
    This makes an account without a password, with a role where one is named, and mails its person a link to set one.

    They confirm their address, and agree to the policies, when they come. Until then nobody can sign in as them.

    :raises AddressTaken: if there is an account with this address, in whatever case.
    :raises ReasonMissing: if a role is named and not said why.
    """
    fields = {"language": language, "country": country, "time_zone": time_zone}
    try:
        with transaction.atomic():
            person = actions.create_person(email=email, full_name=full_name, verified=False, **fields)
    except IntegrityError as fault:
        raise AddressTaken from fault
    acts.record(person, "invite", by=by, now=now)
    if role:
        roles.give_role(user=person, role=role, by=by, reason=reason, now=now, tells=False)
    letters.write(person, "invitation", url=letters.password_link(person), days=letters.days_of_a_link(), role=role)
    return person
