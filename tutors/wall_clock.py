"""What the clock on a wall says, and the instant that it means: pure, in the IANA zone that is given."""

import datetime as dt
import zoneinfo
from dataclasses import dataclass


def day_of(instant: dt.datetime, zone: zoneinfo.ZoneInfo) -> dt.date:
    """This is the date of an instant in a zone."""
    return instant.astimezone(zone).date()


def instant(day: dt.date, time: dt.time, zone: zoneinfo.ZoneInfo) -> dt.datetime:
    """
    This is the instant, in UTC, at which a clock in a zone shows a date and a time.

    A time that is skipped when clocks go forward is as much later; of one that comes twice, the first is meant.
    """
    return dt.datetime.combine(day, time.replace(fold=0), tzinfo=zone).astimezone(dt.UTC)


def shifted(start: dt.datetime, days: int, zone: zoneinfo.ZoneInfo) -> dt.datetime:
    """This is so many days later at the same time by the clock, also where clocks change in between."""
    local = start.astimezone(zone)
    return instant(local.date() + dt.timedelta(days=days), local.time(), zone)


@dataclass(frozen=True)
class Weekly:
    """This is a rhythm: so many times, from a day on, at a time by the clock, every so many weeks."""

    first_on: dt.date
    at: dt.time
    times: int
    every: int = 1

    def instants(self, zone: zoneinfo.ZoneInfo) -> list[dt.datetime]:
        """These are its instants in a zone: the clock shows the same time at each, also once clocks have changed."""
        days = (self.first_on + dt.timedelta(weeks=self.every * number) for number in range(self.times))
        return [instant(day, self.at, zone) for day in days]
