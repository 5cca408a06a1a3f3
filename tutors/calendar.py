"""
Sessions as calendars write them (RFC 5545, 5546, 7986): facts in, bytes out.

Every time is in UTC and no file defines a zone: a reader that knows its own zone shows the right hour, while one that reads
a file's definition of a zone may be an hour off. Nobody's address is in a file but the organiser's and the one attendee's
whom it is sent to.

``Event.url`` is the session's page, which asks who comes; never the link by which one joins.
"""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

import icalendar

PRODUCT = "-//Footbridge//Sessions//EN"
# How often a feed is worth asking for.
REFRESHED = dt.timedelta(hours=1)
# What is no letter and ends no line; no calendar may have it.
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f]")


@dataclass(frozen=True)
class Contact:
    """This is an organiser or an attendee."""

    name: str
    address: str


@dataclass(frozen=True, kw_only=True)
class Event:
    """
    This is what a calendar knows of one session.

    Of two messages with one ``uid`` a reader keeps the one with the higher ``sequence``; among equal ones, the one with the
    later ``stamp``, which is the instant of writing.
    """

    uid: str
    sequence: int
    title: str
    starts_at: dt.datetime
    minutes: int
    organiser: Contact
    stamp: dt.datetime
    url: str = ""
    description: str = ""
    location: str = ""
    is_cancelled: bool = False


class Text(icalendar.vText):
    r"""This is a text of which each letter is read as it was written; the library takes ``C:\New`` for two lines."""

    def to_ical(self) -> bytes:
        escaped = re.sub(r"([\\;,])", r"\\\1", self)
        return escaped.replace("\n", r"\n").encode()


def invitation(event: Event, attendee: Contact) -> bytes:
    """
    This puts a session into one person's calendar, or changes what is there under the same ``uid``.

    Nobody is asked to answer: who is invited has a place.
    """
    return bytes(calendar_of("REQUEST", [component(event, attendee)]).to_ical())


def cancellation(event: Event, attendee: Contact) -> bytes:
    """
    This takes a session out of one person's calendar.

    Where the session itself is cancelled, its ``sequence`` has risen; where the person has left and may come back, it has
    not, and the later ``stamp`` says which message holds (RFC 5546, 2.1.5).
    """
    return bytes(calendar_of("CANCEL", [component(replace(event, is_cancelled=True), attendee)]).to_ical())


def feed(events: Iterable[Event], name: str) -> bytes:
    """
    This is what a calendar subscribes to, and asks for again and again.

    A cancelled session should stay in it, marked so: some readers keep what a feed no longer has.
    """
    made = calendar_of("PUBLISH", [component(event) for event in events])
    title = Text(one_line(name))
    made.add("name", title)
    made.add("x-wr-calname", title)
    made.add("refresh-interval", icalendar.vDuration(REFRESHED), parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", icalendar.vDuration(REFRESHED))
    return bytes(made.to_ical())


def file(event: Event) -> bytes:
    """This is one session, to be put into a calendar by hand."""
    return bytes(calendar_of("PUBLISH", [component(event)]).to_ical())


def calendar_of(method: str, components: Iterable[icalendar.Event]) -> icalendar.Calendar:
    made = icalendar.Calendar()
    made.add("version", "2.0")
    made.add("prodid", PRODUCT)
    made.add("calscale", "GREGORIAN")
    made.add("method", method)
    for each in components:
        made.add_component(each)
    return made


def component(event: Event, attendee: Contact | None = None) -> icalendar.Event:
    made = icalendar.Event()
    starts_at = in_utc(event.starts_at)
    made.add("uid", Text(one_line(event.uid)))
    made.add("sequence", event.sequence)
    made.add("dtstamp", in_utc(event.stamp))
    made.add("dtstart", starts_at)
    made.add("dtend", starts_at + dt.timedelta(minutes=event.minutes))
    made.add("status", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    made.add("organizer", party(event.organiser))
    if attendee:
        made.add("attendee", invited(attendee))
    for name, text in texts(event).items():
        if text:
            made.add(name, Text(text))
    if event.url:
        made.add("url", one_line(event.url))
    return made


def texts(event: Event) -> dict[str, str]:
    """The address is among the words too: of the great readers hardly one shows it else."""
    return {
        "summary": one_line(event.title),
        "description": "\n\n".join(filter(None, [lines(event.description), one_line(event.url)])),
        "location": one_line(event.location),
    }


def party(contact: Contact) -> icalendar.vCalAddress:
    made = icalendar.vCalAddress(f"mailto:{contact.address}")
    # A backslash means nothing in a parameter (RFC 5545, 3.1), yet a reader may take it and what follows for something else.
    if name := one_line(contact.name.replace("\\", " ")):
        made.params["CN"] = name
    return made


def invited(contact: Contact) -> icalendar.vCalAddress:
    made = party(contact)
    made.params |= {"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"}
    return made


def in_utc(moment: dt.datetime) -> dt.datetime:
    """:raises ValueError: if the moment says no zone, and so is no instant."""
    if moment.tzinfo is None:
        raise ValueError("A session is at an instant.")
    return moment.astimezone(dt.UTC)


def one_line(text: str) -> str:
    return " ".join(CONTROLS.sub("", text).split())


def lines(text: str) -> str:
    """These are the lines of a text, whichever letters end them."""
    return "\n".join(CONTROLS.sub("", line).rstrip() for line in text.splitlines()).strip()
