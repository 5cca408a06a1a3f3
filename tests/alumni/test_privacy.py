import json

import pytest

from accounts.privacy import entries
from alumni import privacy
from alumni.models import Alumnus
from tests.alumni.factories import make_alumnus
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_erasing_deletes_the_membership_and_nobody_elses():
    alumnus, other = make_alumnus(), make_alumnus()
    entry = next(each for each in entries() if each.model == "alumni.Alumnus")

    for _ in range(2):
        entry.erase(alumnus.user, {})

    assert list(Alumnus.objects.all()) == [other]


def test_export_says_since_when_and_who_sees_what():
    alumnus = make_alumnus()
    rows = privacy.export(alumnus.user)

    assert rows == [
        {
            "joined_at": "2026-03-03T12:00:00+00:00",
            "left_at": None,
            "name_shown_to": "ALUMNI",
            "country_shown_to": "ONLY_ME",
            "certificates_shown_to": "ONLY_ME",
        }
    ]
    assert json.loads(json.dumps(rows)) == rows


def test_export_of_who_never_joined_is_empty():
    assert privacy.export(make_user()) == []
