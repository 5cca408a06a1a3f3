"""
Who was in a meeting, and for how long, as the meeting tools report it: bytes in, people out. Pure.

Zoom, Microsoft Teams, Google Meet and BigBlueButton each write a table of their own: with lines before it, with one row for
each time that somebody joined, with minutes as a number, on a clock or in words. A file comes from anywhere, so what it
could do is bounded: bytes, rows, columns, people, the length of a cell.
"""

import csv
import datetime as dt
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from re import compile as pattern

from core.text import fold, without_controls
from tutors.durations import DAY, between, seconds_of, time_of

MOST_BYTES = 2 * 1024 * 1024
MOST_ROWS = 10_000
MOST_PEOPLE = 1_000
MOST_COLUMNS = 60
LONGEST = 200
# What Python takes for the year of a time alone.
NO_DAY = 1900
# So many lines may stand before the names of the columns.
PREAMBLE = 60
SEPARATORS = ",;\t"
MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
# So much of a file shows whether every second byte of it is empty.
PROBE = 2000

# Folded, letters and digits only, without what stands in brackets: "Name (original name)", "Duration (Minutes)".
COLUMNS = {
    "name": "name fullname participant participantname attendee username displayname"
    " nom nomcomplet nomdelutilisateur nombre nombrecompleto participante الاسم الاسمالكامل المشارك",
    "first_name": "firstname prenom nombredepila",
    "last_name": "lastname nomdefamille apellido apellidos",
    "email": "email emailaddress useremail useremailaddress adresseemail adressedemessagerie courriel"
    " correoelectronico correo البريدالالكتروني البريدالإلكتروني",
    "upn": "participantid iddeparticipant iddelparticipante معرفالمشارك",
    "duration": "duration totalduration timeincall timeinmeeting inmeetingduration timespent onlinetime"
    " duree dureetotale dureedelareunion duracion duraciontotal duracionenlareunion المدة",
    "joined": "jointime joined firstjoin timejoined firstseen heuredarrivee premiereparticipation"
    " horadeentrada primeraentrada وقتالانضمام",
    "left": "leavetime left lastleave timeexited lastseen timeleft heurededepart dernierdepart"
    " horadesalida ultimasalida وقتالمغادرة",
    "waited": "inwaitingroom danslasalledattente enlasaladeespera فيغرفةالانتظار",
}
FIELDS = {"".join(c for c in fold(name) if c.isalnum()): field for field, names in COLUMNS.items() for name in names.split()}
YES = {fold(word) for word in ("yes", "oui", "sí", "نعم")}
BRACKETS = pattern(r"\([^)]*\)|\[[^]]*\]")

type Cells = list[str]
type Facts = dict[str, str]


class ReportRefused(Exception):
    """This file is not read; ``kind`` says why: too_long, no_text, no_columns, nobody, too_many."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


@dataclass(frozen=True)
class Attendee:
    """This is one person in a report, all times that they joined together; ``joined`` is by the tool's own clock."""

    name: str
    email: str
    minutes: int
    joined: dt.datetime | None = None


@dataclass
class Presence:
    """This is what the rows of one person add up to."""

    name: str
    email: str
    seconds: int = 0
    joined: dt.datetime | None = None
    left: dt.datetime | None = None

    def add(self, facts: Facts) -> None:
        joined, left = time_of(facts.get("joined", "")), time_of(facts.get("left", ""))
        seconds = seconds_of(facts.get("duration", ""))
        self.seconds += (between(joined, left) or 0) if seconds is None else seconds
        self.joined = min(filter(None, [self.joined, joined]), default=None)
        self.left = max(filter(None, [self.left, left]), default=None)

    @property
    def minutes(self) -> int:
        """Who sat there with two devices at once, was there once; of clocks without a day, it cannot be said."""
        has_day = self.joined is not None and self.joined.year > NO_DAY
        span = between(self.joined, self.left) if has_day else None
        return round(min(self.seconds, DAY if span is None else span) / 60)


def attendees_of(data: bytes) -> list[Attendee]:
    """
    These are the people whom a report names, in its order.

    :raises ReportRefused: if it is no report that we know, or a hostile one.
    """
    if len(data) > MOST_BYTES:
        raise ReportRefused("too_long")
    found: dict[str, Presence] = {}
    for facts in _people(_rows(_text_of(data))):
        name, email = _name(facts), _email(facts)
        if not name and not email:
            continue
        found.setdefault(email or fold(name), Presence(name, email)).add(facts)
        if len(found) > MOST_PEOPLE:
            raise ReportRefused("too_many")
    if not found:
        raise ReportRefused("nobody")
    return [Attendee(each.name, each.email, each.minutes, each.joined) for each in found.values()]


# Text


def _text_of(data: bytes) -> str:
    for encoding in _encodings(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise ReportRefused("no_text")


def _encodings(data: bytes) -> list[str]:
    """Teams writes UTF-16, and not always the mark that says so."""
    marked = [encoding for mark, encoding in MARKS.items() if data.startswith(mark)]
    if marked:
        return marked
    probe = data[:PROBE]
    if len(probe) > 1 and probe[1::2].count(0) * 2 > len(probe[1::2]):
        return ["utf-16-le"]
    if probe[::2].count(0) * 2 > len(probe[::2]) > 0:
        return ["utf-16-be"]
    return ["utf-8", "cp1252"]


# Tables


def _rows(text: str) -> Iterator[Cells]:
    """These are the rows, whatever separates their cells; blank ones stay, since they end a table."""
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    try:
        for number, cells in enumerate(lines):
            if number > MOST_ROWS:
                raise ReportRefused("too_many")
            yield [_tidy(cell) for cell in cells[:MOST_COLUMNS]]
    except csv.Error as error:
        raise ReportRefused("no_text") from error


def _separator(text: str) -> str:
    """This is what separates the names of the columns, which stand after lines that may have none."""
    for line in islice(io.StringIO(text), PREAMBLE):
        for separator in SEPARATORS:
            if _is_head(_fields([cell.strip(' "\r\n') for cell in line[: LONGEST * MOST_COLUMNS].split(separator)])):
                return separator
    raise ReportRefused("no_columns")


def _tidy(cell: str) -> str:
    return " ".join(without_controls(cell[:LONGEST]).split()).strip("'\ufeff ")


def _fields(cells: Sequence[str]) -> dict[str, int]:
    """These are the places of the columns that we know; of two with one meaning, the first counts."""
    places: dict[str, int] = {}
    for place, cell in enumerate(cells[:MOST_COLUMNS]):
        letters = "".join(character for character in fold(BRACKETS.sub("", cell[:LONGEST])) if character.isalnum())
        if field := FIELDS.get(letters):
            places.setdefault(field, place)
    return places


def _is_head(places: dict[str, int]) -> bool:
    """Zoom begins with a table of the meeting itself, which has the host's address and a duration."""
    known = places.keys()
    if known & {"name", "first_name"}:
        return bool(known & {"duration", "joined"})
    return {"email", "joined"} <= known


def _people(rows: Iterator[Cells]) -> Iterator[Facts]:
    """These are the rows of the first table of people; what follows a blank row, says the same once more, in detail."""
    places: dict[str, int] = {}
    for cells in rows:
        if not places:
            found = _fields(cells)
            places = found if _is_head(found) else {}
        elif not any(cells):
            return
        else:
            facts = {field: cells[place] for field, place in places.items() if place < len(cells)}
            if fold(facts.get("waited", "")) not in YES:
                yield facts


# One row


def _name(facts: Facts) -> str:
    """What stands in brackets after a name is what somebody was called before, or that they were a guest."""
    name = facts.get("name") or f"{facts.get('first_name', '')} {facts.get('last_name', '')}".strip()
    return BRACKETS.sub("", name).strip() or name


def _email(facts: Facts) -> str:
    return next((each.lower() for each in (facts.get("email", ""), facts.get("upn", "")) if "@" in each), "")
