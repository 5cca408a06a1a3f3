import datetime as dt
import zoneinfo

import pytest

from tutors.wall_clock import Weekly, day_of, instant, shifted

PARIS = zoneinfo.ZoneInfo("Europe/Paris")
APIA = zoneinfo.ZoneInfo("Pacific/Apia")
UTC = dt.UTC


@pytest.mark.parametrize(
    ("day", "time", "expected"),
    [
        ((2026, 3, 28), (18, 0), dt.datetime(2026, 3, 28, 17, tzinfo=UTC)),
        ((2026, 3, 29), (18, 0), dt.datetime(2026, 3, 29, 16, tzinfo=UTC)),
        # Skipped: a clock that shows half past three then, half past two it never shows.
        ((2026, 3, 29), (2, 30), dt.datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        # Shown twice.
        ((2026, 10, 25), (2, 30), dt.datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    ],
)
def test_the_instant_that_a_clock_means(day, time, expected):
    assert instant(dt.date(*day), dt.time(*time), PARIS) == expected


def test_a_shift_keeps_the_time_by_the_clock():
    before = instant(dt.date(2026, 3, 20), dt.time(18), PARIS)

    after = shifted(before, 14, PARIS)

    assert (after - before, after.astimezone(PARIS).time()) == (dt.timedelta(days=14, hours=-1), dt.time(18))
    assert shifted(after, -14, PARIS) == before


def test_a_day_is_that_of_the_zone():
    assert day_of(dt.datetime(2026, 3, 2, 12, tzinfo=UTC), APIA) == dt.date(2026, 3, 3)


def test_every_other_week():
    weekly = Weekly(dt.date(2026, 10, 18), dt.time(9, 15), times=3, every=2)

    shown = [f"{each.astimezone(PARIS):%d %B, %H:%M}" for each in weekly.instants(PARIS)]

    # On 25 October clocks go back.
    assert shown == ["18 October, 09:15", "01 November, 09:15", "15 November, 09:15"]
    assert Weekly(dt.date(2026, 1, 1), dt.time(9), times=0).instants(PARIS) == []
