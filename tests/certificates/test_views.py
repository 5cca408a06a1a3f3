import io
import uuid
from decimal import Decimal

import pytest
from django.urls import reverse
from pypdf import PdfReader

from certificates import actions
from certificates.models import CertificateVersion
from library.models import PrivateFile
from tests.certificates.factories import NOW, make_certificate, make_version
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def page_of(certificate):
    return reverse("certificates:detail", args=[certificate.uuid])


def pdf_of(certificate):
    return reverse("certificates:pdf", args=[certificate.uuid])


def body(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


# The public page


def test_detail_shows_a_stranger_that_it_holds(client):
    certificate = make_certificate(name="Amina <Nguyễn>", title="Nets & bridges", hours=Decimal(3))

    response = client.get(page_of(certificate))

    text = response.content.decode()
    assert response.status_code == 200
    assert [
        words for words in ["Amina &lt;Nguyễn&gt;", "Nets &amp; bridges", "3 March 2026", "English"] if words not in text
    ] == []
    assert ("This certificate holds." in text, "revoked" in text) == (True, False)
    assert text.count(pdf_of(certificate)) == 1


def test_detail_says_clearly_that_it_was_revoked_and_not_why(client):
    certificate = make_certificate()
    actions.revoke(certificate=certificate, by=make_user(), reason="Copied work", now=NOW)

    text = client.get(page_of(certificate)).content.decode()

    assert "This certificate was revoked on 3 March 2026 and no longer holds." in text
    assert [words for words in ["This certificate holds.", "Copied work", pdf_of(certificate)] if words in text] == []


def test_detail_of_a_withdrawn_certificate_names_nobody(client):
    certificate = make_certificate(name="Amina")
    actions.withdraw(certificate=certificate, now=NOW)

    text = client.get(page_of(certificate)).content.decode()

    assert ("Name withdrawn" in text, "Amina" in text) == (True, False)


def test_detail_shows_the_latest_version(client):
    certificate = make_certificate(name="Amnia")
    make_version(certificate, name="Amina", number=2, reason="A typing mistake")

    text = client.get(page_of(certificate)).content.decode()

    assert ("Amina" in text, "Amnia" in text, "A typing mistake" in text) == (True, False, False)


def test_detail_without_drawable_letters_offers_no_file(client):
    certificate = make_certificate(name="Ann 🎓")
    actions.store_pdf(certificate=certificate)

    text = client.get(page_of(certificate)).content.decode()

    assert ("Ann 🎓" in text, pdf_of(certificate) in text, "no PDF of this certificate yet" in text) == (True, False, True)


def test_detail_of_an_unknown_address(client):
    assert client.get(reverse("certificates:detail", args=[uuid.uuid4()])).status_code == 404


@pytest.mark.parametrize("page", [page_of, pdf_of])
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_pages_are_only_read(client, page, method):
    assert getattr(client, method)(page(make_certificate())).status_code == 405


@pytest.mark.parametrize("page", [page_of, pdf_of])
@pytest.mark.parametrize("revoked", [False, True])
def test_pages_are_kept_from_search_engines_and_shared_caches(client, page, revoked):
    response = client.get(page(make_certificate(revoked=revoked)))
    body(response)

    assert response["X-Robots-Tag"] == "noindex"
    assert {"private", "no-cache"} <= {part.strip() for part in response["Cache-Control"].split(",")}


def test_detail_costs_one_query_for_a_stranger(client, django_assert_num_queries):
    certificate = make_certificate()

    with django_assert_num_queries(1):
        client.get(page_of(certificate))


def test_detail_costs_four_queries_for_its_holder(client, django_assert_num_queries):
    certificate = make_certificate()
    client.force_login(certificate.learner)

    with django_assert_num_queries(4):
        client.get(page_of(certificate))


# The file


def test_pdf_is_the_certificate(client):
    certificate = make_certificate(name="Amina Nguyễn", title="Bridges")

    response = client.get(pdf_of(certificate))

    content = body(response)
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert "Amina Nguyễn" in PdfReader(io.BytesIO(content)).pages[0].extract_text()
    assert response["Content-Disposition"].split("; ") == [
        "attachment",
        'filename="bridges-amina-nguyen.pdf"',
        "filename*=UTF-8''Bridges%20%E2%80%93%20Amina%20Nguy%E1%BB%85n.pdf",
    ]


def test_pdf_in_another_script_has_a_plain_file_name_too(client):
    response = client.get(pdf_of(make_certificate(name="Владимир", title="Мосты")))
    body(response)

    assert response["Content-Disposition"].startswith('attachment; filename="certificate.pdf"; filename*=')


def test_pdf_is_drawn_once_and_kept(client):
    certificate = make_certificate()
    first, second = body(client.get(pdf_of(certificate))), body(client.get(pdf_of(certificate)))

    assert first == second
    assert CertificateVersion.objects.get().pdf == PrivateFile.objects.get()


def test_pdf_known_to_the_browser_is_not_sent_again(client):
    certificate = make_certificate()
    response = client.get(pdf_of(certificate))
    body(response)

    again = client.get(pdf_of(certificate), headers={"If-None-Match": response["ETag"]})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", response["ETag"])


def test_pdf_of_a_correction_has_another_etag(client):
    certificate = make_certificate(name="Amnia")
    before = client.get(pdf_of(certificate))
    body(before)
    actions.correct(certificate=certificate, name="Amina", reason="A typing mistake", by=make_user(), now=NOW)

    after = client.get(pdf_of(certificate), headers={"If-None-Match": before["ETag"]})

    assert after.status_code == 200
    assert "Amina" in PdfReader(io.BytesIO(body(after))).pages[0].extract_text()


@pytest.mark.parametrize("is_holder", [False, True])
def test_pdf_of_a_revoked_certificate_is_gone(client, is_holder):
    certificate = make_certificate()
    actions.store_pdf(certificate=certificate)
    actions.revoke(certificate=certificate, by=make_user(), reason="Copied work", now=NOW)
    if is_holder:
        client.force_login(certificate.learner)

    response = client.get(pdf_of(certificate))

    assert response.status_code == 410
    assert ("no longer holds" in response.content.decode(), "Copied work" in response.content.decode()) == (True, False)


def test_pdf_that_cannot_be_drawn_says_so(client):
    response = client.get(pdf_of(make_certificate(name="Ann 🎓")))

    assert response.status_code == 404
    assert "There is no PDF yet" in response.content.decode()


def test_pdf_of_an_unknown_address(client):
    assert client.get(reverse("certificates:pdf", args=[uuid.uuid4()])).status_code == 404


def test_pdf_costs_one_query(client, django_assert_num_queries):
    certificate = make_certificate()
    actions.store_pdf(certificate=certificate)

    with django_assert_num_queries(1):
        body(client.get(pdf_of(certificate)))


# From the course


def of_enrolment(certificate):
    return reverse("certificates:of_enrolment", args=[int(certificate.source.split(":")[1])])


def test_of_enrolment_leads_to_the_certificate(client):
    certificate = make_certificate()
    client.force_login(certificate.learner)

    response = client.get(of_enrolment(certificate))

    assert (response.status_code, response["Location"]) == (302, page_of(certificate))


def test_of_enrolment_is_the_learners_own(client):
    client.force_login(make_user())

    assert client.get(of_enrolment(make_certificate())).status_code == 404


def test_of_enrolment_asks_who_it_is(client):
    url = of_enrolment(make_certificate())
    response = client.get(url)

    assert response["Location"] == f"{reverse('account_login')}?next={url}"


def test_of_enrolment_is_only_read(client):
    certificate = make_certificate()
    client.force_login(certificate.learner)

    assert client.post(of_enrolment(certificate)).status_code == 405
