"""What an unsubscribe link carries: who, and which kind; signed, so that nobody unsubscribes anybody else."""

import uuid
from typing import NamedTuple

from django.core import signing

SALT = "notices.unsubscribe"


class Subscription(NamedTuple):
    user_uuid: uuid.UUID
    kind: str


def make(user_uuid: uuid.UUID, kind: str) -> str:
    """This has no end: a mail can be found again after years."""
    return signing.dumps([str(user_uuid), kind], salt=SALT)


def read(token: str) -> Subscription:
    """:raises django.core.signing.BadSignature: if we did not make this token."""
    user_uuid, kind = signing.loads(token, salt=SALT)
    return Subscription(uuid.UUID(user_uuid), kind)
