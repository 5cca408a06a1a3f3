"""What this room knows of a person, and what becomes of it when they are erased."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

import notices.actions
from accounts.models import User
from certificates import actions, queries, stopping
from certificates.models import Certificate, CertificateVersion, StoppedIssue
from notices.models import Mail

KEEP = "keep"


def export_certificates(user: User) -> list[dict[str, Any]]:
    return [
        {
            "uuid": str(certificate.uuid),
            "address": queries.address_of(certificate),
            "achievement": certificate.achievement.title,
            "issued_at": certificate.issued_at.isoformat(),
            "revoked_at": certificate.revoked_at and certificate.revoked_at.isoformat(),
            "revoked_reason": certificate.revoked_reason,
        }
        for certificate in Certificate.objects.with_facts().filter(learner=user).order_by("issued_at", "pk")
    ]


def export_versions(user: User) -> list[dict[str, Any]]:
    versions = CertificateVersion.objects.filter(certificate__learner=user).select_related("certificate")
    return [
        {
            "certificate": str(version.certificate.uuid),
            "number": version.number,
            "recipient_name": version.recipient_name,
            "title": version.title,
            "hours": version.hours and str(version.hours),
            "completed_on": version.completed_on.isoformat(),
            "language": version.language,
            "wording": version.wording,
            "reason": version.reason,
        }
        for version in versions.order_by("certificate", "number")
    ]


def export_stopped(user: User) -> list[dict[str, Any]]:
    return [
        {
            "title": stopped.title,
            "name": stopped.name,
            "problem": stopped.words,
            "waits_since": stopped.first_met_at.isoformat(),
            "settled_at": stopped.resolved_at and stopped.resolved_at.isoformat(),
        }
        for stopped in StoppedIssue.objects.filter(learner=user).order_by("first_met_at", "pk")
    ]


def erase_stopped(user: User, _choices: Mapping[str, str]) -> None:
    """This removes what waits or waited, and what the mails to staff say about it."""
    for stopped in StoppedIssue.objects.filter(learner=user):
        notices.actions.empty(Mail.objects.filter(key__startswith=stopping.mails_about(stopped)))
        stopped.delete()


def erase_certificates(user: User, choices: Mapping[str, str]) -> None:
    """
    This withdraws a person's certificates, unless they chose that these stay and can still be checked.

    A kept one goes on saying the name that was printed, and nothing else of them.
    """
    if choices.get("certificates") == KEEP:
        return
    for certificate in Certificate.objects.filter(learner=user):
        actions.withdraw(certificate=certificate, now=timezone.now())
