"""Who may open what: the whole table."""

import itertools

import pytest

from enrolments.rules import Door, door, may_open
from tests.enrolments.entries import LATER, module, progress, unit

PLAIN = unit(1)
SAMPLE = unit(2, is_sample=True)
CLOSED = unit(3)
CLOSED_DONE = unit(4)
CLOSED_SAMPLE = unit(5, is_sample=True)
KEPT = unit(6, groups=(1,))
KEPT_SAMPLE = unit(7, is_sample=True, groups=(1,))
# As for somebody outside group 1, who did the fourth unit before its module was closed.
STANDING = progress(
    module(1, PLAIN, SAMPLE), module(2, CLOSED, CLOSED_DONE, CLOSED_SAMPLE), openings={"m2": LATER}, done={4}
)

VISITOR = {"is_signed_in": False, "is_enrolled": False}
STRANGER = {"is_signed_in": True, "is_enrolled": False}
LEARNER = {"is_signed_in": True, "is_enrolled": True}

TABLE = [
    # unit, person, course can be seen, what they find
    (None, VISITOR, True, Door.ABSENT),
    (None, LEARNER, True, Door.ABSENT),
    (PLAIN, VISITOR, True, Door.SIGN_IN),
    (PLAIN, VISITOR, False, Door.SIGN_IN),
    (PLAIN, STRANGER, True, Door.ENROL),
    (PLAIN, STRANGER, False, Door.ABSENT),
    (PLAIN, LEARNER, True, Door.OPEN),
    (SAMPLE, VISITOR, True, Door.OPEN),
    (SAMPLE, VISITOR, False, Door.SIGN_IN),
    (SAMPLE, STRANGER, True, Door.OPEN),
    (SAMPLE, STRANGER, False, Door.ABSENT),
    (SAMPLE, LEARNER, True, Door.OPEN),
    (CLOSED, VISITOR, True, Door.SIGN_IN),
    (CLOSED, STRANGER, True, Door.ENROL),
    (CLOSED, LEARNER, True, Door.LOCKED),
    (CLOSED_DONE, LEARNER, True, Door.OPEN),
    (CLOSED_SAMPLE, LEARNER, True, Door.OPEN),
    (KEPT, VISITOR, True, Door.SIGN_IN),
    (KEPT, STRANGER, True, Door.ABSENT),
    (KEPT, LEARNER, True, Door.ABSENT),
    (KEPT_SAMPLE, VISITOR, True, Door.SIGN_IN),
    (KEPT_SAMPLE, STRANGER, True, Door.ABSENT),
    (KEPT_SAMPLE, LEARNER, True, Door.ABSENT),
]


@pytest.mark.parametrize(("entry", "person", "is_open", "found"), TABLE)
def test_door(entry, person, is_open, found):
    assert door(entry, STANDING, is_open=is_open, **person) is found


@pytest.mark.parametrize(("entry", "person", "is_open", "found"), TABLE)
def test_may_open_says_what_the_door_says(entry, person, is_open, found):
    assert may_open(entry, STANDING, is_open=is_open, **person) is (found is Door.OPEN)


def test_every_door_is_in_the_table():
    assert {found for *_, found in TABLE} == set(Door)


def test_nobody_who_is_not_enrolled_opens_what_is_no_sample():
    people = [VISITOR, STRANGER]
    opened = [
        entry
        for entry, person, is_open in itertools.product([PLAIN, CLOSED, CLOSED_DONE, KEPT], people, [True, False])
        if may_open(entry, STANDING, is_open=is_open, **person)
    ]

    assert opened == []
