import pytest
from django.test import Client
from django.urls import reverse

from notices import queries, tokens
from notices.models import Choice
from tests.factories import make_user
from tests.notices.conftest import NEWS, SECRET

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(person):
    return reverse("notices:unsubscribe", args=[tokens.make(person.uuid, NEWS.key)])


def test_choices_ask_who_you_are(client):
    response = client.get("/notices/")

    assert (response.status_code, response["Location"]) == (302, "/accounts/login/?next=/notices/")


def test_choices_show_what_may_be_chosen(client, person):
    client.force_login(person)

    form = client.get("/notices/").context["form"]

    assert NEWS.key in form.fields
    assert SECRET.key not in form.fields
    assert form[NEWS.key].initial == "at_once"


def test_choices_are_kept(client, person):
    client.force_login(person)
    others = dict.fromkeys(queries.choices_of(person), "at_once")

    response = client.post("/notices/", {**others, NEWS.key: "never"})

    assert response.status_code == 302
    assert list(Choice.objects.values_list("user", "kind", "when")) == [(person.pk, NEWS.key, "never")]


def test_choices_refuse_what_is_not_offered(client, person):
    client.force_login(person)
    others = dict.fromkeys(queries.choices_of(person), "at_once")

    response = client.post("/notices/", {**others, NEWS.key: "daily"})

    assert (response.status_code, Choice.objects.count()) == (200, 0)


def test_choices_refuse_other_methods(client, person):
    client.force_login(person)

    assert client.delete("/notices/").status_code == 405


def test_looking_at_the_link_changes_nothing(client, link, person):
    response = client.get(link)

    assert response.status_code == 200
    assert queries.wants(person, NEWS) is True


def test_one_press_in_the_mail_reader_unsubscribes(link, person):
    reader = Client(enforce_csrf_checks=True)

    response = reader.post(link, {"List-Unsubscribe": "One-Click"})

    assert response.status_code == 200
    assert queries.wants(person, NEWS) is False


def test_unsubscribing_can_be_undone(client, link, person):
    client.post(link)

    client.post(link, {"undo": "1"})

    assert queries.wants(person, NEWS) is True


def test_unsubscribing_concerns_one_person(client, link, person):
    other = make_user()

    client.post(link)

    assert (queries.wants(person, NEWS), queries.wants(other, NEWS)) == (False, True)


@pytest.mark.parametrize("kind", [SECRET.key, "tests.nothing"])
def test_link_for_what_cannot_be_refused_is_unknown(client, person, kind):
    link = reverse("notices:unsubscribe", args=[tokens.make(person.uuid, kind)])

    assert client.post(link).status_code == 404


def test_forged_link_is_unknown(client, link):
    assert client.post(link[:-3] + "aa/").status_code == 404


def test_link_refuses_other_methods(client, link):
    assert client.put(link).status_code == 405
