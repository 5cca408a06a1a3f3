"""
Writing to those concerned: what became of places, sessions, cohorts and appointments.

Each fact has a column that says whether its letters were written. An act writes the fact, and nothing more; what is here
follows later, one person by one, each in a transaction that writes the letter and the column together. Whatever dies in
between is done again by a message or the sweep, and nobody reads anything twice.
"""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q

from tutors import acts, letters, next_cohorts
from tutors.models import Appointment, Cohort, CohortMove, Interest, Place, PlaceMove, Session
from tutors.models.places import PlaceStatus as Status
from tutors.news import News, news_for, note


@transaction.atomic
def tell_place(*, place: Place, now: dt.datetime) -> None:
    """
    Write to a learner what became of their place and is new of its sessions, in one letter; of an asked one, to the tutors.

    Where there is nothing new, nothing is written. What becomes of the place meanwhile is left to its own message.
    """
    place = _left(place) or Place.objects.select_related("moved_to__cohort").get(pk=place.pk)
    there = place.moved_to
    if there is not None and there.cohort_id != place.cohort_id:
        _tell_move(acts.locked_place(place, there.cohort), acts.locked_place(there), now)
        return
    place = acts.locked_place(place)
    if place.moved_to_id != (there.pk if there else None):
        return
    if moves := list(place.moves.untold().order_by("moved_at", "pk")):
        _tell_ups_and_downs(place, moves[-1], now)
    else:
        _tell_sessions(place, now)


@transaction.atomic
def tell_started(*, place: Place, move: CohortMove, cohort: Cohort, now: dt.datetime) -> None:
    """Write to a member that their cohort has started."""
    letters.started(place, move, cohort, now=now)


@transaction.atomic
def tell_interest(*, interest: Interest, cohort: Cohort, now: dt.datetime) -> None:
    """Tell somebody of the next cohort of a course, once in all."""
    if next_cohorts.note_told(interest=interest, now=now):
        letters.next_cohort(interest, cohort, now=now)


@transaction.atomic
def tell_tutor(*, appointment: Appointment, move: CohortMove, cohort: Cohort, now: dt.datetime) -> None:
    """Write to a cohort's tutor that it has started, or was cancelled."""
    letters.cohort_moved(appointment, move, cohort, now=now)


@transaction.atomic
def tell_appointment(*, appointment: Appointment, now: dt.datetime) -> None:
    """
    Write to a tutor that they are appointed, or no longer.

    Not of what ended before they heard of it, nor of a role that gave way to another one in the same cohort.
    """
    rows = Appointment.objects.select_for_update(of=("self",)).select_related("tutor__user", "cohort__course")
    appointment = rows.get(pk=appointment.pk)
    if appointment.is_open and appointment.told_at is None:
        letters.appointed(appointment, now=now)
    elif _is_to_hear_of_the_end(appointment):
        letters.appointment_ended(appointment, now=now)
    appointment.told_at = appointment.told_at or now
    if not appointment.is_open:
        appointment.end_told_at = appointment.end_told_at or now
    appointment.save(update_fields=["told_at", "end_told_at"])


def note_sessions_told(*, told: Iterable[tuple[int, int]]) -> None:
    """This notes, by keys and numbers, of which sessions every member was told; what changed again meanwhile, waits."""
    for key, sequence in told:
        behind = Q(told_sequence__isnull=True) | Q(told_sequence__lt=sequence)
        Session.objects.filter(behind, pk=key).update(told_sequence=sequence)


def note_move_told(*, move: CohortMove, now: dt.datetime) -> None:
    """This notes that everybody was told of a cohort's move."""
    CohortMove.objects.untold().filter(pk=move.pk).update(told_at=now)


# Inside a transaction, the place locked


def _tell_ups_and_downs(place: Place, move: PlaceMove, now: dt.datetime) -> None:
    """Of several moves since the last letter the last one counts."""
    news = _news(place, now)
    if place.status == Status.ASKED:
        letters.request(place, move, now=now)
    elif not _was_joined(place):
        letters.about_place(place, move, news, now=now)
    _keep(place, news, now)


def _tell_sessions(place: Place, now: dt.datetime) -> None:
    # A cancelled cohort ends its places, and takes the sessions with them.
    if place.cohort.status != Cohort.Status.CANCELLED and (news := _news(place, now)):
        letters.about_sessions(place, news, now=now)
        _keep(place, news, now)


def _tell_move(place: Place, there: Place, now: dt.datetime) -> None:
    """One letter says that a learner went from one cohort to another, whichever place is told of first."""
    move = place.moves.untold().order_by("moved_at", "pk").last()
    if move is None:
        return
    gone, coming = _news(place, now), _news(there, now)
    letters.about_place(place, move, [*gone, *coming], now=now, there=there)
    _keep(place, gone, now)
    if there.is_held:
        _keep(there, coming, now)


def _news(place: Place, now: dt.datetime) -> list[News]:
    sessions = list(place.cohort.sessions.order_by("starts_at", "pk"))
    for session in sessions:
        session.cohort = place.cohort
    return news_for(place, sessions, now=now)


def _keep(place: Place, news: list[News], now: dt.datetime) -> None:
    note(place, news, now=now)
    place.save(update_fields=["told"])
    place.moves.untold().update(told_at=now)


# Who moved where


def _left(place: Place) -> Place | None:
    """This is the place that somebody left for this one, as long as they have not been told."""
    untold = PlaceMove.objects.untold().filter(to_status=Status.MOVED).values("place")
    left = place.moved_from.exclude(cohort=place.cohort_id).filter(pk__in=untold)
    return left.select_related("moved_to__cohort").order_by("pk").first()


def _was_joined(place: Place) -> bool:
    """Where two accounts became one, a place may lead to another one in the same cohort: nobody went anywhere."""
    return place.moved_to is not None and place.moved_to.cohort_id == place.cohort_id


def _is_to_hear_of_the_end(appointment: Appointment) -> bool:
    if appointment.is_open or appointment.told_at is None or appointment.end_told_at is not None:
        return False
    return not appointment.cohort.appointments.open().filter(tutor=appointment.tutor).exists()
