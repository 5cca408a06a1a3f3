"""Who comes to which page, who is refused, and what a guessed address tells: nothing."""

import pytest
from django.urls import get_resolver, reverse

from tests.enrolments.factories import DAY, NOW
from tests.factories import make_user
from tests.tutors.factories import make_appointment, make_cohort, make_place, make_session, make_tutor
from tutors import teach_urls
from tutors.models import Appointment, Place

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
ROUTES = {pattern.name: str(pattern.pattern) for pattern in teach_urls.urlpatterns}
OF_COHORTS = [name for name, route in ROUTES.items() if route.startswith("<slug:code>/")]
POST_ONLY = {
    *("move", "renew_invitation", "decide", "admit", "approve", "refuse", "remove", "move_place", "defer"),
    *("cancel_session", "session_happened", "recording", "end_appointment"),
    *("review_report", "open_check_in", "close_check_in"),
}
READ_ONLY = {
    *("overview", "cohort", "people", "place", "sessions", "session", "register", "attendance_history", "check_in"),
}
OF_SESSIONS = [name for name, route in ROUTES.items() if "/sessions/<int:pk>/" in route]
OF_LEADS = {"move", "change", "copy", "renew_invitation", "modules", "hand_over"}


@pytest.fixture
def every(cohort, lead, member, at):
    """The address of each page of the cohort, with rows that are there."""
    other = make_appointment(cohort, role=Appointment.Role.ASSISTANT)
    rows = {"session": make_session(cohort).pk, "place": member.pk, "end_appointment": other.pk}
    kinds = {"people/<int:pk>": "place", "sessions/<int:pk>": "session", "tutors/<int:pk>": "end_appointment"}
    addresses = {}
    for name in OF_COHORTS:
        kind = next((kind for part, kind in kinds.items() if part in ROUTES[name]), None)
        addresses[name] = at(name, *([rows[kind]] if kind else []))
    return addresses


def ask(client, name, address):
    return client.post(address) if name in POST_ONLY else client.get(address)


def statuses(client, addresses, names=None):
    return {ask(client, name, addresses[name]).status_code for name in names or addresses}


def test_nobody_signed_in_is_sent_to_sign_in(client, every):
    responses = [ask(client, name, address) for name, address in every.items()]

    assert {response.status_code for response in responses} == {302}
    assert all(response["Location"].startswith("/accounts/login/") for response in responses)


def test_a_person_who_is_no_tutor_finds_no_cohort_and_may_not_come_to_the_overview(client, every):
    client.force_login(make_user())

    assert statuses(client, every) == {404}
    assert [client.get(reverse(f"teach:{name}")).status_code for name in ("overview", "profile")] == [403, 403]


def test_a_tutor_of_another_cohort_finds_nothing_here(client, every):
    client.force_login(make_appointment().tutor.user)

    assert statuses(client, every) == {404}


def test_a_learner_of_the_cohort_is_refused(client, every, member):
    client.force_login(member.learner)

    assert statuses(client, every) == {403}


def test_a_former_tutor_is_refused(client, every, cohort):
    tutor = make_appointment(cohort, role=Appointment.Role.ASSISTANT, ended_at=NOW).tutor
    client.force_login(tutor.user)

    assert statuses(client, every) == {403}


@pytest.mark.parametrize(
    ("begin", "end", "status"), [(-1, 1, 200), (0, 0, 200), (1, 3, 403), (-3, -1, 403)], ids=["in", "today", "ahead", "past"]
)
def test_who_stands_in_comes_on_their_days_only(client, cohort, every, begin, end, status):
    days = {"from_on": TODAY + begin * DAY, "until_on": TODAY + end * DAY}
    client.force_login(make_appointment(cohort, role=Appointment.Role.STAND_IN, **days).tutor.user)

    assert client.get(every["people"]).status_code == status


@pytest.mark.parametrize(("zone", "status"), [("Pacific/Kiritimati", 200), ("Europe/Paris", 403)])
def test_the_days_of_who_stands_in_are_those_of_the_cohorts_zone(client, every, cohort, zone, status):
    cohort.time_zone = zone
    cohort.save()
    tomorrow = TODAY + DAY
    appointment = make_appointment(cohort, role=Appointment.Role.STAND_IN, from_on=tomorrow, until_on=tomorrow)
    client.force_login(appointment.tutor.user)

    assert client.get(every["people"]).status_code == status


def test_an_assistant_runs_the_cohort_and_does_not_lead_it(client, every, assistant):
    client.force_login(assistant.user)

    assert statuses(client, every, OF_LEADS) == {403}
    assert statuses(client, every, READ_ONLY - {"overview"}) == {200}
    assert client.post(every["end_appointment"]).status_code == 403
    assert client.post(every["tutors"], {"tutor": 1}).status_code == 403


def test_a_coordinator_comes_to_every_page(client, every, coordinator):
    client.force_login(coordinator)

    assert statuses(client, every, set(every) - POST_ONLY) == {200}


def test_a_cohort_that_is_not_there_is_not_found(teaching, at):
    assert teaching.get(at("cohort", code="nowhere")).status_code == 404


def test_what_is_anothers_is_not_found_by_a_guessed_id(teaching, at):
    other = make_cohort()
    place, session, appointment = make_place(other), make_session(other), make_appointment(other)
    guessed = {
        **dict.fromkeys(["place", "approve", "refuse", "remove", "move_place", "defer"], place.pk),
        **dict.fromkeys(OF_SESSIONS, session.pk),
        "end_appointment": appointment.pk,
    }

    assert {name: ask(teaching, name, at(name, pk)).status_code for name, pk in guessed.items()} == dict.fromkeys(
        guessed, 404
    )
    place.refresh_from_db()
    assert place.status == Place.Status.HELD


@pytest.mark.parametrize("name", sorted(POST_ONLY))
def test_an_act_is_not_done_by_looking(teaching, every, name):
    assert teaching.get(every[name]).status_code == 405


@pytest.mark.parametrize("name", sorted(READ_ONLY - {"overview"}))
def test_a_page_to_look_at_takes_nothing(teaching, every, name):
    assert teaching.post(every[name]).status_code == 405


def test_the_overview_takes_nothing(teaching):
    assert teaching.post(reverse("teach:overview")).status_code == 405


def test_a_retired_tutor_is_none(client):
    client.force_login(make_tutor(retired_at=NOW).user)

    assert client.get(reverse("teach:overview")).status_code == 403


def test_every_page_is_among_those_that_are_tried():
    names = {name for name in get_resolver().namespace_dict["teach"][1].reverse_dict if isinstance(name, str)}

    assert names == {*OF_COHORTS, "overview", "profile"}
