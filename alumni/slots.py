"""What this room puts into the pages of the rooms around it."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from alumni.queries import alumnus_of, may_join
from enrolments.models import Enrolment


def invitation(context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """This invites who may join and has not. One query."""
    user = getattr(context.get("request"), "user", AnonymousUser())
    return {} if may_join(user) else None


def invitation_beside(context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """This invites beside what is next; at the end of all courses, joining is what is next."""
    return None if context.get("is_at_end") else invitation(context)


def invitation_at_end(context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """This invites where a learner has nothing to go on with and nothing to begin."""
    return invitation(context) if context.get("is_at_end") else None


def invitation_after_course(context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """This invites who has a certificate of this course; one query, and none before that."""
    enrolment = context.get("enrolment")
    is_settled = isinstance(enrolment, Enrolment) and enrolment.settled_at is not None
    return invitation(context) if is_settled else None


def person(context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """This says to staff whether a person is in the network, but not what they show to whom. One query."""
    user = context.get("person")
    return {"alumnus": alumnus_of(user)} if isinstance(user, User) else None
