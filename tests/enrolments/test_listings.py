"""What learners say, as staff read it."""

import pytest
from django.urls import NoReverseMatch, reverse

from accounts import roles
from enrolments import rating
from tests.enrolments.factories import NOW, make_enrolment, make_outline
from tests.enrolments.test_viewsets import sign_in_staff
from tests.factories import make_user

pytestmark = pytest.mark.django_db
RATINGS = "/admin/ratings/"


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
