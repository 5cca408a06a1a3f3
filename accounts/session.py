"""What a session remembers about its person, so that a page asks the database nothing about it."""

import datetime as dt

from django.contrib.sessions.backends.base import SessionBase

from accounts import queries
from accounts.models import User

SECOND_FACTOR = "accounts.second_factor"
POLICIES_ASKED_AT = "accounts.policies_asked_at"
# A visit: within it, people are asked once about a new version of the terms.
VISIT = dt.timedelta(hours=12)


def lacks_second_factor(session: SessionBase, user: User) -> bool:
    """
    This says whether a person has still to set up a second factor.

    The good answer is remembered; the other one leads away from the page anyway and is asked again. One query, then none.
    """
    if not session.get(SECOND_FACTOR):
        if not queries.has_second_factor(user):
            return True
        session[SECOND_FACTOR] = True
    return False


def forget_second_factor(session: SessionBase) -> None:
    session.pop(SECOND_FACTOR, None)


def must_be_asked(session: SessionBase, user: User, now: dt.datetime) -> bool:
    """This says, once a visit, whether there is a policy to which the person has not agreed yet. Two queries a visit."""
    if now.timestamp() - session.get(POLICIES_ASKED_AT, 0) < VISIT.total_seconds():
        return False
    session[POLICIES_ASKED_AT] = now.timestamp()
    return bool(queries.outstanding_policies(user))


def begin_visit(session: SessionBase, user: User, now: dt.datetime) -> None:
    """This asks at sign-in what the first page would ask, and leaves to that page only what there is to ask."""
    session.pop(POLICIES_ASKED_AT, None)
    if must_be_asked(session, user, now):
        del session[POLICIES_ASKED_AT]
