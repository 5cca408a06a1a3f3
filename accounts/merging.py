"""
Two accounts of one person become one.

One transaction: what staff look at beforehand is the same act, undone. Rows are locked in one order: first those by which
learning is serialised (``moving.lock_first``), by their keys, then both people, by theirs.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts import moving
from accounts.exceptions import LeftBehind, MergeRefused, PreviewOutdated
from accounts.models import MergedAccount, User
from accounts.moving import Merge
from accounts.queries import confirmed_addresses
from accounts.roles import ROLES
from jobs import actions as jobs

END_SESSIONS = "accounts.end_sessions"
# So long after a merge, requests that had begun before it may still write for the account that went.
STRAGGLING = dt.timedelta(minutes=15)
TRIES = 5


@dataclass(frozen=True)
class Outcome:
    """This is what a merge does, or would do: rows by model, words, and a digest of both."""

    counts: dict[str, int] = field(default_factory=dict)
    lines: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        return hashlib.sha256(json.dumps([sorted(self.counts.items()), self.lines]).encode()).hexdigest()


class _RowsChanged(Exception):
    """Somebody added rows between our locks; we begin again."""


def merge(  # noqa: PLR0913 -- who, into whom, by whom, why, when, as seen
    *, source: User, target: User, by: User | None, reason: str, now: dt.datetime, seen: str | None = None
) -> MergedAccount:
    """
    This moves all that one account has into another one of the same person, empties it, logs it and writes to the person.

    A second call fetches what came too late and changes nothing else. With ``seen``, the digest of an outcome that staff
    have looked at, it happens only if it is still that one.

    :raises MergeRefused: if these accounts may not be merged; nothing was changed.
    :raises PreviewOutdated: if the outcome would be another one than was seen; nothing was changed.
    """

    def act() -> MergedAccount:
        held = _locked(source, target, by=by, now=now)
        existing = MergedAccount.objects.filter(source=source).first()
        if existing is not None and existing.target_id == target.pk:
            return _gather(existing, held)
        _check(held, by=by)
        outcome = _move(held)
        if seen is not None and outcome.digest != seen:
            raise PreviewOutdated
        return _record(held, outcome, reason=reason)

    return _repeated(act)


def trial(*, source: User, target: User, by: User | None, now: dt.datetime) -> Outcome:
    """
    This is what a merge would do: it is done and undone.

    :raises MergeRefused: if these accounts may not be merged.
    """

    def act() -> Outcome:
        held = _locked(source, target, by=by, now=now)
        _check(held, by=by)
        outcome = _move(held)
        transaction.set_rollback(True)
        return outcome

    return _repeated(act)


def gather(*, merged: MergedAccount, now: dt.datetime) -> MergedAccount:
    """This moves what a request that began before a merge wrote for the account that went; a repeat does nothing."""

    def act() -> MergedAccount:
        return _gather(merged, _locked(merged.source, merged.target, by=merged.by, now=now))

    return _repeated(act)


def refusal(*, source: User, target: User, by: User | None) -> str:
    """This says to staff why two accounts may not be merged, and what to do; empty if they may."""
    checks = [
        (source.pk == target.pk, _("This is one and the same account. Choose another one.")),
        (by is not None and source.pk == by.pk, _("You cannot merge away the account that you are signed in with.")),
        (
            source.erased_at is not None or target.erased_at is not None,
            _("One of these accounts was erased, or is already part of another one."),
        ),
        (
            not source.is_active or not target.is_active,
            _("One of these accounts is locked, or about to be erased. Unlock it first if both are to be one."),
        ),
        (
            _has_rights(source),
            _("The account that goes may enter the administration or holds a role. Take its roles first, or let it stay."),
        ),
        (
            target.is_superuser and not (by is not None and by.is_superuser),
            _("Only a superuser may merge an account into a superuser's."),
        ),
    ]
    return next((words for is_so, words in checks if is_so), "")


def _has_rights(person: User) -> bool:
    """A group without any rights only opens courses, and moves."""
    if person.is_staff or person.is_superuser or person.user_permissions.exists():
        return True
    rights = (
        Q(name__in=ROLES)
        | Q(permissions__isnull=False)
        | Q(page_permissions__isnull=False)
        | Q(collection_permissions__isnull=False)
    )
    return Group.objects.filter(rights, user=person).exists()


# Inside a transaction


def _repeated[T](act: Callable[[], T]) -> T:
    for _attempt in range(TRIES - 1):
        try:
            with transaction.atomic():
                return act()
        except _RowsChanged:
            continue
    with transaction.atomic():
        return act()


def _locked(source: User, target: User, *, by: User | None, now: dt.datetime) -> Merge:
    """
    This is a merge of both people as they stand now, with all that has to be locked.

    Who was about to add a row for one of them has done so when both are locked, or waits for us: then the rows are counted
    again.
    """
    people = [source, target]
    before = [_keys(rows.select_for_update(of=("self",))) for rows in moving.rows_to_lock(people)]
    rows = User.objects.select_for_update().filter(pk__in=[source.pk, target.pk]).order_by("pk")
    both = {each.pk: each for each in rows}
    if before != [_keys(rows) for rows in moving.rows_to_lock(people)]:
        raise _RowsChanged
    held = Merge(source=both[source.pk], target=both[target.pk], by=by, now=now)
    held.source_email = held.source.email
    held.is_source_confirmed = held.source.email.lower() in confirmed_addresses(held.source)
    return held


def _keys(rows: QuerySet[Model]) -> list[int]:
    return list(rows.values_list("pk", flat=True))


def _check(held: Merge, *, by: User | None) -> None:
    if words := refusal(source=held.source, target=held.target, by=by):
        raise MergeRefused(words)


def _move(held: Merge) -> Outcome:
    for rule in moving.rules():
        rule.apply(held)
    if behind := moving.left_behind(held.source):
        raise LeftBehind(", ".join(behind))
    return Outcome(dict(held.counts), tuple(held.lines))


def _record(held: Merge, outcome: Outcome, *, reason: str) -> MergedAccount:
    merged = MergedAccount.objects.create(
        source=held.source,
        target=held.target,
        source_uuid=held.source.uuid,
        by=held.by,
        merged_at=held.now,
        reason=reason.strip(),
        counts=outcome.counts,
    )
    for act in moving.acts_afterwards():
        act(held)
    log(held.target, "accounts.merge", user=held.by, data={"source": held.source.pk, "target": held.target.pk})
    emptied = User.objects.get(pk=held.source.pk)
    log(emptied, "accounts.merge", user=held.by, data={"source": held.source.pk, "target": held.target.pk})
    # Nobody is let in with them from this moment; that they are deleted, too, may take longer.
    jobs.start(
        kind=END_SESSIONS,
        title=_("End of an account's sessions"),
        parameters={"user_id": held.source.pk},
        started_by=held.by,
        total=1,
    )
    return merged


def _gather(merged: MergedAccount, held: Merge) -> MergedAccount:
    if MergedAccount.objects.filter(pk=merged.pk, target=held.target).exists() and held.target.erased_at is None:
        _move(held)
    return merged
