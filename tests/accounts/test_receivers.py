import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_removed

from accounts import session

pytestmark = pytest.mark.django_db


def test_signing_in_remembers_that_there_is_nothing_to_ask(learner):
    assert session.POLICIES_ASKED_AT in learner.session


def test_signing_in_leaves_the_asking_to_the_first_page(client, user, policies):
    client.force_login(user)

    assert session.POLICIES_ASKED_AT not in client.session


def test_removing_a_second_factor_makes_the_session_ask_again(rf, client, administrator):
    client.force_login(administrator)
    client.get("/accounts/profile/")
    request = rf.get("/")
    request.session = client.session
    assert session.lacks_second_factor(request.session, administrator) is False
    authenticator = Authenticator.objects.get(user=administrator)
    authenticator.delete()

    authenticator_removed.send(sender=Authenticator, request=request, user=administrator, authenticator=authenticator)

    assert session.lacks_second_factor(request.session, administrator) is True
