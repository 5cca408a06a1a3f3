import datetime as dt

import pytest

from tests.enrolments.factories import DAY, NOW
from tests.factories import make_user
from tests.tutors.factories import HOUR, make_appointment, make_cohort, make_place, make_session
from tutors.models import Cohort, Session
from tutors.teach.series import dates_of

pytestmark = pytest.mark.django_db
Status = Session.Status


@pytest.fixture
def session(cohort, lead):
    """Twelve days ahead, at one in the afternoon of Paris."""
    return make_session(cohort, title="Kick-off", held_by=lead)


@pytest.fixture
def elsewhere(lead):
    """The lead has another cohort, which meets on 20 March from 18:00 to 19:00 of Paris."""
    other = make_cohort(name="Elsewhere")
    make_appointment(other, lead)
    return make_session(other, title="Their meeting", starts_at=utc(20, 17))


def utc(day, hour, month=3):
    return dt.datetime(2026, month, day, hour, tzinfo=dt.UTC)


def words(lead, **given):
    return {"title": "Names", "held_by": lead.pk, "join_url": "meet.example.org/1", "agenda": "Zones.", **given}


def when(**given):
    return {"day": "2026-03-20", "time": "18:00", "minutes": "90", **given}


# Planning


def test_a_session_is_planned_by_the_clock_of_the_cohort(teaching, lead, cohort, at, announced):
    form = teaching.get(at("plan_session"))
    with announced() as heard:
        response = teaching.post(at("plan_session"), words(lead) | when())

    session = cohort.sessions.get()
    assert "By the clock of Paris (Europe/Paris)." in form.text
    assert response["Location"] == at("session", session.pk)
    assert (session.starts_at, session.minutes, session.held_by) == (utc(20, 17), 90, lead)
    assert (session.title, session.join_url, session.agenda) == ("Names", "https://meet.example.org/1", "Zones.")
    assert heard == [("session_planned", session.pk)]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"day": "2026-03-01"}, "day"),
        ({"day": "32"}, "day"),
        ({"time": "25:00"}, "time"),
        ({"minutes": "4"}, "minutes"),
        ({"join_url": "javascript:alert(1)"}, "join_url"),
        ({"held_by": "0"}, "held_by"),
    ],
)
def test_what_is_wrong_is_said(teaching, lead, cohort, at, wrong, field):
    response = teaching.post(at("plan_session"), words(lead) | when() | wrong)

    assert (response.status_code, [*response.context["form"].errors]) == (200, [field])
    assert cohort.sessions.count() == 0


def test_who_may_hold_it_is_a_tutor_of_the_cohort(teaching, lead, assistant, at):
    make_appointment()

    choices = teaching.get(at("plan_session")).context["form"].fields["held_by"].queryset

    assert [str(each) for each in choices] == ["Asa Assistant", "Lena Lead"]


def test_it_is_said_who_will_be_told(teaching, cohort, at, member):
    make_place(cohort, make_user(is_active=False))
    make_place(cohort, status="asked")

    assert "1 member is told by mail" in teaching.get(at("plan_session")).text


def test_double_booking_is_warned_of_and_stops_nobody(teaching, lead, cohort, at, elsewhere):
    given = words(lead) | when()
    warned = teaching.post(at("plan_session"), given)

    assert ("Booked twice" in warned.text, "Their meeting" in warned.text, cohort.sessions.count()) == (True, True, 0)

    seen = warned.context["form"]["seen"].value()
    # Another time is another matter.
    again = teaching.post(at("plan_session"), given | {"seen": seen, "time": "17:30"})
    assert ("Booked twice" in again.text, cohort.sessions.count()) == (True, 0)

    teaching.post(at("plan_session"), given | {"seen": seen})
    assert cohort.sessions.count() == 1


def test_without_a_holder_the_lead_is_warned_for(teaching, lead, cohort, at, elsewhere):
    assert "Booked twice" in teaching.post(at("plan_session"), words(lead, held_by="") | when()).text


def test_nothing_is_planned_in_a_cohort_that_is_over(teaching, lead, cohort, at):
    Cohort.objects.filter(pk=cohort.pk).update(status=Cohort.Status.FINISHED)

    response = teaching.post(at("plan_session"), words(lead) | when())

    assert ("The cohort is over." in response.text, cohort.sessions.count()) == (True, 0)


# A series


def weekly(**given):
    return when(day="2026-03-16") | {"times": "3", "every": "1", "seen": "", **given}


def test_a_series_is_shown_before_it_is_planned(teaching, lead, cohort, at):
    shown = teaching.post(at("plan_series"), words(lead) | weekly())

    assert cohort.sessions.count() == 0
    assert [
        text in shown.text for text in ("Monday 16 March 2026, 18:00 (Paris, UTC+1)", "30 March 2026, 18:00 (Paris, UTC+2)")
    ] == [
        True,
        True,
    ]
    assert shown.text.count("Clocks change here, from UTC+1 to UTC+2") == 1
    # The tutor's own clock knows no change.
    assert "Monday 30 March 2026, 16:00 (UTC)" in shown.text

    seen = shown.context["form"]["seen"].value()
    response = teaching.post(at("plan_series"), words(lead) | weekly(seen=seen))

    assert response["Location"] == at("sessions")
    starts = [*cohort.sessions.order_by("starts_at").values_list("starts_at", flat=True)]
    assert starts == [utc(16, 17), utc(23, 17), utc(30, 16)]
    assert cohort.sessions.values("series").distinct().count() == 1


def test_a_series_that_was_changed_is_shown_anew(teaching, lead, cohort, at):
    seen = teaching.post(at("plan_series"), words(lead) | weekly()).context["form"]["seen"].value()

    shown = teaching.post(at("plan_series"), words(lead) | weekly(seen=seen, times="4"))

    assert (len(shown.context["dates"]), cohort.sessions.count()) == (4, 0)


def test_double_booking_of_a_series_is_warned_of(teaching, lead, cohort, at, elsewhere):
    shown = teaching.post(at("plan_series"), words(lead) | weekly(day="2026-03-13"))

    assert shown.text.count("Their meeting") == 1


@pytest.mark.parametrize("wrong", [{"times": "1"}, {"times": "53"}, {"every": "0"}, {"day": ""}])
def test_a_series_that_is_wrong_is_said(teaching, lead, cohort, at, wrong):
    response = teaching.post(at("plan_series"), words(lead) | weekly(**wrong))

    assert (response.context["dates"], [*response.context["form"].errors]) == ([], [*wrong])


def test_a_series_in_a_cohort_that_is_over_is_refused(teaching, lead, cohort, at):
    seen = teaching.post(at("plan_series"), words(lead) | weekly()).context["form"]["seen"].value()
    Cohort.objects.filter(pk=cohort.pk).update(status=Cohort.Status.CANCELLED)

    assert "The cohort is over." in teaching.post(at("plan_series"), words(lead) | weekly(seen=seen)).text


def test_a_zone_without_a_change_of_clocks_shows_none(cohort):
    cohort.time_zone = "Asia/Kolkata"

    assert {date.since for date in dates_of([NOW, NOW + 60 * DAY], cohort.zone)} == {""}


# One session


def test_what_it_says_is_changed(teaching, lead, assistant, session, at, announced):
    with announced() as heard:
        teaching.post(at("change_session", session.pk), words(assistant))

    session.refresh_from_db()
    assert (session.title, session.agenda, session.held_by, session.sequence) == ("Names", "Zones.", assistant, 1)
    assert heard == [("session_changed", session.pk)]


def test_a_holder_who_is_a_tutor_no_more_stays_to_be_chosen(teaching, session, at):
    former = make_appointment(role="assistant", ended_at=NOW).tutor
    Session.objects.filter(pk=session.pk).update(held_by=former)

    choices = teaching.get(at("change_session", session.pk)).context["form"].fields["held_by"].queryset

    assert former in choices


def test_another_holder_who_is_booked_is_warned_for(teaching, assistant, session, at, cohort):
    other = make_cohort()
    make_appointment(other, assistant)
    make_session(other, title="Their meeting", starts_at=session.starts_at)
    given = words(assistant)

    warned = teaching.post(at("change_session", session.pk), given)
    teaching.post(at("change_session", session.pk), given | {"seen": warned.context["form"]["seen"].value()})

    session.refresh_from_db()
    assert ("Their meeting" in warned.text, session.held_by) == (True, assistant)


def test_it_is_moved_by_the_clock_of_the_cohort(teaching, session, at, announced):
    form = teaching.get(at("move_session", session.pk)).context["form"]
    with announced() as heard:
        teaching.post(at("move_session", session.pk), when(day="2026-03-30"))

    session.refresh_from_db()
    assert (form["day"].value(), form["time"].value()) == (dt.date(2026, 3, 14), dt.time(13))
    assert (session.starts_at, session.minutes) == (utc(30, 16), 90)
    assert heard == [("session_moved", session.pk)]


def test_a_move_into_another_session_is_warned_of(teaching, session, at, elsewhere):
    warned = teaching.post(at("move_session", session.pk), when())
    teaching.post(at("move_session", session.pk), when(seen=warned.context["form"]["seen"].value()))

    session.refresh_from_db()
    assert ("Booked twice" in warned.text, session.starts_at) == (True, utc(20, 17))


@pytest.mark.parametrize("act", ["change_session", "move_session"])
def test_a_cancelled_one_is_neither_changed_nor_moved(teaching, lead, session, at, act):
    Session.objects.filter(pk=session.pk).update(status=Status.CANCELLED)

    response = teaching.post(at(act, session.pk), words(lead) | when())

    assert "This session was cancelled, or did not happen." in response.text


def test_it_is_cancelled(teaching, session, at, member):
    before = teaching.get(at("session", session.pk)).text
    teaching.post(at("cancel_session", session.pk))

    session.refresh_from_db()
    assert ("1 member is told by mail" in before, session.status) == (True, Status.CANCELLED)
    assert at("move_session", session.pk) not in teaching.get(at("session", session.pk)).text


def test_what_did_not_happen_is_noted_and_taken_back(teaching, session, at):
    early = teaching.post(at("session_happened", session.pk), {"happened": "no"}, follow=True)
    assert "If it is not to happen, cancel it." in early.text
    Session.objects.filter(pk=session.pk).update(starts_at=NOW - HOUR, ends_at=NOW - HOUR / 2)

    teaching.post(at("session_happened", session.pk), {"happened": "no"})
    session.refresh_from_db()
    assert session.status == Status.DID_NOT_HAPPEN
    assert "It happened after all" in teaching.get(at("session", session.pk)).text

    teaching.post(at("session_happened", session.pk), {"happened": "yes"})
    session.refresh_from_db()
    assert session.status == Status.PLANNED


def test_a_recording_is_added_and_taken_back(teaching, session, at):
    Session.objects.filter(pk=session.pk).update(starts_at=NOW - HOUR, ends_at=NOW - HOUR / 2)

    wrong = teaching.post(at("recording", session.pk), {"url": "javascript:alert(1)"}, follow=True)
    teaching.post(at("recording", session.pk), {"url": "https://video.example.org/1"})
    session.refresh_from_db()
    assert ("This is no address of the web." in wrong.text, session.recording_url) == (True, "https://video.example.org/1")

    teaching.post(at("recording", session.pk), {"url": ""})
    session.refresh_from_db()
    assert session.recording_url == ""


def test_the_reader_sees_the_clock_of_the_cohort_and_their_own(teaching, lead, session, at):
    lead.user.time_zone = "Asia/Kolkata"
    lead.user.save()

    page = teaching.get(at("session", session.pk)).text

    assert ("Saturday 14 March 2026, 13:00 (Paris, UTC+1)" in page, "17:30 (Kolkata, UTC+5:30)" in page) == (True, True)


def test_who_lives_by_the_clock_of_the_cohort_sees_it_once(teaching, lead, session, at):
    lead.user.time_zone = "Europe/Paris"
    lead.user.save()

    assert "By your clock" not in teaching.get(at("session", session.pk)).text


@pytest.mark.parametrize("number", [1, 30])
def test_sessions_cost_the_same_for_one_and_for_thirty(teaching, lead, cohort, at, number, django_assert_num_queries):
    for day in range(number):
        make_session(cohort, held_by=lead, starts_at=NOW + (day - 10) * DAY)

    # Session, person, cohort, two for permissions, appointed, leads; sessions.
    with django_assert_num_queries(8):
        response = teaching.get(at("sessions"))

    assert len(response.context["coming"]) + len(response.context["past"]) == number


def test_what_is_over_or_called_off_stands_below(teaching, cohort, at):
    make_session(cohort, title="Over", starts_at=NOW - DAY)
    make_session(cohort, title="Off", status=Status.CANCELLED)
    make_session(cohort, title="On")

    response = teaching.get(at("sessions"))

    shown = {part: [each.session.title for each in response.context[part]] for part in ("coming", "past")}
    assert shown == {"coming": ["On"], "past": ["Off", "Over"]}
