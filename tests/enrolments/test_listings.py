"""What learners say, as staff read it."""

import pytest
from django.urls import NoReverseMatch, reverse

from accounts import roles
from enrolments import rating, reporting
from notices.models import Mail
from tests.enrolments.factories import NOW, entries_of, make_enrolment, make_outline
from tests.enrolments.test_viewsets import sign_in_staff
from tests.factories import make_staff, make_user

pytestmark = pytest.mark.django_db
RATINGS = "/admin/ratings/"
REPORTS = "/admin/page-reports/"


@pytest.fixture
def outline():
    return make_outline(lessons=1)


def rate(outline, score, words="", **person):
    enrolment = make_enrolment(outline, learner=make_user(**person), done=1)
    return rating.rate(enrolment=enrolment, score=score, words=words, language="en", now=NOW)


# Ratings


@pytest.fixture
def reader(client):
    sign_in_staff(client, "access_admin", "view_rating")
    return client


def test_ratings_are_read_without_names(reader, outline):
    rate(outline, 4, "Clear and calm", full_name="Ada Okafor", email="ada@example.org")
    rating.decline(enrolment=make_enrolment(outline, done=1), language="en", now=NOW)

    response = reader.get(RATINGS)

    assert len(response.context["object_list"]) == 1
    for words in (outline.course.code, "Good", "Clear and calm"):
        assert words in response.text
    assert "Okafor" not in response.text
    assert "ada@example.org" not in response.text


def test_the_average_is_of_what_is_listed(reader, outline):
    assert "of 5, by" not in reader.get(RATINGS).text
    other = make_outline(lessons=1)
    for score in (5, 4):
        rate(outline, score)
    rate(other, 1)

    assert "3.3 of 5, by 3 people" in reader.get(RATINGS).text
    assert "4.5 of 5, by 2 people" in reader.get(RATINGS, {"course": outline.course.pk}).text
    assert "1.0 of 5, by 1 person" in reader.get(RATINGS, {"score": 1}).text


def test_ratings_cost_the_same_for_one_and_for_thirty(reader, outline, django_assert_max_num_queries):
    rate(outline, 4, "x")
    reader.get(RATINGS)
    with django_assert_max_num_queries(20) as one:
        reader.get(RATINGS)
    for _ in range(29):
        rate(outline, 4, "x" * 2000)
    with django_assert_max_num_queries(20) as thirty:
        response = reader.get(RATINGS)

    assert len(one) == len(thirty)
    assert len(response.content) <= 200_000


@pytest.mark.parametrize(("role", "may"), [("Administrator", True), ("Editor", True), ("Author", False)])
def test_who_reads_ratings(client, role, may):
    roles.ensure_roles()
    sign_in_staff(client, role=role)

    assert (client.get(RATINGS).status_code == 200) is may
    assert (RATINGS in client.get("/admin/").text) is may


@pytest.mark.parametrize("name", ["add", "edit", "delete", "inspect", "copy", "history", "usage"])
def test_nothing_is_changed_there(name):
    with pytest.raises(NoReverseMatch):
        reverse(f"enrolments_ratings:{name}")


# Reports from pages


@pytest.fixture
def answerer(client):
    sign_in_staff(client, "access_admin", "view_pagereport", "change_pagereport")
    return client


def write(outline, words="A picture is missing", *, kind="error", **person):
    return reporting.report(
        learner=make_user(**person),
        course=outline.course,
        entry=entries_of(outline)[0],
        kind=kind,
        words=words,
        now=NOW,
    )


def answer_url(report):
    return reverse("enrolments_reports:answer", args=[report.pk])


def listed(response):
    return sorted(report.words for report in response.context["object_list"])


def test_reports_are_listed_and_filtered(answerer, outline):
    other = make_outline()
    write(outline, "one", full_name="Ada Okafor")
    reporting.answer(report=write(outline, "two", kind="help"), words="x", by=make_staff(), now=NOW)
    write(other, "three", kind="help")

    response = answerer.get(REPORTS)

    assert "Ada Okafor" in response.text
    assert listed(response) == ["one", "three", "two"]
    assert listed(answerer.get(REPORTS, {"open": "true"})) == ["one", "three"]
    assert listed(answerer.get(REPORTS, {"kind": "help"})) == ["three", "two"]
    assert listed(answerer.get(REPORTS, {"course": outline.course.pk})) == ["one", "two"]


def test_reports_cost_the_same_for_one_and_for_thirty(answerer, outline, django_assert_max_num_queries):
    write(outline)
    answerer.get(REPORTS)
    with django_assert_max_num_queries(20) as one:
        answerer.get(REPORTS)
    for _ in range(29):
        write(outline, "x" * 2000)
    with django_assert_max_num_queries(20) as thirty:
        response = answerer.get(REPORTS)

    assert len(one) == len(thirty)
    assert len(response.content) <= 200_000


def test_an_answer_is_written_on_a_page_of_its_own(answerer, outline):
    report = write(outline, "<i>A picture</i> is missing", full_name="Ada Okafor")

    text = answerer.get(answer_url(report)).text
    assert "&lt;i&gt;A picture&lt;/i&gt; is missing" in text
    assert ("Ada Okafor" in text, "Answer and close" in text) == (True, True)
    response = answerer.post(answer_url(report), {"words": "It is back."})

    assert response.url == REPORTS
    report.refresh_from_db()
    assert (report.answer, report.handled_by_id) == ("It is back.", int(answerer.session["_auth_user_id"]))
    assert Mail.objects.get().recipient == report.learner
    closed = answerer.get(answer_url(report)).text
    assert ("It is back." in closed, "Answer and close" in closed) == (True, False)


def test_an_answer_that_is_too_long_is_refused(answerer, outline):
    report = write(outline)

    assert answerer.post(answer_url(report), {"words": "x" * 2001}).status_code == 200
    report.refresh_from_db()
    assert report.is_open


def test_the_administrations_home_says_how_many_wait(answerer, outline):
    write(outline)
    reporting.answer(report=write(outline), words="x", by=make_staff(), now=NOW)

    text = answerer.get("/admin/").text

    assert f"{REPORTS}?open=true" in text
    assert "<span>1</span> report from a page" in text


def test_who_may_only_look_does_not_answer(client, outline):
    sign_in_staff(client, "access_admin", "view_pagereport")
    report = write(outline)

    assert client.get(REPORTS).status_code == 200
    assert client.post(answer_url(report), {"words": "x"}).url == "/admin/"
    assert f"{REPORTS}?open=true" not in client.get("/admin/").text
    report.refresh_from_db()
    assert report.is_open


@pytest.mark.parametrize(("role", "may"), [("Administrator", True), ("Editor", True), ("Author", False)])
def test_who_answers(client, outline, role, may):
    roles.ensure_roles()
    sign_in_staff(client, role=role)

    assert [client.get(url).status_code == 200 for url in (REPORTS, answer_url(write(outline)))] == [may, may]


def test_an_unknown_report_is_not_found(answerer):
    assert answerer.get(reverse("enrolments_reports:answer", args=[999])).status_code == 404
