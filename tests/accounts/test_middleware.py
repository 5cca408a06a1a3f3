import datetime as dt

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import Permission
from django.http import HttpResponse
from django.urls import path
from django.utils import timezone, translation

from accounts import actions, middleware, queries, session
from lms.urls import urlpatterns as all_patterns
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def echo(request):
    """Say which language and zone this page has, without touching the person."""
    return HttpResponse(f"{translation.get_language()} {timezone.get_current_timezone_name()}")


urlpatterns = [
    path("learn/echo/", echo),
    path("healthz/", echo),
    path("en/echo/", echo),
    path("ar/echo/", echo),
    *all_patterns,
]


# --- Languages ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("address", "person", "cookie", "browser", "language"),
    [
        ("/ar/echo/", "fr", "es", "fr", "ar"),  # the address says it
        ("/en/echo/", "fr", "es", "fr", "en"),
        ("/learn/echo/", "fr", "es", "ar", "fr"),  # the person
        ("/learn/echo/", None, "es", "ar", "es"),  # the cookie
        ("/learn/echo/", None, None, "ar,en;q=0.5", "ar"),  # the browser
        ("/learn/echo/", None, None, "de", "en"),  # the site's first language
        ("/learn/echo/", None, "de", "fr", "fr"),  # a language that we have not is none
        ("/learn/echo/", "de", "es", "fr", "es"),  # nor is one that the site had once
    ],
)
def test_whose_language_a_page_has(client, address, person, cookie, browser, language):
    if person:
        client.force_login(make_user(language=person))
    if cookie:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = cookie

    response = client.get(address, headers={"accept-language": browser})

    assert response.text.split()[0] == language
    assert response["Content-Language"] == language


@pytest.mark.parametrize(("address", "varies"), [("/learn/echo/", True), ("/en/echo/", False)])
def test_only_an_address_without_a_language_varies(client, address, varies):
    vary = {part.strip() for part in client.get(address).get("Vary", "").split(",")}

    assert ({"Accept-Language", "Cookie"} <= vary, "Accept-Language" in vary) == (varies, varies)


def test_an_address_that_lacks_its_language_leads_to_the_persons(client):
    client.force_login(make_user(language="ar"))

    response = client.get("/echo/")

    assert (response.status_code, response["Location"]) == (302, "/ar/echo/")


def test_times_are_in_the_persons_zone_and_the_next_visitors_are_not(client):
    client.force_login(make_user(time_zone="Africa/Lagos"))
    assert client.get("/learn/echo/").text == "en Africa/Lagos"
    client.logout()

    assert client.get("/learn/echo/").text == "en UTC"
    assert timezone.get_current_timezone_name() == "UTC"


def test_a_visitor_without_a_session_costs_no_query(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/learn/echo/")


def test_a_person_costs_their_session_and_their_row(learner, policies, django_assert_num_queries):
    learner.get("/accounts/profile/")
    with django_assert_num_queries(2):
        learner.get("/healthz/")


# --- The second factor --------------------------------------------------------------------------------------------------
def give_access(user):
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))


@pytest.mark.parametrize("address", ["/learn/echo/", "/en/echo/", "/admin/", "/admin/pages/"])
@pytest.mark.parametrize("fields", [{"is_staff": True}, {"is_superuser": True}])
def test_staff_without_a_second_factor_are_led_to_it(client, address, fields):
    client.force_login(make_user(**fields))

    response = client.get(address, follow=True)

    assert response.redirect_chain == [("/accounts/2fa/", 302)]
    assert [str(message) for message in response.context["messages"]] == [
        "Your account may change this site, so it needs a second factor. Set one up to go on."
    ]


def test_who_may_enter_the_administration_is_led_to_it_there_only(learner, user):
    give_access(user)

    assert learner.get("/learn/echo/").status_code == 200
    assert learner.get("/admin/")["Location"] == "/accounts/2fa/"
    assert learner.post("/admin/pages/")["Location"] == "/accounts/2fa/"


def test_a_learner_is_not_asked_and_may_not_enter(learner):
    assert learner.get("/learn/echo/").status_code == 200
    assert learner.get("/admin/")["Location"] == "/accounts/login/?next=/admin/"


def test_a_visitor_is_sent_to_sign_in(client):
    assert client.get("/admin/")["Location"] == "/accounts/login/?next=/admin/"


@pytest.mark.parametrize("address", ["/accounts/2fa/", "/accounts/profile/", "/accounts/logout/"])
def test_where_it_is_set_up_nobody_is_led_away(client, address):
    client.force_login(make_user(is_staff=True))

    assert client.get(address).status_code == 200


def test_staff_with_a_second_factor_go_on_and_it_is_asked_once(client, administrator, django_assert_num_queries):
    client.force_login(administrator)
    assert client.get("/learn/echo/").status_code == 200

    with django_assert_num_queries(2):
        assert client.get("/learn/echo/").status_code == 200


def test_recovery_codes_are_no_second_factor(client):
    person = make_user(is_staff=True)
    Authenticator.objects.create(user=person, type="recovery_codes", data={})
    client.force_login(person)

    assert client.get("/admin/")["Location"] == "/accounts/2fa/"


def test_wagtails_own_sign_in_which_knows_no_second_factor_is_closed(client):
    response = client.get("/admin/login/?next=/admin/pages/")

    assert (response.status_code, response["Location"]) == (302, "/accounts/login/?next=/admin/pages/")
    assert client.post("/admin/login/", {"username": "a", "password": "b"})["Location"] == "/accounts/login/"


# --- The terms ----------------------------------------------------------------------------------------------------------
def agree(user, now):
    for policy in queries.required_policies():
        actions.give_consent(user=user, policy=policy, now=now)


def asks(response):
    return response.status_code == 302 and response["Location"].startswith("/accounts/policies/agree/")


def test_who_has_not_agreed_is_asked_once_a_visit(policies, learner):
    response = learner.get("/learn/echo/?a=1&b=2")

    assert response["Location"] == "/accounts/policies/agree/?next=%2Flearn%2Fecho%2F%3Fa%3D1%26b%3D2"
    assert learner.get("/learn/echo/").status_code == 200
    with time_machine.travel(timezone.now() + session.VISIT + dt.timedelta(minutes=1)):
        assert asks(learner.get("/learn/echo/"))


def test_who_agreed_is_asked_only_for_a_newer_version(client, user, policies, now):
    agree(user, now)
    client.force_login(user)
    assert client.get("/learn/echo/").status_code == 200

    actions.publish_policy(kind="terms", texts={"en": ("Terms", "New.")}, now=now)
    assert client.get("/learn/echo/").status_code == 200  # the same visit
    client.force_login(user)

    assert asks(client.get("/learn/echo/"))


def test_without_anything_to_ask_nothing_is_queried(client, user, policies, now, django_assert_num_queries):
    agree(user, now)
    client.force_login(user)

    with django_assert_num_queries(2):
        client.get("/learn/echo/")


@pytest.mark.parametrize(
    ("method", "address", "headers"),
    [
        ("post", "/learn/echo/", {}),
        ("get", "/learn/echo/", {"hx-request": "true"}),
        ("get", "/learn/echo/", {"sec-fetch-dest": "image"}),
        ("get", "/learn/echo/", {"accept": "application/json"}),
        ("get", "/accounts/profile/", {}),
    ],
)
def test_nobody_is_diverted_in_the_middle_of_something(policies, learner, method, address, headers):
    assert getattr(learner, method)(address, headers=headers).status_code == 200
    assert asks(learner.get("/learn/echo/"))


def test_a_visitor_is_not_asked(client, policies):
    assert client.get("/learn/echo/").status_code == 200


def test_a_request_with_a_forged_session_is_a_visitors(client):
    client.cookies[settings.SESSION_COOKIE_NAME] = "forged"

    assert client.get("/learn/echo/").text == "en UTC"


def test_a_session_without_a_person_is_a_visitors(rf):
    request = rf.get("/")

    assert middleware.person_of(request) is None
