"""A member says that they are here."""

import re

import pytest
from django.urls import reverse

from tests.enrolments.factories import NOW
from tests.factories import make_user
from tests.tutors.factories import (
    HOUR,
    MINUTE,
    make_appointment,
    make_attendance,
    make_check_in,
    make_cohort,
    make_place,
    make_session,
)
from tutors import tries
from tutors.models import Attendance, Cohort, Place, Session

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def session():
    return make_session(make_cohort(joining=Cohort.Joining.STAFF), title="Week 1", starts_at=NOW - 5 * MINUTE)


@pytest.fixture
def member(client, session):
    place = make_place(session.cohort)
    client.force_login(place.learner)
    return place


@pytest.fixture
def door(session):
    return reverse("tutors:check_in", args=[session.cohort.code, session.pk])


def refusal(response):
    found = re.search(r'class="errorlist"[^>]*>.*?<li>(.*?)</li>', response.text, re.DOTALL)
    return found[1] if found else ""


def test_a_member_checks_in_and_sees_it(client, session, member, door):
    code = make_check_in(session).code
    page = reverse("tutors:session", args=[session.cohort.code, session.pk])
    assert door in client.get(page).text

    response = client.post(door, {"code": f"{code[:3].lower()} {code[3:]}"}, follow=True)

    assert response.redirect_chain == [(page, 302)]
    assert "You are noted: present." in response.text
    assert "What is noted of you: present." in response.text
    assert door not in response.text
    assert member.attendances.get().way == Attendance.Way.SELF
    assert "You are noted already: present." in client.get(door).text


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda session: make_check_in(session, code="ACE346"), "This is not the code."),
        (lambda session: make_check_in(session, closes_at=NOW), "No code stands at the moment."),
        (lambda _session: None, "No code stands at the moment."),
    ],
    ids=["wrong", "over", "none"],
)
def test_what_lets_nobody_in_says_why(client, session, member, door, make, words):
    make(session)

    response = client.post(door, {"code": "AAAAAA"})

    assert (response.status_code, refusal(response).startswith(words)) == (200, True)
    assert not Attendance.objects.exists()


def test_who_guesses_is_told_to_stop(client, session, member, door):
    code = make_check_in(session, code="ACE346").code
    for _ in range(tries.MOST):
        client.post(door, {"code": "AAAAAA"})

    response = client.post(door, {"code": code})

    assert refusal(response).startswith("That were too many tries.")
    assert not Attendance.objects.exists()


@pytest.mark.parametrize("code", ["", "A" * 21])
def test_a_code_is_a_code(client, session, member, door, code):
    make_check_in(session)

    assert (refusal(client.post(door, {"code": code})) != "", Attendance.objects.count()) == (True, 0)


def test_what_a_tutor_noted_is_said_and_stays(client, session, member, door):
    code = make_check_in(session).code
    make_attendance(session, member, status="excused")

    response = client.post(door, {"code": code}, follow=True)

    assert "You are noted: excused." in response.text
    assert member.attendances.get().status == "excused"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"starts_at": NOW + HOUR}, "You check in once the session begins."),
        ({"status": Session.Status.CANCELLED}, "This session was cancelled, or did not happen."),
    ],
)
def test_where_nothing_is_noted_there_is_no_form_and_a_sent_one_says_why(client, session, member, door, fields, words):
    code = make_check_in(session).code
    for name, value in fields.items():
        setattr(session, name, value)
    session.save()

    page, sent = client.get(door), client.post(door, {"code": code})

    assert (words in page.text, 'name="code"' in page.text, sent.status_code) == (True, False, 200)
    assert not Attendance.objects.exists()


def test_a_visitor_signs_in_and_comes_back(client, session, door):
    assert client.get(door)["Location"] == f"/accounts/login/?next={door}"
    Cohort.objects.update(joining=Cohort.Joining.OPEN)
    assert client.get(door)["Location"] == f"/accounts/login/?next={door}"
    assert client.post(door, {"code": "AAAAAA"})["Location"] == f"/accounts/login/?next={door}"


def test_a_stranger_finds_nothing_and_whoever_knows_the_cohort_is_refused(client, session, door):
    people = {
        "stranger": make_user(),
        "former": make_place(session.cohort, status=Place.Status.LEFT, joined_at=NOW - HOUR).learner,
        "waiting": make_place(session.cohort, status=Place.Status.WAITING).learner,
        "tutor": make_appointment(session.cohort).tutor.user,
    }
    make_place(session.cohort, people["tutor"])
    statuses = {}
    for name, person in people.items():
        client.force_login(person)
        statuses[name] = (client.get(door).status_code, client.post(door, {"code": "AAAAAA"}).status_code)

    assert statuses == {"stranger": (404, 404), "former": (403, 403), "waiting": (403, 403), "tutor": (403, 403)}


def test_another_cohorts_session_is_not_found_by_a_guessed_id(client, session, member):
    other = make_session(starts_at=NOW)

    assert client.get(reverse("tutors:check_in", args=[session.cohort.code, other.pk])).status_code == 404


def test_other_methods_are_refused(client, member, door):
    assert client.put(door).status_code == 405


def test_a_sessions_page_offers_it_around_its_time_to_members_only(client, session, member, door):
    page = reverse("tutors:session", args=[session.cohort.code, session.pk])
    Session.objects.update(starts_at=NOW - 3 * HOUR, ends_at=NOW - 2 * HOUR)
    assert door not in client.get(page).text
    Session.objects.update(starts_at=NOW, ends_at=NOW + HOUR)
    assert door in client.get(page).text

    client.force_login(make_appointment(session.cohort).tutor.user)

    assert door not in client.get(page).text


def test_queries(client, session, member, door, django_assert_num_queries):
    make_check_in(session)

    with django_assert_num_queries(8):
        client.get(door)
