"""
What every act in a cohort does in its transaction: lock, read anew, count seats, write the history, announce.

The order of locks is: cohorts by their keys, then a place, then the enrolment. Each of these needs an open transaction.
"""

import datetime as dt
from collections.abc import Iterable
from contextlib import suppress

import enrolments.actions
from accounts.models import User
from core.announce import announce
from enrolments.exceptions import UnitAbsent
from enrolments.models import Enrolment
from tutors import exceptions, signals
from tutors.asks import asks_of
from tutors.models import Cohort, ModuleDate, Place, PlaceMove
from tutors.models.places import ENDED, PlaceStatus
from tutors.remaining import Remaining, what_is_left

Status = PlaceStatus
ANNOUNCED = {
    Status.WAITING: signals.place_queued,
    Status.OFFERED: signals.place_offered,
    Status.HELD: signals.place_held,
    Status.COMPLETED: signals.place_completed,
}
# Facts of one state, or of one step; each move forgets them.
OF_ONE_STATE = ("offered_until", "completed_at", "settled_at")


def said(reason: str) -> str:
    """:raises ReasonMissing: if nothing is said."""
    if not reason.strip():
        raise exceptions.ReasonMissing
    return reason.strip()


# Locking


def locked_cohorts(keys: Iterable[int]) -> dict[int, Cohort]:
    """These are cohorts as they stand now; nobody else changes them, or who sits in them, until we are done."""
    rows = Cohort.objects.select_for_update(of=("self",)).select_related("course")
    return {cohort.pk: cohort for cohort in rows.filter(pk__in=set(keys)).order_by("pk")}


def locked_cohort(cohort: Cohort) -> Cohort:
    return locked_cohorts([cohort.pk])[cohort.pk]


def locked_place(place: Place, *others: Cohort) -> Place:
    """This is a place as it stands now, its cohort locked before it, and other cohorts with that one."""
    cohorts = locked_cohorts([place.cohort_id, *(each.pk for each in others)])
    rows = Place.objects.select_for_update(of=("self",)).select_related("learner", "enrolment")
    place = rows.get(pk=place.pk)
    place.cohort = cohorts[place.cohort_id]
    return place


def current_place(cohort: Cohort, learner: User) -> Place | None:
    """This is a learner's place in a locked cohort, None if they have none, or only ended ones."""
    rows = Place.objects.select_for_update(of=("self",)).select_related("learner", "enrolment").current()
    place = rows.filter(cohort=cohort, learner=learner).order_by("pk").first()
    if place is not None:
        place.cohort = cohort
    return place


# Moving a locked place


def begin(cohort: Cohort, learner: User, *, way: Place.Way, by: User | None, now: dt.datetime) -> Place:
    """This writes down that somebody asks for a place; what becomes of it, the caller decides."""
    place = Place.objects.create(cohort=cohort, learner=learner, status=Status.ASKED, way=way, asked_at=now)
    PlaceMove.objects.create(place=place, to_status=Status.ASKED, moved_at=now, moved_by=by)
    return place


def shift(place: Place, to: Status, *, by: User | None, now: dt.datetime, reason: str = "", **facts: object) -> Place:
    """
    This moves a place: its seat is counted, its history written, its new state announced.

    :raises MoveRefused: if the table of moves does not know it.
    :raises CohortFull: if it would take a seat, and none is free.
    """
    if not place.may_move(to):
        raise exceptions.MoveRefused(place.status, to)
    before, had_seat = place.status, place.takes_seat
    place.status = to
    count_seats(place.cohort, place.takes_seat - had_seat)
    facts = {**dict.fromkeys(OF_ONE_STATE), **facts} | ({"ended_at": now} if to in ENDED else {})
    for name, value in facts.items():
        setattr(place, name, value)
    place.save(update_fields=["status", *facts])
    move = PlaceMove(place=place, from_status=before, to_status=to, moved_at=now, moved_by=by, reason=reason.strip())
    # Who has completed it hears of that with their certificate.
    move.told_at = now if to == Status.COMPLETED else None
    move.save(force_insert=True)
    announce(ANNOUNCED.get(to, signals.place_ended), place_id=place.pk)
    return place


def count_seats(cohort: Cohort, change: int) -> None:
    """:raises CohortFull: if a seat would be taken, and none is free."""
    if change > 0 and not cohort.has_free_seat:
        raise exceptions.CohortFull
    if change:
        cohort.seats_taken += change
        cohort.save(update_fields=["seats_taken"])


def hold(place: Place, *, by: User | None, now: dt.datetime, reason: str = "") -> Place:
    """
    This makes a member of who has a place: enrolled in the course, with the dates and the requirements of the cohort.

    :raises CohortFull: if no seat is free.
    :raises enrolments.exceptions.Refused: if they may not enrol in the course.
    """
    cohort = place.cohort
    enrolment = enrolments.actions.enrol(learner=place.learner, course=cohort.course, language=cohort.language, now=now)
    shift(place, Status.HELD, by=by, now=now, reason=reason, joined_at=now, enrolment=enrolment)
    push_dates(place)
    if cohort.asks_more:
        push_asks(place, what_is_left(place), now=now)
    return place


def push_asks(place: Place, remaining: Remaining, *, now: dt.datetime) -> Enrolment | None:
    """This says to a member's enrolment what the cohort asks for, and what of it is met; answers with the enrolment."""
    if place.enrolment is None:
        return None
    # Of a course that is to be read no more, nothing can be completed.
    with suppress(UnitAbsent):
        place.enrolment = enrolments.actions.replace_requirements(
            enrolment=place.enrolment, source=place.cohort.source, asks=asks_of(place.cohort, remaining), now=now
        )
    return place.enrolment


def push_dates(place: Place) -> None:
    """This says to a member's enrolment when modules open; who is no member has none that could hear it."""
    if place.enrolment is None:
        return
    dates = ModuleDate.objects.filter(cohort=place.cohort_id).values_list("module_key", "opens_at")
    enrolments.actions.replace_openings(
        enrolment=place.enrolment, source=place.cohort.source, openings=dict(dates.order_by("pk"))
    )


def has_room(cohort: Cohort) -> bool:
    """This says whether a newcomer gets a seat at once: one is free, and nobody waits for it."""
    return cohort.has_free_seat and not cohort.places.in_queue().exists()


def seat_or_queue(place: Place, *, by: User | None, now: dt.datetime) -> Place:
    """This gives a seat to who has asked, or else a turn in the queue, as of when they asked."""
    if has_room(place.cohort):
        return hold(place, by=by, now=now)
    return shift(place, Status.WAITING, by=by, now=now, waiting_since=place.asked_at)


def end(place: Place, to: Status, *, by: User | None, now: dt.datetime, reason: str = "", **facts: object) -> Place:
    """This ends a place; what the cohort had pushed to the enrolment goes, what was learnt stays."""
    was_held = place.is_held
    shift(place, to, by=by, now=now, reason=reason, **facts)
    if was_held and place.enrolment is not None:
        # Of a course that is to be read no more, nothing has to open.
        with suppress(UnitAbsent):
            enrolments.actions.withdraw_pushed(enrolment=place.enrolment, source=place.cohort.source, now=now)
    return place
