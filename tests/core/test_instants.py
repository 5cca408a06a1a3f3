import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.utils import timezone, translation

from accounts import zones
from core import instants
from notices import actions
from tests.factories import make_user

BEFORE = dt.datetime(2026, 3, 24, 17, tzinfo=dt.UTC)
AFTER = dt.datetime(2026, 3, 31, 16, tzinfo=dt.UTC)


def show(source, **context):
    template = Template("{% load instants %}" + source)
    return template.render(Context({"at": AFTER, **context}))


def asked_by(rf, user):
    request = rf.get("/")
    request.user = user
    return request


@pytest.mark.parametrize(
    ("moment", "zone", "text"),
    [
        (BEFORE, "Europe/Paris", "Tuesday 24 March 2026, 18:00 (Paris, UTC+1)"),
        (AFTER, "Europe/Paris", "Tuesday 31 March 2026, 18:00 (Paris, UTC+2)"),
        (dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC), "Europe/Paris", "Sunday 25 October 2026, 02:30 (Paris, UTC+2)"),
        (dt.datetime(2026, 10, 25, 1, 30, tzinfo=dt.UTC), "Europe/Paris", "Sunday 25 October 2026, 02:30 (Paris, UTC+1)"),
        (dt.datetime(2026, 3, 3, 23, tzinfo=dt.UTC), "America/New_York", "Tuesday 3 March 2026, 18:00 (New York, UTC−5)"),
        (dt.datetime(2026, 3, 10, 22, tzinfo=dt.UTC), "America/New_York", "Tuesday 10 March 2026, 18:00 (New York, UTC−4)"),
        (BEFORE, "Asia/Kolkata", "Tuesday 24 March 2026, 22:30 (Kolkata, UTC+5:30)"),
        (AFTER, "Asia/Kolkata", "Tuesday 31 March 2026, 21:30 (Kolkata, UTC+5:30)"),
        (AFTER, "Pacific/Marquesas", "Tuesday 31 March 2026, 06:30 (Marquesas, UTC−9:30)"),
        (AFTER, "Pacific/Auckland", "Wednesday 1 April 2026, 05:00 (Auckland, UTC+13)"),
        (BEFORE, "Europe/London", "Tuesday 24 March 2026, 17:00 (London, UTC+0)"),
        (AFTER, "UTC", "Tuesday 31 March 2026, 16:00 (UTC)"),
    ],
)
def test_words_say_day_time_and_whose_clock_on_both_sides_of_a_change(moment, zone, text):
    assert instants.words(moment, ZoneInfo(zone)) == text


def test_words_in_pythons_own_utc_are_the_same():
    assert instants.words(AFTER, dt.UTC) == instants.words(AFTER, ZoneInfo("UTC"))


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("fr", ["mardi", "31 mars 2026", "18:00", "Paris", "UTC+2"]),
        ("es", ["martes", "31 de marzo de 2026", "18:00", "París", "UTC+2"]),
        ("ar", ["الثلاثاء", "31 مارس، 2026", "6:00 م", "باريس", "UTC+2"]),
    ],
)
def test_words_are_those_of_the_language(language, parts):
    with translation.override(language):
        text = instants.words(AFTER, ZoneInfo("Europe/Paris"))

    places = [text.find(part) for part in parts]
    assert -1 not in places
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("zone", "names"),
    [
        ("Asia/Kolkata", ["Kolkata", "Calcutta", "Calcuta", "كالكتا"]),
        ("America/Argentina/Buenos_Aires", ["Buenos Aires", "Buenos Aires", "Buenos Aires", "بوينوس أيرس"]),
        ("Africa/Lagos", ["Lagos", "Lagos", "Lagos", "لاغوس"]),
        ("US/Pacific", ["Los Angeles", "Los Angeles", "Los Ángeles", "لوس انجلوس"]),
        ("Etc/GMT+12", ["GMT+12"] * 4),
    ],
)
def test_city_has_its_name_in_the_language(zone, names):
    found = []
    for language in ("en", "fr", "es", "ar"):
        with translation.override(language):
            found.append(instants.city(ZoneInfo(zone)))

    assert found == names


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_every_zone_that_people_choose_has_a_name(language):
    with translation.override(language):
        names = {zone: instants.city(ZoneInfo(zone)) for zone in zones.zone_names()}

    assert [zone for zone, name in names.items() if not name or "/" in name or "_" in name] == []
    assert len(set(names.values())) == len(names)


def test_every_city_has_an_arabic_name_but_one_that_is_too_new():
    with translation.override("ar"):
        latin = {zone for zone in zones.zone_names() if instants.city(ZoneInfo(zone)).isascii()}

    assert latin <= {"America/Coyhaique"}


def test_page_has_the_instant_for_machines_in_utc(rf):
    request = asked_by(rf, AnonymousUser())

    shown = show("{% instant at zone='Europe/Paris' %}", at=AFTER.astimezone(ZoneInfo("Asia/Tokyo")), request=request)

    assert shown == '<time datetime="2026-03-31T16:00:00Z">Tuesday 31 March 2026, 18:00 (Paris, UTC+2)</time>'


@pytest.mark.django_db
def test_person_sees_their_own_clock_and_a_visitor_that_of_the_thing(rf):
    person = make_user(time_zone="Africa/Lagos")
    source = "{% instant_text at zone='Europe/Paris' %}"

    with timezone.override(ZoneInfo(person.time_zone)):
        theirs = show(source, request=asked_by(rf, person))
    visitors = show(source, request=asked_by(rf, AnonymousUser()))

    assert theirs == "Tuesday 31 March 2026, 17:00 (Lagos, UTC+1)"
    assert visitors == "Tuesday 31 March 2026, 18:00 (Paris, UTC+2)"


def test_visitor_sees_utc_where_no_zone_is_given(rf):
    assert show("{% instant_text at %}", request=asked_by(rf, AnonymousUser())) == "Tuesday 31 March 2026, 16:00 (UTC)"


@pytest.mark.django_db
def test_mail_has_the_clock_of_whom_it_is_to():
    person = make_user(time_zone="America/New_York")
    source = "{% instant_text at zone='Europe/Paris' as when %}At {{ when }}."

    with actions.zone_of(person):
        theirs = show(source, recipient=person)
    guests = show(source, recipient=None)

    assert theirs == "At Tuesday 31 March 2026, 12:00 (New York, UTC−4)."
    assert guests == "At Tuesday 31 March 2026, 18:00 (Paris, UTC+2)."


def test_person_who_chose_utc_sees_utc(rf):
    with timezone.override(ZoneInfo("UTC")):
        shown = show("{% instant_text at zone='Europe/Paris' %}", recipient=object())

    assert shown == "Tuesday 31 March 2026, 16:00 (UTC)"
