"""Who must, and who may: one predicate per question."""

from typing import Protocol


class Person(Protocol):
    """This is what a rule asks of a user, signed in or not."""

    is_staff: bool
    is_superuser: bool

    def has_perm(self, perm: str) -> bool: ...


def must_use_second_factor(person: Person) -> bool:
    """This says whether a person may do more than learn, so that a stolen password must not be enough. Costs no query."""
    return person.is_staff or person.is_superuser


def may_enter_administration(person: Person) -> bool:
    """This asks what Wagtail's admin asks at its door; the answer stays on the user, so that it is asked once a request."""
    return person.has_perm("wagtailadmin.access_admin")
