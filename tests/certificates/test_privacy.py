import json

import pytest

from accounts.privacy import Entry, entries
from certificates import actions, privacy
from certificates.models import Certificate, CertificateVersion
from library.models import PrivateFile
from tests.certificates.factories import NOW, make_certificate, make_version
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def entry(model) -> Entry:
    return next(each for each in entries() if each.model == f"certificates.{model}")


@pytest.mark.parametrize("choices", [{"certificates": "withdraw"}, {}])
def test_erasing_withdraws_unless_asked_to_keep(choices):
    certificate = make_certificate(name="Amina")
    make_version(certificate, name="Amina N.", number=2, reason="A typing mistake")
    other = make_certificate(name="Bo")
    actions.store_pdf(certificate=certificate)

    for _ in range(2):
        entry("Certificate").erase(certificate.learner, choices)

    certificate.refresh_from_db()
    assert (certificate.holds, certificate.revoked_reason) == (False, "withdrawn at the holder's request")
    assert set(certificate.versions.values_list("recipient_name", "search_text", "pdf")) == {("", "bridges", None)}
    assert PrivateFile.objects.count() == 0
    assert Certificate.objects.get(pk=other.pk).facts.recipient_name == "Bo"


def test_erasing_keeps_what_is_to_stay_verifiable(client):
    certificate = make_certificate(name="Amina")
    actions.store_pdf(certificate=certificate)
    learner = certificate.learner

    entry("Certificate").erase(learner, {"certificates": "keep"})
    learner.full_name, learner.is_active, learner.email = "", False, "erased@example.invalid"
    learner.erased_at = NOW
    learner.save()

    text = client.get(certificate.get_absolute_url()).content.decode()
    assert ("This certificate holds." in text, "Amina" in text) == (True, True)
    assert PrivateFile.objects.count() == 1


def test_export_holds_every_version_and_nobody_elses():
    certificate = make_certificate(name="Amnia")
    make_version(certificate, name="Amina", number=2, reason="A typing mistake")
    make_certificate()

    certificates = privacy.export_certificates(certificate.learner)
    versions = privacy.export_versions(certificate.learner)

    assert [each["uuid"] for each in certificates] == [str(certificate.uuid)]
    assert [(each["recipient_name"], each["reason"]) for each in versions] == [("Amnia", ""), ("Amina", "A typing mistake")]
    assert json.loads(json.dumps([certificates, versions])) == [certificates, versions]


def test_export_of_somebody_without_certificates_is_empty():
    assert (privacy.export_certificates(make_user()), privacy.export_versions(make_user())) == ([], [])


def test_every_model_has_its_entry():
    mine = [each for each in entries() if each.model.startswith("certificates.")]

    assert sorted(each.model for each in mine) == [
        "certificates.Achievement",
        "certificates.Certificate",
        "certificates.CertificateVersion",
    ]
    fields = {field.name for model in (Certificate, CertificateVersion) for field in model._meta.get_fields()}
    assert {name for each in mine for name in each.personal} - fields == set()
