import datetime as dt

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.cache import cache

from alumni.enums import Audience
from enrolments.models import Enrolment, Rating
from home.models import HomePage
from impact.figures import DEFINITIONS, KEY, figures
from tests.alumni.factories import make_alumnus
from tests.certificates.factories import make_certificate, make_course, make_enrolment
from tests.courses.factories import make_home, make_outline
from tests.factories import make_user

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)


def values(now=NOW):
    return {figure.key: figure.value for figure in figures(now)}


def rate(score, now=NOW):
    enrolment = make_enrolment()
    return Rating.objects.create(enrolment=enrolment, score=score, language="en", rated_at=now)


def shown(client):
    """What the home page says once what it kept has run out, by the names of its numbers."""
    cache.delete(KEY)
    return still_shown(client)


def still_shown(client):
    soup = BeautifulSoup(client.get("/en/").content, "html.parser")
    return {each.dt.get_text(): each.dd.get_text() for each in soup.select(".figures__item")}


def test_a_site_without_anybody_has_no_figures():
    assert figures(NOW) == []


def test_a_learner_counts_once_however_many_courses():
    learner = make_user()
    make_enrolment(learner=learner, completed_at=None)
    make_enrolment(learner=learner, completed_at=None)
    make_enrolment(status="withdrawn", withdrawn_at=NOW, completed_at=None)

    assert values()["learners"] == 2


def test_what_happens_later_is_not_counted_yet():
    make_enrolment(completed_at=None, enrolled_at=NOW + dt.timedelta(seconds=1))

    assert "learners" not in values()
    assert values(NOW + dt.timedelta(seconds=1))["learners"] == 1


@pytest.mark.parametrize(("people", "expected"), [(4, None), (5, 2)])
def test_countries_wait_for_five_people(people, expected):
    course = make_course()
    for number in range(people):
        make_enrolment(learner=make_user(country="KE" if number else "PE"), course=course, completed_at=None)
    make_enrolment(learner=make_user(), course=course, completed_at=None)

    assert values().get("countries") == expected


def test_courses_are_those_that_everybody_may_join_in_whatever_language():
    make_course(titles={"en": "Bridges", "fr": "Les ponts"})
    make_outline("Closed", is_open=False)
    make_outline("For some", groups=[1])
    make_outline("For all", groups=None)

    assert values()["courses"] == 2


def test_completions_count_each_course_and_not_what_is_under_way():
    learner = make_user()
    make_enrolment(learner=learner)
    make_enrolment(learner=learner)
    make_enrolment(completed_at=None)

    assert values()["completions"] == 2


def test_certificates_are_those_that_hold():
    make_certificate()
    make_certificate(revoked=True)

    assert values()["certificates"] == 1


def test_alumni_are_those_who_are_listed():
    make_alumnus(name=Audience.ALUMNI)
    make_alumnus(name=Audience.EVERYONE)
    make_alumnus(name=Audience.ONLY_ME)
    make_alumnus(left=True)

    assert values()["alumni"] == 2


def test_satisfaction_waits_for_five_ratings():
    for score in (5, 4, 3, 5):
        rate(score)
    rate(None)

    assert "satisfaction" not in values()

    rate(1)
    assert values()["satisfaction"] == 60


def test_every_figure_says_what_it_means():
    assert [each.key for each in DEFINITIONS if not (each.label and each.definition)] == []
    assert len({each.key for each in DEFINITIONS}) == len(DEFINITIONS) == 7


@pytest.mark.parametrize("people", [1, 30])
def test_figures_cost_one_query_each(people, django_assert_num_queries):
    course = make_course()
    for _number in range(people):
        learner = make_user(country="KE")
        Rating.objects.create(enrolment=make_enrolment(learner=learner, course=course), score=5, language="en", rated_at=NOW)
        make_certificate(learner=learner)
        make_alumnus(user=learner)

    with django_assert_num_queries(7):
        figures(NOW)


def test_the_home_page_changes_with_the_rows(client):
    HomePage.objects.all().delete()
    make_home()
    course = make_course()
    people = [make_user(country="KE") for _number in range(5)]

    assert shown(client) == {"Open courses": "1"}

    enrolments = [make_enrolment(learner=person, course=course, completed_at=None) for person in people]
    assert shown(client) == {"Learners": "5", "Countries": "1", "Open courses": "1"}

    Enrolment.objects.update(status="completed", completed_at=NOW)
    for enrolment in enrolments:
        Rating.objects.create(enrolment=enrolment, score=4, language="en", rated_at=NOW)
    make_alumnus(user=people[0])
    make_certificate(learner=people[0])
    assert shown(client) == {
        "Learners": "5",
        "Countries": "1",
        "Open courses": "1",
        "Courses completed": "5",
        "Certificates": "1",
        "Alumni": "1",
        "Satisfied learners": "100%",
    }


def test_the_home_page_counts_anew_after_a_minute(client):
    make_home()
    make_course()
    with time_machine.travel(NOW, tick=False) as clock:
        assert still_shown(client) == {"Open courses": "1"}
        make_enrolment(completed_at=None, enrolled_at=NOW)

        clock.shift(dt.timedelta(seconds=59))
        assert "Learners" not in still_shown(client)

        clock.shift(dt.timedelta(seconds=1))
        assert still_shown(client)["Learners"] == "1"


def test_the_home_page_of_a_young_site_shows_no_zeros(client):
    make_home()

    assert shown(client) == {}
    assert "What these numbers count" not in client.get("/en/").content.decode()
