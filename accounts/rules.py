"""Who must, and who may: one predicate per question."""

import datetime as dt
from collections.abc import Collection
from typing import Protocol

ACCESS = "wagtailadmin.access_admin"
# Whoever has one of these can let others in, themselves included.
POWERS = frozenset({"accounts.give_role", "accounts.change_user", "auth.change_group", "auth.add_group"})


class Person(Protocol):
    """This is what a rule asks of a user, signed in or not."""

    is_staff: bool
    is_superuser: bool

    def has_perm(self, perm: str) -> bool: ...


class Holder(Protocol):
    """This is a person with a row: what they hold does not depend on whether they can sign in just now."""

    pk: int
    is_staff: bool
    is_superuser: bool
    erased_at: dt.datetime | None

    @property
    def held_permissions(self) -> Collection[str]: ...


def must_use_second_factor(person: Person) -> bool:
    """This says whether a person may do more than learn, so that a stolen password must not be enough. Costs no query."""
    return person.is_staff or person.is_superuser


def may_enter_administration(person: Person) -> bool:
    """This asks what Wagtail's admin asks at its door; the answer stays on the user, so that it is asked once a request."""
    return person.has_perm(ACCESS)


def rank(person: Holder) -> int:
    """
    This compares what people may do: 3 is a superuser, 2 can let others in, 1 is other staff, 0 a learner.

    A closed account keeps its rank, or the weaker could open it and take it over.
    """
    if person.is_superuser:
        return 3
    if not POWERS.isdisjoint(person.held_permissions):
        return 2
    return 1 if person.is_staff or ACCESS in person.held_permissions else 0


def may_act_on(officer: Holder, person: Holder) -> bool:
    """
    This says whether somebody may touch another person's account, as far as it goes by who the two are.

    Nobody acts on themselves there, nor on who may do more than they: whoever sets a superuser's address becomes them.
    """
    return officer.pk != person.pk and person.erased_at is None and rank(officer) >= rank(person)
