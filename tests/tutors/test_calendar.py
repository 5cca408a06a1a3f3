"""What the calendar files say, read by Python's icalendar; tests/browser/test_calendar.py reads them with another reader."""

import dataclasses
import datetime as dt
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.calendars import ADA, CLOCKS, INSTANTS, TITLES, ZONES, make_event, series
from tutors import calendar
from tutors.calendar import Contact


def read(written):
    return icalendar.Calendar.from_ical(written)


def only_event(written):
    [event] = read(written).walk("VEVENT")
    return event


def content_lines(written):
    return written.replace(b"\r\n ", b"").decode().split("\r\n")


def names(written):
    return [line.split(":")[0].split(";")[0] for line in content_lines(written)]


# --- Times --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("zone", ZONES)
def test_clocks_show_the_right_hour_on_both_sides_of_a_change(zone):
    events = read(calendar.feed(series(), "Sessions")).walk("VEVENT")

    shown = [event["dtstart"].dt.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M") for event in events]

    assert shown == [clocks[ZONES.index(zone)] for clocks in CLOCKS.values()]


def test_a_session_given_in_a_zone_is_the_same_instant():
    at = [instant.astimezone(ZoneInfo("Europe/Paris")) for instant in INSTANTS]

    written = calendar.feed([make_event(starts_at=each, minutes=45) for each in at], "Sessions")

    found = [(event["dtstart"].dt, event["dtend"].dt) for event in read(written).walk("VEVENT")]
    assert found == [(instant, instant + dt.timedelta(minutes=45)) for instant in INSTANTS]


@pytest.mark.parametrize(
    "written", [calendar.feed(series(), "Sessions"), calendar.invitation(make_event(), ADA)], ids=["feed", "invitation"]
)
def test_no_file_defines_a_zone_or_names_one(written):
    times = [line for line in content_lines(written) if line.startswith("DT")]

    assert b"TZ" not in written
    assert len(times) == 3 * written.count(b"BEGIN:VEVENT")
    assert all(line.endswith("Z") for line in times)


def test_a_time_without_a_zone_is_our_mistake():
    with pytest.raises(ValueError, match="instant"):
        calendar.invitation(make_event(starts_at=dt.datetime(2026, 3, 3, 18)), ADA)  # noqa: DTZ001 -- the point


# --- What is sent -------------------------------------------------------------------------------------------------------
def test_invitation_says_what_when_and_who():
    written = calendar.invitation(
        make_event(
            sequence=2,
            description="Bring a cable.\r\n\r\nAnd a friend.",
            location="Online",
            url="https://learn.example.org/learn/cohorts/a/",
        ),
        ADA,
    )

    event = only_event(written)
    assert (read(written)["version"], read(written)["method"]) == ("2.0", "REQUEST")
    assert (event["uid"], event["sequence"], event["status"]) == ("1f0c@learn.example.org", 2, "CONFIRMED")
    assert (event["summary"], event["location"]) == ("How packets travel", "Online")
    assert event["description"] == "Bring a cable.\n\nAnd a friend.\n\nhttps://learn.example.org/learn/cohorts/a/"
    assert event["url"] == "https://learn.example.org/learn/cohorts/a/"
    assert event["dtstamp"].dt == dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
    assert (event["organizer"], event["organizer"].params["CN"]) == ("mailto:desk@example.org", "Footbridge")
    assert (event["attendee"], event["attendee"].params["CN"]) == ("mailto:ada@example.org", "Ada Lovelace")
    assert (event["attendee"].params["RSVP"], event["attendee"].params["PARTSTAT"]) == ("FALSE", "ACCEPTED")


def test_invitation_without_words_has_no_empty_lines():
    written = calendar.invitation(make_event(), Contact("", "ada@example.org"))

    event = only_event(written)
    assert [name for name in ("description", "location", "url") if name in event] == []
    assert "CN" not in event["attendee"].params


def test_file_is_one_event_that_asks_nobody():
    written = calendar.file(make_event())

    assert (read(written)["method"], "attendee" in only_event(written)) == ("PUBLISH", False)
    assert only_event(written)["uid"] == make_event().uid


def test_move_and_cancellation_keep_the_uid_and_raise_the_sequence():
    planned = make_event()
    moved = dataclasses.replace(planned, sequence=1, starts_at=INSTANTS[3])
    gone = dataclasses.replace(moved, sequence=2)

    written = [calendar.invitation(planned, ADA), calendar.invitation(moved, ADA), calendar.cancellation(gone, ADA)]

    assert [str(read(each)["method"]) for each in written] == ["REQUEST", "REQUEST", "CANCEL"]
    events = [only_event(each) for each in written]
    assert {str(event["uid"]) for event in events} == {planned.uid}
    assert [event["sequence"] for event in events] == [0, 1, 2]
    assert [str(event["status"]) for event in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert [event["dtstart"].dt for event in events] == [INSTANTS[0], INSTANTS[3], INSTANTS[3]]


def test_feed_is_published_under_a_name_and_asked_for_again():
    written = calendar.feed([make_event()], "Sessions, of Ada\r\nX-A:1")

    head = content_lines(written)[: names(written).index("BEGIN", 1)]
    assert head == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Footbridge//Sessions//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "NAME:Sessions\\, of Ada X-A:1",
        "X-WR-CALNAME:Sessions\\, of Ada X-A:1",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
    ]


def test_feed_has_nobodys_address_but_the_organisers():
    written = calendar.feed(series(), "Sessions")

    assert set(icalendar.Calendar.from_ical(written).walk("VEVENT")[0]) == {
        *("UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "STATUS", "ORGANIZER", "SUMMARY")
    }
    assert written.count(b"mailto:") == written.count(b"mailto:desk@example.org") == len(INSTANTS)


def test_feed_shows_what_was_cancelled_as_such():
    events = [make_event(), make_event(uid="2@learn.example.org", is_cancelled=True)]

    found = read(calendar.feed(events, "Sessions")).walk("VEVENT")

    assert [str(event["status"]) for event in found] == ["CONFIRMED", "CANCELLED"]


def test_feed_without_sessions_is_an_empty_calendar():
    found = read(calendar.feed([], "Sessions"))

    assert (found["method"], found.walk("VEVENT")) == ("PUBLISH", [])


# --- Letters ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("title", "as_read"), TITLES.items())
def test_title_is_read_as_it_was_written(title, as_read):
    written = calendar.invitation(make_event(title=title), ADA)

    assert only_event(written)["summary"] == as_read


@given(st.text(), st.text(), st.text())
@example("", "", "\\")
@example("\\", "\\", "\\,;\\")
def test_no_text_brings_a_line_of_its_own_or_a_line_too_long(title, description, name):
    plain = calendar.invitation(make_event(title="a", description="b", location="c"), Contact("d", "ada@example.org"))

    written = calendar.invitation(
        make_event(title="a" + title, description="b" + description, location="c" + title),
        Contact("d" + name, "ada@example.org"),
    )

    assert names(written) == names(plain)
    assert only_event(written)["summary"] == calendar.one_line("a" + title)
    assert only_event(written)["description"] == calendar.lines("b" + description)
    assert only_event(written)["attendee"].params["CN"] == calendar.one_line("d" + name.replace("\\", " "))
    for line in written.split(b"\r\n"):
        assert len(line) <= 75
        assert line.decode().splitlines() in ([], [line.decode()])


def test_address_brings_no_line_of_its_own():
    with pytest.raises(ValueError, match="CR or LF"):
        calendar.invitation(make_event(), Contact("Eve", "eve@example.org\r\nATTENDEE:mailto:ada@example.org"))


def test_link_and_uid_bring_no_line_of_their_own():
    plain = calendar.invitation(make_event(url="https://example.org/"), ADA)

    written = calendar.invitation(make_event(url="https://example.org/\r\nX-A:1", uid="1\r\nX-B:2"), ADA)

    assert names(written) == names(plain)
