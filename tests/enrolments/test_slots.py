"""What this room puts into the pages of others."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.test import RequestFactory

from courses import addresses
from courses.models import Outline
from enrolments import slots
from tests.enrolments.factories import keys_of, make_enrolment, make_outline
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


def test_the_dashboard_lists_courses_under_way_and_completed():
    learner, under_way, completed = make_user(), make_outline(), make_outline()
    make_enrolment(under_way, learner=learner, done=1)
    make_enrolment(completed, learner=learner, done=3)

    html, words = show("dashboard.main", learner)

    assert f"My courses {under_way.title} Steps done 1 of 3 Continue:" in words
    assert f"Completed courses {completed.title} completed on" in words
    assert f'href="/learn/{under_way.course.code}/{keys_of(under_way)[1]}/"' in html


def test_the_dashboard_stays_away_from_who_has_no_course():
    context = {"request": RequestFactory().get("/learn/")}
    context["request"].user = make_user()

    assert slots.dashboard(context) is None
    assert slots.dashboard({}) is None


def test_the_dashboards_course_before_the_first_step():
    outline = make_outline()
    enrolment = make_enrolment(outline)

    assert "Start:" in show("dashboard.main", enrolment.learner)[1]


def test_lower_rooms_know_where_a_unit_is_read():
    assert addresses.unit_address("net-intro", "first-lesson") == "/learn/net-intro/first-lesson/"
