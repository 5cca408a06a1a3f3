"""What is awarded, as the room that awards it says it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, Self


@dataclass(frozen=True)
class Award:
    """
    These are the facts of one award, to be frozen at issue.

    ``achievement`` names what was earned and never changes (``course:net-intro``); ``achievement_title`` is its title of
    today in its own language, ``title`` the one to print, ``language`` that of the printed sentences.
    """

    achievement: str
    achievement_title: str
    title: str
    hours: Decimal | None
    completed_on: dt.date
    language: str

    def stored(self) -> dict[str, Any]:
        """These are the facts as JSON can say them."""
        hours = None if self.hours is None else str(self.hours)
        return asdict(self) | {"hours": hours, "completed_on": self.completed_on.isoformat()}

    @classmethod
    def parse(cls, stored: Mapping[str, Any]) -> Self:
        """These are the facts that `stored` gave."""
        hours = None if stored["hours"] is None else Decimal(stored["hours"])
        return cls(**{**stored, "hours": hours, "completed_on": dt.date.fromisoformat(stored["completed_on"])})
