"""What is awarded, as the room that awards it says it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, Self

DAYS = ("completed_on", "from_on", "until_on")


@dataclass(frozen=True)
class Award:
    """
    These are the facts of one award, to be frozen at issue.

    ``achievement`` names what was earned and never changes (``course:net-intro``); ``achievement_title`` is its title of
    today in its own language, ``title`` the one to print, ``language`` that of the printed sentences. The others are of
    cohorts; an empty name at the end of ``tutors`` stands for those for whom there is no room.
    """

    achievement: str
    achievement_title: str
    title: str
    hours: Decimal | None
    completed_on: dt.date
    language: str
    from_on: dt.date | None = None
    until_on: dt.date | None = None
    cohort: str = ""
    tutors: tuple[str, ...] = ()

    def stored(self) -> dict[str, Any]:
        """These are the facts as JSON can say them."""
        hours = None if self.hours is None else str(self.hours)
        days = {name: day.isoformat() for name in DAYS if (day := getattr(self, name))}
        return asdict(self) | days | {"hours": hours, "tutors": [*self.tutors]}

    @classmethod
    def parse(cls, stored: Mapping[str, Any]) -> Self:
        """These are the facts that `stored` gave."""
        hours = None if stored["hours"] is None else Decimal(stored["hours"])
        days = {name: dt.date.fromisoformat(day) for name in DAYS if (day := stored.get(name))}
        return cls(**{**stored, **days, "hours": hours, "tutors": tuple(stored.get("tutors", ()))})
