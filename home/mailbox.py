"""The mails of the demo, which lands them in files instead of sending them."""

import email
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from pathlib import Path

# What Django's file backend writes after each message.
SEPARATOR = b"\n" + b"-" * 79 + b"\n"


@dataclass(frozen=True)
class Letter:
    """This is one mail as the demo shows it."""

    subject: str
    recipient: str
    date: str
    text: str


def letters(folder: Path, count: int) -> list[Letter]:
    """These are the latest mails, the newest first."""
    files = sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    newest = (letter for path in files for letter in reversed(list(read(path))))
    return [letter for letter, _ in zip(newest, range(count), strict=False)]


def read(path: Path) -> Iterator[Letter]:
    for part in path.read_bytes().split(SEPARATOR):
        if part.strip():
            yield letter(email.message_from_bytes(part, policy=policy.default))


def letter(message: EmailMessage) -> Letter:
    body = message.get_body(("plain", "html"))
    return Letter(
        subject=str(message["subject"] or ""),
        recipient=str(message["to"] or ""),
        date=str(message["date"] or ""),
        text=body.get_content() if body else "",
    )
