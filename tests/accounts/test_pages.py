"""Every page of allauth that can be reached, in our frame and under our policy."""

import re
import time

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail

from accounts import actions
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"
OUTSIDE = [
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/inactive/",
    "/accounts/confirm-email/",
    "/accounts/confirm-email/MQ:1abcde:unknown/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/1-unknown/",
    "/accounts/password/reset/key/done/",
    "/accounts/3rdparty/login/cancelled/",
]
INSIDE = [
    "/accounts/logout/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/reauthenticate/",
    "/accounts/3rdparty/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/",
]
WITH_FACTOR = [
    "/accounts/2fa/",
    "/accounts/2fa/totp/deactivate/",
    "/accounts/2fa/recovery-codes/",
    "/accounts/2fa/recovery-codes/generate/",
    "/accounts/2fa/reauthenticate/",
]


def assert_ours_and_safe(response, *, status=200):
    """One h1 in our main, a title, and nothing that the strict policy refuses."""
    html = response.text
    assert response.status_code == status
    assert len(re.findall(r"<h1[ >]", html)) == 1
    assert re.search(r'<main id="main"[^>]*>\s*<div class="page', html)
    title = re.search(r"<title>(.*?)</title>", html, re.DOTALL)[1]
    assert re.fullmatch(r"\s*\S.*· Footbridge\s*", title, re.DOTALL)
    assert re.findall(r"\sstyle=|\son\w+=|<style|src=\"data:|javascript:", html) == []
    # What has no address must be data, which is never run.
    without_address = [tag for tag in re.findall(r"<script[^>]*>", html) if " src=" not in tag]
    assert [tag for tag in without_address if 'type="application/json"' not in tag] == []
    assert "'unsafe-inline'" not in response["Content-Security-Policy"]


@pytest.fixture
def inside(client, ada_signs_in):
    client.force_login(ada_signs_in)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


@pytest.fixture
def with_factor(inside, ada_signs_in):
    """Ada with an app, a key and recovery codes."""
    actions.set_up_totp(user=ada_signs_in, secret=SECRET)
    RecoveryCodes.activate(ada_signs_in)
    return inside


def code(secret=SECRET):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.mark.parametrize("address", OUTSIDE)
def test_pages_before_one_is_inside(client, policies, address):
    assert_ours_and_safe(client.get(address))


def test_a_failure_elsewhere_is_told(client):
    assert_ours_and_safe(client.get("/accounts/3rdparty/login/error/"), status=401)


@pytest.mark.parametrize("address", INSIDE)
def test_pages_about_ones_account(inside, address):
    assert_ours_and_safe(inside.get(address))


@pytest.mark.parametrize("address", WITH_FACTOR)
def test_pages_with_a_second_factor(with_factor, address):
    assert_ours_and_safe(with_factor.get(address))


def test_a_password_is_set_where_there_was_none(client, user):
    client.force_login(user)

    assert_ours_and_safe(client.get("/accounts/password/set/"))


def test_a_change_of_address_is_confirmed_before_it_counts(inside, ada_signs_in):
    inside.post("/accounts/email/", {"action_add": "", "email": "okafor@example.org"})
    page = inside.get("/accounts/email/")
    assert_ours_and_safe(page)
    assert "okafor@example.org" in page.text
    ada_signs_in.refresh_from_db()
    assert ada_signs_in.email == "ada@example.org"

    [link] = re.findall(r"http://testserver(/accounts/confirm-email/\S+)", mail.outbox[-1].body)
    assert_ours_and_safe(inside.get(link))
    inside.post(link)

    ada_signs_in.refresh_from_db()
    assert ada_signs_in.email == "okafor@example.org"
    assert list(EmailAddress.objects.values_list("email", "verified")) == [("okafor@example.org", True)]


def test_who_has_a_second_factor_may_change_the_address_too(with_factor):
    response = with_factor.post("/accounts/email/", {"action_add": "", "email": "okafor@example.org"})

    assert response.status_code == 302
    assert EmailAddress.objects.filter(email="okafor@example.org").exists()


def sign_in(client, password=PASSWORD):
    return client.post("/accounts/login/", {"login": "ADA@example.org", "password": password})


def test_signing_in_begins_a_session_of_its_own(client, ada_signs_in):
    client.get("/accounts/signup/")
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["sessionid"] = session.session_key

    response = sign_in(client)

    assert response["Location"] == "/accounts/profile/"
    assert client.session.session_key != session.session_key


def test_signing_in_asks_for_the_second_factor(client, ada_signs_in):
    actions.set_up_totp(user=ada_signs_in, secret=SECRET)
    assert sign_in(client)["Location"] == "/accounts/2fa/authenticate/"
    assert "_auth_user_id" not in client.session
    assert_ours_and_safe(client.get("/accounts/2fa/authenticate/"))

    client.post("/accounts/2fa/authenticate/", {"code": code()})

    assert client.session["_auth_user_id"] == str(ada_signs_in.pk)


@pytest.mark.parametrize("drift", [-30, 30])
def test_a_clock_half_a_minute_off_is_forgiven(client, ada_signs_in, drift):
    actions.set_up_totp(user=ada_signs_in, secret=SECRET)
    with time_machine.travel(1_800_000_000, tick=False):
        sign_in(client)
        client.post(
            "/accounts/2fa/authenticate/",
            {"code": format_hotp_value(hotp_value(SECRET, (1_800_000_000 + drift) // 30))},
        )

        assert "_auth_user_id" in client.session


def test_an_app_is_set_up_and_gives_recovery_codes(inside, ada_signs_in):
    secret = inside.get("/accounts/2fa/totp/activate/").context["form"].secret

    response = inside.post("/accounts/2fa/totp/activate/", {"code": code(secret)})

    assert response.status_code == 302
    assert sorted(Authenticator.objects.filter(user=ada_signs_in).values_list("type", flat=True)) == [
        "recovery_codes",
        "totp",
    ]


def test_staff_cannot_remove_their_last_second_factor(with_factor, ada_signs_in):
    ada_signs_in.is_staff = True
    ada_signs_in.save()

    with_factor.post("/accounts/2fa/totp/deactivate/", {})

    assert Authenticator.objects.filter(user=ada_signs_in, type="totp").exists()


def test_signing_in_offers_a_passkey(client):
    page = client.get("/accounts/login/")

    assert re.search(r'<button\s[^>]*form="mfa_login"[^>]*id="passkey_login"', page.text)
    options = client.get("/accounts/2fa/webauthn/login/", headers={"accept": "application/json"})
    assert options.json()["request_options"]["publicKey"]["rpId"] == "testserver"


def test_a_passkey_without_scripts_leads_back_to_sign_in(client):
    response = client.post("/accounts/2fa/webauthn/login/", {"credential": ""}, follow=True)

    assert_ours_and_safe(response)


def test_a_wrong_password_and_an_unknown_address_are_told_alike(client, ada_signs_in):
    wrong = sign_in(client, "wrong")
    unknown = client.post("/accounts/login/", {"login": "nobody@example.org", "password": "wrong"})

    assert wrong.context["form"].errors == unknown.context["form"].errors


def test_guessing_one_password_is_stopped(client, ada_signs_in):
    for _ in range(5):
        sign_in(client, "wrong")

    assert "Too many failed" in str(sign_in(client).context["form"].errors)
    assert "_auth_user_id" not in client.session


def test_too_many_requests_are_answered_in_our_frame(client, policies):
    codes = [client.post("/accounts/signup/", {}).status_code for _ in range(21)]
    page = client.post("/accounts/signup/", {})

    assert (codes[:20], codes[20]) == ([200] * 20, 429)
    assert page.status_code == 429
    assert len(re.findall(r"<h1[ >]", page.text)) == 1
    assert '<main id="main"' in page.text


def test_signing_out_takes_a_post(inside):
    assert inside.get("/accounts/logout/").status_code == 200
    assert "_auth_user_id" in inside.session

    inside.post("/accounts/logout/")

    assert "_auth_user_id" not in inside.session


def test_who_is_not_active_cannot_sign_in(client, ada_signs_in):
    ada_signs_in.is_active = False
    ada_signs_in.save()

    response = sign_in(client)

    assert "_auth_user_id" not in client.session
    assert (response.status_code, response.get("Location")) == (302, "/accounts/inactive/")
