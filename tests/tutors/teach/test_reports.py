"""A meeting's report, gone through before anything is noted."""

import re

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.enrolments.factories import DAY, NOW
from tests.factories import make_user
from tests.tutors import reports
from tests.tutors.factories import HOUR, make_attendance, make_place, make_session
from tutors import meeting_reports
from tutors.models import Attendance, AttendanceChange, Session

pytestmark = pytest.mark.django_db
HEAVIEST = 200_000


@pytest.fixture
def session(cohort):
    return make_session(cohort, title="Week 1", starts_at=NOW - 2 * HOUR, minutes=60)


@pytest.fixture
def upload(teaching, at, session):
    """The page that answers to an uploaded report."""

    def send(data, needed=30, name="participants.csv"):
        file = SimpleUploadedFile(name, data)
        return teaching.post(at("meeting_report", session.pk), {"file": file, "needed": needed})

    return send


@pytest.fixture
def confirm(teaching, at, session):
    """What is sent from the review, as it stands on the page, with some answers more."""

    def send(response, **answers):
        return teaching.post(at("review_report", session.pk), {**fields_of(response), "note": "yes", **answers}, follow=True)

    return send


def fields_of(response):
    """A page's fields with their values, boxes only where they are ticked."""
    main = response.text[response.text.index("<main") :]
    boxes = re.findall(r'<input type="checkbox" name="([\w-]+)" value="([^"]*)" checked', main)
    sealed = re.search(r'name="report" value="([^"]*)"', main)[1]
    needed = re.search(r'name="needed"[^>]* value="(\d+)"', main)[1]
    return {**dict(boxes), "report": sealed, "needed": needed}


def join(cohort, name, email=None, **fields):
    person = make_user(full_name=name, **({"email": email} if email else {}))
    return make_place(cohort, person, **{"joined_at": NOW - 7 * DAY} | fields)


@pytest.fixture
def people(cohort):
    """The report's three people, two of whom it knows by address or name."""
    return {
        "ada": join(cohort, "Adaeze Okafor", "ada@example.org"),
        "bruno": join(cohort, "Bruno Díaz"),
        "chiara": join(cohort, "Chiara Conti", "chiara@example.org"),
    }


def noted(session):
    rows = Attendance.objects.filter(session=session).select_related("place__learner")
    return {each.place.learner.full_name: (each.status, each.minutes, each.way) for each in rows}


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


@pytest.mark.parametrize("tool", ["zoom", "zoom-unique", "teams", "teams-french", "meet"])
def test_a_report_is_proposed_and_nothing_is_noted_before_it_is_confirmed(upload, confirm, people, session, tool, lead):
    response = upload(reports.FILES[tool])

    assert (response.status_code, noted(session)) == (200, {})
    assert fields_of(response) | {"report": ""} == {
        "who-0": "ada@example.org",
        "who-1": people["bruno"].learner.email,
        "needed": "30",
        "report": "",
    }
    assert "Chiara&#x27;s iPad" in response.text

    after = confirm(response, **{"who-2": "chiara@example.org"})

    assert noted(session) == {
        "Adaeze Okafor": ("present", 60, "file"),
        "Bruno Díaz": ("absent", 12, "file"),
        "Chiara Conti": ("present", 65, "file"),
    }
    assert messages_of(after) == ["3 people noted."]
    assert {each.changed_by for each in AttendanceChange.objects.all()} == {lead.user}


def test_who_is_left_empty_or_unticked_is_not_noted(upload, teaching, at, people, session):
    fields = fields_of(upload(reports.FILES["zoom"]))
    del fields["who-1"]

    teaching.post(at("review_report", session.pk), {**fields, "who-2": "", "note": "yes"})

    assert [*noted(session)] == ["Adaeze Okafor"]


def test_the_same_report_twice_changes_nothing(upload, confirm, people, session):
    answers = {"who-2": "chiara@example.org"}
    confirm(upload(reports.FILES["zoom"]), **answers)
    before = noted(session)

    after = confirm(upload(reports.FILES["zoom"]), **answers)

    assert (messages_of(after), noted(session), AttendanceChange.objects.count()) == (["Nothing was changed."], before, 3)


def test_what_a_tutor_noted_stays_unless_they_tick_it(upload, confirm, people, session, lead):
    make_attendance(session, people["ada"], status="excused", noted_by=lead.user)
    make_attendance(session, people["bruno"], status="present", way="self", noted_by=people["bruno"].learner)

    response = upload(reports.FILES["zoom"])

    assert [name for name in fields_of(response) if name.startswith("who-")] == ["who-1"]
    assert "Noted by Lena Lead: excused. Tick to correct it." in response.text
    assert "Noted until now: present." in response.text
    after = confirm(response)
    assert noted(session)["Adaeze Okafor"] == ("excused", None, "tutor")
    assert messages_of(after) == ["Corrected: Bruno Díaz (present → absent)."]

    confirm(upload(reports.FILES["zoom"]), **{"who-0": "ada@example.org"})

    assert noted(session)["Adaeze Okafor"] == ("present", 60, "file")


def test_other_minutes_are_tried_without_noting_anything(upload, teaching, at, people, session):
    fields = fields_of(upload(reports.FILES["zoom"]))

    response = teaching.post(at("review_report", session.pk), {**fields, "needed": 10, "who-2": "chiara@example.org"})

    assert (response.status_code, noted(session)) == (200, {})
    assert re.findall(r'<span class="small">(\w+) · ', response.text) == ["present", "present"]
    assert '<option value="chiara@example.org" selected>' in response.text


def test_somebody_unknown_is_said_and_nothing_noted(upload, confirm, people, session):
    response = confirm(upload(reports.FILES["zoom"]), **{"who-2": "Mister Nobody"})

    assert (response.status_code, noted(session)) == (200, {})
    assert "Nobody of the cohort is called so, or more than one person is." in response.text


def test_two_names_of_one_person_are_added_up(upload, confirm, people, session):
    data = b"Name,Email,Duration\nAdaeze Okafor,,20\nPhone,,15\n"

    confirm(upload(data), **{"who-1": "adaeze okafor"})

    assert noted(session) == {"Adaeze Okafor": ("present", 35, "file")}


def test_whom_no_report_knows_is_absent_where_that_is_ticked(upload, confirm, people, session, cohort):
    make_attendance(session, people["chiara"], status="excused")
    join(cohort, "Joined Later", joined_at=NOW)

    confirm(upload(b"Name,Duration\nAdaeze Okafor,60\n"), rest="yes")

    assert noted(session) == {
        "Adaeze Okafor": ("present", 60, "file"),
        "Bruno Díaz": ("absent", None, "file"),
        "Chiara Conti": ("excused", None, "tutor"),
    }


def test_tutors_are_named_and_not_asked_about(upload, people, lead):
    response = upload(f"Name,Email,Duration\nL,{lead.user.email},60\n".encode())

    assert "Tutors, who are not counted:" in response.text
    assert "Who is that?" not in response.text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04\x00", "This is no list with separators"),
        (b"Colour\nred\n", "no columns for names and for minutes"),
        (b"Name,Duration\n", "There is nobody in this report."),
        (b"Name,Duration\n" + b"".join(b"A%d,1\n" % each for each in range(1001)), "far more people or lines"),
        (b"x" * (meeting_reports.MOST_BYTES + 1), "The file has more than 2 MB."),
        (b"", "The submitted file is empty."),
    ],
    ids=["workbook", "columns", "nobody", "many", "large", "empty"],
)
def test_what_is_no_report_is_refused_in_words(upload, session, data, words):
    response = upload(data)

    assert (response.status_code, words in response.text) == (200, True)
    assert noted(session) == {}


def test_a_hostile_name_is_shown_as_text(upload):
    response = upload(b'Name,Duration\n"<script>alert(1)</script>=1+1",60\n')

    assert "<script>alert" not in response.text
    assert "&lt;script&gt;alert" in response.text


@pytest.mark.parametrize("report", ["", "forged", "other"])
def test_what_is_not_ours_is_not_taken(upload, teaching, at, people, session, cohort, report):
    fields = fields_of(upload(reports.FILES["zoom"]))
    target = session.pk if report != "other" else make_session(cohort, starts_at=NOW - DAY).pk
    sent = fields | ({} if report == "other" else {"report": report and fields["report"][:-3] + "abc"})

    response = teaching.post(at("review_report", target), {**sent, "note": "yes"}, follow=True)

    assert messages_of(response) == ["This page was open for too long, or is not complete. Upload the report once more."]
    assert not Attendance.objects.exists()


def test_a_page_of_yesterday_is_not_taken(upload, confirm, people, session):
    response = upload(reports.FILES["zoom"])

    with time_machine.travel(NOW + 25 * HOUR, tick=False):
        after = confirm(response)

    assert messages_of(after)[0].startswith("This page was open for too long")
    assert noted(session) == {}


@pytest.mark.parametrize("needed", ["", "0", "many", "1441"])
def test_minutes_are_a_number(upload, confirm, people, session, needed):
    response = confirm(upload(reports.FILES["zoom"]), needed=needed)

    assert (len(messages_of(response)), noted(session)) == (1, {})


@pytest.mark.parametrize(
    "fields", [{"starts_at": NOW + HOUR}, {"status": Session.Status.CANCELLED}, {"status": Session.Status.DID_NOT_HAPPEN}]
)
def test_of_what_cannot_be_noted_no_report_is_taken(teaching, upload, confirm, at, people, session, fields):
    for name, value in fields.items():
        setattr(session, name, value)
    session.save()

    page = teaching.get(at("meeting_report", session.pk))
    confirm(upload(reports.FILES["zoom"]))

    assert ('type="file"' in page.text, noted(session)) == (False, {})


@pytest.mark.parametrize("people_in_it", [1, 30])
def test_going_through_takes_as_many_queries_for_one_as_for_thirty(
    upload, confirm, cohort, people_in_it, django_assert_num_queries
):
    cohort.capacity = None
    cohort.save()
    for each in range(people_in_it):
        join(cohort, f"Person {each}", f"person{each}@example.org")
    data = "Name,Email,Duration\n" + "".join(f"P,person{each}@example.org,60\n" for each in range(people_in_it))

    with django_assert_num_queries(11):
        response = upload(data.encode())

    assert response.text.count('type="checkbox"') == people_in_it + 1


@pytest.mark.parametrize("known", [True, False])
def test_five_hundred_people_are_one_light_page(upload, cohort, known):
    cohort.capacity = None
    cohort.save()
    for each in range(500):
        join(cohort, f"Maximiliana Katharina {each:03}", f"maximiliana{each}@example.org")
    names = [f"Maximiliana Katharina {each:03}" if known else f"Stranger {each}" for each in range(500)]

    response = upload(("Name,Duration\n" + "".join(f"{name},60\n" for name in names)).encode())

    assert len(response.content) <= HEAVIEST
