"""
Where upper rooms show what is written here.

A lesson is read on a learner's page, and learners' pages belong to a room above. That room registers how it makes such an
address; until it does, a lesson has none.
"""

from collections.abc import Callable

type UnitAddress = Callable[[str, str], str]

_unit_address: list[UnitAddress] = []


def register_unit_address(make: UnitAddress) -> None:
    """This is called once, in ``AppConfig.ready()``; ``make`` gets a course's code and a unit's key."""
    _unit_address[:] = [make]


def unit_address(course_code: str, unit_key: str) -> str | None:
    """This is the address on which learners read the unit, None where no room shows any."""
    return _unit_address[0](course_code, unit_key) if _unit_address else None
