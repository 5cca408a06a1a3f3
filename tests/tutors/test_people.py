"""Tutors in the administration: made, changed, let go."""

import datetime as dt

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry

from tests.enrolments.factories import DAY, NOW
from tests.factories import make_user
from tests.tutors.factories import make_appointment, make_cohort, make_place, make_session, make_tutor
from tests.tutors.staff import is_turned_away, sign_in
from tutors.models import Tutor

pytestmark = pytest.mark.django_db
NEW = "/admin/tutors/new/"


@pytest.fixture
def staff(client):
    return sign_in(client)


def page(tutor, act=""):
    return f"/admin/tutors/{tutor.pk}/{act}"


def errors(response):
    return {name: [str(each) for each in faults] for name, faults in response.context["form"].errors.items()}


# Making tutors


def test_somebody_is_made_a_tutor_by_their_address(client, staff):
    person = make_user(email="ada@example.org")

    response = client.post(NEW, {"email": "ADA@example.org", "trained_since": "2024-03-01"})

    tutor = Tutor.objects.get()
    assert (response.url, tutor.user, tutor.trained_since) == (page(tutor), person, dt.date(2024, 3, 1))
    assert not tutor.is_listed
    assert ModelLogEntry.objects.for_instance(tutor).get().user == staff


@pytest.mark.usefixtures("staff")
@pytest.mark.parametrize(
    ("email", "fault"),
    [
        ("nobody@example.org", "Nobody has an account with this address."),
        ("closed@example.org", "This account is closed."),
        ("", "This field is required."),
    ],
)
def test_an_address_that_will_not_do_is_said(client, email, fault):
    make_user(email="closed@example.org", is_active=False)

    assert errors(client.post(NEW, {"email": email})) == {"email": [fault]}
    assert not Tutor.objects.exists()


@pytest.mark.usefixtures("staff")
def test_a_tutor_comes_back_and_keeps_what_is_known(client):
    tutor = make_tutor(email="ada@example.org", retired_at=NOW, trained_since=dt.date(2020, 1, 1), about="Hello")
    assert f'href="{NEW}?email=ada%40example.org"' in client.get(page(tutor)).text
    assert client.get(NEW, {"email": "ada@example.org"}).context["form"].initial == {"email": "ada@example.org"}

    client.post(NEW, {"email": "ada@example.org"})

    tutor.refresh_from_db()
    assert (tutor.retired_at, tutor.about, tutor.trained_since) == (None, "Hello", dt.date(2020, 1, 1))


# Their page


@pytest.mark.usefixtures("staff")
def test_the_page_shows_what_they_teach(client):
    tutor = make_tutor(
        full_name="Ada", languages=["fr"], topics=["routing"], about="Hello", trained_since=dt.date(2024, 3, 1)
    )
    cohort = make_cohort(name="Lima")
    make_appointment(cohort, tutor)
    make_appointment(make_cohort(name="Quito"), tutor, ended_at=NOW, ended_reason="Moved away")
    make_session(cohort, held_by=tutor, starts_at=NOW - 900 * DAY, minutes=90)

    response = client.get(page(tutor))

    assert response.context["hours"] == 1.5
    for words in ("Ada", "Hello", "routing", "1 March 2024", "Lima", "Quito", "Moved away", "1.5"):
        assert words in response.text


@pytest.mark.usefixtures("staff")
def test_the_page_costs_the_same_for_little_and_for_much(client):
    tutor = make_tutor()
    make_appointment(make_cohort(), tutor)
    client.get(page(tutor))

    with CaptureQueriesContext(connection) as one:
        client.get(page(tutor))
    for _ in range(29):
        make_appointment(make_cohort(), tutor, ended_at=NOW, ended_by=make_user())
    with CaptureQueriesContext(connection) as thirty:
        response = client.get(page(tutor))

    assert len(one) == len(thirty) == 14
    assert len(response.content) <= 200_000


# Changing and letting go


def test_a_tutor_is_changed(client, staff):
    tutor = make_tutor(languages=["fr", "sw"], topics=["routing"])

    given = {"about": "Hello", "languages": ["en", "es"], "topics": "DNS,  open  data, DNS,", "trained_since": "2024-03-01"}
    response = client.post(page(tutor, "edit/"), given | {"is_listed": "on"})

    tutor.refresh_from_db()
    assert (response.url, tutor.about, tutor.trained_since) == (page(tutor), "Hello", dt.date(2024, 3, 1))
    # What the site has no language for, stays.
    assert (tutor.languages, tutor.topics) == (["en", "es", "sw"], ["DNS", "open data"])
    # Nobody is made public by others.
    assert not tutor.is_listed
    assert ModelLogEntry.objects.for_instance(tutor).get().user == staff


@pytest.mark.usefixtures("staff")
@pytest.mark.parametrize(("listed", "stays"), [({"is_listed": "on"}, True), ({}, False)])
def test_a_public_profile_can_be_ended(client, listed, stays):
    tutor = make_tutor(is_listed=True, topics=["routing"], languages=["fr"])
    assert client.get(page(tutor, "edit/")).context["form"]["topics"].value() == "routing"

    client.post(page(tutor, "edit/"), {"about": "", "topics": "routing", "languages": ["fr"]} | listed)

    tutor.refresh_from_db()
    assert (tutor.is_listed, tutor.topics) == (stays, ["routing"])


@pytest.mark.usefixtures("staff")
def test_a_topic_is_short(client):
    tutor = make_tutor()

    assert list(errors(client.post(page(tutor, "edit/"), {"topics": f"DNS, {'a' * 61}"}))) == ["topics"]


def test_a_tutor_is_let_go_for_a_reason(client, staff):
    tutor = make_tutor(is_listed=True)
    appointment = make_appointment(make_cohort(), tutor)
    assert list(errors(client.post(page(tutor, "retire/"), {"reason": ""}))) == ["reason"]

    client.post(page(tutor, "retire/"), {"reason": "Moves abroad"})

    tutor.refresh_from_db()
    appointment.refresh_from_db()
    assert (tutor.is_retired, tutor.is_listed) == (True, False)
    assert (appointment.ended_by, appointment.ended_reason) == (staff, "Moves abroad")
    text = client.get(page(tutor)).text
    assert "Let go. Reason: Moves abroad" in text
    assert page(tutor, "retire/") not in text


# The person's page


@pytest.mark.usefixtures("staff")
def test_the_persons_page_shows_places_and_what_they_teach(client):
    tutor = make_tutor()
    make_appointment(make_cohort(name="Quito"), tutor)
    place = make_place(make_cohort(name="Lima"), tutor.user)
    url = f"/admin/users/inspect/{tutor.user.pk}/"

    text = client.get(url).text

    for words in ("Quito", "Lima", f'href="/admin/cohorts/places/{place.pk}/"', f'href="{page(tutor)}"'):
        assert words in text
    assert NEW not in text


@pytest.mark.usefixtures("staff")
def test_a_persons_page_leads_to_making_them_a_tutor(client):
    person = make_user(email="ada+x@example.org")

    text = client.get(f"/admin/users/inspect/{person.pk}/").text

    assert f'href="{NEW}?email=ada%2Bx%40example.org"' in text
    assert "They have asked for no place in a cohort." in text
    assert NEW not in client.get(f"/admin/users/inspect/{make_user(is_active=False).pk}/").text


def test_a_persons_page_says_nothing_of_cohorts_to_who_may_not(client):
    person = sign_in(client, None)
    person.user_permissions.add(*Permission.objects.filter(codename__in=["access_admin", "view_user"]))
    place = make_place(make_cohort(name="Lima"))

    text = client.get(f"/admin/users/inspect/{place.learner.pk}/").text

    assert ("Lima" in text, NEW in text) == (False, False)


# Who may not


def test_others_are_turned_away(client):
    sign_in(client, "Editor")
    tutor, person = make_tutor(), make_user(email="ada@example.org")

    for url in (NEW, page(tutor), page(tutor, "edit/"), page(tutor, "retire/")):
        assert is_turned_away(client.get(url))
    assert is_turned_away(client.post(NEW, {"email": person.email}))
    assert is_turned_away(client.post(page(tutor, "retire/"), {"reason": "x"}))
    tutor.refresh_from_db()
    assert (Tutor.objects.count(), tutor.is_retired) == (1, False)


@pytest.mark.usefixtures("staff")
def test_what_is_not_there_is_not_found(client):
    assert {client.get(f"/admin/tutors/99/{act}").status_code for act in ("", "edit/", "retire/")} == {404}


@pytest.mark.usefixtures("staff")
def test_other_methods_are_refused(client):
    tutor = make_tutor()

    assert client.post(page(tutor)).status_code == 405
    assert {client.put(url).status_code for url in (NEW, page(tutor, "edit/"), page(tutor, "retire/"))} == {405}
