"""Putting a mail into the outbox, and choosing what one gets."""

import zoneinfo
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from email.utils import make_msgid
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation

from accounts.models import User
from core.announce import announce
from notices import kinds, queries, writing
from notices.models import EMPTY, Choice, Mail
from notices.signals import mail_queued


def post(  # noqa: PLR0913 -- what a letter needs
    *,
    kind: str,
    key: str,
    recipient: User | None,
    template: str,
    context: Mapping[str, Any],
    to_address: str = "",
    reply_to: str = "",
    language: str = "",
    calendar: str = "",
) -> Mail | None:
    """
    This writes a mail in the person's language, puts it into the outbox, and announces ``mail_queued``.

    ``template`` names three: ``<template>.subject.txt``, ``<template>.txt`` and ``<template>.html`` (which may be missing).
    ``reply_to`` may be several addresses, with commas between them. ``calendar`` is what mail readers offer to put into the
    person's calendar: an iCalendar object with a METHOD; several are attached as files, one each.
    A second call with the same key returns the first one's mail. It returns None if the person never wants this kind, or
    has been erased.

    :raises KeyError: if the kind is not registered.
    :raises ValueError: if there is nobody to send it to, or the calendar says no METHOD.
    """
    known = kinds.get(kind)
    if (recipient and recipient.erased_at) or not queries.wants(recipient, known):
        return None
    if mail := Mail.objects.filter(key=key).first():
        return mail
    language = language or language_of(recipient)
    with translation.override(language), zone_of(recipient):
        letter = writing.write(template, {**writing.frame(recipient, known), **context})
    return queue(
        kind=known,
        key=key,
        recipient=recipient,
        to_address=to_address or (recipient.email if recipient else ""),
        reply_to=reply_to,
        language=language,
        letter=letter,
        calendar=calendar,
    )


def language_of(recipient: User | None) -> str:
    """This is the person's language, or for somebody without an account the one that is active."""
    return (recipient.language if recipient else translation.get_language()) or settings.LANGUAGE_CODE


def zone_of(recipient: User | None) -> AbstractContextManager[object]:
    """This shows times as the person's clock does."""
    return timezone.override(zoneinfo.ZoneInfo(recipient.time_zone)) if recipient else nullcontext()


@transaction.atomic
def queue(  # noqa: PLR0913 -- what a letter needs
    *,
    kind: kinds.Kind,
    key: str,
    recipient: User | None,
    to_address: str,
    reply_to: str,
    language: str,
    letter: writing.Letter,
    calendar: str = "",
) -> Mail:
    """
    This puts a written mail into the outbox, once per key, and announces ``mail_queued``.

    :raises ValueError: if there is no address, or a calendar without a METHOD.
    """
    if not to_address:
        raise ValueError("A mail needs an address.")
    if calendar:
        writing.method_of(calendar)
    mail, is_new = Mail.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind.key,
            "recipient": recipient,
            "to_address": to_address,
            "reply_to": reply_to,
            "language": language,
            "subject": letter.subject,
            "text": letter.text,
            "html": letter.html,
            "calendar": calendar,
            "message_id": make_msgid(domain=urlsplit(settings.BASE_URL).hostname),
        },
    )
    if is_new:
        announce(mail_queued, mail_id=mail.pk)
    return mail


def empty(mails: QuerySet[Mail]) -> None:
    """This drops of these mails what is not sent yet, and takes from the rest what they said, and to whom."""
    ended = [Mail.Status.SENT, Mail.Status.FAILED]
    mails.exclude(status__in=ended).delete()
    mails.filter(status__in=ended).update(to_address="", reply_to="", subject="", error="", **EMPTY)


def choose(*, user: User, kind: kinds.Kind, when: str) -> None:
    """
    This keeps what a person wants of one kind; choosing the same again changes nothing.

    :raises ValueError: if this kind is sent whatever people choose.
    """
    if not kind.may_unsubscribe:
        raise ValueError(kind.key)
    Choice.objects.update_or_create(user=user, kind=kind.key, defaults={"when": when})
