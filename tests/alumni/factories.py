"""Rows of the network, made directly."""

import datetime as dt

from accounts.models import Consent, Policy
from alumni.enums import Audience
from alumni.models import Alumnus
from tests.factories import make_user

NOW = dt.datetime(2026, 3, 3, 12, 0, tzinfo=dt.UTC)


def make_policy(version=1):
    """A version of the directory's rules."""
    return Policy.objects.get_or_create(kind=Policy.Kind.DIRECTORY, version=version)[0]


def make_alumnus(
    *, user=None, name=Audience.ALUMNI, country=Audience.ONLY_ME, certificates=Audience.ONLY_ME, left=False, **fields
):
    """A member who shows their name to alumni, unless said otherwise; ``left`` makes a former one."""
    user = user or make_user(**fields)
    consent = Consent.objects.create(user=user, policy=make_policy(), given_at=NOW, withdrawn_at=NOW if left else None)
    return Alumnus.objects.create(
        user=user,
        consent=consent,
        joined_at=NOW,
        left_at=NOW if left else None,
        name_audience=name,
        country_audience=country,
        certificates_audience=certificates,
    )
