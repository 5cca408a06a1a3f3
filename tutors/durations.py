"""Durations and times as the meeting tools write them, in words or by a clock. Pure."""

import datetime as dt
import re

DAY = 24 * 3600
TIMES = (
    *("%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %I:%M %p", "%m/%d/%y %I:%M:%S %p", "%m/%d/%y %I:%M %p"),
    *("%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M"),
    *("%b %d %Y %I:%M:%S %p", "%b %d %Y %I:%M %p", "%d %b %Y %H:%M:%S", "%d.%m.%Y %H:%M:%S"),
    *("%I:%M:%S %p", "%I:%M %p", "%H:%M:%S", "%H:%M"),
)
CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,4}):(\d{2})")
NUMBER = re.compile(r"\d{1,6}(?:[.,]\d{1,6})?")
# Hours, minutes and seconds begin with these letters wherever a tool writes them out.
IN_WORDS = re.compile(r"(\d{1,6}(?:[.,]\d{1,6})?)\s*(h|m|s|س|د|ث)[^\W\d]*\.?", re.IGNORECASE)
SECONDS = {"h": 3600, "m": 60, "s": 1, "س": 3600, "د": 60, "ث": 1}


def seconds_of(text: str) -> int | None:
    """
    This is a duration in any way that the tools write it, up to a day; None where it says nothing.

    A mere number means minutes, and so does the first of two numbers on a clock.
    """
    text = text.strip()
    if NUMBER.fullmatch(text):
        return _bounded(_number(text) * 60)
    if clock := CLOCK.fullmatch(text):
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
        return _bounded(hours * 3600 + minutes * 60 + seconds)
    parts = IN_WORDS.findall(text)
    return _bounded(sum(_number(number) * SECONDS[unit.lower()] for number, unit in parts)) if parts else None


def between(joined: dt.datetime | None, left: dt.datetime | None) -> int | None:
    """These are the seconds from one to the other; of clocks without a day, the second may be past midnight."""
    if joined is None or left is None:
        return None
    seconds = int((left - joined).total_seconds())
    return _bounded(seconds + DAY if -DAY < seconds < 0 else seconds)


def time_of(text: str) -> dt.datetime | None:
    """This is a time without a zone, to be compared within its own report only; None where it is none that we know."""
    text = " ".join(text.replace(",", " ").split()).removesuffix(" UTC").removesuffix(" GMT")
    try:
        return dt.datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return next(filter(None, (_time(text, form) for form in TIMES)), None)


def _time(text: str, form: str) -> dt.datetime | None:
    try:
        return dt.datetime.strptime(text, form)  # noqa: DTZ007 -- it has none
    except ValueError:
        return None


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _bounded(seconds: float) -> int:
    return int(max(0, min(seconds, DAY)))
