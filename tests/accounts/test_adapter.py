import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialLogin

from accounts.adapter import SecondFactorAdapter, ThirdPartyAdapter
from accounts.models import User

pytestmark = pytest.mark.django_db


def factor(user, kind="totp"):
    return Authenticator.objects.create(user=user, type=kind, data={})


def test_staff_keep_one_second_factor(user):
    User.objects.filter(pk=user.pk).update(is_staff=True)
    user.refresh_from_db()
    app = factor(user)
    factor(user, "recovery_codes")
    adapter = SecondFactorAdapter()
    assert adapter.can_delete_authenticator(app) is False

    factor(user, "webauthn")

    assert adapter.can_delete_authenticator(app) is True


def test_learners_remove_theirs_as_they_like(user, administrator):
    factor(administrator, "recovery_codes")

    assert SecondFactorAdapter().can_delete_authenticator(factor(user)) is True


def test_the_code_to_scan_is_dark_on_white_and_has_no_inline_style():
    svg = SecondFactorAdapter().build_totp_svg("otpauth://totp/a?secret=b")

    assert re.search(r'<rect[^>]* fill="white"', svg) is not None
    assert ("style=" in svg, svg.startswith("<svg")) == (False, True)


@pytest.mark.parametrize(
    ("claims", "name"),
    [
        ({"name": "Ada"}, "Ada"),
        ({"userinfo": {"name": "Ada U."}, "id_token": {"name": "Ada T."}}, "Ada U."),
        ({"id_token": {"name": "Ada T."}}, "Ada T."),
        ({}, ""),
    ],
)
def test_the_name_is_taken_from_the_claims(claims, name):
    sociallogin = SocialLogin(user=User(email="a@b.c"), account=SocialAccount(provider="oidc", extra_data=claims))

    assert ThirdPartyAdapter().get_signup_form_initial_data(sociallogin)["full_name"] == name
