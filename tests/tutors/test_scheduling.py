import datetime as dt

import pytest

from tests.enrolments.factories import DAY, NOW
from tests.tutors.factories import HOUR, make_appointment, make_cohort, make_session, make_tutor
from tutors import exceptions, scheduling
from tutors.models import Session
from tutors.scheduling import Meeting
from tutors.wall_clock import Weekly

pytestmark = pytest.mark.django_db
FIRST = Meeting(title="Hello", agenda="Names", join_url="https://meet.example.org/x")


def plan(cohort, starts_at=NOW + DAY, meeting=FIRST, minutes=60):
    return scheduling.plan_session(cohort=cohort, meeting=meeting, starts_at=starts_at, minutes=minutes)


def test_a_session_is_planned_once_and_held_by_the_lead(announced):
    lead = make_appointment()
    make_appointment(lead.cohort, role="assistant")

    with announced() as heard:
        session = plan(lead.cohort)
        again = plan(lead.cohort)

    session.refresh_from_db()
    assert (session.title, session.agenda, session.join_url) == ("Hello", "Names", "https://meet.example.org/x")
    assert (session.starts_at, session.ends_at, session.sequence) == (NOW + DAY, NOW + DAY + HOUR, 0)
    assert (again, session.held_by, heard) == (session, lead.tutor, [("session_planned", session.pk)])


def test_who_holds_a_session_may_be_said():
    lead, tutor = make_appointment(), make_tutor()

    assert plan(lead.cohort, meeting=Meeting("Hello", held_by=tutor)).held_by == tutor
    assert plan(make_cohort()).held_by is None


@pytest.mark.parametrize("status", ["finished", "cancelled"])
def test_nothing_is_planned_in_a_cohort_that_is_over(status):
    with pytest.raises(exceptions.CohortOver):
        plan(make_cohort(status=status))


@pytest.mark.parametrize("status", ["draft", "open", "running"])
def test_sessions_are_planned_before_and_during_a_cohort(status):
    assert plan(make_cohort(status=status)).is_planned


def test_a_series_keeps_its_time_by_the_clock_where_clocks_change(announced):
    # On 29 March 2026 clocks go forward in Europe.
    cohort = make_cohort(time_zone="Europe/Paris")
    weekly = Weekly(dt.date(2026, 3, 20), dt.time(18), times=4)

    with announced() as heard:
        sessions = scheduling.plan_series(cohort=cohort, meeting=FIRST, weekly=weekly, minutes=90)
        again = scheduling.plan_series(cohort=cohort, meeting=FIRST, weekly=weekly, minutes=90)

    assert [each.starts_at.isoformat() for each in sessions] == [
        "2026-03-20T17:00:00+00:00",
        "2026-03-27T17:00:00+00:00",
        "2026-04-03T16:00:00+00:00",
        "2026-04-10T16:00:00+00:00",
    ]
    [series] = {each.series for each in sessions}
    assert (again, Session.objects.count()) == (sessions, 4)
    assert heard == [("series_planned", cohort.pk)]
    assert len({each.uid for each in sessions}) == 4
    assert series is not None


def test_moving_is_told_and_reminds_anew(announced):
    session = make_session(reminded_day_at=NOW, reminded_hour_at=NOW, wrap_up_at=NOW)
    given = {"session": session, "starts_at": NOW + 3 * DAY, "minutes": 30, "now": NOW}

    with announced() as heard:
        scheduling.move_session(**given)
        scheduling.move_session(**given)

    session.refresh_from_db()
    assert (session.starts_at, session.ends_at, session.sequence) == (NOW + 3 * DAY, NOW + 3 * DAY + HOUR / 2, 1)
    assert (session.reminded_day_at, session.reminded_hour_at, session.wrap_up_at) == (None, None, None)
    assert heard == [("session_moved", session.pk)]


@pytest.mark.parametrize(
    ("changed", "sequence"),
    [
        ({}, 0),
        ({"title": "Good morning"}, 1),
        ({"agenda": "Names and places"}, 1),
        ({"join_url": "https://meet.example.org/y"}, 0),
    ],
)
def test_a_change_is_told_where_calendars_show_it(changed, sequence, announced):
    session = make_session(title="Hello", agenda="Names")
    words = {"title": "Hello", "agenda": "Names", **changed}

    with announced() as heard:
        for _ in range(2):
            scheduling.change_session(session=session, meeting=Meeting(**words))

    session.refresh_from_db()
    assert {name: getattr(session, name) for name in words} == words
    assert session.sequence == sequence
    assert heard == [("session_changed", session.pk)] * sequence


def test_cancelling_is_told_once(announced):
    session = make_session()

    with announced() as heard:
        for _ in range(2):
            scheduling.cancel_session(session=session, now=NOW)

    session.refresh_from_db()
    assert (session.status, session.sequence) == ("cancelled", 1)
    assert heard == [("session_cancelled", session.pk)]


def test_what_is_over_is_neither_moved_nor_cancelled():
    session = make_session(starts_at=NOW - HOUR)

    with pytest.raises(exceptions.SessionOver):
        scheduling.move_session(session=session, starts_at=NOW + DAY, minutes=60, now=NOW)
    with pytest.raises(exceptions.SessionOver):
        scheduling.cancel_session(session=session, now=NOW)
    assert scheduling.cancel_session(session=session, now=NOW - HOUR / 2).status == "cancelled"


@pytest.mark.parametrize("status", ["cancelled", "did_not_happen"])
def test_of_what_is_not_planned_nothing_is_changed(status):
    session = make_session(starts_at=NOW - HOUR / 2, status=status)
    refused = [
        lambda: scheduling.move_session(session=session, starts_at=NOW + DAY, minutes=60, now=NOW),
        lambda: scheduling.change_session(session=session, meeting=FIRST),
        lambda: scheduling.add_recording(session=session, url="https://video.example.org/x", now=NOW),
    ]
    if status == "cancelled":
        refused.append(lambda: scheduling.mark_not_happened(session=session, now=NOW))
    else:
        refused.append(lambda: scheduling.cancel_session(session=session, now=NOW))

    for act in refused:
        with pytest.raises(exceptions.SessionNotPlanned):
            act()

    session.refresh_from_db()
    assert (session.status, session.sequence, session.recording_url) == (status, 0, "")


def test_a_session_that_did_not_happen_and_one_that_did_after_all():
    session = make_session(starts_at=NOW)

    with pytest.raises(exceptions.SessionAhead):
        scheduling.mark_not_happened(session=session, now=NOW - HOUR)
    for _ in range(2):
        assert scheduling.mark_not_happened(session=session, now=NOW).status == "did_not_happen"
    for _ in range(2):
        assert scheduling.mark_happened(session=session).status == "planned"
    assert scheduling.mark_happened(session=make_session(status="cancelled")).status == "cancelled"


def test_a_recording_is_told_once_and_can_be_taken_back(announced):
    session = make_session(starts_at=NOW)
    url = "https://video.example.org/x"

    with pytest.raises(exceptions.SessionAhead):
        scheduling.add_recording(session=session, url=url, now=NOW - HOUR)
    with announced() as heard:
        for each in [url, url, "", ""]:
            assert scheduling.add_recording(session=session, url=each, now=NOW).recording_url == each

    assert heard == [("recording_added", session.pk)]
