"""A page of people, and what is noted of each."""

import re

import pytest

from tests.enrolments.factories import DAY, NOW
from tests.factories import make_user
from tests.tutors.factories import HOUR, MINUTE, make_attendance, make_place, make_session, make_tutor
from tutors import attending
from tutors.attending import Note
from tutors.models import Attendance, AttendanceChange, Place, Session
from tutors.teach import attendance

pytestmark = pytest.mark.django_db
# A page for five hundred people is no heavier than this, in bytes.
HEAVIEST = 200_000


@pytest.fixture
def session(cohort):
    """It began half an hour ago."""
    return make_session(cohort, title="Week 1", starts_at=NOW - HOUR / 2)


@pytest.fixture
def roll(at, session):
    return at("attendance", session.pk)


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def join(cohort, name, **fields):
    """A member since last week."""
    return make_place(cohort, make_user(full_name=name), **{"joined_at": NOW - 7 * DAY} | fields)


def checked(response):
    return sorted(re.findall(r"name=(n\d+) value=(\w) checked", response.text))


def noted(session):
    return dict(Attendance.objects.filter(session=session).values_list("place", "status"))


def test_people_stand_in_order_of_their_names_with_nothing_noted(teaching, cohort, roll):
    for name in ("Zoë", "Ada", "Mia"):
        join(cohort, name)

    response = teaching.get(roll)

    assert re.findall(r"<legend dir=auto>(.*?)</legend>", response.text) == ["Ada", "Mia", "Zoë"]
    assert checked(response) == []
    assert response.text.count("type=radio") == 12


def test_a_page_is_saved_at_once_and_shows_what_is_noted(teaching, cohort, roll, session, lead):
    ada, bo, cleo = (join(cohort, name) for name in ("Ada", "Bo", "Cleo"))

    response = teaching.post(roll, {"seen": "", f"n{ada.pk}": "p", f"n{bo.pk}": "e"}, follow=True)

    assert response.redirect_chain == [(roll, 302)]
    assert noted(session) == {ada.pk: "present", bo.pk: "excused"}
    assert checked(response) == sorted([(f"n{ada.pk}", "p"), (f"n{bo.pk}", "e")])
    assert messages_of(response) == ["2 people noted."]
    assert "present: 1 · excused: 1" in re.sub(r"\s+", " ", response.text)
    assert {each.changed_by for each in AttendanceChange.objects.all()} == {lead.user}
    assert not cleo.attendances.exists()


def test_a_correction_says_who_and_when(teaching, cohort, roll, session, assistant):
    ada, bo = (join(cohort, name) for name in ("Ada", "Bo"))
    attending.note(
        session=session, notes={ada.pk: Note("absent"), bo.pk: Note("present")}, by=assistant.user, now=NOW - MINUTE
    )

    response = teaching.post(roll, {"seen": f"{ada.pk}:a {bo.pk}:p", f"n{ada.pk}": "l", f"n{bo.pk}": "p"}, follow=True)

    assert messages_of(response) == ["Corrected: Ada (absent → late)."]
    assert re.findall(r"<small>(.*?)</small>", response.text) == ["corrected: Lena Lead, 12:00"]
    history = teaching.get(f"{roll}history/").text
    assert "absent, then late" in history
    assert ("Asa Assistant" in history, "Lena Lead" in history) == (True, True)


def test_only_some_corrections_are_named(teaching, cohort, roll, session, lead):
    places = [join(cohort, f"Person {number}") for number in range(7)]
    attending.note(session=session, notes={each.pk: Note("absent") for each in places}, by=lead.user, now=NOW)

    response = teaching.post(roll, {"seen": "", **{f"n{each.pk}": "p" for each in places}}, follow=True)

    [said] = messages_of(response)
    assert said.count("→") == 5
    assert said.endswith(", 2 more.")


def test_what_a_page_did_not_change_stays_as_others_have_noted_it_meanwhile(teaching, cohort, roll, session, assistant):
    ada, bo = (join(cohort, name) for name in ("Ada", "Bo"))
    make_attendance(session, ada, status="absent")
    seen = f"{ada.pk}:a"
    attending.note(session=session, notes={ada.pk: Note("present")}, by=assistant.user, now=NOW)

    teaching.post(roll, {"seen": seen, f"n{ada.pk}": "a", f"n{bo.pk}": "l"})

    assert noted(session) == {ada.pk: "present", bo.pk: "late"}


def test_the_rest_is_marked_present_by_one_button(teaching, cohort, roll, session):
    ada, bo, cleo = (join(cohort, name) for name in ("Ada", "Bo", "Cleo"))
    late = join(cohort, "Too Late", joined_at=NOW + HOUR)
    make_attendance(session, bo, status="excused")

    teaching.post(
        roll, {"seen": f"{ada.pk}: {bo.pk}:e {cleo.pk}: {late.pk}:", f"n{ada.pk}": "a", f"n{bo.pk}": "e", "rest": "present"}
    )

    assert noted(session) == {ada.pk: "absent", bo.pk: "excused", cleo.pk: "present"}
    assert not late.attendances.exists()


def test_nothing_changed_is_said(teaching, cohort, roll):
    join(cohort, "Ada")

    assert messages_of(teaching.post(roll, {}, follow=True)) == ["Nothing was changed."]


def test_who_came_later_or_had_left_stands_apart(teaching, cohort, roll):
    join(cohort, "Ada")
    join(cohort, "Later", joined_at=NOW + HOUR)
    join(cohort, "Gone", status=Place.Status.LEFT, joined_at=NOW - 5 * DAY, ended_at=NOW - 2 * DAY)
    make_place(cohort, make_user(full_name="Waits"), status=Place.Status.WAITING)
    make_place(cohort, make_tutor(full_name="Both").user).cohort.appointments.create(
        tutor_id=make_tutor().pk, role="assistant", appointed_at=NOW
    )

    text = teaching.get(roll).text

    apart = text.index("Not in the cohort at the time")
    assert text.index(">Ada<") < apart < text.index(">Later<")
    assert "<small>joined the cohort later</small>" in text
    assert "1 person had left before" in text
    assert text.index("<bdi>Gone</bdi>") > text.index(">Later<")
    assert ">Waits<" not in text


def test_how_it_was_noted_is_said(teaching, cohort, roll, session):
    make_attendance(session, join(cohort, "Ada"), way="self", noted_at=NOW)
    make_attendance(session, join(cohort, "Ana"), way="self", noted_at=NOW + DAY)
    make_attendance(session, join(cohort, "Bo"), way="file", minutes=1)
    make_attendance(session, join(cohort, "Cleo"), way="tutor", minutes=None)

    hints = re.findall(r"<small>(.*?)</small>", teaching.get(roll).text)

    assert hints == ["checked in, 12:00", "checked in, 3 Mar 2026, 12:00", "1 minute"]


@pytest.mark.parametrize("sent", ["n1", "nx", "n", "n99999999999999999999", "n0"])
def test_odd_fields_do_no_harm(teaching, roll, session, sent):
    response = teaching.post(roll, {"seen": "a b:c:d :: 1", sent: "p"})

    assert (response.status_code, noted(session)) == (302, {})


def test_a_letter_that_means_nothing_is_passed_over(teaching, cohort, roll, session):
    teaching.post(roll, {f"n{join(cohort, 'Ada').pk}": "x"})

    assert noted(session) == {}


def test_who_is_no_member_is_refused_with_the_whole_page(teaching, cohort, roll, session):
    ada, stranger = join(cohort, "Ada"), make_place()

    response = teaching.post(roll, {f"n{ada.pk}": "p", f"n{stranger.pk}": "p"}, follow=True)

    assert messages_of(response) == ["Somebody on this page is no member any more. Look at who is now, and note it again."]
    assert not Attendance.objects.exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"starts_at": NOW + HOUR}, "from 15 minutes before"),
        ({"status": Session.Status.CANCELLED}, "cancelled, or did not happen"),
        ({"status": Session.Status.DID_NOT_HAPPEN}, "cancelled, or did not happen"),
    ],
)
def test_what_cannot_be_noted_has_no_form_and_refuses_one(teaching, cohort, roll, session, fields, words):
    place = join(cohort, "Ada")
    for name, value in fields.items():
        setattr(session, name, value)
    session.save()

    text = teaching.get(roll).text
    teaching.post(roll, {f"n{place.pk}": "p"})

    assert (words in text, "type=radio" in text) == (True, False)
    assert not Attendance.objects.exists()


def test_a_cohort_without_people_says_so(teaching, roll):
    assert "Nobody holds a place in this cohort." in teaching.get(roll).text


def test_the_session_leads_here_and_back(teaching, at, roll, session):
    assert roll in teaching.get(at("session", session.pk)).text
    assert roll in teaching.get(at("sessions")).text
    assert at("session", session.pk) in teaching.get(roll).text


def fill(cohort, session, number):
    """People with long names, in letters of two bytes, of whom everything is noted and corrected, or who checked in."""
    cohort.capacity = None
    cohort.save()
    places = [join(cohort, f"عبد الرحمن بن عبد العزيز {each:03}") for each in range(number)]
    for each, place in enumerate(places):
        make_attendance(session, place, changes=1 + each % 2, way="self" if each % 3 else "tutor")
    return places


@pytest.mark.parametrize("people", [1, 30])
def test_pages_take_as_many_queries_for_one_as_for_thirty(
    teaching, at, cohort, session, roll, people, django_assert_num_queries
):
    fill(cohort, session, people)

    with django_assert_num_queries(10):
        teaching.get(roll)
    with django_assert_num_queries(10):
        teaching.get(f"{roll}history/")


@pytest.mark.parametrize("people", [1, 30])
def test_saving_takes_as_many_queries_for_one_as_for_thirty(
    teaching, cohort, session, roll, people, django_assert_num_queries
):
    places = fill(cohort, session, people)

    with django_assert_num_queries(16):
        teaching.post(roll, {"seen": "", **{f"n{place.pk}": "l" for place in places}})


@pytest.mark.parametrize("language", ["en", "ar"])
def test_five_hundred_people_are_two_light_pages(teaching, cohort, session, roll, lead, language, django_assert_num_queries):
    fill(cohort, session, 500)
    lead.user.language = language
    lead.user.save()

    with django_assert_num_queries(10):
        first = teaching.get(roll)
    second, history = teaching.get(f"{roll}?page=2"), teaching.get(f"{roll}history/")

    assert [each.content.count(b"type=radio") for each in (first, second)] == [1000, 1000]
    assert max(len(each.content) for each in (first, second, history)) <= HEAVIEST


def test_a_page_of_several_marks_its_own_rest_only_and_stays_where_it_is(teaching, cohort, session, roll, monkeypatch):
    monkeypatch.setattr(attendance, "PER_SHEET", 2)
    ada, bo, cleo, dan = (join(cohort, name) for name in ("Ada", "Bo", "Cleo", "Dan"))
    seen = re.search(r'name="seen" value="(.*?)"', teaching.get(f"{roll}?page=2").text)[1]

    response = teaching.post(f"{roll}?page=2", {"seen": seen, f"n{cleo.pk}": "a", "rest": "present"}, follow=True)

    assert response.redirect_chain == [(f"{roll}?page=2", 302)]
    assert noted(session) == {cleo.pk: "absent", dan.pk: "present"}
    assert "Save, and mark the rest of this page present" in response.text
    assert not Attendance.objects.filter(place__in=[ada, bo]).exists()
