"""Joining twice at the same moment, on real connections."""

import pytest

from accounts.models import Consent
from alumni import actions
from alumni.choices import Audiences
from alumni.models import Alumnus
from tests.alumni.factories import NOW, make_policy
from tests.certificates.factories import make_certificate
from tests.certificates.test_races import at_once

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def test_two_forms_at_once_join_once():
    user = make_certificate().learner
    policy = make_policy()

    joined = at_once(lambda _: actions.join(user=user, audiences=Audiences(), policy=policy, now=NOW).pk)

    assert set(joined) == {Alumnus.objects.get().pk}
    assert Consent.objects.count() == 1
