"""What every act of staff on a person's account shares: the row is held, the reason said, the log told."""

import datetime as dt

from wagtail.log_actions import log

from accounts import rules
from accounts.exceptions import OutOfReach, ReasonMissing
from accounts.models import User


def held(user: User, *, by: User | None) -> User:
    """
    This is a person's row as it stands now, held until the transaction ends. Where nobody acts, the site itself does.

    :raises OutOfReach: if the officer may not touch this account.
    """
    locked = User.objects.select_for_update().get(pk=user.pk)
    if by is not None and not rules.may_act_on(by, locked):
        raise OutOfReach
    return locked


def said(reason: str, *, by: User | None) -> str:
    """:raises ReasonMissing: if somebody acts and does not say why."""
    if by is not None and not reason.strip():
        raise ReasonMissing
    return reason.strip()


def record(user: User, action: str, *, by: User | None, now: dt.datetime, **data: str) -> None:
    """This tells the log who did what to whom, when, and why."""
    known = {name: value for name, value in data.items() if value}
    log(user, f"accounts.{action}", user=by, data=known, timestamp=now)
