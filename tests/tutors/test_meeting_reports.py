import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tutors import reports
from tutors import durations, meeting_reports
from tutors.meeting_reports import MOST_BYTES, MOST_PEOPLE, MOST_ROWS, Attendee, ReportRefused, attendees_of

HEAD = "Name,Email,Duration (Minutes)\n"


def refusal(data):
    with pytest.raises(ReportRefused) as refused:
        attendees_of(data)
    return refused.value.kind


@pytest.mark.parametrize("tool", reports.FILES)
def test_the_usual_tools_say_who_was_there_and_how_long(tool):
    found = attendees_of(reports.FILES[tool])

    bruno = "Bruno Díaz" if tool == "meet" else "Díaz, Bruno"
    address = "" if tool == "bigbluebutton" else "ada@example.org"
    assert [(each.name, each.email, each.minutes) for each in found] == [
        ("Ada Okafor", address, 60),
        (bruno, "", 12),
        ("Chiara's iPad", "", 65),
    ]


def test_when_somebody_first_joined():
    [ada, *_] = attendees_of(reports.FILES["zoom"])

    assert ada == Attendee("Ada Okafor", "ada@example.org", 60, dt.datetime.fromisoformat("2026-11-26T14:00"))


def test_who_joins_again_and_again_is_one_person():
    rows = "Ada,ada@example.org,10\nada okafor,ADA@example.org,5\nÁda,,3\nADA,,4\n"

    found = attendees_of((HEAD + rows).encode())

    assert [(each.name, each.email, each.minutes) for each in found] == [("Ada", "ada@example.org", 15), ("Áda", "", 7)]


def test_two_devices_at_once_are_one_person_once():
    rows = "Ada,2026-11-26 14:00,2026-11-26 15:00,60\nAda,2026-11-26 14:00,2026-11-26 14:50,50\n"

    [ada] = attendees_of(("Name,Join time,Leave time,Duration (Minutes)\n" + rows).encode())

    assert ada.minutes == 60


@pytest.mark.parametrize(
    ("joined", "left", "minutes"),
    [("14:00", "14:45", 45), ("11:50 PM", "12:10 AM", 20), ("2:00 PM", "", 0), ("soon", "later", 0)],
)
def test_without_a_duration_the_times_say_it(joined, left, minutes):
    [ada] = attendees_of(f"Full name,First seen,Last seen\nAda,{joined},{left}\n".encode())

    assert ada.minutes == minutes


def test_what_follows_the_people_is_not_counted_again():
    assert len(attendees_of((HEAD + "Ada,,10\n\nName,Email,Duration\nAda,,10\nBo,,5\n").encode())) == 1


def test_names_without_people_and_odd_cells_are_tidied():
    long = "x" * 5000
    rows = f"=HYPERLINK(1),,10\n\x07Ada\x01 ,,5\n,,5\n  {long},,5\n(guest),,1\n"

    found = attendees_of((HEAD + rows).encode())

    assert [each.name[:10] for each in found] == ["=HYPERLINK", "Ada", "xxxxxxxxxx", "(guest)"]
    assert {len(each.name) for each in found} == {10, 3, 198, 7}


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "no_columns"),
        (b"PK\x03\x04\x00\x00\x00", "no_text"),
        (b"\xff\xfe\x00", "no_text"),
        (b"\x00" * 3000, "no_text"),
        (b"hello\n" * 100, "no_columns"),
        (b"Name,Colour\nAda,red\n", "no_columns"),
        (b"Topic,User Email,Duration (Minutes)\nWeek 1,host@example.org,60\n", "no_columns"),
        (HEAD.encode(), "nobody"),
        ((HEAD + ",,5\n").encode(), "nobody"),
        (b"\n" * 70 + HEAD.encode() + b"Ada,,5\n", "no_columns"),
        (HEAD.encode() + b"Ada,,5\n" + b'"' + b"x" * 200_000, "no_text"),
        (b"x" * (MOST_BYTES + 1), "too_long"),
        (HEAD.encode() + b"".join(b"A%d,,5\n" % number for number in range(MOST_PEOPLE + 1)), "too_many"),
        (HEAD.encode() + b"Ada,,1\n" * (MOST_ROWS + 1), "too_many"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_report_is_refused_plainly(data, kind):
    assert refusal(data) == kind


@given(st.binary(max_size=400) | st.text(max_size=400).map(lambda text: (HEAD + text).encode(errors="replace")))
def test_whatever_comes_is_read_or_refused(data):
    try:
        found = attendees_of(data)
    except ReportRefused:
        return
    assert all((each.name or each.email) and 0 <= each.minutes <= 1440 for each in found)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        *(("57", 3420), ("57.5", 3450), ("1,5", 90), ("0", 0), ("999999", 86_400)),
        *(("01:02:03", 3723), ("52:10", 3130), ("1h 2m 3s", 3723), ("1 hr 2 min", 3720), ("1 hour, 5 minutes", 3900)),
        *(("53 min.", 3180), ("1 h 5 min", 3900), ("2 horas 3 minutos", 7380), ("1 heure 10 minutes", 4200)),
        *(("3 س 5 د", 11_100), ("45s", 45), ("99:99:99", 86_400)),
        *(("", None), ("soon", None), ("-5", None), ("12:", None)),
    ],
)
def test_a_duration_however_it_is_written(text, seconds):
    assert durations.seconds_of(text) == seconds


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("11/26/2026 02:05:00 PM", "2026-11-26T14:05:00"),
        ("11/26/26, 2:05:00\u202fPM", "2026-11-26T14:05:00"),
        ("26/11/2026 14:05:00", "2026-11-26T14:05:00"),
        ("2026-11-26T14:05:00+01:00", "2026-11-26T14:05:00"),
        ("Nov 26, 2026 2:05 PM", "2026-11-26T14:05:00"),
        ("2026-11-26 14:05:00 UTC", "2026-11-26T14:05:00"),
        ("14:05", "1900-01-01T14:05:00"),
        ("yesterday", None),
        ("", None),
    ],
)
def test_a_time_however_it_is_written(text, instant):
    found = durations.time_of(text)

    assert (found and found.isoformat()) == instant


def test_every_name_of_a_column_means_one_thing():
    words = [word for names in meeting_reports.COLUMNS.values() for word in names.split()]

    assert len(words) == len(set(words))
