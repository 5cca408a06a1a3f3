"""Cohorts, tutors and places as tables in the administration."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.enrolments.factories import DAY, NOW, make_outline
from tests.factories import make_user
from tests.tables import in_csv, in_xlsx, on_the_page
from tests.tutors.factories import make_appointment, make_cohort, make_place, make_session, make_tutor
from tests.tutors.staff import is_turned_away, sign_in
from tutors.models import Appointment, Cohort, Place

pytestmark = pytest.mark.django_db
COHORTS, TUTORS = "/admin/cohorts/", "/admin/tutors/"
Status = Place.Status


@pytest.fixture
def staff(client):
    return sign_in(client)


def found(response):
    return [str(each) for each in response.context["object_list"]]


def places_of(cohort):
    return reverse("cohorts_admin:places", args=[cohort.pk])


def waiting_of(cohort):
    return reverse("cohorts_admin:waiting", args=[cohort.pk])


def counted(client, url):
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)
    assert len(response.content) <= 200_000
    return len(queries), len(response.context["object_list"])


# Who may


@pytest.mark.parametrize(("role", "may"), [("Tutor coordinator", True), ("Administrator", True), ("Editor", False)])
def test_coordinators_and_administrators_look(client, role, may):
    sign_in(client, role)
    cohort = make_cohort()

    for url in (COHORTS, TUTORS, places_of(cohort), waiting_of(cohort)):
        response = client.get(url)
        assert response.status_code == 200 if may else is_turned_away(response)
    menu = client.get("/admin/").text
    assert [f'{url}"' in menu.replace("&quot;", '"') for url in (COHORTS, TUTORS)] == [may, may]


def test_learners_and_visitors_are_shown_the_door(client):
    assert client.get(COHORTS).url.startswith("/accounts/login/")
    client.force_login(make_user())

    assert client.get(COHORTS).status_code in {302, 403}


@pytest.mark.usefixtures("staff")
def test_a_cohort_that_is_not_there_is_not_found(client):
    assert {client.get(f"{COHORTS}99/{step}/").status_code for step in ("places", "waiting")} == {404}


# Cohorts


@pytest.mark.usefixtures("staff")
def test_cohorts_are_found_by_name_and_code(client):
    make_cohort(name="Spring in Accra", code="accra-1")
    make_cohort(name="Lima")

    assert found(client.get(COHORTS, {"q": "accra"})) == ["Spring in Accra"]
    assert found(client.get(COHORTS, {"q": "ACCRA-1"})) == ["Spring in Accra"]
    assert found(client.get(f"{COHORTS}results/", {"q": "nothing"})) == []


@pytest.mark.usefixtures("staff")
def test_cohorts_are_filtered(client):
    outline = make_outline()
    tutor = make_tutor(email="ada@example.org")
    one = make_cohort(outline, name="One", status=Cohort.Status.RUNNING, language="fr")
    make_cohort(name="Two", starts_on=dt.date(2031, 5, 1), ends_on=dt.date(2031, 6, 1))
    make_appointment(one, tutor)
    make_appointment(make_cohort(name="Three"), tutor, ended_at=NOW)

    def by(**query):
        return sorted(found(client.get(COHORTS, query)))

    assert by(course=outline.course.pk) == ["One"]
    assert by(status=["running"]) == ["One"]
    assert by(status=["running", "open"]) == ["One", "Three", "Two"]
    assert by(language="fr") == ["One"]
    assert by(tutor="ADA@example.org") == ["One", "Three"]
    assert by(tutor="nobody@example.org") == []
    assert by(starts_on_from="2031-01-01") == ["Two"]
    assert by(ends_on_to="2031-01-01") == ["One", "Three"]


@pytest.mark.usefixtures("staff")
def test_cohorts_show_seats_queue_and_lead(client):
    cohort = make_cohort(capacity=2, name="Lima")
    make_appointment(cohort, make_tutor(full_name="Ada Okafor"))
    make_appointment(cohort, make_tutor(full_name="Ben Silva"), role=Appointment.Role.ASSISTANT)
    for status in (Status.HELD, Status.OFFERED, Status.WAITING, Status.LEFT):
        make_place(cohort, status=status)

    [heads, row] = on_the_page(client.get(COHORTS))
    shown = dict(zip(heads, row, strict=True))

    assert {shown[name] for name in ("Seats taken", "Seats")} == {"2"}
    assert (shown["Waiting"], shown["Lead tutor"], shown["Status"]) == ("1", "Ada Okafor", "open")


# Tutors


@pytest.mark.usefixtures("staff")
def test_tutors_are_found_by_name_and_address(client):
    make_tutor(full_name="Åda Okafor", email="ada@example.org")
    make_tutor(full_name="Ben")

    for words in ("ada okafor", "ADA@example"):
        assert found(client.get(TUTORS, {"q": words})) == ["Åda Okafor"]


@pytest.mark.usefixtures("staff")
def test_tutors_are_filtered(client):
    outline = make_outline()
    ada = make_tutor(full_name="Ada", languages=["fr", "en"], trained_since=dt.date(2024, 3, 1), email="ada@example.org")
    make_tutor(full_name="Ben", country="PE", languages=["en"], is_listed=True)
    make_tutor(full_name="Cem", retired_at=NOW)
    make_appointment(make_cohort(outline), ada, ended_at=NOW)

    def by(**query):
        return sorted(found(client.get(TUTORS, query)))

    assert by(course=outline.course.pk) == ["Ada"]
    assert by(state="active") == ["Ada", "Ben"]
    assert by(state="retired") == ["Cem"]
    assert by(language="fr") == ["Ada"]
    assert by(country="PE") == ["Ben"]
    assert by(is_listed="true") == ["Ben"]
    assert by(tutor="ada@example.org") == ["Ada"]
    assert by(trained_since_from="2024-01-01") == ["Ada"]


@pytest.mark.usefixtures("staff")
def test_tutors_show_what_they_teach_and_taught(client):
    tutor, cohort = make_tutor(), make_cohort()
    make_appointment(cohort, tutor)
    make_appointment(make_cohort(status=Cohort.Status.FINISHED), tutor)
    make_session(cohort, held_by=tutor, starts_at=NOW - 900 * DAY, minutes=90)
    make_session(cohort, held_by=tutor, starts_at=NOW + 900 * DAY * 10)

    [heads, row] = on_the_page(client.get(TUTORS))
    shown = dict(zip(heads, row, strict=True))

    assert (shown["Cohorts now"], shown["Hours taught"]) == ("1", "1.5")
    assert cohort.course.code in shown["Courses"]


# Places


@pytest.mark.usefixtures("staff")
def test_places_are_those_of_one_cohort(client):
    cohort = make_cohort()
    ada = make_place(cohort, make_user(full_name="Åda Okafor", email="ada@example.org", country="NG"))
    ben = make_place(cohort, make_user(full_name="Ben"), status=Status.LEFT, way=Place.Way.STAFF)
    make_place(make_cohort())

    def by(**query):
        return {place.pk for place in client.get(places_of(cohort), query).context["object_list"]}

    assert by() == {ada.pk, ben.pk}
    assert (
        by(q="ada okafor")
        == by(q="ADA@")
        == by(country="NG")
        == by(status=["held"])
        == by(learner="ada@example.org")
        == {ada.pk}
    )
    assert by(status=["held", "left"]) == {ada.pk, ben.pk}
    assert by(way="staff") == {ben.pk}


@pytest.mark.usefixtures("staff")
def test_the_waiting_list_stands_in_its_order(client):
    cohort = make_cohort(capacity=1)
    make_place(cohort)
    late = make_place(cohort, make_user(full_name="Late"), status=Status.WAITING, waiting_since=NOW + DAY)
    first = make_place(cohort, make_user(full_name="First"), status=Status.WAITING)
    second = make_place(cohort, make_user(full_name="Second"), status=Status.WAITING)
    make_place(make_cohort(), status=Status.WAITING)

    shown = client.get(waiting_of(cohort)).context["object_list"]

    assert [(place.pk, place.turn) for place in shown] == [(first.pk, 1), (second.pk, 2), (late.pk, 3)]
    # Whatever one searches or sorts by, a turn stays what it is.
    [found] = client.get(waiting_of(cohort), {"q": "late", "ordering": "-learner__email"}).context["object_list"]
    assert found.turn == 3


@pytest.mark.usefixtures("staff")
def test_who_is_offered_a_seat_stands_before_the_queue(client):
    cohort = make_cohort(capacity=1)
    offered = make_place(cohort, status=Status.OFFERED, waiting_since=NOW - DAY)
    waiting = make_place(cohort, status=Status.WAITING)

    shown = client.get(waiting_of(cohort)).context["object_list"]

    assert [(place.pk, place.turn) for place in shown] == [(offered.pk, None), (waiting.pk, 1)]


# Every one of them


@pytest.mark.usefixtures("staff")
@pytest.mark.parametrize("which", ["cohorts", "tutors", "places", "waiting"])
def test_files_hold_the_table(client, which):
    cohort = make_cohort(name="=Sum", capacity=30)
    for name in ("+Ada", "@Ben"):
        make_appointment(make_cohort(), make_tutor(full_name=name))
        make_place(cohort, make_user(full_name=name))
        make_place(cohort, make_user(full_name=name), status=Status.WAITING)
    url = {"cohorts": COHORTS, "tutors": TUTORS, "places": places_of(cohort), "waiting": waiting_of(cohort)}[which]

    page = on_the_page(client.get(url))

    assert len(page) > 2
    assert in_csv(client.get(url, {"export": "csv"})) == page
    assert in_xlsx(client.get(url, {"export": "xlsx"})) == page


@pytest.mark.usefixtures("staff")
def test_cohorts_cost_the_same_for_one_and_for_thirty_rows(client):
    outline = make_outline()
    make_appointment(make_cohort(outline))
    client.get(COHORTS)

    one = counted(client, COHORTS)
    for _ in range(29):
        make_appointment(make_cohort(outline))

    assert (one, counted(client, COHORTS)) == ((13, 1), (13, 30))
    assert re.findall(r'<select name="(\w+)"', client.get(COHORTS).text) == ["course"]


@pytest.mark.usefixtures("staff")
def test_tutors_cost_the_same_for_one_and_for_thirty_rows(client):
    outline = make_outline()
    make_appointment(make_cohort(outline))
    client.get(TUTORS)

    one = counted(client, TUTORS)
    for _ in range(29):
        make_appointment(make_cohort(outline))

    assert (one, counted(client, TUTORS)) == ((16, 1), (16, 30))
    assert sorted(re.findall(r'<select name="(\w+)"', client.get(TUTORS).text)) == ["country", "course", "is_listed"]


@pytest.mark.usefixtures("staff")
@pytest.mark.parametrize(("where", "status", "count"), [(places_of, Status.HELD, 13), (waiting_of, Status.WAITING, 13)])
def test_places_cost_the_same_for_one_and_for_thirty_rows(client, where, status, count):
    cohort = make_cohort()
    make_place(cohort, status=status)
    client.get(where(cohort))

    one = counted(client, where(cohort))
    for _ in range(29):
        make_place(cohort, status=status)

    assert (one, counted(client, where(cohort))) == ((count, 1), (count, 30))
