"""A cohort's people by its sessions."""

import csv
import io
import re
from html import unescape

import pytest
from openpyxl import load_workbook

from tests.enrolments.factories import DAY, NOW
from tests.factories import make_user
from tests.tutors.factories import make_appointment, make_attendance, make_place, make_session, make_tutor
from tutors.models import Appointment, Place, Session

pytestmark = pytest.mark.django_db
HEAVIEST = 200_000


def join(cohort, name, **fields):
    person = fields.pop("person", None) or make_user(full_name=name, email=f"{name.lower()[:3]}@example.org")
    return make_place(cohort, person, **{"joined_at": NOW - 20 * DAY} | fields)


@pytest.fixture
def noted(cohort):
    """Two sessions that were, one that was not, one to come; three people, one of whom has left."""
    first = make_session(cohort, title="=Week 1", starts_at=NOW - 10 * DAY)
    second = make_session(cohort, title="Week 2", starts_at=NOW - 3 * DAY)
    off = make_session(cohort, title="Off", starts_at=NOW - 2 * DAY, status=Session.Status.DID_NOT_HAPPEN)
    make_session(cohort, title="To come", starts_at=NOW + DAY)
    ada, bo = join(cohort, "Ada"), join(cohort, "Bo")
    gone = join(cohort, "Gone", status=Place.Status.LEFT, ended_at=NOW - 5 * DAY)
    make_attendance(first, ada)
    make_attendance(second, ada, status="late")
    make_attendance(off, ada)
    make_attendance(second, bo, status="absent")
    make_attendance(first, gone, status="excused")


TABLE = [
    ["Name", "E-mail address", "20 Feb 2026 =Week 1", "27 Feb 2026 Week 2", "Attended"],
    ["Ada", "ada@example.org", "present", "late", "2"],
    ["Bo", "bo@example.org", "", "absent", "0"],
    ["Gone", "gon@example.org", "excused", "", "0"],
]


def test_people_stand_by_sessions_and_the_files_say_the_same(teaching, at, noted):
    page = teaching.get(at("register"))
    sheet = b"".join(teaching.get(at("register"), {"export": "csv"}).streaming_content).decode("utf-8-sig")
    book = b"".join(teaching.get(at("register"), {"export": "xlsx"}).streaming_content)

    body = page.text[page.text.index("<table") : page.text.index("</table>")]
    rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in re.findall(r"<tr>(.*?)</tr>", body)]
    assert [[unescape(re.sub(r"<.*?>", "", cell)) for cell in row] for row in rows] == TABLE
    assert [*csv.reader(io.StringIO(sheet))] == TABLE
    told = load_workbook(io.BytesIO(book)).active.iter_rows(values_only=True)
    assert [[str(cell) if cell is not None else "" for cell in row] for row in told] == TABLE


def test_a_file_has_a_name(teaching, at, noted):
    assert 'filename="spring-attendance.csv"' in teaching.get(at("register"), {"export": "csv"})["Content-Disposition"]


def test_each_session_leads_to_its_own_page(teaching, at, noted, cohort):
    text = teaching.get(at("register")).text

    linked = [each.title for each in cohort.sessions.order_by("starts_at") if at("attendance", each.pk) in text]
    assert linked == ["=Week 1", "Week 2"]


def test_who_came_back_is_one_line_with_what_was_noted_before(teaching, at, cohort):
    person = make_user(full_name="Ada")
    before = join(cohort, "", person=person, status=Place.Status.LEFT, ended_at=NOW - 5 * DAY)
    make_attendance(make_session(cohort, starts_at=NOW - 10 * DAY), before)
    after = join(cohort, "", person=person, joined_at=NOW - DAY)

    text = teaching.get(at("register")).text

    assert (text.count(">Ada<"), at("place", after.pk) in text) == (1, True)
    assert "<td>present</td>" in text


def test_tutors_are_not_counted(teaching, at, cohort):
    make_session(cohort, starts_at=NOW - DAY)
    tutor = make_tutor(full_name="Was A Learner")
    make_appointment(cohort, tutor, role=Appointment.Role.ASSISTANT)
    join(cohort, "", person=tutor.user)
    join(cohort, "Ada")

    text = teaching.get(at("register")).text

    assert (">Ada<" in text, "Was A Learner" in text) == (True, False)


def test_a_cohort_without_people_or_sessions_says_so(teaching, at, cohort):
    assert "Nobody holds a place in this cohort." in teaching.get(at("register")).text
    join(cohort, "Ada")
    assert "No session yet" in teaching.get(at("register")).text


@pytest.mark.parametrize("people", [1, 30])
def test_queries(teaching, at, cohort, people, django_assert_num_queries):
    fill(cohort, people)

    with django_assert_num_queries(10):
        teaching.get(at("register"))


def test_five_hundred_people_are_light_pages(teaching, at, cohort, django_assert_num_queries):
    fill(cohort, 500)

    with django_assert_num_queries(10):
        response = teaching.get(at("register"), {"page": 5})

    assert "Page 5 of 5" in response.text
    assert len(response.content) <= HEAVIEST


def fill(cohort, people):
    cohort.capacity = None
    cohort.save()
    sessions = [make_session(cohort, title=f"Week {each}", starts_at=NOW - each * DAY) for each in range(1, 13)]
    for each in range(people):
        place = make_place(cohort, make_user(full_name=f"Maximiliana Katharina {each:03}"), joined_at=NOW - 20 * DAY)
        for session in sessions[: 12 if each < 30 or each >= 400 else 0]:
            make_attendance(session, place, changes=0)
