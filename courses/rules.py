"""Who may see what of a course before they enrol; who may open a unit is asked above, where enrolments are known."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from django.contrib.auth.models import AnonymousUser
from wagtail.models import Page

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


def may_import(person: Person, catalogues: Iterable[Page]) -> bool:
    """This says whether a person may import courses: they may add pages to one of these catalogues."""
    return any(catalogue.permissions_for_user(person).can_add_subpage() for catalogue in catalogues)


def may_take_live(person: Person, catalogues: Iterable[Page]) -> bool:
    """This says whether what a person imports into one of these catalogues may go live at once."""
    return any(catalogue.permissions_for_user(person).can_publish_subpage() for catalogue in catalogues)


def may_import_over(person: Person, pages: Sequence[Page]) -> bool:
    """
    This says whether a person may import a course that is on the site already, the first of its pages being the course's.

    They may edit all of it and, as an import takes the changes of a published course live, may publish it, if it is.
    """
    if not all(page.permissions_for_user(person).can_edit() for page in pages):
        return False
    return not pages[0].live or bool(pages[0].permissions_for_user(person).can_publish())


def may_export(person: Person, page: Page) -> bool:
    """This says whether a person may take a course along as a folder, drafts and answers included."""
    return bool(page.permissions_for_user(person).can_edit())


def may_preview(person: Person, page: Page) -> bool:
    """This says whether a person may walk through a course with its drafts, and see right answers: they may edit it."""
    return bool(page.permissions_for_user(person).can_edit())


def group_ids(person: User) -> frozenset[int]:
    """These are the ids of a person's groups, asked for once and kept with the person."""
    known: frozenset[int] | None = getattr(person, "_known_group_ids", None)
    if known is None:
        known = frozenset(person.groups.values_list("pk", flat=True))
        setattr(person, "_known_group_ids", known)  # noqa: B010 -- a note on the instance, no field of the model
    return known
