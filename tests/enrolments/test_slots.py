"""What this room puts into the pages of others."""

import datetime as dt
import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.test import RequestFactory

from courses import addresses
from courses.models import Outline
from enrolments import actions, slots
from enrolments.agenda import agenda_of
from tests.enrolments.factories import DAY, NOW, entries_of, keys_of, make_enrolment, make_outline, remove_unit, units_of
from tests.enrolments.quizzes_made import begin, make_quiz, make_quiz_outline
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def show(name, person, **context):
    """A slot as a page of a person fills it; what another room puts there stays away."""
    request = RequestFactory().get("/en/courses/some-course/?from=mail")
    request.user = person
    given = {**context, "request": request}
    html = Template('{% load slots %}{% slot "' + name + '" %}').render(Context(given))
    return html, " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_public_page_asks_visitors_to_sign_in_and_brings_them_back():
    html, words = show("course.enrol", AnonymousUser(), outline=make_outline())

    assert "Sign in to enrol" in words
    assert 'href="/accounts/login/?next=/en/courses/some-course/%3Ffrom%3Dmail"' in html
    assert "<form" not in html


def test_the_public_page_enrols_by_a_post_in_its_language():
    outline = make_outline()

    html, words = show("course.enrol", make_user(), outline=outline)

    assert words.endswith("Enrol")
    assert f'<form method="post" action="/learn/{outline.course.code}/enrolment/enrol/">' in html
    assert '<input type="hidden" name="language" value="en">' in html


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "You are enrolled Continue"),
        ({"done": 3}, "You have completed this course Read again"),
        ({"withdrawn": True}, "Take this course You withdrew from it. What you did is kept. Enrol again"),
    ],
)
def test_the_public_page_knows_who_is_inside(fields, words):
    outline = make_outline()
    enrolment = make_enrolment(outline, **fields)

    assert show("course.enrol", enrolment.learner, outline=outline)[1] == words


@pytest.mark.parametrize(("signed_in", "queries"), [(True, 1), (False, 0)])
def test_the_public_page_pays_one_query_for_who_is_signed_in(django_assert_num_queries, signed_in, queries):
    outline = Outline.objects.select_related("course").get(pk=make_outline().pk)
    person = make_user() if signed_in else AnonymousUser()

    with django_assert_num_queries(queries):
        show("course.enrol", person, outline=outline)


def test_a_preview_has_nothing_to_enrol_in():
    assert slots.course_enrol({"request": RequestFactory().get("/"), "outline": object()}) is None
    assert slots.course_enrol({}) is None


def show_agenda(name, learner, now=NOW):
    return show(name, learner, agenda=agenda_of(learner=learner, now=now))


def test_the_dashboard_begins_with_what_is_next():
    outline = make_outline()
    enrolment = make_enrolment(outline, done=1)
    actions.push_requirement(enrolment=enrolment, source="cohort:1", key="essay", words={"en": "Write an essay."})

    html, words = show_agenda("dashboard.next", enrolment.learner)

    title = entries_of(outline)[1].title
    assert words == (
        f"Go on where you were {title} {outline.title} · 5 minutes Steps done 1 of 4 3 steps are left. "
        "The lessons take about 10 minutes. Besides the lessons: Write an essay. Continue"
    )
    assert f'href="/learn/{outline.course.code}/{keys_of(outline)[1]}/" aria-describedby="next-title"' in html


def test_the_dashboard_says_where_to_begin():
    enrolment = make_enrolment()

    words = show_agenda("dashboard.next", enrolment.learner)[1]

    assert words.startswith("Begin here ")
    assert words.endswith(" Start")


def test_the_dashboard_puts_a_running_quiz_first():
    attempt = begin(quiz=make_quiz(time_limit=20))

    html, words = show_agenda("dashboard.next", attempt.enrolment.learner, NOW + dt.timedelta(minutes=19))

    assert words.startswith("Your quiz is running ")
    assert "1 minute is left. Hand in by this time: 2 March 2026, 12:20 (UTC)" in words
    assert f'href="/learn/{attempt.enrolment.course.code}/{attempt.unit.key}/attempt/"' in html


def test_the_dashboard_completes_what_is_finished():
    outline = make_outline()
    enrolment = make_enrolment(outline, done=2)
    remove_unit(outline, keys_of(outline)[2])

    html, words = show_agenda("dashboard.next", enrolment.learner)

    assert words == f"Nothing is left to do. {outline.title} Complete the course"
    assert f'<form method="post" action="/learn/{outline.course.code}/enrolment/finish/">' in html


def test_the_dashboard_lists_the_other_courses_with_what_is_left():
    learner, other, latest = make_user(), make_outline(), make_outline()
    make_enrolment(other, learner=learner, done=1, now=NOW - DAY)
    make_enrolment(latest, learner=learner, done=1)

    html, words = show_agenda("dashboard.main", learner)

    left = "2 steps are left. The lessons take about 10 minutes."
    title = entries_of(other)[1].title
    assert words == f"My other courses {other.title} Steps done 1 of 3 {left} Continue: {title}"
    assert f'href="/learn/{other.course.code}/{keys_of(other)[1]}/"' in html


def test_the_dashboard_keeps_dates_and_attempts_in_mind():
    learner, outline = make_user(time_zone="Africa/Nairobi"), make_quiz_outline()
    attempt = begin(make_enrolment(outline, learner=learner))
    for position, at in ((0, NOW - DAY), (2, NOW + DAY)):
        unit = units_of(outline)[position]
        actions.push_due(enrolment=attempt.enrolment, source=f"cohort:{position}", unit=unit, due_at=at)

    html, words = show_agenda("dashboard.aside", learner)

    assert "You have begun. Your answers so far are kept." in words
    assert "Was due: 1 March 2026, 12:00 (UTC)" in words
    assert "Due: 3 March 2026, 12:00 (UTC)" in words
    assert html.count("<li>") == 3


@pytest.mark.parametrize("name", ["dashboard.next", "dashboard.main", "dashboard.aside"])
def test_the_dashboard_says_nothing_to_who_has_no_course(name):
    assert show_agenda(name, make_user())[1] == ""
    assert show(name, make_user())[1] == ""


def test_lower_rooms_know_where_a_unit_is_read():
    assert addresses.unit_address("net-intro", "first-lesson") == "/learn/net-intro/first-lesson/"
