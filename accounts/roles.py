"""Roles: what staff may do in the administration. A learner holds none."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from accounts import acts, letters, queries
from accounts.exceptions import LastAdministrator
from accounts.models import User
from accounts.queries import ADMINISTRATOR
from accounts.rules import ACCESS

# What may be done in the root collection, and so in every one below it.
USE_MEDIA = ["library.choose_libraryimage", "library.choose_librarydocument"]
ADD_MEDIA = [*USE_MEDIA, "library.add_libraryimage", "library.add_librarydocument"]
CHANGE_MEDIA = [*ADD_MEDIA, "library.change_libraryimage", "library.change_librarydocument"]
PEOPLE = [
    *("accounts.add_user", "accounts.change_user", "accounts.view_user", "accounts.close_user"),
    *("accounts.give_role", "accounts.reset_second_factor", "accounts.send_password_link"),
    *("accounts.confirm_email", "accounts.end_sessions"),
    *("accounts.view_policy", "accounts.add_policy", "accounts.merge_accounts"),
]
GROUPS = ["auth.add_group", "auth.change_group", "auth.delete_group", "auth.view_group"]
SITE = [
    "wagtailcore.add_site",
    "wagtailcore.change_site",
    "wagtailcore.view_site",
    "wagtailcore.add_collection",
    "wagtailcore.change_collection",
    "wagtailcore.delete_collection",
    "wagtailredirects.add_redirect",
    "wagtailredirects.change_redirect",
    "wagtailredirects.delete_redirect",
]
TRANSLATE = "simple_translation.submit_translation"


@dataclass(frozen=True)
class Role:
    """
    This is what one group may do: everywhere (``site``), in collections of images and files, and on pages below a given one.

    On pages, ``add`` lets a person make pages and change their own; ``change`` lets them change everybody's.
    """

    name: str
    site: list[str] = field(default_factory=list)
    collections: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)


ROLES = {
    role.name: role
    for role in [
        Role(gettext_noop("Author"), [ACCESS], ADD_MEDIA, ["add"]),
        Role(gettext_noop("Translator"), [ACCESS, TRANSLATE], USE_MEDIA, ["change"]),
        Role(gettext_noop("Editor"), [ACCESS, TRANSLATE], CHANGE_MEDIA, ["add", "change", "publish", "lock", "unlock"]),
        # What they coordinate, the room of cohorts allows them.
        Role(gettext_noop("Tutor coordinator"), [ACCESS, "accounts.view_user"]),
        Role(
            gettext_noop(ADMINISTRATOR),
            [ACCESS, TRANSLATE, *PEOPLE, *GROUPS, *SITE],
            [*CHANGE_MEDIA, "library.delete_libraryimage", "library.delete_librarydocument"],
            ["add", "change", "publish", "bulk_delete", "lock", "unlock"],
        ),
    ]
}


def allow(role: str, *names: str) -> None:
    """This gives a role permissions of an upper room; called in that room's ``AppConfig.ready()``."""
    ROLES[role].site.extend(name for name in names if name not in ROLES[role].site)


@transaction.atomic
def ensure_roles(*, page_ids: Iterable[int] = ()) -> None:
    """
    This makes the groups of the roles and gives them what the table says; a repeat changes nothing.

    Page permissions are given at ``page_ids``: the catalogue of each language. What an administrator gave besides stays.
    """
    for role in ROLES.values():
        group, _ = Group.objects.get_or_create(name=role.name)
        group.permissions.add(*permissions(role.site))
        give_collections(group, role)
        give_pages(group, role, page_ids)


def permissions(names: Iterable[str]) -> list[Permission]:
    """:raises Permission.DoesNotExist: if the table names one that no model has."""
    pairs = [name.split(".") for name in names]
    return [Permission.objects.get(content_type__app_label=label, codename=codename) for label, codename in pairs]


def give_collections(group: Group, role: Role) -> None:
    root = Collection.get_first_root_node()
    for permission in permissions(role.collections):
        GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)


def give_pages(group: Group, role: Role, page_ids: Iterable[int]) -> None:
    codenames = [f"wagtailcore.{name}_page" for name in role.pages]
    for page in Page.objects.filter(pk__in=list(page_ids)):
        for permission in permissions(codenames):
            GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)


@transaction.atomic
def give_role(  # noqa: PLR0913 -- what an appointment says
    *, user: User, role: str, by: User | None, reason: str = "", now: dt.datetime | None = None, tells: bool = True
) -> None:
    """
    This gives a person a role, the log the fact and the reason, and the person a mail; who holds one is staff.

    Giving it again changes, logs and mails nothing. Without ``by`` the site itself gives it, and no mail is sent; nor with
    ``tells=False``, for who tells it in a mail of another kind.

    :raises KeyError: if there is no such role.
    :raises OutOfReach: if the officer may not touch this account; nobody raises themselves.
    :raises ReasonMissing: if an officer does not say why.
    """
    group, reason = group_of(role), acts.said(reason, by=by)
    person = acts.held(user, by=by)
    if person.groups.filter(pk=group.pk).exists():
        return
    person.groups.add(group)
    acts.record(person, "give_role", by=by, now=now or timezone.now(), role=role, reason=reason)
    if by is not None and tells:
        letters.write(person, "role_given", role=role)
    user.refresh_from_db(fields=["is_staff"])


@transaction.atomic
def take_role(*, user: User, role: str, by: User | None, reason: str = "", now: dt.datetime | None = None) -> None:
    """
    This takes a role from a person, logs it with the reason, and mails them; who held no other is staff no more.

    What the role allowed ends with their next request, in every session. Taking it again changes nothing.

    :raises LastAdministrator: if nobody else could let people in.
    :raises KeyError, OutOfReach, ReasonMissing: as in giving.
    """
    group, reason = group_of(role), acts.said(reason, by=by)
    if role == ADMINISTRATOR:
        queries.hold_administrators()
    person = acts.held(user, by=by)
    if not person.groups.filter(pk=group.pk).exists():
        return
    if role == ADMINISTRATOR and not person.is_superuser and queries.is_last_administrator(person):
        raise LastAdministrator
    person.groups.remove(group)
    acts.record(person, "take_role", by=by, now=now or timezone.now(), role=role, reason=reason)
    if by is not None:
        letters.write(person, "role_taken", role=role)
    user.refresh_from_db(fields=["is_staff"])


def group_of(role: str) -> Group:
    """:raises KeyError: if there is no such role."""
    group = Group.objects.filter(name=role).first()
    if group is None:
        raise KeyError(role)
    return group


def settle_staff(*, user_ids: Iterable[int]) -> None:
    """This makes staff of those people who hold a role, or are superusers, and of nobody else among them."""
    people = User.objects.filter(pk__in=list(user_ids), erased_at__isnull=True, is_superuser=False)
    holders = User.groups.through.objects.filter(group__name__in=ROLES).values("user_id")
    people.filter(pk__in=holders, is_staff=False).update(is_staff=True)
    people.exclude(pk__in=holders).filter(is_staff=True).update(is_staff=False)
