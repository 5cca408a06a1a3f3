"""Joining twice at the same moment, on real connections."""

import pytest

from accounts.models import Consent
from alumni import actions
from alumni.choices import Audiences
from alumni.models import Alumnus
from tests.alumni.factories import NOW, make_policy
from tests.at_once import at_once
from tests.certificates.factories import make_certificate

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def test_two_forms_at_once_join_once():
    user = make_certificate().learner
    policy = make_policy()

    def join():
        return actions.join(user=user, audiences=Audiences(), policy=policy, now=NOW).pk

    joined = at_once(*[join] * 4)

    assert set(joined) == {Alumnus.objects.get().pk}
    assert Consent.objects.count() == 1
