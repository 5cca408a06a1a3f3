"""
What becomes of a learner's place, by their own act or by others'.

Each act locks the cohort first, so that seats and queue stand still: any number of people at once come out one by one.
"""

import datetime as dt

from django.db import transaction

import enrolments.actions
from accounts.models import User
from core.announce import announce
from tutors import acts, exceptions, next_cohorts, queueing, rules
from tutors.models import Cohort, Place
from tutors.models.places import QUEUED, PlaceStatus
from tutors.signals import place_asked

Status = PlaceStatus
Way = Place.Way
Joining = Cohort.Joining


# By the learner


@transaction.atomic
def ask(*, cohort: Cohort, learner: User, now: dt.datetime, token: str = "") -> Place:
    """
    Ask for a place in a cohort: it is held at once, or waits for a tutor's word, or for a free seat.

    Who has a current place keeps it as it is; an invitation's ``token`` spares the tutor's word.

    :raises SignUpClosed: if the cohort takes nobody now.
    :raises NotInvited: if it is not for asking, or not without the link.
    :raises TurnedAway: if they were refused, or taken out, and have no link.
    :raises enrolments.exceptions.Refused: if they may not enrol in the course.
    """
    cohort = acts.locked_cohort(cohort)
    is_invited = rules.is_invited(cohort, token)
    place = acts.current_place(cohort, learner)
    if place is not None and not (place.status == Status.ASKED and is_invited):
        return place
    if place is None:
        _check_sign_up(cohort, learner, token=token, now=now)
        _check_course(cohort, learner, now)
        place = acts.begin(cohort, learner, way=_way(cohort, is_invited=is_invited), by=learner, now=now)
    if cohort.joining == Joining.APPROVAL and not is_invited:
        announce(place_asked, place_id=place.pk)
        return place
    return acts.seat_or_queue(place, by=learner, now=now)


@transaction.atomic
def accept_offer(*, place: Place, now: dt.datetime) -> Place:
    """
    Take an offered seat; a second call changes nothing.

    :raises OfferLapsed: if the time of the offer, or the cohort's own, is over.
    :raises MoveRefused: if no seat is offered to them.
    :raises enrolments.exceptions.Refused: if they may not enrol in the course any more.
    """
    place = acts.locked_place(place)
    if place.is_held:
        return place
    if place.status == Status.LAPSED or place.is_overdue(now):
        raise exceptions.OfferLapsed
    if place.status != Status.OFFERED:
        raise exceptions.MoveRefused(place.status, Status.HELD)
    if not place.cohort.is_current:
        raise exceptions.OfferLapsed
    return acts.hold(place, by=place.learner, now=now)


@transaction.atomic
def decline_offer(*, place: Place, now: dt.datetime) -> Place:
    """
    Decline an offered seat, which goes to the next one; a repeat changes nothing.

    :raises MoveRefused: if no seat is offered to them.
    """
    place = acts.locked_place(place)
    if place.status == Status.DECLINED:
        return place
    return _end_and_advance(place, Status.DECLINED, by=place.learner, now=now)


@transaction.atomic
def leave(*, place: Place, now: dt.datetime) -> Place:
    """
    Leave a cohort, its queue, or take back the asking; what was learnt is kept. A repeat changes nothing.

    Who has completed the cohort has nothing left to leave.
    """
    place = acts.locked_place(place)
    if not place.may_move(Status.LEFT):
        return place
    return _end_and_advance(place, Status.LEFT, by=place.learner, now=now)


# By tutors and staff


@transaction.atomic
def admit(*, cohort: Cohort, learner: User, by: User, now: dt.datetime, reason: str = "") -> Place:
    """
    Enter a person in a cohort, past its queue and way of joining; where no seat is free, at the queue's end.

    Who is a member already stays so.

    :raises SignUpClosed: if the cohort is neither open nor running.
    :raises AccountClosed: if the person's account is closed.
    :raises enrolments.exceptions.Refused: if they may not enrol in the course.
    """
    cohort = acts.locked_cohort(cohort)
    place = acts.current_place(cohort, learner)
    if place is not None and place.is_held:
        return place
    if not cohort.is_current:
        raise exceptions.SignUpClosed
    if not learner.is_active:
        raise exceptions.AccountClosed
    if place is None:
        _check_course(cohort, learner, now)
        place = acts.begin(cohort, learner, way=Way.STAFF, by=by, now=now)
    if place.takes_seat or cohort.has_free_seat:
        return acts.hold(place, by=by, now=now, reason=reason)
    return acts.seat_or_queue(place, by=by, now=now) if place.status == Status.ASKED else place


@transaction.atomic
def approve(*, place: Place, by: User, now: dt.datetime) -> Place:
    """
    Let in who has asked: they get a seat or, where none is free, a turn in the queue as of when they asked.

    A repeat changes nothing.

    :raises MoveRefused: if the place has ended.
    :raises SignUpClosed: if the cohort has finished or was cancelled.
    :raises enrolments.exceptions.Refused: if they may not enrol in the course any more.
    """
    place = acts.locked_place(place)
    if not place.is_current:
        raise exceptions.MoveRefused(place.status, Status.HELD)
    if place.status != Status.ASKED:
        return place
    if not place.cohort.is_current:
        raise exceptions.SignUpClosed
    return acts.seat_or_queue(place, by=by, now=now)


@transaction.atomic
def refuse(*, place: Place, by: User, now: dt.datetime, reason: str = "") -> Place:
    """
    Refuse a place to who has asked or waits; a repeat changes nothing.

    :raises MoveRefused: if they have a seat, or their place has ended.
    """
    place = acts.locked_place(place)
    if place.status == Status.REFUSED:
        return place
    return acts.end(place, Status.REFUSED, by=by, now=now, reason=reason)


@transaction.atomic
def remove(*, place: Place, by: User, reason: str, now: dt.datetime) -> Place:
    """
    Take a person out of a cohort, for a reason; what they learnt is kept. A repeat changes nothing.

    :raises ReasonMissing: without a reason.
    :raises MoveRefused: if they have completed it.
    """
    reason = acts.said(reason)
    place = acts.locked_place(place)
    if not place.is_current:
        return place
    return _end_and_advance(place, Status.REMOVED, by=by, now=now, reason=reason)


@transaction.atomic
def move_place(*, place: Place, to_cohort: Cohort, by: User, reason: str, now: dt.datetime) -> Place:
    """
    Move a learner to another cohort of the course, past its queue, with all their work; this is their place there.

    A repeat changes nothing.

    :raises SameCohort, OtherCourse: if it is the same cohort, or one of another course.
    :raises SignUpClosed: if that cohort is neither open nor running.
    :raises CohortFull: if it has no free seat.
    :raises MoveRefused: if they have completed it, or the place has ended in another way.
    """
    place = acts.locked_place(place, to_cohort)
    to_cohort = acts.locked_cohort(to_cohort)
    if place.moved_to is not None and place.moved_to.cohort_id == to_cohort.pk:
        return place.moved_to
    _check_move(place, to_cohort)
    there = acts.current_place(to_cohort, place.learner)
    there = there or acts.begin(to_cohort, place.learner, way=Way.MOVED, by=by, now=now)
    if not there.is_held:
        # Before the old place ends: an enrolment that is asked for nothing more would be completed.
        acts.hold(there, by=by, now=now, reason=reason)
    _end_and_advance(place, Status.MOVED, by=by, now=now, reason=reason, moved_to=there)
    return there


@transaction.atomic
def defer(*, place: Place, by: User, now: dt.datetime, reason: str = "") -> Place:
    """
    Put a place off: the seat goes to the next one, the work is kept, and they are told of the course's next cohort.

    A repeat changes nothing. Learners may do it themselves.

    :raises MoveRefused: if they have completed it, or the place has ended in another way.
    """
    place = acts.locked_place(place)
    if place.status == Status.DEFERRED:
        return place
    if not place.may_move(Status.DEFERRED):
        raise exceptions.MoveRefused(place.status, Status.DEFERRED)
    cohort = place.cohort
    next_cohorts.tell_me(person=place.learner, course=cohort.course, language=cohort.language, now=now)
    return _end_and_advance(place, Status.DEFERRED, by=by, now=now, reason=reason)


# As the cohort ends


@transaction.atomic
def close(*, place: Place, now: dt.datetime) -> Place:
    """
    End a place that its cohort's end leaves without sense: any of a cancelled one, the queue of a finished one.

    One that is completed stays so.
    """
    place = acts.locked_place(place)
    if place.cohort.status == Cohort.Status.CANCELLED and place.may_move(Status.CANCELLED):
        return acts.end(place, Status.CANCELLED, by=None, now=now)
    if place.cohort.status == Cohort.Status.FINISHED and place.status in QUEUED:
        return acts.end(place, Status.LAPSED, by=None, now=now)
    return place


@transaction.atomic
def follow_enrolment(*, place: Place, now: dt.datetime) -> Place:
    """End the place of a member who has withdrawn from the course itself, while their cohort is not over."""
    place = acts.locked_place(place)
    enrolment = place.enrolment
    if not place.is_under_way or not place.cohort.is_current or enrolment is None or enrolment.withdrawn_at is None:
        return place
    return _end_and_advance(place, Status.LEFT, by=place.learner, now=now)


# Inside a transaction


def _way(cohort: Cohort, *, is_invited: bool) -> Place.Way:
    if is_invited:
        return Way.INVITATION
    return Way.APPROVAL if cohort.joining == Joining.APPROVAL else Way.OPEN


def _check_sign_up(cohort: Cohort, learner: User, *, token: str, now: dt.datetime) -> None:
    if not cohort.takes_sign_up(now):
        raise exceptions.SignUpClosed
    if not rules.may_ask(cohort, token=token):
        raise exceptions.NotInvited
    turned_away = cohort.places.filter(learner=learner, status__in=[Status.REFUSED, Status.REMOVED])
    if turned_away.exists() and not rules.is_invited(cohort, token):
        raise exceptions.TurnedAway


def _check_course(cohort: Cohort, learner: User, now: dt.datetime) -> None:
    """Nobody waits for a seat in a course that they may not take."""
    enrolments.actions.ensure_may_enrol(learner=learner, course=cohort.course, language=cohort.language, now=now)


def _check_move(place: Place, to_cohort: Cohort) -> None:
    if place.cohort_id == to_cohort.pk:
        raise exceptions.SameCohort
    if place.cohort.course_id != to_cohort.course_id:
        raise exceptions.OtherCourse
    if not place.may_move(Status.LEFT):
        raise exceptions.MoveRefused(place.status, Status.MOVED)
    if not to_cohort.is_current:
        raise exceptions.SignUpClosed


def _end_and_advance(
    place: Place, to: Status, *, by: User | None, now: dt.datetime, reason: str = "", **facts: object
) -> Place:
    acts.end(place, to, by=by, now=now, reason=reason, **facts)
    queueing.advance(cohort=place.cohort, now=now)
    return place
