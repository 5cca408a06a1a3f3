"""One place in the administration, what is done with it, and letting somebody in by hand."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.enrolments.factories import NOW, make_enrolment, make_outline
from tests.factories import make_user
from tests.tutors.factories import make_cohort, make_place, seats
from tests.tutors.staff import is_turned_away, sign_in
from tutors import placing
from tutors.models import Cohort, Interest, Place

pytestmark = pytest.mark.django_db
Status = Place.Status
ACTS = {
    Status.ASKED: {"approve", "seat", "move", "defer", "refuse", "remove"},
    Status.WAITING: {"seat", "move", "defer", "refuse", "remove"},
    Status.OFFERED: {"seat", "move", "defer", "remove"},
    Status.HELD: {"move", "defer", "remove"},
    Status.LEFT: set(),
}
ALL = {"approve", "seat", "move", "defer", "refuse", "remove"}


@pytest.fixture
def staff(client):
    return sign_in(client)


def page(place, act=""):
    return f"/admin/cohorts/places/{place.pk}/{act}"


def admit_page(cohort):
    return f"/admin/cohorts/{cohort.pk}/admit/"


def said(response):
    return [str(message) for message in response.context["messages"]]


# Its page


def test_the_page_shows_how_it_came_to_be(client, staff):
    cohort = make_cohort(name="Lima", capacity=1)
    place = placing.admit(
        cohort=cohort, learner=make_user(full_name="Ada", email="ada@example.org"), by=staff, now=NOW, reason="Asked by mail"
    )
    other = make_place(make_cohort(name="Quito"), place.learner, status=Status.LEFT)

    text = client.get(page(place)).text

    for words in ("Ada", "ada@example.org", "Lima", "Asked by mail", str(staff), f'href="{page(other)}"', "Quito"):
        assert words in text


@pytest.mark.usefixtures("staff")
def test_who_waits_has_a_turn_and_who_was_moved_leads_on(client):
    cohort = make_cohort(capacity=1)
    for _ in range(3):
        waiting = make_place(cohort, status=Status.WAITING)
    there = make_place(make_cohort(name="Quito"))
    moved = make_place(cohort, status=Status.MOVED, moved_to=there)

    assert client.get(page(waiting)).context["turn"] == 3
    assert f'href="{page(there)}"' in client.get(page(moved)).text


@pytest.mark.usefixtures("staff")
@pytest.mark.parametrize("status", ACTS)
def test_the_page_offers_what_may_become_of_it(client, status):
    place = make_place(make_cohort(), status=status)

    text = client.get(page(place)).text

    assert {act for act in ALL if f'href="{page(place, act)}/"' in text} == ACTS[status]
    for act in ALL - ACTS[status]:
        assert said(client.get(page(place, f"{act}/"), follow=True)) == [
            "This is not possible any more: it has changed meanwhile. Look at how it stands now."
        ]


@pytest.mark.usefixtures("staff")
def test_the_page_costs_the_same_for_little_and_for_much(client):
    place = make_place()
    client.get(page(place))

    with CaptureQueriesContext(connection) as one:
        client.get(page(place))
    for _ in range(30):
        make_place(make_cohort(), place.learner, status=Status.LEFT)
    with CaptureQueriesContext(connection) as many:
        response = client.get(page(place))

    assert len(one) == len(many) == 13
    assert len(response.content) <= 200_000


# What is done with it


def test_who_asked_is_let_in(client, staff):
    place = make_place(make_cohort(), status=Status.ASKED)

    response = client.post(page(place, "approve/"))

    place.refresh_from_db()
    assert (response.url, place.status, place.moves.get().moved_by) == (page(place), "held", staff)


@pytest.mark.usefixtures("staff")
def test_a_seat_is_given_past_the_queue(client):
    cohort = make_cohort(capacity=1)
    first, second = (make_place(cohort, status=Status.WAITING) for _ in range(2))

    client.post(page(second, "seat/"), {"reason": "A tutor's child"})
    client.post(page(first, "seat/"), {"reason": ""})

    for each in (first, second):
        each.refresh_from_db()
    assert (first.status, second.status, seats(cohort)) == ("waiting", "held", (1, 1))
    assert second.moves.get().reason == "A tutor's child"


@pytest.mark.usefixtures("staff")
def test_a_learner_is_moved_with_their_work(client):
    outline = make_outline()
    cohort, there = make_cohort(outline), make_cohort(outline, name="Quito", capacity=5)
    full = make_cohort(outline, name="Full", capacity=1)
    make_place(full)
    make_cohort(name="Of another course")
    make_cohort(outline, name="Over", status=Cohort.Status.FINISHED)
    enrolment = make_enrolment(outline, done=1)
    place = make_place(cohort, enrolment.learner, enrolment=enrolment)

    offered = [str(label) for _, label in client.get(page(place, "move/")).context["form"].fields["to_cohort"].choices]
    assert len(offered) == 1
    assert offered[0].startswith("Quito (English, ")
    assert offered[0].endswith("5 seats free)")

    client.post(page(place, "move/"), {"to_cohort": there.pk, "reason": "Works at night"})

    place.refresh_from_db()
    assert (place.status, place.moved_to.cohort, place.moved_to.enrolment) == ("moved", there, place.enrolment)
    assert {move.reason for move in place.moves.all()} == {"Works at night"}
    assert (seats(cohort), seats(there)) == ((0, 0), (1, 1))


@pytest.mark.usefixtures("staff")
def test_nobody_is_moved_to_another_course_or_into_a_full_cohort(client):
    outline = make_outline()
    place = make_place(make_cohort(outline))
    full = make_cohort(outline, capacity=1)
    make_place(full)

    for other in (make_cohort(), full):
        response = client.post(page(place, "move/"), {"to_cohort": other.pk, "reason": "x"})
        assert list(response.context["form"].errors) == ["to_cohort"]
    place.refresh_from_db()
    assert place.status == "held"


@pytest.mark.usefixtures("staff")
def test_a_place_is_put_off(client):
    place = make_place(make_cohort())

    client.post(page(place, "defer/"), {"reason": "Is ill"})

    place.refresh_from_db()
    assert (place.status, place.moves.get().reason) == ("deferred", "Is ill")
    assert Interest.objects.get().person == place.learner


@pytest.mark.usefixtures("staff")
def test_who_asked_is_refused(client):
    place = make_place(make_cohort(), status=Status.ASKED)

    client.post(page(place, "refuse/"), {"reason": "Has taken it twice"})

    place.refresh_from_db()
    assert (place.status, place.moves.get().reason) == ("refused", "Has taken it twice")


@pytest.mark.usefixtures("staff")
def test_nobody_is_taken_out_without_a_reason(client):
    place = make_place(make_cohort())

    assert list(client.post(page(place, "remove/"), {"reason": ""}).context["form"].errors) == ["reason"]
    client.post(page(place, "remove/"), {"reason": "Sold things"})

    place.refresh_from_db()
    assert (place.status, place.moves.get().reason) == ("removed", "Sold things")


@pytest.mark.usefixtures("staff")
def test_what_the_act_refuses_is_said_in_words(client):
    place = make_place(make_cohort(), status=Status.ASKED)
    place.cohort.course.outlines.update(is_open=False)

    response = client.post(page(place, "approve/"), follow=True)

    assert said(response) == ["The course takes no newcomers, or is not shown to this person."]


# Letting somebody in


@pytest.mark.parametrize(("capacity", "status", "words"), [(2, "held", "They have a place."), (1, "waiting", None)])
def test_somebody_is_admitted_by_their_address(client, staff, capacity, status, words):
    cohort = make_cohort(joining=Cohort.Joining.STAFF, capacity=capacity)
    make_place(cohort)
    make_user(email="ada@example.org")

    response = client.post(admit_page(cohort), {"email": "ADA@example.org", "reason": "By phone"}, follow=True)

    place = Place.objects.get(learner__email="ada@example.org")
    assert response.redirect_chain == [(page(place), 302)]
    assert said(response) == [words or "No seat is free: they are on the waiting list."]
    assert (place.status, place.way) == (status, "staff")


@pytest.mark.usefixtures("staff")
@pytest.mark.parametrize(
    ("email", "fault"),
    [
        ("nobody@example.org", "Nobody has an account with this address."),
        ("closed@example.org", "This account is closed."),
        ("x", "Enter a valid email address."),
        ("unready@example.org", "They have not completed the courses that come before this one."),
    ],
)
def test_an_address_that_will_not_do_is_said(client, email, fault):
    cohort = make_cohort(make_outline(before=[make_outline()]))
    make_user(email="closed@example.org", is_active=False)
    make_user(email="unready@example.org")

    response = client.post(admit_page(cohort), {"email": email})

    assert [str(each) for each in response.context["form"].errors["email"]] == [fault]
    assert cohort.places.count() == 0


@pytest.mark.usefixtures("staff")
def test_a_cohort_that_is_over_takes_nobody(client):
    cohort = make_cohort(status=Cohort.Status.FINISHED)
    make_user(email="ada@example.org")

    response = client.post(admit_page(cohort), {"email": "ada@example.org"}, follow=True)

    assert said(response) == ["The cohort takes nobody now: it is neither open nor running."]
    assert cohort.places.count() == 0


# Who may not


def test_others_are_turned_away(client):
    sign_in(client, "Editor")
    place = make_place(make_cohort(), status=Status.ASKED)
    make_user(email="ada@example.org")

    for url in (page(place), *(page(place, f"{act}/") for act in ALL), admit_page(place.cohort)):
        assert is_turned_away(client.get(url))
    assert is_turned_away(client.post(page(place, "approve/")))
    assert is_turned_away(client.post(admit_page(place.cohort), {"email": "ada@example.org"}))
    place.refresh_from_db()
    assert (place.status, place.cohort.places.count()) == ("asked", 1)


@pytest.mark.usefixtures("staff")
def test_what_is_not_there_is_not_found(client):
    assert {client.get(f"/admin/cohorts/places/99/{act}").status_code for act in ("", "move/")} == {404}
    assert client.get("/admin/cohorts/99/admit/").status_code == 404


@pytest.mark.usefixtures("staff")
def test_other_methods_are_refused(client):
    place = make_place(make_cohort())

    assert client.post(page(place)).status_code == 405
    assert client.put(page(place, "remove/")).status_code == 405
    assert client.delete(admit_page(place.cohort)).status_code == 405
