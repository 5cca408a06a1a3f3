"""A passkey, from its making to signing in with it, by Chromium's own authenticator and under our strict policy."""

import subprocess
import sys

import pytest

from tests.demo_site import ROOT, environment
from tests.factories import PASSWORD

pytestmark = pytest.mark.browser
# Somebody of their own: whoever has a passkey is asked for it, and the demo's people serve other tests.
EMAIL = "passkey@example.org"
PERSON = f"""
from django.utils import timezone
from accounts import actions, queries
user = actions.create_person(email={EMAIL!r}, full_name="Passkey Holder", password={PASSWORD!r})
for policy in queries.required_policies():
    actions.give_consent(user=user, policy=policy, now=timezone.now())
"""
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def address(demo):
    """The demo by a name: a passkey belongs to a name, and no number is one."""
    settings = environment(demo.data, demo.url.rpartition(":")[2])
    command = [sys.executable, str(ROOT / "manage.py"), "shell", "-v0", "-c", PERSON]
    subprocess.run(command, cwd=ROOT, env=settings, check=True)
    return demo.url.replace("127.0.0.1", "localhost")


@pytest.fixture
def visitor(browser, address):
    """A browser with an authenticator, and all that it complains of."""
    context = browser.new_context(base_url=address)
    page = context.new_page()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    yield page, complaints
    context.close()


def submit(page):
    page.click("main form button:not([type=button])")


def test_a_passkey_is_made_and_signs_in_without_a_password(visitor):
    page, complaints = visitor
    page.goto("/accounts/login/")
    page.fill("[name=login]", EMAIL)
    page.fill("[name=password]", PASSWORD)
    submit(page)

    page.goto("/accounts/2fa/webauthn/add/")
    page.fill("[name=password]", PASSWORD)
    submit(page)
    page.check("[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/accounts/2fa/recovery-codes/")
    page.goto("/accounts/2fa/webauthn/")
    assert page.locator("tbody tr").count() == 1

    page.goto("/accounts/logout/")
    submit(page)
    page.goto("/accounts/login/")
    page.click("#passkey_login")
    page.wait_for_selector("details.menu")

    assert complaints == []
