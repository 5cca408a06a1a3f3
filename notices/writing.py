"""Writing a mail: templates to texts, and a row to a message for the mail server."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import MIMEPart
from typing import Any, cast

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context, Template, TemplateDoesNotExist
from django.template.loader import get_template, render_to_string
from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi

from accounts.models import User
from notices import kinds, tokens
from notices.models import Mail

SUBJECT_LENGTH = 255
METHOD = re.compile(r"^METHOD:([A-Z]+)\r?$", re.MULTILINE)
OBJECT = re.compile(r"^BEGIN:VCALENDAR\r?\n.*?^END:VCALENDAR(?:\r?\n|\Z)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Letter:
    """This is what a mail says, in one language."""

    subject: str
    text: str
    html: str


def write(template: str, context: Mapping[str, Any]) -> Letter:
    """
    This renders ``<template>.subject.txt``, ``.txt`` and ``.html`` in the language that is active.

    Without an ``.html`` of its own, the text in the common frame is the HTML part.
    """
    text = plain(f"{template}.txt", context).strip()
    try:
        html: str = render_to_string(f"{template}.html", dict(context))
    except TemplateDoesNotExist:
        html = framed(text, context)
    return Letter(one_line(plain(f"{template}.subject.txt", context)), text, html)


def plain(name: str, context: Mapping[str, Any]) -> str:
    """This renders a template as text, in which an apostrophe stays one."""
    template = cast("Template", get_template(name).template)  # type: ignore[attr-defined]  # Django's own engine has it
    return template.render(Context(dict(context), autoescape=False))


def framed(text: str, context: Mapping[str, Any]) -> str:
    """This is the HTML part of a mail that has only a text."""
    return render_to_string("notices/mail/plain.html", {**context, "text": text})


def one_line(text: str) -> str:
    return " ".join(text.split())[:SUBJECT_LENGTH]


def frame(recipient: User | None, kind: kinds.Kind) -> dict[str, Any]:
    """This is what every mail's templates know; no query."""
    return {
        "recipient": recipient,
        "site_name": settings.WAGTAIL_SITE_NAME,
        "base_url": settings.BASE_URL,
        "language": get_language(),
        "text_direction": "rtl" if get_language_bidi() else "ltr",
        "unsubscribe_url": unsubscribe_url(recipient, kind),
    }


def unsubscribe_url(recipient: User | None, kind: kinds.Kind) -> str:
    if recipient is None or not kind.may_unsubscribe:
        return ""
    return settings.BASE_URL + reverse("notices:unsubscribe", args=[tokens.make(recipient.uuid, kind.key)])


def message(mail: Mail) -> EmailMultiAlternatives:
    """This is the message that the mail server gets: the same one, with the same Message-ID, however often."""
    made = EmailMultiAlternatives(
        mail.subject,
        mail.text,
        to=[mail.to_address],
        reply_to=mail.reply_to.split(",") if mail.reply_to else None,
        headers=headers(mail),
    )
    made.attach_alternative(mail.html, "text/html")
    if mail.calendar:
        attach_calendar(made, mail.calendar)
    return made


def attach_calendar(made: EmailMultiAlternatives, calendar: str) -> None:
    """This has one calendar object as an invitation; of several, mail readers would take one, so they are files."""
    objects = calendars(calendar)
    if len(objects) == 1:
        attach_invitation(made, calendar)
        return
    for number, each in enumerate(objects, start=1):
        made.attach(calendar_file(each, f"session-{number}.ics"))


def calendars(stream: str) -> list[str]:
    """These are the iCalendar objects of a stream, in which they stand one after the other (RFC 5545, 3.4)."""
    return OBJECT.findall(stream) or [stream]


def calendar_file(calendar: str, name: str) -> MIMEPart:
    """This says its method, so that a reader opens it as an invitation of its own (RFC 6047)."""
    part = MIMEPart()
    method = {"method": method_of(calendar)}
    part.set_content(calendar, subtype="calendar", params=method, disposition="attachment", filename=name)
    return part


def attach_invitation(made: EmailMultiAlternatives, calendar: str) -> None:
    """
    This has the same calendar twice, as Google's own invitations do.

    Outlook and Gmail take the last alternative, if its Content-Type says the method (RFC 6047), and show the event with its
    buttons. Readers that know no such alternative show the file, which opens in whatever calendar there is. The file is no
    ``text/calendar``, so that nobody takes it for a second invitation.
    """
    made.attach_alternative(calendar, f"text/calendar; method={method_of(calendar)}")
    made.attach("invite.ics", calendar.encode(), "application/ics")


def method_of(calendar: str) -> str:
    """:raises ValueError: if it says none."""
    if (found := METHOD.search(calendar)) is None:
        raise ValueError("A calendar in a mail says its METHOD.")
    return found[1]


def headers(mail: Mail) -> dict[str, str]:
    ours = {
        "Message-ID": mail.message_id,
        # No holiday note answers a machine (RFC 3834).
        "Auto-Submitted": "auto-generated",
        "Content-Language": mail.language,
    }
    if link := unsubscribe_url(mail.recipient, kinds.get(mail.kind)):
        # RFC 8058: one press in the mail reader, no sign-in.
        ours |= {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return ours
