"""
Completing a place: the content of the course, the live sessions, and a tutor's word, as far as its cohort asks for them.

Whoever changes one of these has the place reviewed; the sweep reviews what no message brought.
"""

import datetime as dt
import logging

from django.db import transaction

import enrolments.acts
from accounts.models import User
from tutors import acts, exceptions
from tutors.models import Cohort, Place
from tutors.models.places import PlaceStatus
from tutors.remaining import what_is_left

logger = logging.getLogger(__name__)
Status = PlaceStatus


@transaction.atomic
def review(*, place: Place, now: dt.datetime) -> Place:
    """
    Complete a place under way that needs nothing more, announce it, and tell its enrolment what the cohort asks for.

    In a finished cohort nothing more is asked of the enrolment, and what follows from an end without completion may follow.
    The place may still be completed later. A repeat changes nothing.
    """
    place = acts.locked_place(place)
    if not place.is_under_way or place.enrolment is None:
        return place
    # Nobody does a unit while we count, nor do we complete what somebody is completing.
    place.enrolment = enrolments.acts.locked(place.enrolment)
    remaining = what_is_left(place)
    acts.push_asks(place, remaining, now=now)
    if remaining.is_done and _is_time(place):
        return acts.shift(place, Status.COMPLETED, by=None, now=now, completed_at=now)
    if place.cohort.status == Cohort.Status.FINISHED and place.settled_at is None:
        place.settled_at = now
        place.save(update_fields=["settled_at"])
    return place


def review_cohort(*, cohort: Cohort, now: dt.datetime) -> None:
    """
    This reviews every place of a cohort that is under way, each in a transaction of its own; a repeat changes nothing.

    What became of one that failed, is tried again by the next sweep.
    """
    changed_at = Cohort.objects.values_list("asks_changed_at", flat=True).get(pk=cohort.pk)
    failed = False
    for place in cohort.places.under_way().order_by("pk"):
        try:
            review(place=place, now=now)
        except Exception:
            logger.exception("place %s is not reviewed", place.pk)
            failed = True
    if not failed:
        # What changed again meanwhile is looked at once more.
        Cohort.objects.filter(pk=cohort.pk, asks_changed_at=changed_at).update(asks_changed_at=None)


@transaction.atomic
def give_word(*, place: Place, by: User, now: dt.datetime) -> Place:
    """
    Say, as a tutor, that a member's work in the cohort is done, and complete their place if that was all that was wanting.

    A repeat changes nothing: the first word stays.

    :raises WordNotAsked: if the cohort is completed without one.
    :raises MoveRefused: if the place is not held.
    """
    place = acts.locked_place(place)
    if place.has_word or place.is_completed:
        return place
    if not place.cohort.needs_word:
        raise exceptions.WordNotAsked
    if not place.is_under_way:
        raise exceptions.MoveRefused(place.status, Status.COMPLETED)
    place.word_given_at, place.word_given_by = now, by
    place.save(update_fields=["word_given_at", "word_given_by"])
    return review(place=place, now=now)


@transaction.atomic
def take_back_word(*, place: Place, now: dt.datetime) -> Place:
    """
    Take a tutor's word back; where there is none, nothing changes.

    :raises PlaceCompleted: if the place was completed by then.
    """
    place = acts.locked_place(place)
    if place.is_completed:
        raise exceptions.PlaceCompleted
    if not place.has_word:
        return place
    place.word_given_at = place.word_given_by = None
    place.save(update_fields=["word_given_at", "word_given_by"])
    return review(place=place, now=now)


# Inside a transaction


def _is_time(place: Place) -> bool:
    """
    A cohort completes nobody before it has begun.

    Of who had completed the course before they joined, and is asked for nothing more, only its end says that they took part.
    """
    cohort, enrolment = place.cohort, place.enrolment
    if cohort.status == Cohort.Status.FINISHED:
        return True
    if enrolment is None or place.joined_at is None or not cohort.has_begun:
        return False
    return cohort.asks_more or enrolment.completed_at is None or enrolment.completed_at >= place.joined_at
