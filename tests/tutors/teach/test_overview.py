import datetime as dt

import pytest
from django.core.cache import cache
from django.urls import reverse

from tests.enrolments.factories import DAY, NOW, make_outline
from tests.factories import make_user
from tests.tutors.factories import HOUR, make_appointment, make_cohort, make_place, make_session, make_tutor
from tutors import known
from tutors.models import Appointment, Cohort, Place

pytestmark = pytest.mark.django_db
OVERVIEW = reverse("teach:overview")
Status = Cohort.Status


def groups(response):
    return [(str(label), [each.cohort.name for each in cohorts]) for label, cohorts in response.context["groups"]]


def test_cohorts_stand_by_how_they_stand(teaching, lead):
    for name, status in [("Now", Status.RUNNING), ("Soon", Status.DRAFT), ("Past", Status.FINISHED)]:
        make_appointment(make_cohort(name=name, status=status), lead)
    make_appointment(make_cohort(name="Another's"))

    response = teaching.get(OVERVIEW)

    assert groups(response) == [("Running", ["Now"]), ("Coming", ["Spring", "Soon"]), ("Over", ["Past"])]
    assert "Another&#x27;s" not in response.text


def test_requests_that_wait_for_a_word_lead_to_where_it_is_said(teaching, asking, at):
    response = teaching.get(OVERVIEW)

    assert f'{at("people")}?state=asked">1 person asks for a place: Spring</a>' in response.text


def test_who_stands_in_later_sees_the_cohort_and_may_not_enter(client, cohort, asking, at):
    days = {"from_on": NOW.date() + DAY, "until_on": NOW.date() + 2 * DAY}
    client.force_login(make_appointment(cohort, role=Appointment.Role.STAND_IN, **days).tutor.user)
    make_session(cohort, title="On their day", starts_at=NOW + DAY)
    make_session(cohort, title="On another", starts_at=NOW + 4 * DAY)

    response = client.get(OVERVIEW)

    assert ("Spring" in response.text, at("cohort") + '"' in response.text) == (True, False)
    assert "from 3 March 2026 to 4 March 2026" in response.text
    assert response.context["waiting"] == []
    assert [each.session.title for each in response.context["sessions"]] == ["On their day"]


@pytest.mark.parametrize(("begins", "is_shown"), [(16, False), (15, True), (-89, True), (-95, False)])
def test_the_link_to_join_is_shown_around_its_time(teaching, cohort, begins, is_shown):
    make_session(cohort, starts_at=NOW + dt.timedelta(minutes=begins), minutes=90, join_url="https://meet.example.org/1")

    assert ("https://meet.example.org/1" in teaching.get(OVERVIEW).text) == is_shown


def test_hours_taught_are_those_of_sessions_that_took_place(teaching, lead, cohort):
    make_session(cohort, held_by=lead, starts_at=NOW - DAY, minutes=90)
    make_session(cohort, held_by=lead, starts_at=NOW - 2 * DAY, minutes=60)
    make_session(cohort, held_by=lead, starts_at=NOW - 3 * DAY, minutes=60, status="did_not_happen")
    make_session(cohort, starts_at=NOW - 4 * DAY, minutes=60)
    make_session(cohort, held_by=lead, starts_at=NOW + HOUR, minutes=60)

    assert teaching.get(OVERVIEW).context["hours"] == "2.5"


def test_who_has_no_cohort_yet_is_told_what_comes(client):
    client.force_login(make_tutor().user)

    response = client.get(OVERVIEW)

    assert ("No cohort yet" in response.text, reverse("teach:profile") in response.text) == (True, True)


def test_a_coordinator_sees_everybodys(client, coordinator, cohort, asking):
    client.force_login(coordinator)
    make_cohort(name="Draft of somebody", status=Status.DRAFT)

    response = client.get(OVERVIEW)

    assert [each.cohort.name for each in response.context["everybodys"]] == ["Draft of somebody", "Spring"]
    assert "1 asks for a place" in response.text


@pytest.mark.parametrize("number", [1, 30])
def test_overview_costs_the_same_for_one_cohort_and_for_thirty(client, django_assert_num_queries, number):
    tutor = make_tutor()
    for _ in range(number):
        cohort = make_cohort(make_outline())
        make_appointment(cohort, tutor)
        make_session(cohort)
        make_place(cohort, status=Place.Status.ASKED)
    client.force_login(tutor.user)

    # Session, person; tutor, two for permissions; appointments, outlines, who asks, sessions, minutes.
    with django_assert_num_queries(10):
        response = client.get(OVERVIEW)

    assert len(response.context["owned"]) == number


@pytest.mark.parametrize("number", [1, 30])
def test_everybodys_cohorts_cost_the_same(client, coordinator, django_assert_num_queries, number):
    for _ in range(number):
        make_cohort(make_outline())
    client.force_login(coordinator)
    client.get(OVERVIEW)

    with django_assert_num_queries(9):
        client.get(OVERVIEW)


# The way in


def link(response):
    return f'<a href="{OVERVIEW}">Teaching</a>' in response.text


def test_the_menu_of_a_tutor_leads_here_and_nobody_elses(client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        tutor = make_tutor()
    client.force_login(make_user())
    before = link(client.get("/notices/"))
    client.force_login(tutor.user)

    assert (before, link(client.get("/notices/"))) == (False, True)

    with django_capture_on_commit_callbacks(execute=True):
        tutor.retired_at = NOW
        tutor.save()

    assert link(client.get("/notices/")) is False


def test_the_menu_costs_one_query_for_all_pages(django_assert_num_queries):
    cache.delete(known.KEY)
    tutor, other = make_tutor(), make_user()

    with django_assert_num_queries(1):
        answers = [known.is_tutor(each) for each in (tutor.user, other, tutor.user)]

    assert answers == [True, False, True]


def test_a_cache_that_does_not_answer_costs_the_link_only(monkeypatch):
    def silent(*_):
        raise ConnectionError

    monkeypatch.setattr(cache, "get", silent)

    assert known.is_tutor(make_tutor().user) is False
