import datetime as dt
import json

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils import timezone

from accounts import actions, queries
from accounts.models import Consent, User
from jobs.models import Job
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db
PROFILE = {"full_name": "Ada N. Okafor", "country": "NG", "time_zone": "Africa/Lagos", "language": "fr"}


def errors(response):
    return response.context["form"].errors.get_json_data()


# --- For strangers, and by the wrong method -----------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["profile", "agree", "privacy", "download", "erase"])
def test_a_visitor_is_sent_to_sign_in(client, name):
    address = reverse(f"accounts:{name}")

    response = client.get(address)

    assert (response.status_code, response["Location"]) == (302, f"/accounts/login/?next={address}")


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("put", "/accounts/profile/"),
        ("get", "/accounts/language/"),
        ("post", "/accounts/policies/terms/"),
        ("put", "/accounts/policies/agree/"),
        ("post", "/accounts/privacy/"),
        ("post", "/accounts/privacy/download/"),
        ("put", "/accounts/privacy/erase/"),
        ("post", "/accounts/privacy/erased/"),
    ],
)
def test_the_wrong_method_is_refused(learner, method, address):
    assert getattr(learner, method)(address).status_code == 405


# --- Profile ------------------------------------------------------------------------------------------------------------
def test_the_profile_shows_what_is_known(learner):
    response = learner.get("/accounts/profile/")

    assert response.status_code == 200
    assert 'value="Ada Okafor"' in response.text
    assert [link in response.text for link in ["/accounts/email/", "/accounts/2fa/", "/notices/", "/accounts/privacy/"]] == [
        True
    ] * 4


def test_the_profile_is_saved_and_the_next_page_is_in_the_new_language(learner, user):
    response = learner.post("/accounts/profile/", PROFILE)

    user.refresh_from_db()
    assert {name: str(getattr(user, name)) for name in PROFILE} == PROFILE
    assert (response["Location"], response.cookies["django_language"].value) == ("/accounts/profile/", "fr")
    assert learner.get("/accounts/profile/")["Content-Language"] == "fr"


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("full_name", " ", "required"),
        ("full_name", "\u202e", "required"),
        ("country", "XX", "invalid_choice"),
        ("time_zone", "Atlantis/Capital", "invalid_choice"),
        ("language", "de", "invalid_choice"),
    ],
)
def test_a_profile_that_cannot_be_is_refused_and_nothing_typed_is_lost(learner, user, field, value, code):
    response = learner.post("/accounts/profile/", {**PROFILE, field: value})

    user.refresh_from_db()
    assert [(name, found[0]["code"]) for name, found in errors(response).items()] == [(field, code)]
    assert user.full_name == "Ada Okafor"
    assert response.context["form"]["time_zone"].value() == (value if field == "time_zone" else "Africa/Lagos")


def test_a_name_keeps_its_script_and_loses_what_turns_the_text(learner, user):
    learner.post("/accounts/profile/", {**PROFILE, "full_name": "  \u202eعائشة   بنت\u2066 علي "})

    user.refresh_from_db()
    assert user.full_name == "عائشة بنت علي"


# --- Language -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("following", "location"),
    [
        ("/accounts/profile/", "/accounts/profile/"),
        ("/en/", "/ar/"),
        ("/fr/anything/?page=2", "/ar/anything/?page=2"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("", "/"),
    ],
)
def test_a_visitor_changes_the_language_and_stays_on_the_page(client, following, location):
    response = client.post("/accounts/language/", {"language": "ar", "next": following})

    assert (response.status_code, response["Location"]) == (302, location)
    assert response.cookies["django_language"].value == "ar"


def test_a_person_keeps_the_language_they_chose(learner, user):
    learner.post("/accounts/language/", {"language": "es", "next": "/accounts/profile/"})

    user.refresh_from_db()
    assert user.language == "es"


def test_a_language_that_the_site_has_not_changes_nothing(learner, user):
    response = learner.post("/accounts/language/", {"language": "de", "next": "/accounts/profile/"})

    user.refresh_from_db()
    assert (response["Location"], user.language, "django_language" in response.cookies) == (
        "/accounts/profile/",
        "en",
        False,
    )


# --- Policies -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("language", "title"), [("en", "Terms of use"), ("fr", "Conditions d’utilisation")])
def test_a_policy_is_read_in_the_readers_language(client, policies, language, title):
    response = client.get("/accounts/policies/terms/", headers={"accept-language": language})

    assert (response.status_code, response.context["text"].title) == (200, title)
    assert f'lang="{language}"' in response.text


def test_a_policy_without_that_language_says_which_it_is_in(client, now):
    actions.publish_policy(kind="terms", texts={"en": ("Terms", "Hello <script>.")}, now=now)

    response = client.get("/accounts/policies/terms/", headers={"accept-language": "ar"})

    assert '<article class="page stack" lang="en" dir="ltr">' in response.text
    assert "Hello &lt;script&gt;" in response.text


def test_an_older_version_can_still_be_read(client, policies, now):
    actions.publish_policy(kind="terms", texts={"en": ("New terms", "")}, now=now)

    assert client.get("/accounts/policies/terms/1/").context["text"].title == "Terms of use"
    assert client.get("/accounts/policies/terms/").context["text"].title == "New terms"


@pytest.mark.parametrize("address", ["/accounts/policies/cats/", "/accounts/policies/terms/9/"])
def test_a_policy_that_is_not_is_not_found(client, policies, address):
    assert client.get(address).status_code == 404


def test_agreeing_records_the_versions_and_goes_on(learner, user, policies):
    page = learner.get("/accounts/policies/agree/?next=/en/")
    shown = page.context["form"]["shown"].value()

    response = learner.post("/accounts/policies/agree/", {"agreed": "on", "shown": shown, "next": "/en/"})

    assert response["Location"] == "/en/"
    assert sorted(user.consents.values_list("policy__kind", "policy__version")) == [("privacy", 1), ("terms", 1)]
    assert learner.get("/accounts/policies/agree/?next=/en/")["Location"] == "/en/"


def test_agreeing_needs_the_tick_and_leads_nowhere_else(learner, user, policies):
    response = learner.post("/accounts/policies/agree/", {"shown": "1-2", "next": "https://evil.example/"})

    assert response.context["next"] == "/"
    assert "agreed" in errors(response)
    assert user.consents.count() == 0


def test_agreeing_to_what_changed_meanwhile_is_asked_again(learner, user, policies, now):
    shown = learner.get("/accounts/policies/agree/").context["form"]["shown"].value()
    actions.publish_policy(kind="terms", texts={"en": ("Terms", "")}, now=now)

    response = learner.post("/accounts/policies/agree/", {"agreed": "on", "shown": shown})

    assert errors(response)["agreed"][0]["message"].startswith("The terms or the privacy notice changed")
    assert response.context["form"]["shown"].value() != shown
    assert response.context["form"]["agreed"].value() is False
    assert user.consents.count() == 0


# --- Privacy ------------------------------------------------------------------------------------------------------------
def test_the_privacy_page_says_what_was_agreed(learner, user, policies, now):
    actions.give_consent(user=user, policy=queries.latest_policies()["terms"], now=now)

    response = learner.get("/accounts/privacy/")

    assert [str(consent.policy) for consent in response.context["consents"]] == ["Terms of use 1"]
    assert "/accounts/policies/terms/1/" in response.text


@pytest.mark.parametrize("versions", [1, 30])
def test_the_privacy_page_costs_the_same_with_many_consents(
    learner, user, policies, now, versions, django_assert_num_queries
):
    for _ in range(versions):
        policy = actions.publish_policy(kind="terms", texts={"en": ("Terms", "")}, now=now)
        actions.give_consent(user=user, policy=policy, now=now)

    with django_assert_num_queries(3):
        learner.get("/accounts/privacy/")


def test_the_download_is_a_file_about_the_person_alone(learner, user, other):
    EmailAddress.objects.create(user=other, email=other.email)
    with time_machine.travel("2026-03-01 12:00Z", tick=False):
        learner.force_login(user)
        response = learner.get("/accounts/privacy/download/")

    assert response["Content-Disposition"] == 'attachment; filename="127.0.0.1-2026-03-01.json"'
    assert "no-store" in response["Cache-Control"]
    data = json.loads(response.content)
    assert data["rooms"]["accounts"]["accounts.User"]["rows"][0]["full name"] == "Ada Okafor"
    assert "ben@example.org" not in response.text


# --- Erasure ------------------------------------------------------------------------------------------------------------
@pytest.fixture
def inside(client, ada_signs_in):
    """Ada, who has just said her password again."""
    client.force_login(ada_signs_in)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


WISH = {"certificates": "withdraw", "email": "Ada@example.org "}


def test_erasing_asks_for_the_password_again(client, ada_signs_in):
    client.force_login(ada_signs_in)

    assert client.get("/accounts/privacy/erase/")["Location"].startswith("/accounts/reauthenticate/?next=")
    assert client.post("/accounts/privacy/erase/", WISH)["Location"].startswith("/accounts/reauthenticate/?next=")
    assert Job.objects.count() == 0


def test_an_old_sign_in_is_not_enough(inside):
    with time_machine.travel(timezone.now() + dt.timedelta(hours=1)):
        assert inside.get("/accounts/privacy/erase/").status_code == 302


def test_the_page_says_what_stays_and_why(inside):
    response = inside.get("/accounts/privacy/erase/")

    assert response.status_code == 200
    assert "An empty row stays" in response.text


def test_erasing_locks_the_account_starts_the_job_and_signs_out(inside, ada_signs_in):
    response = inside.post("/accounts/privacy/erase/", WISH)

    ada_signs_in.refresh_from_db()
    assert (response["Location"], ada_signs_in.is_active) == ("/accounts/privacy/erased/", False)
    assert inside.get("/accounts/privacy/").status_code == 302
    job = Job.objects.get()
    assert (job.kind, job.parameters) == (
        "accounts.erase_person",
        {"user_id": ada_signs_in.pk, "choices": {"certificates": "withdraw"}},
    )
    assert inside.get(response["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("wish", "field"), [({**WISH, "email": "ben@example.org"}, "email"), ({"email": "ada@example.org"}, "certificates")]
)
def test_a_wish_that_is_not_clear_erases_nothing(inside, ada_signs_in, wish, field):
    response = inside.post("/accounts/privacy/erase/", wish)

    assert list(errors(response)) == [field]
    assert User.objects.get(pk=ada_signs_in.pk).is_active is True
    assert Job.objects.count() == 0


def test_the_last_administrator_cannot_go(inside, ada_signs_in):
    User.objects.filter(pk=ada_signs_in.pk).update(is_superuser=True)

    assert inside.get("/accounts/privacy/erase/").context["is_last_administrator"] is True
    response = inside.post("/accounts/privacy/erase/", WISH)
    assert errors(response)["__all__"][0]["message"] == (
        "You are the only administrator. Give somebody else the role first."
    )
    assert User.objects.get(pk=ada_signs_in.pk).is_active is True

    make_user(is_superuser=True)
    assert inside.post("/accounts/privacy/erase/", WISH)["Location"] == "/accounts/privacy/erased/"
    assert Consent.objects.count() == 0
