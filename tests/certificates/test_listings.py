"""The listings of certificates and of stopped ones: found, exported as shown, the same cost for one and for thirty."""

import csv
import datetime as dt
import io

import pytest
from django.urls import NoReverseMatch, reverse
from openpyxl import load_workbook

from accounts import roles
from certificates import actions
from certificates.models import Certificate, StoppedIssue
from tests.certificates.factories import NOW, UNPRINTABLE, make_certificate, make_enrolment, make_stopped
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


def headings(response):
    return [str(column.label) for column in response.context["table"].columns.values()]


def read_csv(client, index, query):
    response = client.get(index, {**query, "export": "csv"})
    return list(csv.reader(io.StringIO(response.getvalue().decode())))


def read_xlsx(client, index, query):
    response = client.get(index, {**query, "export": "xlsx"})
    sheet = load_workbook(io.BytesIO(response.getvalue())).active
    return [list(row) for row in sheet.iter_rows(values_only=True)]


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
def test_stopped_ones_are_found_and_exported_as_they_are_shown(client, query, names):
    stop("Łucja 𓀀")
    stop("Bo 𓀀", title="Locks", problem="length", first_met_at=NOW + dt.timedelta(days=1))
    cem = stop("Cem 𓀀", resolved_at=NOW, first_met_at=NOW + dt.timedelta(days=2))
    type(cem.learner).objects.filter(pk=cem.learner_id).update(email="cem@example.org")

    response = client.get(STOPPED, query)

    assert shown(response) == names
    for read in (read_csv, read_xlsx):
        first, *rows = read(client, STOPPED, query)
        assert (first, [row[0] for row in rows]) == (headings(response), names)


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
def test_certificates_are_exported_as_they_are_shown(client, query, names):
    ana, bo = make_certificate(name="Ana"), make_certificate(name="Bo")
    actions.store_pdf(certificate=ana)
    actions.revoke(certificate=bo, by=None, reason="Copied work", now=NOW)
    Certificate.objects.filter(pk=bo.pk).update(issued_at=NOW + dt.timedelta(days=1))

    response = client.get(CERTIFICATES, query)

    assert shown(response) == names
    for read in (read_csv, read_xlsx):
        first, *rows = read(client, CERTIFICATES, query)
        assert (first, [row[0] for row in rows]) == (headings(response), names)


def test_an_exported_row_says_what_the_screen_says(client):
    actions.store_pdf(certificate=make_certificate(name="Ana", title="Bridges"))
    stopped = stop(UNPRINTABLE, resolved_at=NOW, resolved_by=make_user(full_name="Ingrid"))

    assert read_csv(client, CERTIFICATES, {})[1] == ["Ana", "Bridges", f"{NOW}", "Yes", "", "Yes", ""]
    assert read_csv(client, STOPPED, {})[1] == [
        UNPRINTABLE,
        stopped.learner.email,
        "Bridges",
        "Course",
        "The fonts of certificates lack U+13000 𓀀",
        *[f"{NOW}"] * 3,
        "Ingrid",
    ]
    naive = NOW.replace(tzinfo=None)
    assert read_xlsx(client, CERTIFICATES, {})[1] == ["Ana", "Bridges", naive, "Yes", None, "Yes", None]
    assert read_xlsx(client, STOPPED, {})[1][5:] == [naive, naive, naive, "Ingrid"]


def test_an_export_runs_no_formula_and_stumbles_over_no_name(client):
    make_certificate(name='=HYPERLINK("x")\x0b')

    assert read_csv(client, CERTIFICATES, {})[1][0] == '\'=HYPERLINK("x") '
    assert read_xlsx(client, CERTIFICATES, {})[1][0].strip() == '=HYPERLINK("x")'


def test_an_export_has_all_pages_in_their_order_though_all_are_of_the_same_moment(client):
    for number in range(31):
        stop(f"{number} 𓀀")

    pages = [shown(client.get(STOPPED, {"p": page})) for page in (1, 2)]

    assert [len(page) for page in pages] == [30, 1]
    assert [row[0] for row in read_csv(client, STOPPED, {})[1:]] == [f"{number} 𓀀" for number in range(30, -1, -1)]
    assert [*pages[0], *pages[1]] == [f"{number} 𓀀" for number in range(30, -1, -1)]


@BOTH
@pytest.mark.parametrize("query", ["", "?export=csv", "?export=xlsx"])
def test_a_listing_costs_the_same_for_one_and_for_thirty(client, django_assert_max_num_queries, index, make, query):
    make()
    client.get(f"{index}{query}")
    with django_assert_max_num_queries(20) as one:
        client.get(f"{index}{query}").getvalue()
    for _ in range(29):
        make()
    with django_assert_max_num_queries(20) as thirty:
        response = client.get(f"{index}{query}")
        size = len(response.getvalue())

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
