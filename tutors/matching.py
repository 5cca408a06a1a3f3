"""Who of a cohort's people the people of a meeting's report are: by address, then by name; where in doubt, nobody."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from accounts.models import User
from core.text import fold
from tutors.meeting_reports import Attendee
from tutors.registers import Entry

BY_EMAIL, BY_NAME = "email", "name"


@dataclass(frozen=True)
class Match:
    """This is somebody of a report, and whom they are taken for, by what; a tutor is nobody's match, and not counted."""

    attendee: Attendee
    entry: Entry | None = None
    way: str = ""
    is_tutor: bool = False


def name_key(name: str) -> str:
    """
    This is what names are compared by: their words, folded, whatever their order and what is between them.

    ``name_key("Díaz, Bruno") == name_key("bruno diaz")``.
    """
    spaced = "".join(character if character.isalnum() else " " for character in fold(name))
    return " ".join(sorted(spaced.split()))


def matched(attendees: Iterable[Attendee], entries: Collection[Entry], tutors: Collection[User]) -> list[Match]:
    """This takes each person of a report for a member: nobody for two, none of two namesakes for either."""
    attendees = list(attendees)
    by_email = {entry.place.learner.email: entry for entry in entries}
    emails = {attendee.email for attendee in attendees}
    by_name = only_ones((name_key(entry.place.learner.full_name), entry) for entry in entries)
    times = Counter(name_key(attendee.name) for attendee in attendees if attendee.email not in by_email)
    taught = ({tutor.email for tutor in tutors} | {name_key(tutor.full_name) for tutor in tutors}) - {""}
    found = []
    for attendee in attendees:
        key = name_key(attendee.name)
        if entry := by_email.get(attendee.email):
            found.append(Match(attendee, entry, BY_EMAIL))
        elif (entry := by_name.get(key)) and times[key] == 1 and entry.place.learner.email not in emails:
            found.append(Match(attendee, entry, BY_NAME))
        else:
            found.append(Match(attendee, is_tutor=attendee.email in taught or key in taught))
    return found


def only_ones(named: Iterable[tuple[str, Entry]]) -> Mapping[str, Entry]:
    """These are the entries whose name nobody else has."""
    pairs = [(key, entry) for key, entry in named if key]
    times = Counter(key for key, _entry in pairs)
    return {key: entry for key, entry in pairs if times[key] == 1}


def meant(typed: str, entries: Collection[Entry]) -> Entry | None:
    """This is whom a tutor means, by an address or a name; None where it is nobody, or could be two."""
    by_email = {entry.place.learner.email: entry for entry in entries}
    by_name = only_ones((name_key(entry.place.learner.full_name), entry) for entry in entries)
    return by_email.get(typed.strip().lower()) or by_name.get(name_key(typed))
