"""
Handing the outbox over to the mail server.

Each step is a transaction of its own, so that a worker may die between any two. A mail is claimed by a conditional UPDATE;
only who won it goes on. What may already have been handed over is never called waiting.
"""

import datetime as dt
import smtplib
import time

import structlog
from django.core.mail import EmailMultiAlternatives, mailers
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Case, F, Q, Value, When

from notices import kinds, writing
from notices.models import EMPTY, GIVE_UP, Mail

log = structlog.get_logger(__name__)

# A worker that holds a mail longer than this is dead: tasks.deliver may take less time.
LEASE = dt.timedelta(minutes=4)
# A mail whose fate is unknown waits so long before it is sent again.
UNSURE_FOR = dt.timedelta(minutes=5)
DELAYS = [dt.timedelta(minutes=1), dt.timedelta(minutes=5), dt.timedelta(minutes=30), dt.timedelta(hours=2)]
# A mail just queued is its message's business; the sweep comes after.
GRACE = dt.timedelta(seconds=10)
# One sweep ends before the next one begins.
SWEEP_SECONDS = 45
SWEEP_MOST = 5000
KEPT = dt.timedelta(days=90)
ERROR_LENGTH = 500
PERMANENT = 500


def deliver(*, mail_id: int, now: dt.datetime) -> None:
    """
    This hands one mail over, if it is due and nobody else has it in hand.

    A mail server that is away, or says "later", moves it on (1, 5, 30 minutes, 2 hours …, for two days); a refusal for good
    ends it. It costs four queries.
    """
    if (mail := claim(mail_id=mail_id, now=now)) is None:
        return
    try:
        message = writing.message(mail)
        message.message()
    except Exception as error:  # noqa: BLE001 -- what cannot be written now never can
        refuse(mail, error=error)
    else:
        reach(mail, message, now=now)


def reach(mail: Mail, message: EmailMultiAlternatives, *, now: dt.datetime) -> None:
    """This does the last of what can fail before anything is handed over."""
    server = mailers.default
    try:
        server.open()
    except Exception as error:  # noqa: BLE001 -- whatever kept us from the server, it has nothing of ours
        put_back(mail, error=error, now=now)
    else:
        hand_over(mail, message, server, now=now)
    finally:
        close(server)


def claim(*, mail_id: int, now: dt.datetime) -> Mail | None:
    """This takes a mail into this worker's hands; None if it is not due, or in another's."""
    with transaction.atomic(durable=True):
        won = (
            Mail.objects.filter(pk=mail_id)
            .due(now)
            .update(status=Mail.Status.CLAIMED, lease_until=now + LEASE, tries=F("tries") + 1)
        )
    return Mail.objects.select_related("recipient").get(pk=mail_id) if won else None


def hand_over(mail: Mail, message: EmailMultiAlternatives, server: BaseEmailBackend, *, now: dt.datetime) -> None:
    if not begin_hand_over(mail):
        return
    try:
        server.send_messages([message])
    except smtplib.SMTPResponseException as error:
        # A server that answers has not taken it. One that refuses us as a sender may think better of it.
        is_final = error.smtp_code >= PERMANENT and not isinstance(error, smtplib.SMTPSenderRefused)
        not_taken(mail, error=error, is_final=is_final, now=now)
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        not_taken(mail, error=error, is_final=min(codes) >= PERMANENT, now=now)
    except ValueError as error:
        # Django found that no server can take this address.
        not_taken(mail, error=error, is_final=True, now=now)
    except Exception as error:  # noqa: BLE001 -- whatever went wrong, it may have been taken
        doubt(mail, error=error, now=now)
    else:
        settle(mail, now=now)


@transaction.atomic(durable=True)
def begin_hand_over(mail: Mail) -> bool:
    """This says from now on that the server may have it; False if the sweep has taken the mail from us."""
    mail.hand_overs += 1
    held = Mail.objects.filter(pk=mail.pk, status=Mail.Status.CLAIMED, lease_until=mail.lease_until)
    return bool(held.update(status=Mail.Status.HANDING_OVER, hand_overs=mail.hand_overs))


def settle(mail: Mail, *, now: dt.datetime) -> None:
    """This keeps that the server took it, even if the sweep has begun to doubt it meanwhile."""
    in_doubt = Mail.objects.filter(
        pk=mail.pk, hand_overs=mail.hand_overs, status__in=[Mail.Status.HANDING_OVER, Mail.Status.UNSURE]
    )
    in_doubt.update(status=Mail.Status.SENT, sent_at=now, lease_until=None, error="", **emptied(mail))


def not_taken(mail: Mail, *, error: Exception, is_final: bool, now: dt.datetime) -> None:
    mail.hand_overs -= 1
    if is_final:
        refuse(mail, error=error)
    else:
        put_back(mail, error=error, now=now)


def put_back(mail: Mail, *, error: Exception, now: dt.datetime) -> None:
    """This lets a mail wait for its next try, each time longer; after two days it is refused."""
    if mail.was_perhaps_sent:
        let_go(mail, error=error, status=Mail.Status.UNSURE, due_at=now + delay(mail.tries))
    elif now - mail.created_at >= GIVE_UP:
        refuse(mail, error=error)
    else:
        let_go(mail, error=error, status=Mail.Status.QUEUED, due_at=now + delay(mail.tries))


def delay(tries: int) -> dt.timedelta:
    return DELAYS[min(tries, len(DELAYS)) - 1]


def doubt(mail: Mail, *, error: Exception, now: dt.datetime) -> None:
    """This keeps that nobody knows; after the second time nobody tries again, and a secret is emptied."""
    ends = emptied(mail) if mail.hand_overs > 1 else {}
    let_go(mail, error=error, status=Mail.Status.UNSURE, due_at=now + UNSURE_FOR, **ends)


def refuse(mail: Mail, *, error: Exception) -> None:
    let_go(mail, error=error, status=Mail.Status.FAILED, **emptied(mail))


def let_go(mail: Mail, *, error: Exception, **fields: object) -> None:
    """This gives the mail out of our hands, if it is still in them."""
    log.warning("mail not sent", mail=mail.pk, kind=mail.kind, status=fields["status"], error=type(error).__name__)
    held = Mail.objects.filter(pk=mail.pk, lease_until=mail.lease_until)
    held.update(lease_until=None, hand_overs=mail.hand_overs, error=str(error)[:ERROR_LENGTH], **fields)


def emptied(mail: Mail) -> dict[str, str]:
    """A secret has no business here once its mail has come to its end."""
    return EMPTY if mail.kind in kinds.secret_keys() else {}


def close(server: BaseEmailBackend) -> None:
    """What was taken stays taken, however the server says goodbye."""
    try:
        server.close()
    except Exception as error:  # noqa: BLE001 -- see above
        log.info("mail server left without goodbye", error=type(error).__name__)


def sweep(*, now: dt.datetime) -> int:
    """
    This does what no message did: takes mails out of dead workers' hands, and delivers what is due.

    It returns how many it has tried, and stops before the next sweep.
    """
    recover(now=now)
    empty_lost_secrets(now=now)
    end = time.monotonic() + SWEEP_SECONDS
    tried = 0
    for mail_id in Mail.objects.due(now - GRACE).order_by("due_at").values_list("pk", flat=True)[:SWEEP_MOST]:
        if time.monotonic() >= end:
            break
        deliver(mail_id=mail_id, now=now)
        tried += 1
    return tried


def recover(*, now: dt.datetime) -> int:
    """This takes mails out of dead workers' hands: unsent ones wait again, the others are unsure."""
    unsent = Q(status=Mail.Status.CLAIMED, hand_overs=0)
    status = Case(When(unsent, then=Value(Mail.Status.QUEUED)), default=Value(Mail.Status.UNSURE))
    due_at = Case(When(unsent, then=F("due_at")), default=Value(now))
    return Mail.objects.abandoned(now).update(status=status, due_at=due_at, lease_until=None)


def empty_lost_secrets(*, now: dt.datetime) -> int:
    """This empties secrets whose fate is unknown and that are not sent again."""
    lost = Mail.objects.filter(Q(hand_overs=2) | Q(created_at__lte=now - GIVE_UP), status=Mail.Status.UNSURE)
    return lost.filter(kind__in=kinds.secret_keys()).exclude(**EMPTY).update(**EMPTY)


def forget_old(*, now: dt.datetime) -> int:
    """This empties mails that came to their end long ago: that they were sent is kept, what they said is not."""
    ended = [Mail.Status.SENT, Mail.Status.FAILED, Mail.Status.UNSURE]
    old = Mail.objects.filter(status__in=ended, created_at__lt=now - KEPT)
    return old.exclude(**EMPTY).update(**EMPTY)
