"""What becomes of a certificate that is due and cannot be issued: it waits, and staff are told once."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

import notices.actions
from accounts.models import User
from certificates import pdf, queries
from certificates.award import Award
from certificates.causes import Cause
from certificates.edition import edition
from certificates.enums import Kind, Problem
from certificates.models import Certificate, StoppedIssue

# What failed unexpectedly is tried after 2, 4, 8 … minutes, and once a day in the end.
LONGEST = dt.timedelta(days=1)


def locked(person: User) -> User:
    """
    Lock and re-read the person to whom a certificate is due.

    Issuing and stopping for the same person come one after the other, so that nothing is stopped which was issued.
    """
    return User.objects.select_for_update(no_key=True).get(pk=person.pk)


@transaction.atomic
def stop(  # noqa: PLR0913 -- the certificate's key, and why
    *, kind: Kind, source: str, learner: User, award: Award, problem: pdf.Undrawable, now: dt.datetime
) -> StoppedIssue:
    """
    Note that a certificate cannot be drawn, and write to the staff who may settle that, once.

    The person's row must be locked. A repeat brings the note up to date.
    """
    what, detail = described(problem)
    facts = {"title": award.title, "award": award.stored(), "problem": what, "detail": detail, "retry_at": None}
    stopped = _note(kind=kind, source=source, learner=learner, now=now, facts=facts)
    if stopped.told_at is None:
        _tell_staff(stopped)
        stopped.told_at = now
        stopped.save(update_fields=["told_at"])
    return stopped


@transaction.atomic
def put_off(*, cause: Cause[Any], problem: Exception, now: dt.datetime) -> StoppedIssue | None:
    """
    Note that issuing failed for a reason that nobody foresaw, and when to try again: later each time.

    Nobody is written to: most of these mend themselves. Nothing is noted of what was issued meanwhile.
    """
    learner = locked(cause.learner)
    key: dict[str, Any] = {"kind": cause.kind, "source": cause.source, "learner": learner}
    if Certificate.objects.filter(**key).exists():
        return None
    before = StoppedIssue.objects.open().filter(**key).first()
    tries = before.tries + 1 if before else 1
    facts = {
        "title": before.title if before else cause.course.code,
        "problem": Problem.FAILURE,
        # Its words may say something about the person.
        "detail": type(problem).__name__,
        "tries": tries,
        "retry_at": now + min(dt.timedelta(minutes=2 ** min(tries, 11)), LONGEST),
    }
    return _note(**key, now=now, facts=facts)


def resolve(*, kind: Kind, source: str, learner: User, by: User | None, now: dt.datetime) -> None:
    """Note that a certificate waits no more; where none waited, nothing happens."""
    waiting = StoppedIssue.objects.open().filter(kind=kind, source=source, learner=learner)
    waiting.update(resolved_at=now, resolved_by=by)


def described(problem: pdf.Undrawable) -> tuple[Problem, str]:
    """This is what the drawing says, as it is stored."""
    if isinstance(problem, pdf.GlyphsMissing):
        return Problem.CHARACTERS, problem.characters[:500]
    what = Problem.LENGTH if isinstance(problem, pdf.TextTooLong) else Problem.DRAWING
    return what, str(problem)[:500]


def _note(*, kind: Kind, source: str, learner: User, now: dt.datetime, facts: dict[str, Any]) -> StoppedIssue:
    """One row while it is open; the person's row is locked, and the constraint says it again."""
    tried = {"name": learner.full_name, "edition": edition(), "last_met_at": now, **facts}
    stopped, _ = StoppedIssue.objects.open().update_or_create(
        kind=kind,
        source=source,
        learner=learner,
        defaults=tried,
        create_defaults={**tried, "first_met_at": now},
    )
    return stopped


def mails_about(stopped: StoppedIssue) -> str:
    """This is how the keys of its mails begin."""
    return f"stopped-issue:{stopped.pk}:"


def _tell_staff(stopped: StoppedIssue) -> None:
    url = settings.BASE_URL + reverse("stopped_certificate:settle", args=[stopped.pk])
    for person in queries.who_may_correct():
        notices.actions.post(
            kind="certificates.stopped",
            key=f"{mails_about(stopped)}{person.pk}",
            recipient=person,
            template="certificates/mail/stopped",
            context={"stopped": stopped, "url": url},
        )
