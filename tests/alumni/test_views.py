import re

import pytest
from django.urls import reverse

from accounts.models import Consent
from alumni.choices import Audiences
from alumni.enums import Audience
from alumni.models import Alumnus
from certificates.actions import award_place, award_service
from tests.alumni.factories import make_alumnus, make_policy
from tests.certificates.factories import NOW, make_certificate
from tests.factories import make_user
from tests.tutors.factories import make_appointment, make_cohort, make_place, make_session

pytestmark = pytest.mark.django_db
DIRECTORY, JOIN, PROFILE, LEAVE = (reverse(f"alumni:{name}") for name in ("directory", "join", "profile", "leave"))
EVERYONE = Audience.EVERYONE


@pytest.fixture
def holder(client):
    """Somebody with a certificate, signed in, while the rules of the directory are out."""
    make_policy()
    user = make_certificate().learner
    client.force_login(user)
    return user


@pytest.fixture
def member(client):
    alumnus = make_alumnus(user=make_user(full_name="Zoë Zed", country="KE"))
    client.force_login(alumnus.user)
    return alumnus


def given(**fields):
    return {"name": "1", "country": "0", "certificates": "0", "policy": make_policy().pk, "consent": "on", **fields}


# The directory


def test_directory_says_which_certificates_are_of_cohorts_and_of_service(client):
    cohort = make_cohort(status="finished")
    lead, place = make_appointment(cohort), make_place(cohort, status="completed")
    make_session(cohort, held_by=lead.tutor)
    award_place(place=place, now=NOW)
    award_service(appointment=lead, now=NOW)
    make_certificate(learner=make_alumnus(name=EVERYONE, certificates=EVERYONE).user)
    for person in (place.learner, lead.tutor.user):
        make_alumnus(user=person, name=EVERYONE, certificates=EVERYONE)

    text = client.get(DIRECTORY).text

    assert re.findall(r", 2026( · [^<]+)?</li>", text).count("") == 1
    assert {*re.findall(r", 2026 · ([^<]+)</li>", text)} == {"Moderated cohort", "Service"}


@pytest.mark.parametrize("number", [1, 30])
def test_directory_costs_the_same_for_one_and_for_thirty(client, django_assert_num_queries, number):
    for _ in range(number):
        alumnus = make_alumnus(name=EVERYONE, country=EVERYONE, certificates=EVERYONE)
        make_certificate(learner=alumnus.user)

    # Countries, courses and years to choose from; how many; the page, its people, their certificates.
    with django_assert_num_queries(7):
        response = client.get(DIRECTORY)

    assert len(response.context["leaf"]) == min(number, 24)


def test_directory_has_pages_of_24(client):
    for number in range(30):
        make_alumnus(name=EVERYONE, full_name=f"Person {number:02}")

    second = client.get(DIRECTORY, {"page": 2, "q": "person"})

    assert [row.shown_name for row in second.context["leaf"]] == [f"Person {number}" for number in range(24, 30)]
    assert "?page=1&amp;q=person" in second.content.decode()


@pytest.mark.parametrize("page", ["0", "99", "x", ""])
def test_directory_shows_some_page_whatever_is_asked(client, page):
    make_alumnus(name=EVERYONE)

    assert len(client.get(DIRECTORY, {"page": page}).context["leaf"]) == 1


@pytest.mark.parametrize("query", ["country=XX", "course=999999", "year=1999", "q=nobody"])
def test_directory_finds_nobody_by_what_nobody_shows(client, query):
    make_alumnus(name=EVERYONE)
    response = client.get(f"{DIRECTORY}?{query}")

    assert (list(response.context["leaf"]), "Nobody found" in response.content.decode()) == ([], True)


@pytest.mark.parametrize("query", ["course=x", "year=99999", "course=99999999999999999999", "q=%00", "country=KENYA"])
def test_directory_says_what_it_does_not_understand(client, query):
    make_alumnus(name=EVERYONE)
    response = client.get(f"{DIRECTORY}?{query}")

    assert (response.status_code, list(response.context["form"].errors)) == (200, [query.split("=")[0]])


def test_directory_without_anybody_says_why(client):
    assert "Nobody to see yet" in client.get(DIRECTORY).content.decode()


def test_directory_keeps_what_was_chosen(client):
    make_alumnus(name=EVERYONE, country=EVERYONE, user=make_user(country="KE"))
    text = client.get(DIRECTORY, {"q": "<b>", "country": "KE"}).content.decode()

    assert ('value="&lt;b&gt;"' in text, '<option value="KE" selected>Kenya</option>' in text) == (True, True)


@pytest.mark.parametrize("url", [DIRECTORY, JOIN, PROFILE])
def test_pages_are_kept_from_search_engines(client, url):
    response = client.get(url)
    if url != DIRECTORY:
        client.force_login(make_alumnus().user)
        response = client.get(url)

    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "private" in response["Cache-Control"]


def test_directory_is_only_read(client):
    assert client.post(DIRECTORY).status_code == 405


# Joining


@pytest.mark.usefixtures("holder")
def test_join_suggests_the_name_for_alumni_and_nothing_else(client):
    form = client.get(JOIN).context["form"]

    assert {name: form[name].value() for name in ("name", "country", "certificates", "consent")} == {
        "name": Audience.ALUMNI,
        "country": Audience.ONLY_ME,
        "certificates": Audience.ONLY_ME,
        "consent": None,
    }
    assert f'href="{reverse("accounts:policy", args=["directory"])}"' in client.get(JOIN).content.decode()


def test_join_lists_as_chosen(client, holder):
    response = client.post(JOIN, given(name="2", country="1"))

    assert (response.status_code, response["Location"]) == (302, PROFILE)
    alumnus = Alumnus.objects.get(user=holder)
    assert alumnus.audiences == Audiences(name=EVERYONE, country=Audience.ALUMNI, certificates=Audience.ONLY_ME)
    assert alumnus.consent == Consent.objects.get(user=holder)


@pytest.mark.usefixtures("holder")
@pytest.mark.parametrize(
    ("fields", "faults"),
    [
        ({"consent": ""}, ["consent"]),
        ({"name": ""}, ["name"]),
        ({"name": "7"}, ["name"]),
        ({"country": "2"}, ["country"]),
        ({"name": "0", "certificates": "1"}, ["certificates"]),
        ({"policy": "0"}, ["consent"]),
        ({"policy": ""}, ["consent"]),
    ],
)
def test_join_says_what_is_missing_and_keeps_the_rest(client, fields, faults):
    response = client.post(JOIN, given(**{"certificates": "1", **fields}))

    form = response.context["form"]
    assert (response.status_code, list(form.errors), Alumnus.objects.count()) == (200, faults, 0)
    assert form["certificates"].value() == "1"


@pytest.mark.usefixtures("holder")
def test_join_with_rules_that_changed_meanwhile_asks_again(client):
    old = given()
    make_policy(2)

    response = client.post(JOIN, old)

    assert response.context["form"].errors == {
        "consent": ["The rules of the directory have changed. Read them and agree again."]
    }
    assert f'name="policy" value="{make_policy(2).pk}"' in response.content.decode()
    assert response.context["form"]["consent"].value() is False


@pytest.mark.parametrize("make", [make_user, lambda: make_certificate(revoked=True).learner])
def test_join_without_a_certificate_is_not_allowed(client, make):
    make_policy()
    client.force_login(make())

    for response in (client.get(JOIN), client.post(JOIN, given())):
        assert response.status_code == 403
        assert "Your first certificate opens this door" in response.content.decode()
    assert Alumnus.objects.count() == 0


def test_join_before_there_are_rules_is_not_possible(client):
    client.force_login(make_certificate().learner)

    response = client.get(JOIN)

    assert (response.status_code, "not open yet" in response.content.decode()) == (403, True)


@pytest.mark.usefixtures("member")
def test_join_leads_a_member_to_their_place(client):
    assert client.get(JOIN)["Location"] == PROFILE
    assert client.post(JOIN, given())["Location"] == PROFILE


@pytest.mark.parametrize("url", [JOIN, PROFILE, LEAVE])
def test_visitors_are_asked_to_sign_in(client, url):
    response = client.post(url) if url == LEAVE else client.get(url)

    assert (response.status_code, response["Location"]) == (302, f"{reverse('account_login')}?next={url}")


@pytest.mark.parametrize(("url", "method"), [(JOIN, "put"), (PROFILE, "delete"), (LEAVE, "get")])
def test_wrong_methods_are_refused(client, url, method):
    client.force_login(make_user())

    assert getattr(client, method)(url).status_code == 405


# One's own place


@pytest.mark.usefixtures("member")
def test_profile_shows_what_others_see(client):
    Alumnus.objects.update(name_audience=EVERYONE, country_audience=Audience.ALUMNI)

    previews = dict(client.get(PROFILE).context["previews"])

    assert {audience: (row.shown_name, row.shown_country) for audience, row in previews.items()} == {
        Audience.ALUMNI: ("Zoë Zed", "KE"),
        EVERYONE: ("Zoë Zed", ""),
    }


@pytest.mark.usefixtures("member")
def test_profile_shows_who_is_in_no_list_that_they_are_not(client):
    Alumnus.objects.update(name_audience=Audience.ONLY_ME)
    response = client.get(PROFILE)

    assert [row for _, row in response.context["previews"]] == [None, None]
    assert response.content.decode().count("Nothing: you are not in their list.") == 2


@pytest.mark.usefixtures("member")
def test_profile_changes_the_audiences(client):
    response = client.post(PROFILE, {"name": "2", "country": "2", "certificates": "1"})

    assert (response.status_code, response["Location"]) == (302, PROFILE)
    assert Alumnus.objects.get().audiences == Audiences(EVERYONE, EVERYONE, Audience.ALUMNI)


@pytest.mark.usefixtures("member")
def test_profile_refuses_what_is_wider_than_the_name(client):
    response = client.post(PROFILE, {"name": "1", "country": "2", "certificates": "0"})

    assert list(response.context["form"].errors) == ["country"]
    assert Alumnus.objects.get().audiences == Audiences(name=Audience.ALUMNI)


@pytest.mark.parametrize("make", [make_user, lambda: make_alumnus(left=True).user])
def test_profile_of_who_is_no_member_leads_to_joining(client, make):
    client.force_login(make())

    assert client.get(PROFILE)["Location"] == JOIN


@pytest.mark.usefixtures("member")
def test_leave_hides_at_once(client):
    Alumnus.objects.update(name_audience=EVERYONE)

    response = client.post(LEAVE)

    assert response["Location"] == DIRECTORY
    assert list(client.get(DIRECTORY).context["leaf"]) == []
    assert Alumnus.objects.get().is_member is False


def test_leave_is_harmless_for_who_is_no_member(client):
    client.force_login(make_user())

    assert client.post(LEAVE)["Location"] == DIRECTORY
