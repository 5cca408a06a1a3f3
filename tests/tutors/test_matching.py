import pytest

from tests.enrolments.factories import NOW
from tests.factories import make_user
from tests.tutors.factories import make_cohort, make_place
from tutors import matching
from tutors.meeting_reports import Attendee
from tutors.registers import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    """Members of a cohort, by their names."""
    cohort = make_cohort()
    names = {"Ada Okafor": "ada@example.org", "Díaz Bruno": "bruno@example.org", "Élodie N'Guessan": "elodie@example.org"}
    made = {name: make_user(full_name=name, email=email) for name, email in names.items()}
    return {name: Entry(make_place(cohort, person, joined_at=NOW)) for name, person in made.items()}


def seen(name="", email="", minutes=60):
    return Attendee(name, email, minutes)


def told(attendees, people, tutors=()):
    found = matching.matched(attendees, [*people.values()], tutors)
    return [(str(each.entry.place.learner) if each.entry else "", each.way) for each in found]


def test_an_address_counts_before_a_name(people):
    assert told([seen("Somebody", "ada@example.org"), seen("Ada Okafor")], people) == [("Ada Okafor", "email"), ("", "")]


@pytest.mark.parametrize("name", ["Bruno Díaz", "DIAZ, Bruno", "bruno  diaz", "Díaz-Bruno"])
def test_a_name_is_known_whatever_its_order_and_accents(people, name):
    assert told([seen(name)], people) == [("Díaz Bruno", "name")]


def test_marks_within_a_name_do_not_matter(people):
    assert told([seen("elodie n’guessan")], people) == [("Élodie N'Guessan", "name")]


def test_a_name_stands_in_where_the_address_is_another_one(people):
    assert told([seen("Ada Okafor", "ada@elsewhere.example.org")], people) == [("Ada Okafor", "name")]


def test_of_namesakes_nobody_is_taken_for_either(people):
    other = make_user(full_name="Okafor, Ada", email="other@example.org")
    people["other"] = Entry(make_place(people["Ada Okafor"].place.cohort, other))

    assert told([seen("Ada Okafor")], people) == [("", "")]
    assert told([seen("Ada Okafor", "other@example.org")], people) == [("Okafor, Ada", "email")]


def test_two_rows_of_one_name_are_nobody(people):
    rows = [seen("Ada Okafor", "a@elsewhere.example.org"), seen("Ada Okafor", "b@elsewhere.example.org")]

    assert told(rows, people) == [("", ""), ("", "")]


def test_parts_of_names_and_nothing_are_nobody(people):
    people["nameless"] = Entry(make_place(people["Ada Okafor"].place.cohort, make_user(full_name="")))

    assert told([seen("Ada"), seen("Ada's iPad"), seen("…"), seen("", "x@example.org")], people) == [("", "")] * 4


def test_tutors_are_known_and_not_counted(people):
    tutors = [make_user(full_name="Lena Lead", email="lena@example.org"), make_user(full_name="")]
    rows = [seen("L", "lena@example.org"), seen("Lead, Lena"), seen("Ada Okafor"), seen("", "x@example.org")]

    found = matching.matched(rows, [*people.values()], tutors)

    assert [each.is_tutor for each in found] == [True, True, False, False]


@pytest.mark.parametrize(
    ("typed", "name"),
    [("ADA@example.org ", "Ada Okafor"), ("okafor ada", "Ada Okafor"), ("ada", ""), ("nobody@example.org", ""), ("", "")],
)
def test_whom_a_tutor_means(people, typed, name):
    entry = matching.meant(typed, [*people.values()])

    assert (str(entry.place.learner) if entry else "") == name
