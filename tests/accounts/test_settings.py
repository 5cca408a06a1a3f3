"""OpenID Connect by the environment: all of it or nothing."""

import pytest

from tests.lms.test_settings import PRODUCTION, start

OIDC = {
    "OIDC_NAME": "Our house",
    "OIDC_SERVER_URL": "https://id.example.org/realms/house",
    "OIDC_CLIENT_ID": "footbridge",
    "OIDC_SECRET": "s3cret",
}


def test_without_it_there_is_no_provider():
    assert start(PRODUCTION, show="OIDC_ORIGINS").stdout == "[]\n"


def test_with_all_of_it_there_is_one_and_a_form_may_lead_there():
    app = start(PRODUCTION | OIDC, show="SOCIALACCOUNT_PROVIDERS['openid_connect']['APPS'][0]")
    policy = start(PRODUCTION | OIDC, show="SECURE_CSP['form-action']")

    assert (
        app.stdout
        == str(
            {
                "provider_id": "oidc",
                "name": "Our house",
                "client_id": "footbridge",
                "secret": "s3cret",
                "settings": {"server_url": "https://id.example.org/realms/house"},
            }
        )
        + "\n"
    )
    assert policy.stdout.endswith("'https://id.example.org']\n")


@pytest.mark.parametrize("missing", sorted(OIDC))
def test_a_part_alone_stops_the_start(missing):
    stopped = start(PRODUCTION | {name: value for name, value in OIDC.items() if name != missing})

    assert stopped.returncode == 1
    assert stopped.stderr == (
        f"footbridge: {missing} is missing; OpenID Connect needs OIDC_NAME, OIDC_SERVER_URL, OIDC_CLIENT_ID and"
        " OIDC_SECRET (see .env.example)\n"
    )


def test_an_odd_address_stops_the_start():
    stopped = start(PRODUCTION | OIDC | {"OIDC_SERVER_URL": "http://id.example.org"})

    assert (stopped.returncode, "OIDC_SERVER_URL" in stopped.stderr) == (1, True)


@pytest.mark.parametrize(("environment", "proxies"), [(PRODUCTION, "1"), ({}, "0"), ({"TRUSTED_PROXIES": "2"}, "2")])
def test_limits_count_by_the_address_that_our_proxies_say(environment, proxies):
    assert start(environment, show="ALLAUTH_TRUSTED_PROXY_COUNT").stdout == f"{proxies}\n"
