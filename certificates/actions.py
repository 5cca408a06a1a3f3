"""Issuing, correcting, reissuing, revoking: each can be repeated, and none edits what was printed."""

import datetime as dt
import hashlib
import logging
from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from wagtail.log_actions import log

import notices.actions
from accounts.models import User
from certificates import pdf, queries, stopping
from certificates.award import Award
from certificates.causes import (
    Cause,
    OfAppointment,
    OfEnrolment,
    OfPlace,
    Verdict,
    award_of_stopped,
    award_of_today,
    cause_of,
)
from certificates.enums import Kind
from certificates.exceptions import AccountLocked, CertificateRevoked, NameMissing, ReasonMissing
from certificates.models import Achievement, Certificate, CertificateVersion, StoppedIssue
from certificates.signals import certificate_corrected, certificate_issued, certificate_reissued, certificate_revoked
from certificates.wording import wording
from core.announce import announce
from enrolments.models import Enrolment
from library.models import PrivateFile
from tutors.models import Appointment, Place

logger = logging.getLogger(__name__)
# What a version says.
PRINTED = ("recipient_name", "title", "hours", "completed_on", "language", "wording")
WITHDRAWN = "withdrawn at the holder's request"


@transaction.atomic
def issue(*, kind: Kind, source: str, learner: User, award: Award, now: dt.datetime) -> Certificate | None:
    """
    Award a certificate, freeze its facts, post the mail and announce it once the transaction is committed.

    (kind, source, learner) is the key: a second call, also at the same moment, returns the first one's certificate and
    changes nothing. What cannot be drawn is not issued: it is noted, staff are told once (see `certificates.stopping`),
    and None comes back.

    :raises NameMissing: if the learner has no name to print.
    """
    learner = stopping.locked(learner)
    try:
        return _issue(kind=kind, source=source, learner=learner, award=award, name=learner.full_name, now=now)
    except pdf.Undrawable as problem:
        stopping.stop(kind=kind, source=source, learner=learner, award=award, problem=problem, now=now)
        return None


def _issue(  # noqa: PLR0913 -- the certificate's key, and who says what is printed
    *,
    kind: Kind,
    source: str,
    learner: User,
    award: Award,
    name: str,
    now: dt.datetime,
    reason: str = "",
    by: User | None = None,
) -> Certificate:
    """
    The person's row must be locked: of two who issue the same, the second finds the certificate.

    Its sheet is drawn before anything is written. Drawing is pure and quick; the file that people get is drawn later.

    :raises Undrawable: and nothing was written.
    """
    existing = Certificate.objects.with_facts().filter(kind=kind, source=source, learner=learner).first()
    if existing is not None:
        return existing
    facts = CertificateVersion(reason=reason, created_at=now, created_by=by)
    _print(facts, name=_name(name), kind=kind, award=award)
    certificate = Certificate(kind=kind, source=source, learner=learner, issued_at=now, latest=facts)
    pdf.draw(queries.sheet_of(certificate))
    certificate.latest = None
    certificate.achievement = achievement(kind=kind, award=award)
    certificate.save(force_insert=True)
    _add_version(certificate, facts)
    stopping.resolve(kind=kind, source=source, learner=learner, by=by, now=now)
    _post_mail(certificate, about="issued")
    announce(certificate_issued, certificate_id=certificate.pk)
    return certificate


def _print(facts: CertificateVersion, *, name: str, kind: Kind, award: Award) -> None:
    """This writes into a version everything that is printed."""
    facts.recipient_name = name
    facts.title = award.title
    facts.hours = award.hours
    facts.completed_on = award.completed_on
    facts.language = award.language
    facts.wording = wording(kind, award)


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


def _post_mail(certificate: Certificate, *, about: str) -> None:
    """In the same transaction, so that there is neither a version without its mail nor a mail without one."""
    number = certificate.facts.number
    notices.actions.post(
        kind="certificates.issued",
        key=f"certificate:{certificate.uuid}" + (f":{number}" if number > 1 else ""),
        recipient=certificate.learner,
        template=f"certificates/mail/{about}",
        context={
            "name": certificate.facts.recipient_name,
            "title": certificate.facts.title,
            "url": queries.address_of(certificate),
        },
    )


def _post_revocation(certificate: Certificate) -> None:
    notices.actions.post(
        kind="certificates.revoked",
        key=f"certificate:{certificate.uuid}:revoked",
        recipient=certificate.learner,
        template="certificates/mail/revoked",
        context={
            "name": certificate.facts.recipient_name,
            "title": certificate.facts.title,
            "reason": certificate.revoked_reason,
            "url": queries.address_of(certificate),
        },
    )


@transaction.atomic
def award(*, cause: Cause[Any], now: dt.datetime) -> Certificate | None:
    """
    Issue what a cause has earned and settle it, both or neither; what has earned nothing is settled, what must wait is not.

    A settled one is left alone, and so is that of a locked account, which may be about to be erased; one whose learner was
    erased is settled without a certificate. Where issuing is stopped, it stays unsettled.

    :raises NameMissing: if the learner has no name to print; it stays unsettled, and a sweep comes back.
    """
    cause = cause.locked()
    learner = stopping.locked(cause.learner)
    if cause.is_settled or (learner.erased_at is None and not learner.is_active):
        return cause.certificate()
    verdict = Verdict.NOTHING if learner.erased_at is not None else cause.verdict()
    if verdict is Verdict.WAIT:
        return None
    if verdict is Verdict.ISSUE:
        key: dict[str, Any] = {"kind": cause.kind, "source": cause.source, "learner": learner}
        if issue(**key, award=cause.award(), now=now) is None:
            return None
    else:
        stopping.resolve(kind=cause.kind, source=cause.source, learner=learner, by=None, now=now)
    cause.settle(now)
    return cause.certificate()


def award_course(*, enrolment: Enrolment, now: dt.datetime) -> Certificate | None:
    """This awards the certificate of a completed enrolment, or waits for a place in a cohort of the course."""
    return award(cause=OfEnrolment(enrolment), now=now)


def award_place(*, place: Place, now: dt.datetime) -> Certificate | None:
    """This awards the certificate of a completed place, in the stead of the course's own, unless that was there before."""
    return award(cause=OfPlace(place), now=now)


def award_service(*, appointment: Appointment, now: dt.datetime) -> Certificate | None:
    """This awards a tutor's certificate of service in a finished cohort, where they held a session."""
    return award(cause=OfAppointment(appointment), now=now)


@transaction.atomic
def issue_stopped(*, stopped: StoppedIssue, name: str, reason: str, by: User, now: dt.datetime) -> Certificate:
    """
    Issue what was stopped with the name that staff give, keep the reason with it, settle what it is for, and log it.

    The name in the person's account stays theirs. What was issued meanwhile is left as it is.

    :raises ReasonMissing: without a reason.
    :raises NameMissing: without a name.
    :raises AccountLocked: if the account is locked, and perhaps about to be erased.
    :raises Undrawable: if this name cannot be drawn either; nothing is changed.
    """
    reason, name = _reason(reason), _name(name)
    cause = _locked_cause(stopped)
    learner = stopping.locked(stopped.learner)
    if not learner.is_active:
        raise AccountLocked
    key: dict[str, Any] = {"kind": Kind(stopped.kind), "source": stopped.source, "learner": learner}
    was_issued = Certificate.objects.filter(**key).exists()
    certificate = _issue(**key, award=award_of_stopped(stopped), name=name, reason=reason, by=by, now=now)
    if cause is not None:
        cause.settle(now)
    if not was_issued:
        log(instance=certificate, action="certificates.issue_stopped", user=by, data={"version": 1})
    return certificate


@transaction.atomic
def try_again(*, stopped: StoppedIssue, by: User, now: dt.datetime) -> Certificate | None:
    """
    Try to issue what was stopped, with the person's name and the fonts of today, and log that; None if it stays stopped.

    :raises AccountLocked: if the account is locked, and perhaps about to be erased.
    :raises NameMissing: if the person has no name any more.
    """
    cause = _locked_cause(stopped)
    learner = stopping.locked(stopped.learner)
    if not learner.is_active:
        raise AccountLocked
    is_open = StoppedIssue.objects.open().filter(pk=stopped.pk).exists()
    if cause is not None:
        certificate = award(cause=cause, now=now)
    else:
        facts = award_of_stopped(stopped)
        certificate = issue(kind=Kind(stopped.kind), source=stopped.source, learner=learner, award=facts, now=now)
    if is_open:
        log(instance=stopped, action="certificates.try_again", user=by)
        if certificate is not None:
            StoppedIssue.objects.filter(pk=stopped.pk).update(resolved_by=by)
    return certificate


@transaction.atomic
def correct(*, certificate: Certificate, name: str, reason: str, by: User, now: dt.datetime) -> Certificate:
    """
    Add a version with another name, log it, write to the holder, and announce it once the transaction is committed.

    All else stays as it was printed. The name that it bears already changes nothing.

    :raises ReasonMissing: without a reason.
    :raises NameMissing: without a name.
    :raises CertificateRevoked: if it no longer holds.
    """
    reason, name = _reason(reason), _name(name)
    certificate = _locked(certificate)
    facts = _next(certificate, reason=reason, by=by, now=now)
    facts.recipient_name = name
    if _renew(certificate, facts, action="certificates.correct"):
        announce(certificate_corrected, certificate_id=certificate.pk)
    return certificate


@transaction.atomic
def reissue(*, certificate: Certificate, reason: str, by: User, now: dt.datetime) -> Certificate:
    """
    Add a version with the title, hours, issuer and sentences of today, log it, write to the holder, and announce it.

    Name, day and language stay, and so do the address and what was printed before. Where nothing that is printed has
    changed, no version is added, and none after a repeat.

    :raises ReasonMissing: without a reason.
    :raises CertificateRevoked: if it no longer holds.
    """
    reason = _reason(reason)
    certificate = _locked(certificate)
    facts = _next(certificate, reason=reason, by=by, now=now)
    _print(facts, name=facts.recipient_name, kind=Kind(certificate.kind), award=award_of_today(certificate))
    if _renew(certificate, facts, action="certificates.reissue"):
        announce(certificate_reissued, certificate_id=certificate.pk)
    return certificate


def _locked_cause(stopped: StoppedIssue) -> Cause[Any] | None:
    """What a certificate is for is locked before the person is."""
    cause = cause_of(stopped.kind, stopped.source)
    return cause.locked() if cause else None


def _reason(given: str) -> str:
    """What staff do needs one."""
    if not given.strip():
        raise ReasonMissing
    return given.strip()


def _name(given: str) -> str:
    """Nothing is printed without one."""
    if not given.strip():
        raise NameMissing
    return given.strip()


def _next(certificate: Certificate, *, reason: str, by: User, now: dt.datetime) -> CertificateVersion:
    """This is a further version that says the same, not stored yet. The certificate's row must be locked."""
    if not certificate.holds:
        raise CertificateRevoked
    before = certificate.facts
    said = {name: getattr(before, name) for name in PRINTED}
    return CertificateVersion(number=before.number + 1, reason=reason, created_at=now, created_by=by, **said)


def _renew(certificate: Certificate, facts: CertificateVersion, *, action: str) -> bool:
    """This adds a version that says something else than the latest, with log and mail; False if it says the same."""
    if all(getattr(facts, name) == getattr(certificate.facts, name) for name in PRINTED):
        return False
    _add_version(certificate, facts)
    log(instance=certificate, action=action, user=facts.created_by, data={"version": facts.number})
    _post_mail(certificate, about="renewed")
    return True


@transaction.atomic
def revoke(*, certificate: Certificate, by: User | None, reason: str, now: dt.datetime) -> Certificate:
    """
    Revoke a certificate for good, log it, and announce it once the transaction is committed.

    Its holder gets a mail with the reason, unless they did it themselves, without ``by``. Revoking a revoked one changes
    nothing: the first reason stays.

    :raises ReasonMissing: without a reason.
    """
    reason = _reason(reason)
    certificate = _locked(certificate)
    if not certificate.holds:
        return certificate
    certificate.revoked_at = now
    certificate.revoked_by = by
    certificate.revoked_reason = reason
    certificate.save(update_fields=["revoked_at", "revoked_by", "revoked_reason"])
    log(instance=certificate, action="certificates.revoke", user=by)
    if by is not None:
        _post_revocation(certificate)
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
