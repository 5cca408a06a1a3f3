"""
The calendar files, read by ical.js in Chromium on a machine whose clock is set to one zone or another.

tests/tutors/test_calendar.py reads the same files with Python's icalendar.
"""

import dataclasses

import pytest

from tests.calendars import ADA, CLOCKS, INSTANTS, READER, TITLES, ZONES, make_event, series
from tutors import calendar

pytestmark = pytest.mark.ical_js

READ = """text => {
  const root = new ICAL.Component(ICAL.parse(text));
  const clock = time => time.toJSDate().toLocaleString("sv-SE").slice(0, 16);
  const event = part => {
    const {uid, sequence, summary, description, location, startDate, endDate, organizer, attendees} = new ICAL.Event(part);
    return {
      uid, sequence, summary, description, location, organizer,
      attendees: attendees.map(each => [each.getParameter("cn"), each.getFirstValue()]),
      starts: startDate.toJSDate().toISOString(), clock: clock(startDate),
      minutes: endDate.subtractDateTz(startDate).toSeconds() / 60,
      status: part.getFirstPropertyValue("status"), url: part.getFirstPropertyValue("url"),
    };
  };
  return {
    method: root.getFirstPropertyValue("method"),
    refreshed: String(root.getFirstPropertyValue("refresh-interval")),
    zones: root.getAllSubcomponents("vtimezone").length,
    events: root.getAllSubcomponents("vevent").map(event),
  };
}"""


@pytest.fixture
def reader(browser):
    """Reads a file as ical.js does where clocks show the time of a zone."""
    contexts = []

    def read(written, zone="UTC"):
        contexts.append(browser.new_context(timezone_id=zone))
        page = contexts[-1].new_page()
        page.add_script_tag(path=READER)
        return page.evaluate(READ, written.decode())

    yield read
    for context in contexts:
        context.close()


def instants(found):
    return [event["starts"].removesuffix(":00.000Z") for event in found["events"]]


@pytest.mark.parametrize("zone", ZONES)
def test_clocks_show_the_right_hour_on_both_sides_of_a_change(reader, zone):
    found = reader(calendar.feed(series(), "Sessions"), zone)

    assert (found["method"], found["refreshed"], found["zones"]) == ("PUBLISH", "PT1H", 0)
    assert instants(found) == list(CLOCKS)
    assert [event["clock"] for event in found["events"]] == [clocks[ZONES.index(zone)] for clocks in CLOCKS.values()]
    assert {event["minutes"] for event in found["events"]} == {90}


def test_move_and_cancellation_are_read_as_such(reader):
    planned = make_event()
    moved = dataclasses.replace(planned, sequence=1, starts_at=INSTANTS[3])
    gone = dataclasses.replace(moved, sequence=2)

    found = [
        reader(written)
        for written in (
            calendar.invitation(planned, ADA),
            calendar.invitation(moved, ADA),
            calendar.cancellation(gone, ADA),
        )
    ]

    assert [each["method"] for each in found] == ["REQUEST", "REQUEST", "CANCEL"]
    events = [each["events"][0] for each in found]
    assert [(event["uid"], event["sequence"], event["status"]) for event in events] == [
        (planned.uid, 0, "CONFIRMED"),
        (planned.uid, 1, "CONFIRMED"),
        (planned.uid, 2, "CANCELLED"),
    ]
    assert [instants(each) for each in found] == [["2026-03-03T23:00"], ["2026-03-31T16:00"], ["2026-03-31T16:00"]]


def test_words_and_people_are_read_as_they_were_written(reader):
    written = calendar.invitation(
        make_event(
            description="Bring:\na cable; a friend,\nC:\\New", location="Online, here", url="https://example.org/a?b=1;2,3"
        ),
        dataclasses.replace(ADA, name='Ada "the first"; Lovelace, ^née: Byron'),
    )

    [event] = reader(written)["events"]

    assert event["description"] == "Bring:\na cable; a friend,\nC:\\New\n\nhttps://example.org/a?b=1;2,3"
    assert (event["location"], event["url"]) == ("Online, here", "https://example.org/a?b=1;2,3")
    assert event["organizer"] == "mailto:desk@example.org"
    assert event["attendees"] == [['Ada "the first"; Lovelace, ^née: Byron', "mailto:ada@example.org"]]


def test_titles_are_read_as_they_were_written(reader):
    found = reader(calendar.feed([make_event(title=title) for title in TITLES], "Sessions"))

    assert [event["summary"] for event in found["events"]] == list(TITLES.values())


def test_an_empty_feed_is_read(reader):
    assert reader(calendar.feed([], "Sessions"))["events"] == []
