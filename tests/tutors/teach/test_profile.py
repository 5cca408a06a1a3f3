import pytest
from django.urls import reverse

from tests.tutors.factories import make_tutor

pytestmark = pytest.mark.django_db
PROFILE = reverse("teach:profile")


@pytest.fixture
def tutor(client):
    tutor = make_tutor(about="Before.", languages=["en", "pt"], topics=["DNS"])
    client.force_login(tutor.user)
    return tutor


def test_a_tutor_says_who_they_are_and_that_all_may_read_it(client, tutor):
    given = {"about": " I teach. ", "languages": ["fr", "pt"], "topics": "DNS,  Mesh  networks,, DNS", "is_listed": "on"}

    response = client.post(PROFILE, given)

    tutor.refresh_from_db()
    assert response["Location"] == PROFILE
    assert (tutor.about, tutor.languages, tutor.topics, tutor.is_listed) == (
        "I teach.",
        ["fr", "pt"],
        ["DNS", "Mesh networks"],
        True,
    )


def test_the_form_shows_what_is_there_and_agrees_to_nothing(client, tutor):
    form = client.get(PROFILE).context["form"]

    assert [form[name].value() for name in ("about", "languages", "topics", "is_listed")] == [
        "Before.",
        ["en", "pt"],
        "DNS",
        False,
    ]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"languages": ["xx"]}, "languages"),
        ({"topics": ",".join("abcdefghijklm")}, "topics"),
        ({"about": "x" * 2001}, "about"),
    ],
)
def test_what_is_wrong_is_said(client, tutor, wrong, field):
    response = client.post(PROFILE, wrong)

    tutor.refresh_from_db()
    assert ([*response.context["form"].errors], tutor.about) == ([field], "Before.")
