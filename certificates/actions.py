"""Issuing, correcting, revoking: each can be repeated, and none edits what was printed."""

import datetime as dt
import hashlib
import logging
from functools import partial

from django.core.files.base import ContentFile
from django.db import transaction
from wagtail.log_actions import log

import enrolments.actions
import notices.actions
from accounts.models import User
from certificates import pdf, queries
from certificates.award import Award
from certificates.enums import Kind
from certificates.exceptions import CertificateRevoked, NameMissing, ReasonMissing
from certificates.models import Achievement, Certificate, CertificateVersion
from certificates.signals import certificate_corrected, certificate_issued, certificate_revoked
from certificates.wording import wording
from core.announce import announce
from enrolments import acts
from enrolments.models import Enrolment
from library.models import PrivateFile

logger = logging.getLogger(__name__)
WITHDRAWN = "withdrawn at the holder's request"


@transaction.atomic
def issue(*, kind: Kind, source: str, learner: User, award: Award, now: dt.datetime) -> Certificate:
    """
    Award a certificate, freeze its facts, post the mail and announce it once the transaction is committed.

    (kind, source, learner) is the key: a second call, also at the same moment, returns the first one's certificate and
    changes nothing.

    :raises NameMissing: if the learner has no name to print.
    """
    existing = Certificate.objects.with_facts().filter(kind=kind, source=source, learner=learner).first()
    if existing is not None:
        return existing
    if not learner.full_name.strip():
        raise NameMissing
    certificate, is_new = Certificate.objects.get_or_create(
        kind=kind,
        source=source,
        learner=learner,
        defaults={"achievement": achievement(kind=kind, award=award), "issued_at": now},
    )
    if is_new:
        facts = CertificateVersion(
            recipient_name=learner.full_name.strip(),
            title=award.title,
            hours=award.hours,
            completed_on=award.completed_on,
            language=award.language,
            wording=wording(kind, award),
            created_at=now,
        )
        _add_version(certificate, facts)
        _post_mail(certificate)
        announce(certificate_issued, certificate_id=certificate.pk)
    return certificate


def achievement(*, kind: Kind, award: Award) -> Achievement:
    """This is what can be earned, made at the first award; a later one brings its title up to date."""
    found, _ = Achievement.objects.get_or_create(
        kind=kind, source=award.achievement, defaults={"title": award.achievement_title}
    )
    if found.title != award.achievement_title:
        found.title = award.achievement_title
        found.save(update_fields=["title"])
    return found


def _add_version(certificate: Certificate, facts: CertificateVersion) -> None:
    """The certificate's row must be locked, or new in this transaction."""
    facts.certificate = certificate
    facts.save(force_insert=True)
    certificate.latest = facts
    certificate.save(update_fields=["latest"])


def _post_mail(certificate: Certificate) -> None:
    """In the issuing transaction, so that there is neither a certificate without its mail nor a mail without one."""
    notices.actions.post(
        kind="certificates.issued",
        key=f"certificate:{certificate.uuid}",
        recipient=certificate.learner,
        template="certificates/mail/issued",
        context={
            "name": certificate.facts.recipient_name,
            "title": certificate.facts.title,
            "url": queries.address_of(certificate),
        },
    )


@transaction.atomic
def award_course(*, enrolment: Enrolment, now: dt.datetime) -> Certificate | None:
    """
    Issue the certificate of a completed enrolment and settle it, both or neither.

    A settled enrolment is left alone, and so is that of a locked account, which may be about to be erased; one whose
    learner was erased is settled without a certificate.

    :raises NameMissing: if the learner has no name to print; the enrolment stays unsettled, and a sweep comes back.
    """
    certificate = None
    # Nobody merges the learner's accounts while we issue; where they did a moment ago, it is for the one that stayed.
    enrolment = acts.locked(enrolment)
    learner = enrolment.learner
    if enrolment.settled_at is not None or (learner.erased_at is None and not learner.is_active):
        return queries.certificate_for_enrolment(learner, enrolment.pk)
    if learner.erased_at is None:
        certificate = issue(
            kind=Kind.COURSE,
            source=queries.source_of(enrolment.pk),
            learner=learner,
            award=queries.course_award(enrolment),
            now=now,
        )
    enrolments.actions.settle(enrolment=enrolment, now=now)
    return certificate


@transaction.atomic
def correct(*, certificate: Certificate, name: str, reason: str, by: User, now: dt.datetime) -> Certificate:
    """
    Add a version with another name, log it, and announce it once the transaction is committed.

    All else stays as it was printed. The name that it bears already changes nothing.

    :raises ReasonMissing: without a reason.
    :raises NameMissing: without a name.
    :raises CertificateRevoked: if it no longer holds.
    """
    name, reason = name.strip(), reason.strip()
    if not reason:
        raise ReasonMissing
    if not name:
        raise NameMissing
    certificate = _locked(certificate)
    if not certificate.holds:
        raise CertificateRevoked
    before = certificate.facts
    if before.recipient_name == name:
        return certificate
    facts = CertificateVersion(
        number=before.number + 1,
        recipient_name=name,
        title=before.title,
        hours=before.hours,
        completed_on=before.completed_on,
        language=before.language,
        wording=before.wording,
        reason=reason,
        created_at=now,
        created_by=by,
    )
    _add_version(certificate, facts)
    log(instance=certificate, action="certificates.correct", user=by, data={"version": facts.number})
    announce(certificate_corrected, certificate_id=certificate.pk)
    return certificate


@transaction.atomic
def revoke(*, certificate: Certificate, by: User | None, reason: str, now: dt.datetime) -> Certificate:
    """
    Revoke a certificate for good, log it, and announce it once the transaction is committed.

    Revoking a revoked one changes nothing: the first reason stays.

    :raises ReasonMissing: without a reason.
    """
    if not reason.strip():
        raise ReasonMissing
    certificate = _locked(certificate)
    if not certificate.holds:
        return certificate
    certificate.revoked_at = now
    certificate.revoked_by = by
    certificate.revoked_reason = reason.strip()
    certificate.save(update_fields=["revoked_at", "revoked_by", "revoked_reason"])
    log(instance=certificate, action="certificates.revoke", user=by)
    announce(certificate_revoked, certificate_id=certificate.pk)
    return certificate


@transaction.atomic
def withdraw(*, certificate: Certificate, now: dt.datetime) -> Certificate:
    """
    Revoke a certificate because its holder wants it gone, and empty it of their name, files included.

    Its page goes on saying that it no longer holds, to whoever scans an old print. A repeat changes nothing.
    """
    certificate = revoke(certificate=certificate, by=None, reason=WITHDRAWN, now=now)
    versions = list(certificate.versions.select_for_update())
    files = list(PrivateFile.objects.filter(pk__in=[version.pdf_id for version in versions]))
    for version in versions:
        version.recipient_name = ""
        version.pdf = None
        version.pdf_problem = ""
        version.save(update_fields=["recipient_name", "search_text", "pdf", "pdf_problem"])
    for file in files:
        transaction.on_commit(partial(file.file.delete, save=False))
        file.delete()
    return certificate


def store_pdf(*, certificate: Certificate) -> PrivateFile | None:
    """
    Draw the latest version and keep the file; a stored one is returned as it is.

    What cannot be drawn (see `certificates.pdf.Undrawable`) is logged and noted on the version for staff, and gives None.
    """
    version = certificate.facts
    if version.pdf is not None:
        return version.pdf
    if not version.recipient_name:
        return None
    try:
        content = pdf.draw(queries.sheet_of(certificate))
    except pdf.Undrawable as problem:
        logger.warning("certificate %s cannot be drawn: %s", certificate.uuid, problem)
        CertificateVersion.objects.filter(pk=version.pk).update(pdf_problem=str(problem)[:500])
        return None
    return _keep(version, content)


def _keep(version: CertificateVersion, content: bytes) -> PrivateFile | None:
    """The file is written first; who finds the version drawn or emptied meanwhile takes it away again."""
    file = PrivateFile(
        name=queries.file_name(version),
        content_type="application/pdf",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )
    file.file.save(f"{file.pk}.pdf", ContentFile(content), save=False)
    with transaction.atomic():
        current = CertificateVersion.objects.select_for_update().get(pk=version.pk)
        is_wanted = current.pdf is None and current.recipient_name == version.recipient_name
        if is_wanted:
            file.save(force_insert=True)
            current.pdf = file
            current.pdf_problem = ""
            current.save(update_fields=["pdf", "pdf_problem"])
    if not is_wanted:
        file.file.delete(save=False)
    version.pdf = current.pdf
    return current.pdf


def _locked(certificate: Certificate) -> Certificate:
    """
    Lock and re-read a certificate.

    Without a join: who waited for the lock would get today's row with yesterday's joined one, hence none.
    """
    return Certificate.objects.select_for_update().get(pk=certificate.pk)
