"""The secret address of a person's calendar."""

import datetime as dt

from django.db import transaction

from accounts.models import User
from tutors.models import CalendarFeed
from tutors.models.cohorts import new_token


def make_feed(*, person: User, now: dt.datetime) -> CalendarFeed:
    """This is a person's calendar, made if they have none."""
    feed, _ = CalendarFeed.objects.get_or_create(person=person, defaults={"made_at": now})
    return feed


@transaction.atomic
def renew_feed(*, person: User, now: dt.datetime) -> CalendarFeed:
    """Give a person's calendar another address; whoever has the old one reads nothing any more."""
    feed = CalendarFeed.objects.select_for_update().get(pk=make_feed(person=person, now=now).pk)
    feed.token, feed.made_at = new_token(), now
    feed.save(update_fields=["token", "made_at"])
    return feed


def end_feed(*, person: User) -> None:
    """This closes a person's calendar; a repeat changes nothing."""
    CalendarFeed.objects.filter(person=person).delete()
