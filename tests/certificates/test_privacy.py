import json

import pytest

from accounts.privacy import Entry, entries
from certificates import actions, privacy
from certificates.models import Certificate, CertificateVersion, StoppedIssue
from library.models import PrivateFile
from notices.models import Mail
from tests.certificates.factories import NOW, UNPRINTABLE, make_certificate, make_enrolment, make_stopped, make_version
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


def test_erasing_removes_what_waits_and_what_staff_were_written_about_it():
    make_user(is_staff=True, is_superuser=True)
    enrolment = make_enrolment(learner=make_user(full_name=UNPRINTABLE))
    others = make_enrolment(learner=make_user(full_name=UNPRINTABLE))
    for each in (enrolment, others):
        actions.award_course(enrolment=each, now=NOW)
    sent, unsent = Mail.objects.filter(kind="certificates.stopped").order_by("pk")
    Mail.objects.filter(pk=sent.pk).update(status="sent", sent_at=NOW)

    for _ in range(2):
        entry("StoppedIssue").erase(enrolment.learner, {})

    assert list(StoppedIssue.objects.values_list("learner", flat=True)) == [others.learner_id]
    assert list(Mail.objects.order_by("pk").values_list("pk", "to_address", "subject", "text", "html")) == [
        (sent.pk, "", "", "", ""),
        (unsent.pk, unsent.to_address, unsent.subject, unsent.text, unsent.html),
    ]


def test_erasing_drops_the_mail_about_it_that_is_not_sent_yet():
    make_user(is_staff=True, is_superuser=True)
    enrolment = make_enrolment(learner=make_user(full_name=UNPRINTABLE))
    actions.award_course(enrolment=enrolment, now=NOW)
    assert Mail.objects.filter(kind="certificates.stopped").count() == 1

    entry("StoppedIssue").erase(enrolment.learner, {})

    assert Mail.objects.count() == 0


def test_export_says_what_waits_and_why():
    stopped = make_stopped()
    make_stopped()

    exported = privacy.export_stopped(stopped.learner)

    assert exported == [
        {
            "title": "Bridges",
            "name": UNPRINTABLE,
            "problem": "The fonts of certificates lack U+13000 𓀀",
            "waits_since": NOW.isoformat(),
            "settled_at": None,
        }
    ]
    assert json.loads(json.dumps(exported)) == exported


def test_every_model_has_its_entry():
    mine = [each for each in entries() if each.model.startswith("certificates.")]

    assert sorted(each.model for each in mine) == [
        "certificates.Achievement",
        "certificates.Certificate",
        "certificates.CertificateVersion",
        "certificates.StoppedIssue",
    ]
    fields = {field.name for model in (Certificate, CertificateVersion, StoppedIssue) for field in model._meta.get_fields()}
    assert {name for each in mine for name in each.personal} - fields == set()
