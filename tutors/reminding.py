"""
Reminders a day and an hour before a session, and afterwards the question how it went.

That a reminder is due, a row says: the session begins soon, and nobody has noted that it was posted. Reminders are posted in
portions, each with the session locked: one that moves or is cancelled meanwhile stops the rest. A key for each person makes
sure that a portion which is begun again posts nothing twice.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from tutors import letters, news, queries
from tutors.models import Cohort, Place, Session

# So many people in one portion.
PORTION = 50
# What was over so long ago, nobody is asked about any more.
ASKED_FOR = dt.timedelta(days=7)
LONGEST = dt.timedelta(days=1)


@dataclass(frozen=True)
class Reminder:
    """
    This is a reminder: so long before a session, but not later than ``until``; ``column`` notes that it was posted.

    Too late for the day's, there is still the hour's; once a session has begun, there is none.
    """

    name: str
    lead: dt.timedelta
    until: dt.timedelta
    column: str

    def is_due(self, session: Session, now: dt.datetime) -> bool:
        ahead = session.starts_at - now
        return session.is_planned and getattr(session, self.column) is None and self.until < ahead <= self.lead


REMINDERS = (
    Reminder("day", dt.timedelta(days=1), dt.timedelta(hours=6), "reminded_day_at"),
    Reminder("hour", dt.timedelta(hours=1), dt.timedelta(0), "reminded_hour_at"),
)


def sessions_to_remind(reminder: Reminder, now: dt.datetime) -> list[Session]:
    """Of these sessions people are to be reminded now. One query."""
    due = Session.objects.planned().filter(starts_at__gt=now + reminder.until, starts_at__lte=now + reminder.lead)
    due = due.filter(**{reminder.column: None}).exclude(cohort__status=Cohort.Status.DRAFT)
    return list(due.order_by("starts_at", "pk"))


def sessions_to_wrap_up(now: dt.datetime) -> list[Session]:
    """These are over, and nobody was asked how they went. One query."""
    lately = Session.objects.planned().filter(starts_at__gt=now - ASKED_FOR - LONGEST, wrap_up_at=None)
    found = lately.filter(ends_at__gt=now - ASKED_FOR, ends_at__lte=now).exclude(cohort__status=Cohort.Status.DRAFT)
    return list(found.order_by("ends_at", "pk"))


def remind(*, session: Session, reminder: Reminder, now: dt.datetime) -> None:
    """
    Remind a session's members, and who holds it, and note that; if it moves or is cancelled meanwhile, remind no more.

    Who was told of it within that time needs no reminder.
    """
    after: int | None = 0
    while after is not None:
        after = _remind_some(session, reminder, after, now)


@transaction.atomic
def wrap_up(*, session: Session, now: dt.datetime) -> None:
    """Ask who held a session, or else leads its cohort, how it went, and note that. A repeat changes nothing."""
    session = _locked(session)
    if session.wrap_up_at is not None or not session.is_planned or not session.is_over(now):
        return
    if (tutor := _holder(session)) is not None:
        letters.wrap_up(session, tutor, now=now)
    session.wrap_up_at = now
    session.save(update_fields=["wrap_up_at"])


@transaction.atomic
def _remind_some(session: Session, reminder: Reminder, after: int, now: dt.datetime) -> int | None:
    """This reminds of one portion and says after whom the next one begins; None if there is none."""
    session = _locked(session)
    if not reminder.is_due(session, now):
        return None
    places = list(session.cohort.places.held().filter(pk__gt=after).select_related("learner").order_by("pk")[:PORTION])
    for place in places:
        if not _was_just_told(place, session, reminder):
            letters.reminder(session, reminder.name, place.learner, now=now)
    if places:
        return places[-1].pk
    if (holder := _holder(session)) is not None:
        letters.reminder(session, reminder.name, holder, now=now)
    setattr(session, reminder.column, now)
    session.save(update_fields=[reminder.column])
    return None


def _was_just_told(place: Place, session: Session, reminder: Reminder) -> bool:
    told = news.known(place, session)
    return told is not None and told.told_at >= session.starts_at - reminder.lead


def _holder(session: Session) -> User | None:
    if session.held_by is not None:
        return session.held_by.user
    return next((each.tutor.user for each in queries.tutors_of(session.cohort, session.starts_at)), None)


def _locked(session: Session) -> Session:
    rows = Session.objects.select_for_update(of=("self",)).select_related("cohort__course", "held_by__user")
    return rows.get(pk=session.pk)
