"""Who has completed a cohort, what is left to the others, and a tutor's word."""

import re
from html import unescape

import pytest

import enrolments.actions
from courses.models import Outline
from tests.enrolments.factories import DAY, NOW, keys_of, make_enrolment
from tests.factories import make_user
from tests.tables import in_csv, in_xlsx
from tests.tutors.factories import make_attendance, make_cohort, make_place, make_session
from tutors import tasks
from tutors.models import Cohort, Place

pytestmark = pytest.mark.django_db
Status = Place.Status
HEAVIEST = 200_000


@pytest.fixture
def demanding(cohort):
    """The cohort runs, and asks for a session and a word; its course has six lessons."""
    Cohort.objects.filter(pk=cohort.pk).update(status="running", capacity=None, sessions_needed=1, needs_word=True)
    cohort.refresh_from_db()
    make_session(cohort, starts_at=NOW - DAY)
    return cohort


@pytest.fixture
def delivered(monkeypatch, django_capture_on_commit_callbacks):
    """Within ``with delivered()``, messages are worked off as soon as they are sent."""
    monkeypatch.setattr(tasks.review_places, "delay", tasks.review_places)
    return lambda: django_capture_on_commit_callbacks(execute=True)


def join(cohort, name, *, done=0, attended=False, **fields):
    learner = make_user(full_name=name, email=f"{name.lower()}@example.org")
    outline = Outline.objects.get(course=cohort.course)
    enrolment = make_enrolment(outline, learner=learner, now=NOW)
    place = make_place(cohort, learner, enrolment=enrolment, **{"joined_at": NOW} | fields)
    if attended:
        make_attendance(cohort.sessions.get(), place)
    for key in keys_of(outline)[:done]:
        enrolments.actions.complete_lesson(enrolment=enrolment, key=key, now=NOW)
    return place


@pytest.fixture
def four(demanding):
    """One at the beginning, one of whom only the word is wanting, one with the word, one who is done."""
    return [
        join(demanding, "Ada"),
        join(demanding, "Bo", done=6, attended=True),
        join(demanding, "=Cy", done=4, word_given_at=NOW, word_given_by=make_user()),
        join(demanding, "Di", done=6, status=Status.COMPLETED, completed_at=NOW, word_given_at=NOW),
    ]


TABLE = [
    ["Name", "E-mail address", "Steps left in the course", "Sessions attended", "Tutor's word", "Completed"],
    ["=Cy", "=cy@example.org", "2", "0 / 1", "2026-03-02", ""],
    ["Ada", "ada@example.org", "6", "0 / 1", "", ""],
    ["Bo", "bo@example.org", "0", "1 / 1", "", ""],
    ["Di", "di@example.org", "0", "0 / 1", "2026-03-02", "2026-03-02"],
]


def names(response):
    return [line.place.learner.full_name for line, _cells in response.context["lines"]]


def test_what_is_left_stands_in_a_table_and_the_files_say_the_same(teaching, at, four):
    page = teaching.get(at("completion"))
    sheet = in_csv(teaching.get(at("completion"), {"export": "csv"}))
    book = in_xlsx(teaching.get(at("completion"), {"export": "xlsx"}))

    body = page.text[page.text.index("<table") : page.text.index("</table>")]
    rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in re.findall(r"<tr>(.*?)</tr>", body)]
    shown = [[unescape(re.sub(r"<.*?>", "", cell)) for cell in row] for row in rows]
    assert shown == TABLE
    assert [[cell.removeprefix("'") for cell in row] for row in sheet] == TABLE
    assert [[str(cell if cell is not None else "") for cell in row] for row in book] == TABLE


def test_a_cohort_that_asks_for_nothing_more_has_fewer_columns_and_no_boxes(teaching, cohort, at):
    join(cohort, "Ada")

    page = teaching.get(at("completion"))

    assert page.context["headings"] == ["Name", "E-mail address", "Steps left in the course", "Completed"]
    assert ('type="checkbox"' in page.text, "asks for nothing besides the course" in page.text) == (False, True)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["=Cy", "Ada", "Bo", "Di"]),
        ("state=word", ["Bo"]),
        ("state=under_way", ["=Cy", "Ada", "Bo"]),
        ("state=completed", ["Di"]),
        ("state=nonsense", ["=Cy", "Ada", "Bo", "Di"]),
        ("q=AD", ["Ada"]),
        ("q=bo@", ["Bo"]),
        ("q=ada&state=completed", []),
    ],
)
def test_members_are_found_by_what_is_left_and_by_name(teaching, at, four, asked, found):
    response = teaching.get(f"{at('completion')}?{asked}")

    assert names(response) == found
    assert "Completed: 1 of 4 members." in response.text


def test_who_has_completed_cannot_be_ticked(teaching, at, four):
    page = teaching.get(at("completion")).text

    ticked = {int(pk) for pk in re.findall(r'name="place" value="(\d+)"', page)}
    assert ticked == {place.pk for place in four[:3]}


def test_nobody_is_there_yet(teaching, at):
    assert "Nobody holds a place in this cohort." in teaching.get(at("completion")).text


# A tutor's word


def test_a_word_is_given_to_several_at_once_and_completes_who_has_done_the_rest(teaching, at, four, lead, delivered):
    ada, bo, cy, _di = four

    with delivered():
        response = teaching.post(at("words"), {"place": [ada.pk, bo.pk, cy.pk], "act": "give"}, follow=True)

    for place in four:
        place.refresh_from_db()
    assert [each.status for each in four] == [Status.HELD, Status.COMPLETED, Status.HELD, Status.COMPLETED]
    assert (ada.word_given_by, bo.word_given_by) == (lead.user, lead.user)
    assert cy.word_given_by != lead.user
    assert "Your word is given for 2 people." in response.text


def test_a_word_is_taken_back_from_several_until_they_have_completed(teaching, at, four, delivered):
    _ada, _bo, cy, _di = four

    with delivered():
        response = teaching.post(at("words"), {"place": [cy.pk], "act": "take_back"}, follow=True)

    cy.refresh_from_db()
    assert (cy.has_word, cy.word_given_by) == (False, None)
    assert "The word is taken back for 1 person." in response.text


@pytest.mark.parametrize("given", [{}, {"act": "give"}, {"place": "x", "act": "give"}, {"act": "praise"}])
def test_what_is_not_ticked_gets_no_word(teaching, at, four, given):
    response = teaching.post(at("words"), given, follow=True)

    assert Place.objects.filter(word_given_at__isnull=False).count() == 2
    assert "Tick those whom you mean." in response.text


def test_places_of_another_cohort_and_completed_ones_get_no_word(teaching, at, four):
    other = make_place(make_cohort(needs_word=True))
    for place in (other, four[3]):
        teaching.post(at("words"), {"place": [place.pk], "act": "take_back" if place == four[3] else "give"})

    other.refresh_from_db()
    four[3].refresh_from_db()
    assert (other.has_word, four[3].has_word) == (False, True)


def test_where_no_word_is_needed_the_page_says_so(teaching, cohort, at):
    place = join(cohort, "Ada")

    response = teaching.post(at("words"), {"place": [place.pk], "act": "give"}, follow=True)

    assert "needed in this cohort." in response.text


# On a person's page


def test_a_persons_page_says_what_is_left_and_takes_the_word(teaching, at, four, lead):
    bo = four[1]
    before = teaching.get(at("place", bo.pk)).text
    said = teaching.post(at("word", bo.pk), {"act": "give"}, follow=True)

    bo.refresh_from_db()
    assert ("The course is done." in before, "Give my word" in before) == (True, True)
    assert (bo.status, bo.word_given_by) == (Status.COMPLETED, lead.user)
    assert "they have completed the cohort" in said.text
    assert ("Take my word back" in said.text, "Take the place back" in said.text) == (False, False)


def test_a_word_for_one_is_taken_back(teaching, at, four):
    ada = four[0]
    given = teaching.post(at("word", ada.pk), {"act": "give"}, follow=True)
    taken = teaching.post(at("word", ada.pk), {"act": "take_back"}, follow=True)

    ada.refresh_from_db()
    assert not ada.has_word
    assert ("Something else is still left." in given.text, "Your word is taken back." in taken.text) == (True, True)


def test_a_word_for_who_has_completed_is_not_taken_back(teaching, at, four):
    response = teaching.post(at("word", four[3].pk), {"act": "take_back"}, follow=True)

    assert "This place is completed, and stays so." in response.text


def test_who_waits_is_asked_for_nothing_yet(teaching, at, asking):
    assert "What completes the cohort" not in teaching.get(at("place", asking.pk)).text


# How much it costs


@pytest.mark.parametrize("number", [1, 30])
def test_the_page_costs_as_much_for_many_as_for_one(teaching, demanding, at, number, django_assert_num_queries):
    for place in range(number):
        join(demanding, f"Learner{place}", attended=True)

    with django_assert_num_queries(12):
        assert len(names(teaching.get(at("completion")))) == number


def test_a_page_of_a_large_cohort_is_light(teaching, demanding, at):
    outline = Outline.objects.get(course=demanding.course)
    enrolment = make_enrolment(outline)
    people = [make_user(full_name=f"Learner with a common name {number}") for number in range(100)]
    Place.objects.bulk_create(
        Place(cohort=demanding, learner=person, enrolment=enrolment, status="held", way="open", asked_at=NOW, joined_at=NOW)
        for person in people
    )

    assert len(teaching.get(at("completion")).content) < HEAVIEST
