"""What is awarded, as the room that awards it says it."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal


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
