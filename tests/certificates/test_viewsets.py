"""Certificates in the administration."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from wagtail.models import ModelLogEntry

from certificates import actions
from certificates.models import CertificateVersion
from tests import factories
from tests.certificates.factories import NOW, make_achievement, make_certificate, make_version

pytestmark = pytest.mark.django_db
INDEX = "/admin/certificates/"
ALL = ["view", "revoke", "correct"]


def make_staff(*rights):
    staff = factories.make_staff()
    codenames = ["access_admin", *(f"{right}_certificate" for right in rights)]
    staff.user_permissions.add(*Permission.objects.filter(codename__in=codenames))
    return staff


@pytest.fixture
def staff(client):
    staff = make_staff(*ALL)
    client.force_login(staff)
    return staff


def names(response):
    return [certificate.facts.recipient_name for certificate in response.context["object_list"]]


def address(name, certificate):
    return reverse(f"certificate:{name}", args=[certificate.pk])


@pytest.mark.usefixtures("staff")
def test_index_lists_the_newest_first(client):
    make_certificate(name="Ana")
    make_certificate(name="Bo", revoked=True)
    newer = make_certificate(name="Cem")
    newer.issued_at = NOW.replace(day=4)
    newer.save()

    assert names(client.get(INDEX))[0] == "Cem"
    assert sorted(names(client.get(INDEX))) == ["Ana", "Bo", "Cem"]


@pytest.mark.usefixtures("staff")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=lukasz+zolc", ["Łukasz Żółć"]),
        ("q=ŁUKASZ", ["Łukasz Żółć"]),
        ("q=locks", ["Bo"]),
        ("q=nobody", []),
        ("revoked=true", ["Bo"]),
        ("revoked=false", ["Łukasz Żółć"]),
        ("undrawn=true", ["Łukasz Żółć"]),
        ("undrawn=false", ["Bo"]),
        ("issued_at_from=2026-03-04", []),
    ],
)
def test_index_finds_by_name_title_and_facts(client, query, found):
    make_certificate(name="Łukasz Żółć", title="Bridges")
    other = make_certificate(name="Bo", title="Locks")
    actions.store_pdf(certificate=other)
    actions.revoke(certificate=other, by=None, reason="A mistake", now=NOW)

    assert names(client.get(f"{INDEX}?{query}")) == found


@pytest.mark.usefixtures("staff")
@pytest.mark.parametrize("shape", [str, lambda uuid: str(uuid)[:13], lambda uuid: str(uuid).upper()])
def test_index_finds_by_number(client, shape):
    certificate = make_certificate(name="Ana")
    make_certificate(name="Bo")

    assert names(client.get(INDEX, {"q": shape(certificate.uuid)})) == ["Ana"]


@pytest.mark.usefixtures("staff")
def test_index_filters_by_achievement(client):
    make_certificate(name="Ana")
    locks = make_achievement("course:locks", "Locks")
    make_certificate(name="Bo", achievement=locks)

    assert names(client.get(INDEX, {"achievement": locks.pk})) == ["Bo"]


@pytest.mark.usefixtures("staff")
def test_index_says_why_there_is_no_pdf_and_why_one_was_revoked(client):
    actions.store_pdf(certificate=make_certificate(name="Ann 🎓"))
    actions.revoke(certificate=make_certificate(), by=None, reason="Copied work", now=NOW)

    text = client.get(INDEX).content.decode()

    assert ("The fonts of certificates lack U+1F393" in text, "Copied work" in text) == (True, True)


@pytest.mark.usefixtures("staff")
def test_index_shows_an_erased_name_as_nothing(client):
    actions.withdraw(certificate=make_certificate(name="Amina"), now=NOW)

    assert "Amina" not in client.get(INDEX).content.decode()


@pytest.mark.usefixtures("staff")
def test_index_costs_the_same_for_one_and_for_thirty(client, django_assert_max_num_queries):
    make_certificate()
    client.get(INDEX)
    with django_assert_max_num_queries(20) as one:
        client.get(INDEX)
    for _ in range(29):
        make_certificate()
    with django_assert_max_num_queries(20) as thirty:
        response = client.get(INDEX)

    assert len(names(response)) == 30
    assert len(thirty) == len(one)
    assert len(response.content) <= 200_000


@pytest.mark.parametrize(
    ("rights", "offered"), [(ALL, (True, True)), (["view", "revoke"], (True, False)), (["view"], (False, False))]
)
def test_index_offers_what_one_may_do(client, rights, offered):
    certificate = make_certificate()
    client.force_login(make_staff(*rights))

    text = client.get(INDEX).content.decode()

    assert (address("revoke", certificate) in text, address("correct", certificate) in text) == offered


@pytest.mark.usefixtures("staff")
def test_index_offers_nothing_to_do_with_a_revoked_one(client):
    certificate = make_certificate(revoked=True)
    text = client.get(INDEX).content.decode()

    assert (address("revoke", certificate) in text, address("correct", certificate) in text) == (False, False)


def test_nobody_adds_changes_or_deletes_a_certificate_by_hand():
    rights = Permission.objects.filter(content_type__app_label="certificates", content_type__model="certificate")

    assert sorted(rights.values_list("codename", flat=True)) == [
        "correct_certificate",
        "revoke_certificate",
        "view_certificate",
    ]


def test_index_asks_visitors_to_sign_in(client):
    response = client.get(INDEX)

    assert (response.status_code, response["Location"].split("?")[0]) == (302, reverse("account_login"))


@pytest.mark.parametrize(
    ("name", "rights"), [("index", []), ("revoke", ["view", "correct"]), ("correct", ["view", "revoke"])]
)
def test_staff_without_the_right_are_turned_away(client, name, rights):
    certificate = make_certificate(name="Amnia")
    client.force_login(make_staff(*rights))
    url = INDEX if name == "index" else address(name, certificate)

    # Wagtail's admin leads who may not back to its front page, with a message.
    for response in (client.get(url), client.post(url, {"name": "Amina", "reason": "Because"})):
        assert (response.status_code, response["Location"]) == (302, reverse("wagtailadmin_home"))
    certificate.refresh_from_db()
    assert (certificate.holds, certificate.versions.count()) == (True, 1)


def test_revoke_takes_a_reason(client, staff):
    certificate = make_certificate(name="Ana")
    assert "Ana" in client.get(address("revoke", certificate)).content.decode()

    response = client.post(address("revoke", certificate), {"reason": "Copied work"})

    certificate.refresh_from_db()
    assert (response.status_code, response["Location"]) == (302, address("inspect", certificate))
    assert (certificate.revoked_reason, certificate.revoked_by) == ("Copied work", staff)
    assert ModelLogEntry.objects.get(action="certificates.revoke").user == staff


@pytest.mark.usefixtures("staff")
@pytest.mark.parametrize("name", ["revoke", "correct"])
def test_an_act_without_a_reason_asks_for_one(client, name):
    certificate = make_certificate(name="Amnia")

    response = client.post(address(name, certificate), {"name": "Amina", "reason": " "})

    certificate.refresh_from_db()
    assert response.context["form"].errors == {"reason": ["This field is required."]}
    assert (certificate.holds, certificate.versions.count()) == (True, 1)


def test_correct_takes_a_name_and_a_reason(client, staff):
    certificate = make_certificate(name="Amnia")
    form = client.get(address("correct", certificate)).context["form"]
    assert form["name"].value() == "Amnia"

    response = client.post(address("correct", certificate), {"name": "Amina", "reason": "A typing mistake"})

    latest = CertificateVersion.objects.get(number=2)
    assert (response.status_code, response["Location"]) == (302, address("inspect", certificate))
    assert (latest.recipient_name, latest.reason, latest.created_by) == ("Amina", "A typing mistake", staff)


@pytest.mark.usefixtures("staff")
def test_correct_a_revoked_one_changes_nothing(client):
    certificate = make_certificate(revoked=True)

    response = client.post(address("correct", certificate), {"name": "Amina", "reason": "A typing mistake"}, follow=True)

    assert certificate.versions.count() == 1
    assert "nothing was changed" in response.content.decode()


@pytest.mark.usefixtures("staff")
@pytest.mark.parametrize("name", ["revoke", "correct"])
def test_an_act_on_nothing_is_not_found(client, name):
    assert client.get(reverse(f"certificate:{name}", args=[99999])).status_code == 404


@pytest.mark.usefixtures("staff")
def test_the_latest_version_is_what_staff_see(client):
    certificate = make_certificate(name="Amnia")
    make_version(certificate, name="Amina", number=2, reason="A typing mistake")

    assert names(client.get(INDEX)) == ["Amina"]
