"""Erasing a person: a job that empties, room by room, what says who they are."""

import datetime as dt
import uuid
from collections.abc import Iterator

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import privacy, queries
from accounts.exceptions import LastAdministrator
from accounts.models import User
from accounts.privacy import Choices
from jobs import actions as jobs
from jobs.models import Job

KIND = queries.ERASURE


@transaction.atomic
def request_erasure(*, user: User, choices: Choices) -> Job | None:
    """
    This locks an account at once and starts the job that erases it; a second call finds it locked and answers None.

    :raises LastAdministrator: if nobody else could let people in.
    """
    # Two administrators who leave at the same moment wait for each other here.
    queries.hold_administrators()
    locked = User.objects.select_for_update().get(pk=user.pk)
    if not locked.is_active:
        return None
    if queries.is_last_administrator(locked):
        raise LastAdministrator
    User.objects.filter(pk=user.pk).update(is_active=False)
    parameters = {"user_id": user.pk, "choices": dict(choices)}
    return jobs.start(
        kind=KIND, title=_("Erasure of an account"), parameters=parameters, started_by=user, total=len(steps())
    )


def steps() -> list[privacy.Entry]:
    """These are the entries that erase, top room first, the person's own row last."""
    return [entry for entry in privacy.entries() if entry.erase is not None]


def erase_person(job: Job) -> Iterator[int]:
    """
    This erases the person that a job names, one entry to a transaction, and yields how many entries are done.

    Whatever was done is found done: after a crash the job begins anew and ends the same.
    """
    user = User.objects.get(pk=job.parameters["user_id"])
    for number, entry in enumerate(steps(), start=1):
        if entry.erase is not None:
            with transaction.atomic():
                entry.erase(user, job.parameters["choices"])
        yield number


def empty_user(user: User, _choices: Choices) -> None:
    """This takes from the row all that says who the person was; it is the last step."""
    user.groups.clear()
    user.user_permissions.clear()
    empty_row(user, now=timezone.now())


def empty_row(user: User, *, now: dt.datetime) -> None:
    """This empties the row itself, once; when it happened stays."""
    anonymous = uuid.uuid4()
    User.objects.filter(pk=user.pk, erased_at__isnull=True).update(
        uuid=anonymous,
        email=f"erased-{anonymous}@erased.invalid",
        full_name="",
        search_name="",
        country="",
        time_zone="UTC",
        password=make_password(None),
        last_login=None,
        is_active=False,
        is_staff=False,
        is_superuser=False,
        erased_at=now,
    )
