"""How a lower room is heard by an upper one without knowing it."""

from functools import partial

from django.db import transaction
from django.dispatch import Signal


def announce(signal: Signal, **ids: object) -> None:
    """
    This sends a signal in the past tense once the transaction is committed.

    A receiver's failure is logged and never reaches the person whose request announced: what must happen is a row, and a
    sweep does what a lost announcement did not.
    """
    transaction.on_commit(partial(signal.send_robust, sender=None, **ids), robust=True)
