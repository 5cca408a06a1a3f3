"""An instant in words: day, time, and whose clock it is, so that nobody guesses."""

import datetime as dt

from babel import Locale
from babel.core import get_global
from django.conf import settings
from django.utils import formats, timezone
from django.utils.translation import get_language, gettext, to_locale

UTC = "UTC"
# Under these names Unicode's locale data (CLDR) knows zones that have got other names since.
FORMER = {
    "Africa/Asmara": "Africa/Asmera",
    "America/Argentina/Buenos_Aires": "America/Buenos_Aires",
    "America/Argentina/Catamarca": "America/Catamarca",
    "America/Argentina/Cordoba": "America/Cordoba",
    "America/Argentina/Jujuy": "America/Jujuy",
    "America/Argentina/Mendoza": "America/Mendoza",
    "America/Atikokan": "America/Coral_Harbour",
    "America/Indiana/Indianapolis": "America/Indianapolis",
    "America/Kentucky/Louisville": "America/Louisville",
    "America/Nuuk": "America/Godthab",
    "Asia/Ho_Chi_Minh": "Asia/Saigon",
    "Asia/Kathmandu": "Asia/Katmandu",
    "Asia/Kolkata": "Asia/Calcutta",
    "Asia/Yangon": "Asia/Rangoon",
    "Atlantic/Faroe": "Atlantic/Faeroe",
    "Europe/Kyiv": "Europe/Kiev",
    "Pacific/Chuuk": "Pacific/Truk",
    "Pacific/Pohnpei": "Pacific/Ponape",
}


def words(moment: dt.datetime, zone: dt.tzinfo) -> str:
    """This is "Tuesday 31 March 2026, 18:00 (Paris, UTC+2)", in the language that is active."""
    local = timezone.localtime(moment, zone)
    parts = {
        "weekday": formats.date_format(local, "l"),
        "date": formats.date_format(local, "DATE_FORMAT"),
        "time": formats.date_format(local, "TIME_FORMAT"),
    }
    if str(zone) == UTC:
        # Translators: a day and a time, such as "Tuesday 31 March 2026, 18:00 (UTC)".
        return gettext("%(weekday)s %(date)s, %(time)s (UTC)") % parts
    # Translators: such as "Tuesday 31 March 2026, 18:00 (Paris, UTC+2)"; the city has the clock that is meant.
    return gettext("%(weekday)s %(date)s, %(time)s (%(city)s, %(offset)s)") % {
        **parts,
        "city": city(zone),
        "offset": offset(local),
    }


def city(zone: dt.tzinfo) -> str:
    """This is the city that a zone is named for, in the language that is active."""
    name = get_global("zone_aliases").get(str(zone), str(zone))
    locale = Locale.parse(to_locale(get_language() or settings.LANGUAGE_CODE))
    known: str = locale.time_zones.get(FORMER.get(name, name), {}).get("city", "")
    return known or name.rpartition("/")[2].replace("_", " ")


def offset(local: dt.datetime) -> str:
    """This is how far a clock was from UTC then, as ``UTC+5:30``."""
    minutes = int((local.utcoffset() or dt.timedelta()).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'−' if minutes < 0 else '+'}{hours}{f':{rest:02}' if rest else ''}"


def machine_readable(moment: dt.datetime) -> str:
    """This is the instant as ``<time>`` wants it: in UTC, to the second."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
