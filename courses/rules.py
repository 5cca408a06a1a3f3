"""Who may see what of a course before they enrol; who may open a unit is asked above, where enrolments are known."""

from collections.abc import Mapping
from typing import Any, Protocol

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from courses.outline import Groups, parse_facts

type Person = User | AnonymousUser


class Seen(Protocol):
    """This is an outline, or what stands for one."""

    is_open: bool
    facts: Mapping[str, Any]


def may_see(person: Person, outline: Seen) -> bool:
    """This says whether a course is shown to a person: it is open, and no view restriction shuts them out."""
    return outline.is_open and passes(person, parse_facts(dict(outline.facts)).groups)


def passes(person: Person, groups: Groups) -> bool:
    """This says whether a person is in one of these groups; None stands for no restriction. It costs at most one query."""
    if groups is None:
        return True
    if isinstance(person, AnonymousUser):
        return False
    return person.is_superuser or not set(groups).isdisjoint(group_ids(person))


def group_ids(person: User) -> frozenset[int]:
    """These are the ids of a person's groups, asked for once and kept with the person."""
    known: frozenset[int] | None = getattr(person, "_known_group_ids", None)
    if known is None:
        known = frozenset(person.groups.values_list("pk", flat=True))
        setattr(person, "_known_group_ids", known)  # noqa: B010 -- a note on the instance, no field of the model
    return known
