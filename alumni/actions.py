"""Joining, changing, leaving: each can be repeated."""

import datetime as dt

from django.db import transaction

import accounts.actions
from accounts.models import Policy, User
from alumni import queries
from alumni.choices import Audiences
from alumni.exceptions import MayNotJoin, PolicyOutdated
from alumni.models import Alumnus


@transaction.atomic
def join(*, user: User, audiences: Audiences, policy: Policy, now: dt.datetime) -> Alumnus:
    """
    Join the alumni, or join again, with consent to the directory's rules.

    Who is a member already stays as they are.

    :raises MayNotJoin: if they hold no certificate.
    :raises PolicyOutdated: if these are not the latest rules.
    """
    # Two forms sent at once join once: the second waits here for the first.
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    alumnus = queries.alumnus_of(user) or Alumnus(user=user)
    if alumnus.pk is not None and Alumnus.objects.members().filter(pk=alumnus.pk).exists():
        return alumnus
    if not queries.may_join(user):
        raise MayNotJoin
    if policy != queries.latest_policy():
        raise PolicyOutdated
    alumnus.consent = accounts.actions.give_consent(user=user, policy=policy, now=now)
    alumnus.joined_at = now
    alumnus.left_at = None
    _show(alumnus, audiences)
    alumnus.save()
    return alumnus


def change_audiences(*, alumnus: Alumnus, audiences: Audiences) -> Alumnus:
    """Change what a member shows to whom."""
    _show(alumnus, audiences)
    alumnus.save(update_fields=["name_audience", "country_audience", "certificates_audience"])
    return alumnus


@transaction.atomic
def leave(*, alumnus: Alumnus, now: dt.datetime) -> Alumnus:
    """
    Leave the alumni: nothing is shown any more, and the consent is withdrawn.

    The row stays, so that coming back is known as that. Leaving twice changes nothing.
    """
    if not alumnus.is_member:
        return alumnus
    accounts.actions.withdraw_consent(user=alumnus.user, kind=Policy.Kind.DIRECTORY, now=now)
    alumnus.left_at = now
    _show(alumnus, Audiences())
    alumnus.save(update_fields=["left_at", "name_audience", "country_audience", "certificates_audience"])
    return alumnus


def _show(alumnus: Alumnus, audiences: Audiences) -> None:
    alumnus.name_audience = audiences.name
    alumnus.country_audience = audiences.country
    alumnus.certificates_audience = audiences.certificates
