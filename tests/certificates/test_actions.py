"""Issuing, correcting, revoking, withdrawing and drawing, each also twice."""

import datetime as dt
import io
from decimal import Decimal

import pytest
from pypdf import PdfReader
from wagtail.models import ModelLogEntry

from certificates import actions
from certificates.enums import Kind
from certificates.exceptions import CertificateRevoked, NameMissing, ReasonMissing
from certificates.models import Achievement, Certificate, CertificateVersion
from certificates.signals import certificate_corrected, certificate_issued, certificate_reissued, certificate_revoked
from courses.models import Outline
from enrolments.models import Enrolment
from library.models import PrivateFile
from notices.models import Mail
from tests.certificates.factories import NOW, make_award, make_certificate, make_course, make_enrolment
from tests.factories import make_user

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(days=1)


@pytest.fixture
def heard():
    """What this room announces, in order."""
    announced = []
    receivers = []
    for name, signal in {
        "issued": certificate_issued,
        "corrected": certificate_corrected,
        "reissued": certificate_reissued,
        "revoked": certificate_revoked,
    }.items():

        def hear(*, certificate_id, name=name, **_):
            announced.append((name, certificate_id))

        kept, signal.receivers = signal.receivers, []
        signal.sender_receivers_cache.clear()
        signal.connect(hear, weak=False)
        receivers.append((signal, kept))
    yield announced
    for signal, kept in receivers:
        signal.receivers = kept
        signal.sender_receivers_cache.clear()


def issue(learner, *, source="enrolment:1", award=None, now=NOW):
    return actions.issue(kind=Kind.COURSE, source=source, learner=learner, award=award or make_award(), now=now)


# Issuing


def test_issue_freezes_the_facts():
    award = make_award(title="Ponts", achievement_title="Bridges", hours=Decimal("2.5"), language="fr")
    certificate = issue(make_user(full_name=" Amina Nguyễn "), award=award)

    facts = CertificateVersion.objects.get(certificate=certificate)
    assert (facts.recipient_name, facts.title, facts.hours) == ("Amina Nguyễn", "Ponts", Decimal("2.5"))
    assert (facts.language, facts.completed_on, facts.number, facts.reason) == ("fr", NOW.date(), 1, "")
    assert sorted(facts.wording) == ["check", "completed", "heading", "hours", "issuer", "statement"]
    assert (certificate.issued_at, certificate.latest, certificate.holds) == (NOW, facts, True)
    assert (certificate.achievement.source, certificate.achievement.title) == ("course:bridges", "Bridges")


def test_issue_again_changes_nothing(heard, django_capture_on_commit_callbacks):
    learner = make_user(full_name="Amina")
    with django_capture_on_commit_callbacks(execute=True):
        first = issue(learner)
    learner.full_name = "Someone else"
    learner.save()
    with django_capture_on_commit_callbacks(execute=True):
        second = issue(learner, award=make_award(title="Renamed"), now=LATER)

    assert second == first
    assert [(each.recipient_name, each.title) for each in CertificateVersion.objects.all()] == [("Amina", "Bridges")]
    assert heard == [("issued", first.pk)]
    assert Mail.objects.filter(kind="certificates.issued").count() == 1


def test_issue_for_another_source_is_another_certificate():
    learner = make_user()

    assert issue(learner) != issue(learner, source="enrolment:2")
    assert Achievement.objects.count() == 1


def test_issue_keeps_the_achievements_title_of_today():
    issue(make_user())
    issue(make_user(), award=make_award(achievement_title="Bridges and locks"))

    assert list(Achievement.objects.values_list("title", flat=True)) == ["Bridges and locks"]


def test_issue_needs_a_name_to_print():
    with pytest.raises(NameMissing):
        issue(make_user(full_name="  "))

    assert Certificate.objects.count() == 0


def test_issue_posts_the_mail_in_the_language_of_the_person():
    learner = make_user(full_name="Amina <b>", language="en")
    certificate = issue(learner, award=make_award(title="Nets & bridges"))

    mail = Mail.objects.get(kind="certificates.issued")
    assert (mail.key, mail.recipient, mail.subject) == (
        f"certificate:{certificate.uuid}",
        learner,
        "Your certificate: Nets & bridges",
    )
    assert mail.text.splitlines()[0] == "Dear Amina <b>,"
    assert f"/certificates/{certificate.uuid}/" in mail.text
    assert "Dear Amina &lt;b&gt;," in mail.html


# Of a course


def test_award_course_issues_and_settles():
    course = make_course(titles={"en": "Bridges"})
    enrolment = make_enrolment(course=course)

    certificate = actions.award_course(enrolment=enrolment, now=LATER)

    enrolment.refresh_from_db()
    assert enrolment.settled_at == LATER
    assert (certificate.source, certificate.learner) == (f"enrolment:{enrolment.pk}", enrolment.learner)
    assert (certificate.facts.title, certificate.achievement.source) == ("Bridges", f"course:{course.key}")


def test_award_course_twice_gives_one_certificate():
    enrolment = make_enrolment()
    first = actions.award_course(enrolment=enrolment, now=NOW)
    again = actions.award_course(enrolment=enrolment, now=LATER)
    enrolment.refresh_from_db()
    settled = actions.award_course(enrolment=enrolment, now=LATER)

    assert first == again == settled
    assert enrolment.settled_at == NOW
    assert Certificate.objects.count() == 1


def test_award_course_of_an_erased_learner_settles_without_a_certificate():
    learner = make_user()
    enrolment = make_enrolment(learner=learner)
    learner.full_name, learner.is_active, learner.erased_at = "", False, NOW
    learner.save()

    assert actions.award_course(enrolment=enrolment, now=LATER) is None
    enrolment.refresh_from_db()
    assert (enrolment.settled_at, Certificate.objects.count()) == (LATER, 0)


def test_award_course_of_a_locked_learner_waits():
    enrolment = make_enrolment(learner=make_user(is_active=False))

    assert actions.award_course(enrolment=enrolment, now=LATER) is None
    enrolment.refresh_from_db()
    assert (enrolment.settled_at, Certificate.objects.count()) == (None, 0)


def test_award_course_without_a_name_stays_unsettled():
    enrolment = make_enrolment(learner=make_user(full_name=""))

    with pytest.raises(NameMissing):
        actions.award_course(enrolment=enrolment, now=LATER)

    enrolment.refresh_from_db()
    assert enrolment.settled_at is None


# Correcting


def test_correct_adds_a_version_and_keeps_the_rest(heard, django_capture_on_commit_callbacks):
    certificate = make_certificate(name="Amnia", title="Bridges")
    staff = make_user()
    with django_capture_on_commit_callbacks(execute=True):
        corrected = actions.correct(certificate=certificate, name=" Amina ", reason="A typing mistake", by=staff, now=LATER)

    first, second = certificate.versions.order_by("number")
    assert (first.recipient_name, second.recipient_name) == ("Amnia", "Amina")
    assert (second.number, second.reason, second.created_by, second.created_at) == (2, "A typing mistake", staff, LATER)
    assert (second.title, second.wording, second.completed_on) == (first.title, first.wording, first.completed_on)
    assert (corrected.latest, corrected.issued_at, second.pdf) == (second, NOW, None)
    assert heard == [("corrected", certificate.pk)]
    entry = ModelLogEntry.objects.get(action="certificates.correct")
    assert (entry.user, entry.data, entry.label) == (staff, {"version": 2}, str(certificate.uuid))


def test_correct_to_the_same_name_changes_nothing(heard, django_capture_on_commit_callbacks):
    certificate = make_certificate(name="Amina")
    with django_capture_on_commit_callbacks(execute=True):
        actions.correct(certificate=certificate, name="Amina", reason="Twice", by=make_user(), now=LATER)

    assert (certificate.versions.count(), heard, ModelLogEntry.objects.count()) == (1, [], 0)


@pytest.mark.parametrize(
    ("name", "reason", "refusal"), [("Amina", " ", ReasonMissing), (" ", "A typing mistake", NameMissing)]
)
def test_correct_needs_a_name_and_a_reason(name, reason, refusal):
    certificate = make_certificate()

    with pytest.raises(refusal):
        actions.correct(certificate=certificate, name=name, reason=reason, by=make_user(), now=LATER)

    assert certificate.versions.count() == 1


def test_correct_leaves_a_revoked_certificate_alone():
    with pytest.raises(CertificateRevoked):
        actions.correct(
            certificate=make_certificate(revoked=True), name="Amina", reason="A mistake", by=make_user(), now=LATER
        )


def test_correct_tells_the_holder_once():
    certificate = make_certificate(name="Amnia", title="Bridges")
    for _ in range(2):
        actions.correct(certificate=certificate, name="Amina", reason="Typing", by=make_user(), now=LATER)

    mail = Mail.objects.get()
    assert (mail.kind, mail.key) == ("certificates.issued", f"certificate:{certificate.uuid}:2")
    assert (mail.recipient, mail.subject) == (certificate.learner, "Your certificate was renewed: Bridges")
    assert (mail.text.startswith("Dear Amina,"), f"/certificates/{certificate.uuid}/" in mail.text) == (True, True)


# Reissuing


def make_awarded(*, title="Bridges", **fields):
    """The certificate of a completed course, as it was issued."""
    course = make_course(titles={"en": title}, hours="3")
    enrolment = make_enrolment(course=course, learner=make_user(full_name="Amina", **fields))
    return actions.award_course(enrolment=enrolment, now=NOW)


def renew(certificate, *, title=None, hours=None):
    """Another title, other hours in the course that a certificate is for."""
    outline = Outline.objects.get(course__key=certificate.achievement.source.removeprefix("course:"))
    outline.title = title or outline.title
    outline.facts = {**outline.facts, "hours": hours or outline.facts["hours"]}
    outline.save()


def reissue(certificate, *, reason=" The course was renamed ", by=None, now=LATER):
    return actions.reissue(certificate=certificate, reason=reason, by=by or make_user(), now=now)


def test_reissue_adds_a_version_as_of_today(heard, settings, django_capture_on_commit_callbacks):
    certificate = make_awarded()
    file = actions.store_pdf(certificate=certificate)
    renew(certificate, title="Bridges and locks", hours="4.5")
    settings.WAGTAIL_SITE_NAME = "New Footbridge"
    staff = make_user()
    with django_capture_on_commit_callbacks(execute=True):
        reissued = reissue(certificate, by=staff)

    first, second = certificate.versions.order_by("number")
    assert (first.title, first.hours, first.pdf) == ("Bridges", Decimal(3), file)
    assert (second.title, second.hours, second.wording["issuer"]) == ("Bridges and locks", Decimal("4.5"), "New Footbridge")
    assert (second.wording["hours"], second.pdf) == ("4.5 hours of study", None)
    assert (second.recipient_name, second.completed_on, second.language) == ("Amina", first.completed_on, "en")
    assert (second.number, second.reason, second.created_by) == (2, "The course was renamed", staff)
    assert (reissued.latest, reissued.uuid, reissued.issued_at) == (second, certificate.uuid, NOW)
    assert heard == [("reissued", certificate.pk)]
    entry = ModelLogEntry.objects.get()
    assert (entry.action, entry.user, entry.data) == ("certificates.reissue", staff, {"version": 2})
    assert Mail.objects.get(key=f"certificate:{certificate.uuid}:2").recipient == certificate.learner


def test_reissue_of_what_would_say_the_same_changes_nothing(heard, django_capture_on_commit_callbacks):
    certificate = make_awarded()
    Mail.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        same = reissue(certificate)

    assert (same.facts.number, certificate.versions.count()) == (1, 1)
    assert (heard, ModelLogEntry.objects.count(), Mail.objects.count()) == ([], 0, 0)


def test_reissue_again_adds_no_further_version():
    certificate = make_awarded()
    renew(certificate, title="Bridges and locks")

    assert [reissue(certificate).facts.number for _ in range(2)] == [2, 2]


def test_reissue_keeps_a_corrected_name_and_the_day():
    certificate = make_awarded(time_zone="Pacific/Auckland")
    actions.correct(certificate=certificate, name="Amina N.", reason="Typing", by=make_user(), now=LATER)
    type(certificate.learner).objects.filter(pk=certificate.learner_id).update(time_zone="UTC", full_name="Other")
    renew(certificate, title="Bridges and locks")

    facts = reissue(certificate).facts

    assert (facts.number, facts.recipient_name, facts.completed_on) == (3, "Amina N.", dt.date(2026, 3, 4))


def test_reissue_stays_in_the_language_in_which_it_was_issued():
    certificate = make_awarded()
    Enrolment.objects.update(language="fr")

    assert reissue(certificate).facts.number == 1


def test_reissue_of_a_course_without_an_outline_keeps_title_and_hours(settings):
    certificate = make_awarded()
    Outline.objects.all().delete()
    settings.WAGTAIL_SITE_NAME = "New Footbridge"

    facts = reissue(certificate).facts

    assert (facts.number, facts.title, facts.hours, facts.wording["issuer"]) == (2, "Bridges", Decimal(3), "New Footbridge")


def test_reissue_of_another_kind_renews_the_sentences(settings):
    award = make_award(title="Fellows", hours=None, achievement="programme:1")
    certificate = actions.issue(kind=Kind.FELLOWSHIP, source="offer:1", learner=make_user(), award=award, now=NOW)
    settings.WAGTAIL_SITE_NAME = "New Footbridge"

    facts = reissue(certificate).facts

    assert (facts.number, facts.title, facts.wording["heading"]) == (2, "Fellows", "Certificate of fellowship")


def test_reissue_needs_a_reason_and_a_certificate_that_holds():
    certificate = make_awarded()
    renew(certificate, title="Bridges and locks")
    with pytest.raises(ReasonMissing):
        reissue(certificate, reason=" ")
    actions.revoke(certificate=certificate, by=None, reason="A mistake", now=NOW)
    with pytest.raises(CertificateRevoked):
        reissue(certificate)

    assert certificate.versions.count() == 1


# Revoking


def test_revoke_says_when_by_whom_and_why(heard, django_capture_on_commit_callbacks):
    certificate = make_certificate()
    staff = make_user()
    with django_capture_on_commit_callbacks(execute=True):
        actions.revoke(certificate=certificate, by=staff, reason=" Somebody else's work ", now=LATER)

    certificate.refresh_from_db()
    assert (certificate.holds, certificate.revoked_at, certificate.revoked_by) == (False, LATER, staff)
    assert certificate.revoked_reason == "Somebody else's work"
    assert heard == [("revoked", certificate.pk)]
    assert list(ModelLogEntry.objects.values_list("action", "user")) == [("certificates.revoke", staff.pk)]


def test_revoke_tells_the_holder_once_and_why():
    certificate = make_certificate()
    actions.revoke(certificate=certificate, by=make_user(), reason="Somebody else's work", now=NOW)
    actions.revoke(certificate=certificate, by=make_user(), reason="Second", now=LATER)

    mail = Mail.objects.get(kind="certificates.revoked")
    assert (mail.recipient, mail.to_address) == (certificate.learner, certificate.learner.email)
    assert mail.subject == f"Your certificate was revoked: {certificate.facts.title}"
    assert "Somebody else's work" in mail.text
    assert str(certificate.uuid) in mail.text


def test_who_withdraws_a_certificate_gets_no_mail_about_it():
    actions.withdraw(certificate=make_certificate(), now=NOW)

    assert not Mail.objects.filter(kind="certificates.revoked").exists()


def test_revoke_again_keeps_the_first_reason(heard, django_capture_on_commit_callbacks):
    certificate = make_certificate()
    with django_capture_on_commit_callbacks(execute=True):
        actions.revoke(certificate=certificate, by=make_user(), reason="First", now=NOW)
        actions.revoke(certificate=certificate, by=make_user(), reason="Second", now=LATER)

    certificate.refresh_from_db()
    assert (certificate.revoked_reason, certificate.revoked_at) == ("First", NOW)
    assert heard == [("revoked", certificate.pk)]


def test_revoke_needs_a_reason():
    certificate = make_certificate()

    with pytest.raises(ReasonMissing):
        actions.revoke(certificate=certificate, by=make_user(), reason="  ", now=NOW)

    certificate.refresh_from_db()
    assert certificate.holds is True


def test_issue_after_revoking_does_not_bring_it_back():
    learner = make_user()
    certificate = issue(learner)
    actions.revoke(certificate=certificate, by=None, reason="A mistake", now=NOW)

    assert issue(learner).holds is False


# Drawing


def test_store_pdf_keeps_the_file():
    certificate = make_certificate(name="Amina")

    file = actions.store_pdf(certificate=certificate)

    stored = CertificateVersion.objects.get(pk=certificate.latest.pk).pdf
    with stored.file.open("rb") as opened:
        content = opened.read()
    assert (stored, stored.name, stored.content_type) == (file, "Bridges – Amina.pdf", "application/pdf")
    assert (stored.size, PdfReader(io.BytesIO(content)).metadata.title) == (len(content), "Certificate of completion: Amina")


def test_store_pdf_again_gives_the_same_file():
    certificate = make_certificate()
    first = actions.store_pdf(certificate=certificate)

    assert actions.store_pdf(certificate=Certificate.objects.get(pk=certificate.pk)) == first
    assert PrivateFile.objects.count() == 1


def test_store_pdf_after_another_worker_keeps_that_ones_file():
    certificate = make_certificate()
    late = Certificate.objects.select_related("latest__pdf").get(pk=certificate.pk)
    first = actions.store_pdf(certificate=certificate)
    folder, _, _ = first.file.name.rpartition("/")

    assert actions.store_pdf(certificate=late) == first
    assert PrivateFile.objects.count() == 1
    kept = [name for name in first.file.storage.listdir(folder)[1] if name.startswith(str(first.pk))]
    assert kept == [f"{first.pk}.pdf"]


def test_store_pdf_of_a_correction_is_another_file():
    certificate = make_certificate(name="Amnia")
    first = actions.store_pdf(certificate=certificate)
    corrected = actions.correct(certificate=certificate, name="Amina", reason="Typing", by=make_user(), now=LATER)
    second = actions.store_pdf(certificate=corrected)

    assert first.sha256 != second.sha256
    assert certificate.versions.get(number=1).pdf == first


def test_store_pdf_notes_what_the_fonts_lack(caplog):
    certificate = make_certificate(name="Ann 🎓")

    assert actions.store_pdf(certificate=certificate) is None
    version = CertificateVersion.objects.get(pk=certificate.latest.pk)
    assert (version.pdf, version.pdf_problem) == (None, "The fonts of certificates lack U+1F393")
    assert [record.levelname for record in caplog.records] == ["WARNING"]


def test_store_pdf_with_better_fonts_clears_the_note():
    certificate = make_certificate(name="Amina")
    CertificateVersion.objects.update(pdf_problem="The fonts lack something")

    actions.store_pdf(certificate=Certificate.objects.get(pk=certificate.pk))

    assert CertificateVersion.objects.get().pdf_problem == ""


# Withdrawing


def test_withdraw_takes_the_name_and_the_files_and_says_that_it_no_longer_holds(django_capture_on_commit_callbacks):
    certificate = make_certificate(name="Amnia")
    actions.store_pdf(certificate=certificate)
    certificate = actions.correct(certificate=certificate, name="Amina", reason="Typing", by=make_user(), now=NOW)
    actions.store_pdf(certificate=certificate)
    storage = PrivateFile.objects.first().file.storage
    names = list(PrivateFile.objects.values_list("file", flat=True))
    assert [storage.exists(name) for name in names] == [True, True]

    with django_capture_on_commit_callbacks(execute=True):
        actions.withdraw(certificate=certificate, now=LATER)

    certificate.refresh_from_db()
    assert (certificate.revoked_at, certificate.revoked_reason) == (LATER, "withdrawn at the holder's request")
    versions = CertificateVersion.objects.values_list("recipient_name", "search_text", "pdf")
    assert list(versions) == [("", "bridges", None)] * 2
    assert PrivateFile.objects.count() == 0
    assert [storage.exists(name) for name in names] == [False, False]


def test_withdraw_again_changes_nothing():
    certificate = make_certificate()
    actions.withdraw(certificate=certificate, now=NOW)
    actions.withdraw(certificate=certificate, now=LATER)

    certificate.refresh_from_db()
    assert certificate.revoked_at == NOW


def test_store_pdf_draws_nothing_of_a_withdrawn_certificate():
    certificate = make_certificate()
    late = Certificate.objects.select_related("latest__pdf").get(pk=certificate.pk)
    actions.withdraw(certificate=certificate, now=NOW)

    assert actions.store_pdf(certificate=late) is None
    assert actions.store_pdf(certificate=Certificate.objects.get(pk=certificate.pk)) is None
    assert PrivateFile.objects.count() == 0
