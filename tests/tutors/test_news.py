import datetime as dt

import pytest

from tests.enrolments.factories import DAY, NOW
from tests.tutors.factories import HOUR
from tutors import news
from tutors.models import Place, Session
from tutors.news import What

START = NOW + 5 * DAY


def make_session(**fields):
    given = {"pk": 7, "title": "Hello", "starts_at": START, "minutes": 60, "sequence": 2, "status": "planned"}
    session = Session(**given | fields)
    session.ends_at = session.starts_at + dt.timedelta(minutes=session.minutes)
    return session


def make_place(status="held", told=None):
    place = Place(status=status)
    if told is not None:
        news.note(place, [told], now=NOW - DAY)
    return place


KNOWN = news.News(What.NEW, make_session())
OUT = news.News(What.CANCELLED, make_session())


@pytest.mark.parametrize(
    ("status", "told", "session", "found"),
    [
        # Members, of what they have never heard of.
        ("held", None, make_session(), What.NEW),
        ("held", None, make_session(status="cancelled"), None),
        ("held", None, make_session(status="did_not_happen"), None),
        ("held", None, make_session(starts_at=NOW - HOUR), None),
        ("held", None, make_session(starts_at=NOW - HOUR / 2), What.NEW),
        ("waiting", None, make_session(), None),
        # Members, of what they know.
        ("held", KNOWN, make_session(), None),
        ("held", KNOWN, make_session(sequence=1), None),
        ("held", KNOWN, make_session(sequence=3), What.CHANGED),
        ("held", KNOWN, make_session(sequence=3, starts_at=START + DAY), What.MOVED),
        ("held", KNOWN, make_session(sequence=3, minutes=90), What.MOVED),
        ("held", KNOWN, make_session(sequence=3, starts_at=NOW - DAY), None),
        ("held", KNOWN, make_session(sequence=3, status="cancelled"), What.CANCELLED),
        # Who is no member any more.
        ("left", KNOWN, make_session(), What.LEFT),
        ("left", KNOWN, make_session(sequence=3, status="cancelled"), What.CANCELLED),
        # What has left a calendar.
        ("held", OUT, make_session(sequence=3, status="cancelled"), None),
        ("left", OUT, make_session(), None),
    ],
)
def test_what_is_new(status, told, session, found):
    place = make_place(status, told)

    got = news.news_for(place, [session], now=NOW)

    assert [each.what for each in got] == ([found] if found else [])
    news.note(place, got, now=NOW)
    assert news.news_for(place, [session], now=NOW) == []


def test_what_was_to_be_yesterday_and_has_moved_is_still_news():
    place = make_place(told=KNOWN)
    moved = make_session(sequence=3, starts_at=START + 9 * DAY)

    assert [each.what for each in news.news_for(place, [moved], now=START + 2 * DAY)] == [What.MOVED]


@pytest.mark.parametrize(("status", "session_status"), [("left", "planned"), ("held", "cancelled")])
def test_what_is_over_is_taken_out_of_no_calendar(status, session_status):
    place = make_place(status, KNOWN)
    session = make_session(sequence=3, status=session_status)

    assert news.news_for(place, [session], now=START + HOUR) == []


def test_what_was_told_is_kept_to_the_letter():
    place = make_place(told=KNOWN)

    told = news.known(place, make_session())

    assert (told.sequence, told.starts_at, told.ends_at) == (2, START, START + HOUR)
    assert (told.told_at, told.is_out) == (NOW - DAY, False)
    assert news.known(place, make_session(pk=8)) is None
