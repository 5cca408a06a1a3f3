"""Who may open what: one predicate, asked by every view that shows or completes a unit."""

from enum import Enum
from typing import TypedDict, Unpack

from accounts.models import User
from courses.outline import UnitEntry
from enrolments.progress import Progress


class Door(Enum):
    """This is what somebody finds at a unit's door."""

    OPEN = "open"
    ABSENT = "absent"
    SIGN_IN = "sign in"
    ENROL = "enrol"
    LOCKED = "locked"


class Who(TypedDict):
    """
    This is who stands at the door.

    ``is_open``: the course can be seen from outside, or this person was inside before; ``is_enrolled``: they are inside and
    have not withdrawn.
    """

    is_open: bool
    is_signed_in: bool
    is_enrolled: bool


def door(entry: UnitEntry | None, progress: Progress, **who: Unpack[Who]) -> Door:
    """
    This says what a person finds at a unit's door.

    ``entry`` is the unit in the whole outline, None if it is not there; ``progress`` knows the units that are open to this
    person's groups. Who is not signed in is asked to be first, since nobody knows yet what they may open.
    """
    if entry is None:
        return Door.ABSENT
    is_admitted = entry.id in progress.ids
    if entry.is_sample and is_admitted and who["is_open"]:
        return Door.OPEN
    if not who["is_signed_in"]:
        return Door.SIGN_IN
    if not is_admitted or not who["is_open"]:
        return Door.ABSENT
    if not who["is_enrolled"]:
        return Door.ENROL
    return Door.OPEN if progress.is_open(entry) else Door.LOCKED


def may_open(entry: UnitEntry | None, progress: Progress, **who: Unpack[Who]) -> bool:
    """This says whether a person may read a unit."""
    return door(entry, progress, **who) is Door.OPEN


def may_enrol_others(person: User) -> bool:
    """This says whether somebody of the staff may enrol people, and have accounts made for them."""
    return person.has_perm("enrolments.add_enrolment")
