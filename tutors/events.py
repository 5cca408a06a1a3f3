"""Sessions as facts for calendars."""

import datetime as dt
from email.utils import parseaddr
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse

from tutors.calendar import Contact, Event
from tutors.models import Session


def event_of(session: Session, *, now: dt.datetime) -> Event:
    """
    This is a session, with its cohort loaded, as a calendar has it; ``now`` is the instant of writing. No query.

    One that did not happen is marked as a cancelled one: nobody is to look for it.
    """
    return Event(
        uid=session.uid,
        sequence=session.sequence,
        title=f"{session.title} · {session.cohort.name}",
        starts_at=session.starts_at,
        minutes=session.minutes,
        organiser=organiser(),
        stamp=now,
        url=address_of(session),
        description=session.agenda,
        is_cancelled=not session.is_planned,
    )


def organiser() -> Contact:
    """This is the site, by whose address its mails come."""
    _name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return Contact(settings.WAGTAIL_SITE_NAME, address)


def address_of(session: Session) -> str:
    """This is the whole address of a session's page, with its cohort loaded."""
    return urljoin(settings.BASE_URL, reverse("tutors:session", args=[session.cohort.code, session.pk]))
