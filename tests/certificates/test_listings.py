"""The listings of certificates and of stopped ones: found, exported as shown, the same cost for one and for thirty."""

import datetime as dt

import pytest
from django.urls import NoReverseMatch, reverse

from accounts import roles
from certificates import actions
from certificates.models import Certificate, StoppedIssue
from tests.certificates.factories import NOW, make_certificate, make_enrolment, make_stopped
from tests.certificates.test_viewsets import ALL, make_staff
from tests.factories import make_user

pytestmark = pytest.mark.django_db
CERTIFICATES = "/admin/certificates/"
STOPPED = "/admin/stopped-certificates/"
BOTH = pytest.mark.parametrize(("index", "make"), [(CERTIFICATES, make_certificate), (STOPPED, make_stopped)])


@pytest.fixture(autouse=True)
def staff(client):
    staff = make_staff(*ALL)
    client.force_login(staff)
    return staff


def stop(name, **fields):
    return make_stopped(enrolment=make_enrolment(learner=make_user(full_name=name)), **fields)


def shown(response):
    """The names on the screen, in their order."""
    table = response.context["table"]
    return [table.columns["name" if "name" in table.columns else "recipient_name"].get_value(row) for row in table.data]


def read(response):
    """All of it. What stands for the file is closed by its reader, and not by the response, which would close more."""
    content = response.getvalue()
    for close in response._resource_closers:
        close()
    return content


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["Cem 𓀀", "Bo 𓀀", "Łucja 𓀀"]),
        ({"q": "LUCJA"}, ["Łucja 𓀀"]),
        ({"q": "locks"}, ["Bo 𓀀"]),
        ({"q": "CEM@example.org"}, ["Cem 𓀀"]),
        ({"q": "nobody"}, []),
        ({"open": "true"}, ["Bo 𓀀", "Łucja 𓀀"]),
        ({"open": "false"}, ["Cem 𓀀"]),
        ({"problem": "length"}, ["Bo 𓀀"]),
        ({"kind": "course"}, ["Cem 𓀀", "Bo 𓀀", "Łucja 𓀀"]),
        ({"kind": "service"}, []),
        ({"first_met_at_from": "2026-03-04"}, ["Cem 𓀀", "Bo 𓀀"]),
        ({"ordering": "first_met_at"}, ["Łucja 𓀀", "Bo 𓀀", "Cem 𓀀"]),
        ({"ordering": "search_text"}, ["Bo 𓀀", "Cem 𓀀", "Łucja 𓀀"]),
    ],
)
def test_stopped_ones_are_found(client, query, names):
    stop("Łucja 𓀀")
    stop("Bo 𓀀", title="Locks", problem="length", first_met_at=NOW + dt.timedelta(days=1))
    cem = stop("Cem 𓀀", resolved_at=NOW, first_met_at=NOW + dt.timedelta(days=2))
    type(cem.learner).objects.filter(pk=cem.learner_id).update(email="cem@example.org")

    response = client.get(STOPPED, query)

    assert shown(response) == names


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["Bo", "Ana"]),
        ({"ordering": "latest__search_text"}, ["Ana", "Bo"]),
        ({"revoked": "true"}, ["Bo"]),
        ({"undrawn": "false"}, ["Ana"]),
        ({"q": "bo"}, ["Bo"]),
    ],
)
def test_certificates_are_listed(client, query, names):
    ana, bo = make_certificate(name="Ana"), make_certificate(name="Bo")
    actions.store_pdf(certificate=ana)
    actions.revoke(certificate=bo, by=None, reason="Copied work", now=NOW)
    Certificate.objects.filter(pk=bo.pk).update(issued_at=NOW + dt.timedelta(days=1))

    response = client.get(CERTIFICATES, query)

    assert shown(response) == names


def test_rows_of_the_same_moment_keep_their_order_from_page_to_page(client):
    for number in range(31):
        stop(f"{number} 𓀀")

    pages = [shown(client.get(STOPPED, {"p": page})) for page in (1, 2)]

    assert [len(page) for page in pages] == [30, 1]
    assert len({*pages[0], *pages[1]}) == 31


@BOTH
@pytest.mark.parametrize("query", ["", "?export=csv", "?export=xlsx"])
def test_a_listing_costs_the_same_for_one_and_for_thirty(client, django_assert_max_num_queries, index, make, query):
    make()
    read(client.get(f"{index}{query}"))
    with django_assert_max_num_queries(20) as one:
        read(client.get(f"{index}{query}"))
    for _ in range(29):
        make()
    with django_assert_max_num_queries(20) as thirty:
        size = len(read(client.get(f"{index}{query}")))

    assert len(one) == len(thirty)
    assert size <= 200_000


@pytest.mark.parametrize(("right", "may"), [("correct", True), ("view", False), ("revoke", False)])
def test_who_may_correct_sees_what_was_stopped(client, right, may):
    client.force_login(make_staff(right))
    make_stopped()

    home = client.get("/admin/").text

    assert ((STOPPED in home), (f"{STOPPED}?open=true" in home)) == (may, may)
    assert (client.get(STOPPED).status_code == 200) is may


def test_an_administrator_may(client):
    roles.ensure_roles()
    person = make_staff()
    roles.give_role(user=person, role="Administrator", by=None)
    client.force_login(person)

    assert client.get(STOPPED).status_code == 200


def test_the_administrations_home_says_how_many_wait(client):
    make_stopped()
    make_stopped(resolved_at=NOW)

    assert "<span>1</span> stopped certificate" in client.get("/admin/").text


@pytest.mark.parametrize("name", ["add", "edit", "delete", "copy", "history", "usage"])
def test_nothing_is_written_there_by_hand(name):
    with pytest.raises(NoReverseMatch):
        reverse(f"stopped_certificate:{name}")
    assert StoppedIssue._meta.default_permissions == ()
