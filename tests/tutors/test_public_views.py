import datetime as dt

import pytest

from tests.enrolments.factories import NOW, make_outline
from tests.factories import make_user
from tests.tutors.factories import make_appointment, make_cohort, make_tutor
from tutors.models import Cohort

pytestmark = pytest.mark.django_db
LIST = "/en/tutors/"


def make_listed(**fields):
    given = {
        "is_listed": True,
        "full_name": "Zoë Zed",
        "country": "KE",
        "languages": ["sw", "fr"],
        "topics": ["DNS", "IXPs"],
    }
    return make_tutor(**given | fields)


def of(tutor):
    return f"{LIST}{tutor.pk}/"


def test_list_has_those_who_agreed_by_name(client):
    make_listed()
    make_listed(full_name="Ábel Alma")
    make_tutor(full_name="Shy Tutor")
    make_tutor(full_name="Retired Tutor", retired_at=NOW)
    make_listed(user=make_user(full_name="Closed Tutor", is_active=False))

    text = client.get(LIST).text

    assert 0 < text.index("Ábel Alma") < text.index("Zoë Zed")
    assert ("Shy" in text, "Retired" in text, "Closed" in text) == (False, False, False)
    assert ("Kenya" in text, "Swahili" in text, "DNS, IXPs" in text) == (True, True, True)


def test_list_says_so_where_nobody_is_to_see(client):
    make_tutor(full_name="Shy Tutor")

    text = client.get(LIST).text

    assert ("Nobody to see yet" in text, "Shy" in text) == (True, False)


@pytest.mark.parametrize("count", [1, 30])
def test_list_costs_the_same_for_one_and_for_thirty(client, count, django_assert_num_queries):
    for _number in range(count):
        make_listed()

    # How many; a page of them.
    with django_assert_num_queries(2):
        response = client.get(LIST)

    assert len(response.context["leaf"]) == min(count, 24)


def test_page_says_who_they_are(client):
    tutor = make_listed(about="I like <b>cables</b>.", trained_since=dt.date(2021, 5, 1))

    text = client.get(of(tutor)).text

    assert "<h1><bdi>Zoë Zed</bdi></h1>" in text
    assert ("I like &lt;b&gt;cables&lt;/b&gt;." in text, "May 2021" in text) == (True, True)
    assert ("Swahili, French" in text, "Kenya" in text) == (True, True)


def test_page_has_the_courses_of_begun_cohorts_that_everybody_may_see(client):
    tutor = make_listed()
    statuses = [Cohort.Status.RUNNING, Cohort.Status.FINISHED, Cohort.Status.OPEN, Cohort.Status.CANCELLED]
    outlines = [make_outline() for _status in statuses]
    for outline, status in zip(outlines, statuses, strict=True):
        make_appointment(make_cohort(outline, status=status), tutor)
    make_appointment(make_cohort(outlines[0], status=Cohort.Status.FINISHED), tutor, ended_at=NOW)
    for hidden in (make_outline(groups=()), make_outline(is_open=False)):
        make_appointment(make_cohort(hidden, status=Cohort.Status.FINISHED), tutor)

    response = client.get(of(tutor))

    assert {outline.pk for outline in response.context["courses"]} == {outlines[0].pk, outlines[1].pk}


@pytest.mark.parametrize("count", [1, 30])
def test_page_costs_the_same_however_much_was_taught(client, count, django_assert_num_queries):
    tutor = make_listed()
    for _number in range(count):
        make_appointment(make_cohort(status=Cohort.Status.FINISHED), tutor)

    with django_assert_num_queries(2):
        response = client.get(of(tutor))

    assert len(response.context["courses"]) == count


@pytest.mark.parametrize("fields", [{"is_listed": False}, {"is_listed": False, "retired_at": NOW}])
def test_page_of_who_did_not_agree_is_not_found(client, fields):
    tutor = make_listed(**fields)

    assert client.get(of(tutor)).status_code == 404


def test_pages_are_only_read(client):
    assert client.post(LIST).status_code == 405
    assert client.post(of(make_listed())).status_code == 405


def test_addresses_without_a_language_lead_to_the_readers(client):
    assert client.get("/tutors/", headers={"accept-language": "fr"}).url == "/fr/tutors/"
