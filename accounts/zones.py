"""Time zones: what people choose from, and what a country says about its own."""

import zoneinfo
from collections import defaultdict
from functools import cache
from importlib import resources

UTC = "UTC"


@cache
def zones_by_country() -> dict[str, list[str]]:
    """These are the zones in use today, by ISO code of the country, from the IANA database."""
    table = resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8")
    known = zoneinfo.available_timezones()
    zones: dict[str, list[str]] = defaultdict(list)
    for line in table.splitlines():
        if line.startswith("#"):
            continue
        country, _coordinates, zone, *_comment = line.split("\t")
        if zone in known:
            zones[country].append(zone)
    return dict(zones)


def zone_of(country: str) -> str:
    """This is a country's time zone where it has a single one, else UTC; the person changes it in their profile."""
    zones = zones_by_country().get(country, [])
    return zones[0] if len(zones) == 1 else UTC


@cache
def zone_names() -> list[str]:
    return sorted({zone for zones in zones_by_country().values() for zone in zones})


def choices(current: str = UTC) -> list[tuple[str, str | list[tuple[str, str]]]]:
    """These are the zones by region, UTC first; ``current`` is among them even where it is an old name."""
    names = zone_names()
    regions: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name in names:
        region, _, place = name.partition("/")
        regions[region].append((name, place.replace("_", " ").replace("/", ", ")))
    old: list[tuple[str, str | list[tuple[str, str]]]] = [] if current in {UTC, *names} else [(current, current)]
    return [(UTC, UTC), *old, *regions.items()]
