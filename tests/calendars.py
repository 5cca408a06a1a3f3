"""Sessions on both sides of the clock changes of 2026, what clocks show then, and where the second reader lies."""

import datetime as dt
import re
from pathlib import Path

from tutors.calendar import Contact, Event

ROOT = Path(__file__).resolve().parents[1]
# tests/prepare.sh brings it and says which version.
VERSION = re.search(r"^version=(.+)$", (ROOT / "tests/prepare.sh").read_text(), re.MULTILINE)[1]
READER = ROOT / "var" / "readers" / f"ical.js-{VERSION}.js"

ZONES = ("Europe/Paris", "America/New_York", "Asia/Kolkata")
# Clocks change in New York on 8 March and 1 November, in Paris on 29 March and 25 October, in Kolkata never.
CLOCKS = {
    "2026-03-03T23:00": ("2026-03-04 00:00", "2026-03-03 18:00", "2026-03-04 04:30"),
    "2026-03-10T22:00": ("2026-03-10 23:00", "2026-03-10 18:00", "2026-03-11 03:30"),
    "2026-03-24T17:00": ("2026-03-24 18:00", "2026-03-24 13:00", "2026-03-24 22:30"),
    "2026-03-31T16:00": ("2026-03-31 18:00", "2026-03-31 12:00", "2026-03-31 21:30"),
    # The hour that Paris has twice.
    "2026-10-25T00:30": ("2026-10-25 02:30", "2026-10-24 20:30", "2026-10-25 06:00"),
    "2026-10-25T01:30": ("2026-10-25 02:30", "2026-10-24 21:30", "2026-10-25 07:00"),
    "2026-10-27T17:00": ("2026-10-27 18:00", "2026-10-27 13:00", "2026-10-27 22:30"),
    "2026-11-03T17:00": ("2026-11-03 18:00", "2026-11-03 12:00", "2026-11-03 22:30"),
}
INSTANTS = [dt.datetime.fromisoformat(f"{text}Z") for text in CLOCKS]

ADA = Contact("Ada Lovelace", "ada@example.org")
DESK = Contact("Footbridge", "desk@example.org")
# What titles are made of, and as which they are read: one line, otherwise to the letter.
TITLES = {
    "Routing, naming; and \\N, C:\\New": "Routing, naming; and \\N, C:\\New",
    'He said: "2 > 1" & left \\': 'He said: "2 > 1" & left \\',
    "\r\nATTENDEE:mailto:eve@example.org\nEND:VEVENT": "ATTENDEE:mailto:eve@example.org END:VEVENT",
    "a\u2028b\u2029c\x85d\x0be\x0cf\x1cg": "a b c d e f g",
    "a\x00\x07\x1b\x7fb": "ab",
    "é" * 100 + "😀" * 50: "é" * 100 + "😀" * 50,
    "عربي " * 40: " ".join(["عربي"] * 40),
    "می‌خواهم 👩‍👩‍👧": "می‌خواهم 👩‍👩‍👧",
}


def make_event(**fields):
    given = {
        "uid": "1f0c@learn.example.org",
        "sequence": 0,
        "title": "How packets travel",
        "starts_at": INSTANTS[0],
        "minutes": 90,
        "organiser": DESK,
        "stamp": dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC),
    }
    return Event(**{**given, **fields})


def series():
    """One session at each of the instants."""
    return [make_event(uid=f"{number}@learn.example.org", starts_at=at) for number, at in enumerate(INSTANTS)]
