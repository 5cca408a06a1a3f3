import pytest

from courses.models import CoursePage
from enrolments.actions import push_due, push_requirement
from tests.browser.checks import assert_sound_html
from tests.enrolments.factories import DAY, NOW, make_enrolment, make_outline, units_of
from tests.factories import make_user
from tests.tutors.factories import make_appointment, make_cohort, make_module_date, make_place, make_session, make_tutor
from tutors import acts
from tutors.models import Cohort, Place

pytestmark = pytest.mark.django_db
Status = Place.Status


@pytest.fixture(autouse=True)
def now(time_machine):
    time_machine.move_to(NOW, tick=False)
    return time_machine


@pytest.fixture
def person(client):
    person = make_user(time_zone="Africa/Nairobi")
    client.force_login(person)
    client.get("/learn/no-such-course/")
    return person


def make_moderated(**fields):
    outline = make_outline(**fields)
    outline.facts["pace"] = CoursePage.Pace.BOTH
    outline.save()
    return outline


def public(outline):
    return f"/en/courses/{outline.slug}/"


def learning(outline):
    return f"/learn/{outline.course.code}/"


# --- A course's public page ----------------------------------------------------------------------------------------------
def test_public_page_has_the_cohorts_that_take_people(client):
    outline = make_moderated()
    cohort = make_cohort(outline, name="In spring", capacity=30, seats_taken=18)
    make_appointment(cohort, make_tutor(full_name="Listed Tutor", is_listed=True))
    make_appointment(cohort, make_tutor(full_name="Shy Tutor"), role="assistant")
    make_cohort(outline, name="Hidden", joining=Cohort.Joining.INVITATION)
    make_cohort(outline, name="Under way", status=Cohort.Status.RUNNING)
    make_cohort(outline, name="Draft", status=Cohort.Status.DRAFT)
    make_cohort(make_moderated(), name="Another course's")

    text = client.get(public(outline)).text

    assert_sound_html(text)
    names = ["In spring", "Hidden", "Under way", "Draft", "Another course's", "Listed Tutor", "Shy Tutor"]
    assert [name for name in names if name in text] == ["In spring", "Listed Tutor"]
    assert ("Starts on 12 March 2026" in text, "12 of 30" in text, "English" in text) == (True, True, True)
    assert "Tell me about the next one" not in text


def test_public_page_without_a_cohort_offers_to_tell_of_the_next(client, person):
    outline = make_moderated()
    make_cohort(outline, sign_up_closes_at=NOW - DAY)

    text = client.get(public(outline)).text

    assert f'<form method="post" action="/learn/{outline.course.code}/cohorts/next/">' in text


def test_public_page_of_a_visitor_leads_to_the_wish_by_way_of_the_sign_in(client):
    outline = make_moderated()

    assert f'href="/learn/{outline.course.code}/cohorts/next/"' in client.get(public(outline)).text


def test_public_page_has_ones_own_cohort_also_where_it_takes_nobody(client, person):
    outline = make_moderated()
    cohort = make_cohort(outline, status=Cohort.Status.RUNNING, joining=Cohort.Joining.STAFF)
    make_place(cohort, person)

    text = client.get(public(outline)).text

    assert (cohort.name in text, "You have a place" in text) == (True, True)


@pytest.mark.parametrize(("make", "queries"), [(make_outline, 5), (make_moderated, 6)], ids=["own pace", "moderated"])
def test_public_page_without_a_cohort_keeps_its_budget(client, person, django_assert_num_queries, make, queries):
    outline = make()

    # Session, person, outline, enrolment, languages; cohorts, where a course is taken in any.
    with django_assert_num_queries(queries):
        client.get(public(outline))


@pytest.mark.parametrize("count", [1, 30])
def test_public_page_costs_the_same_however_many_cohorts(client, person, django_assert_num_queries, count):
    outline = make_moderated()
    for _number in range(count):
        make_appointment(make_cohort(outline), make_tutor(is_listed=True))

    # And the tutors of the cohorts.
    with django_assert_num_queries(7):
        response = client.get(public(outline))

    assert response.text.count('class="cohort-line"') == count


# --- A learner's page of a course ----------------------------------------------------------------------------------------
def test_course_page_has_ones_cohort_and_its_next_session(client, person):
    outline = make_outline()
    cohort = make_cohort(outline, joining=Cohort.Joining.STAFF)
    make_place(cohort, person)
    make_cohort(outline, name="Another cohort")
    make_session(cohort, title="Over", starts_at=NOW - DAY)
    make_session(cohort, title="Off", status="cancelled", starts_at=NOW + DAY)
    make_session(cohort, title="Then", starts_at=NOW + 3 * DAY)
    make_session(cohort, title="Next", starts_at=NOW + 2 * DAY)

    text = client.get(learning(outline)).text

    assert_sound_html(text)
    assert ("Your cohort" in text, ">Next</a>, <time" in text, "Another cohort" in text) == (True, True, False)
    assert "Wednesday 4 March 2026, 15:00 (Nairobi, UTC+3)" in text


def test_course_page_offers_cohorts_to_who_has_none(client, person):
    outline = make_outline()
    make_enrolment(outline, learner=person)
    make_cohort(outline, name="In spring")

    text = client.get(learning(outline)).text

    assert ("Together in a cohort" in text, "In spring" in text) == (True, True)


@pytest.mark.parametrize(("make", "is_offered"), [(make_moderated, True), (make_outline, False)])
def test_course_page_offers_to_tell_of_the_next_cohort_of_a_moderated_course(client, person, make, is_offered):
    outline = make()
    make_enrolment(outline, learner=person)

    assert ("Tell me about the next one" in client.get(learning(outline)).text) is is_offered


@pytest.mark.parametrize("count", [1, 30])
def test_course_page_in_a_cohort_keeps_its_budget(client, person, django_assert_num_queries, count):
    outline = make_moderated(modules=2)
    cohort = make_cohort(outline)
    for _number in range(count):
        make_session(cohort)
        make_cohort(outline)
    make_module_date(cohort, "module-2")
    place = make_place(cohort, person)
    acts.push_dates(place)
    push_due(enrolment=place.enrolment, source="x", unit=units_of(outline)[0], due_at=NOW + DAY)
    push_requirement(enrolment=place.enrolment, source="x", key="talk", words={"en": "Give a talk."})

    # Session, person, enrolment, outline, done units; openings, requirements, dates; cohorts.
    with django_assert_num_queries(9):
        client.get(learning(outline))


# --- The dashboard -------------------------------------------------------------------------------------------------------
def test_dashboard_has_offers_first_and_then_ones_cohorts(client, person):
    offered = make_place(learner=person, status=Status.OFFERED, offered_until=NOW + DAY).cohort
    held = make_place(learner=person).cohort
    waiting = make_place(learner=person, status=Status.WAITING).cohort
    left = make_place(learner=person, status=Status.LEFT).cohort
    finished = make_place(make_cohort(status=Cohort.Status.FINISHED), person).cohort
    session = make_session(held, title="Opening")

    text = client.get("/learn/").text

    assert_sound_html(text)
    offer, mine = text.index("A seat is offered to you"), text.index("My cohorts")
    assert offer < text.index("Begin here") < mine
    assert "Tuesday 3 March 2026, 15:00 (Nairobi, UTC+3)" in text[:mine]
    addresses = [f"/learn/cohorts/{each.code}/" in text[mine:] for each in (held, waiting, offered, left, finished)]
    assert addresses == [True, True, False, False, False]
    assert f"/sessions/{session.pk}/" in text


def test_dashboard_of_others_has_none_of_it(client, person):
    make_place()

    assert "My cohorts" not in client.get("/learn/").text


@pytest.mark.parametrize("count", [1, 30])
def test_dashboard_costs_one_query_more_however_many_cohorts(client, person, django_assert_num_queries, count):
    for number in range(count):
        cohort = make_cohort()
        make_place(cohort, person, status=Status.OFFERED if number % 2 else Status.WAITING)
        make_session(cohort)

    # Session, person, enrolments, suggestions; cohorts; certificates, alumni.
    with django_assert_num_queries(8):
        client.get("/learn/")
