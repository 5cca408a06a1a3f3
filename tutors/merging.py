"""
What becomes of a person's places, and of a tutor, when two of their accounts are merged.

Nobody sits in a cohort twice: of two places in the same one the better stays, and the other leads to it.
"""

from collections.abc import Iterable
from functools import partial

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts import moving
from accounts.models import User
from accounts.moving import Merge, Rule
from enrolments.merging import point_at_kept, register_join
from tutors import acts
from tutors.models import Appointment, CalendarFeed, Cohort, Interest, Place, Session, Tutor

Role = Appointment.Role
Status = Place.Status
BEST_FIRST = [Status.COMPLETED, Status.HELD, Status.OFFERED, Status.WAITING, Status.ASKED]


def cohorts_of(people: Iterable[User]) -> QuerySet[Cohort]:
    """Where these people learn or teach; whoever gives or takes a seat locks the cohort first."""
    people = list(people)
    sat_in = Place.objects.filter(learner__in=people).values("cohort")
    taught = Appointment.objects.filter(tutor__user__in=people).values("cohort")
    return Cohort.objects.filter(Q(pk__in=sat_in) | Q(pk__in=taught))


def places_of(people: Iterable[User]) -> QuerySet[Place]:
    return Place.objects.filter(learner__in=list(people))


# Learners


def move_places(merge: Merge) -> None:
    """A seat that this frees is offered by the next sweep."""
    own = {each.cohort_id: each for each in _current(merge.target)}
    for theirs in _current(merge.source):
        rival = own.get(theirs.cohort_id)
        if rival is None:
            merge.say(_("The place in “%(cohort)s” moves.") % {"cohort": theirs.cohort.name})
        else:
            _join_places(merge, *sorted([rival, theirs], key=_best_first))
    merge.move(Place.objects.all(), "learner", "word_given_by")


def _current(learner: User) -> QuerySet[Place]:
    return Place.objects.current().filter(learner=learner).select_related("cohort").order_by("pk")


def _best_first(place: Place) -> tuple[int, float, int]:
    return BEST_FIRST.index(Status(place.status)), (place.waiting_since or place.asked_at).timestamp(), place.pk


def _join_places(merge: Merge, kept: Place, gone: Place) -> None:
    _join_completion(kept, gone)
    acts.shift(gone, Status.MOVED, by=merge.by, now=merge.now, moved_to=kept)
    _join_attendances(merge, kept, gone)
    told = {"cohort": kept.cohort.name, "status": kept.get_status_display()}
    merge.say(_("Both accounts have a place in “%(cohort)s”. One remains: %(status)s.") % told)


def _join_completion(kept: Place, gone: Place) -> None:
    """A word that was given to one holds for both; what followed from completing one is not done again."""
    if gone.has_word and not kept.has_word:
        kept.word_given_at, kept.word_given_by = gone.word_given_at, gone.word_given_by
    if kept.completed_at and gone.completed_at:
        kept.completed_at = min(kept.completed_at, gone.completed_at)
        kept.settled_at = kept.settled_at or gone.settled_at
    kept.save(update_fields=["word_given_at", "word_given_by", "completed_at", "settled_at"])


def _join_attendances(merge: Merge, kept: Place, gone: Place) -> None:
    """Of two notes of one session, that of who attended counts; the other stays where it is."""
    own = {each.session_id: each for each in kept.attendances.order_by("pk")}
    for theirs in gone.attendances.order_by("pk"):
        rival = own.get(theirs.session_id)
        if rival is None:
            theirs.place = kept
            theirs.save(update_fields=["place"])
        elif theirs.was_there and not rival.was_there:
            before, rival.status, rival.minutes = rival.status, theirs.status, theirs.minutes
            rival.save(update_fields=["status", "minutes"])
            rival.changes.create(
                from_status=before,
                to_status=rival.status,
                minutes=rival.minutes,
                way=theirs.way,
                changed_at=merge.now,
                changed_by=merge.by,
            )


def move_interests(merge: Merge) -> None:
    """Of two wishes for the same course the earlier one counts."""
    own = {each.course_id: each for each in Interest.objects.open().filter(person=merge.target)}
    for theirs in Interest.objects.open().filter(person=merge.source):
        rival = own.get(theirs.course_id)
        if rival is not None:
            rival.asked_at = min(rival.asked_at, theirs.asked_at)
            rival.save(update_fields=["asked_at"])
            theirs.delete()
    merge.move(Interest.objects.all(), "person")


def move_feed(merge: Merge) -> None:
    """A person has one calendar; where both accounts had one, that of the account that stays goes on being read."""
    if CalendarFeed.objects.filter(person=merge.target).exists():
        CalendarFeed.objects.filter(person=merge.source).delete()
    merge.move(CalendarFeed.objects.all(), "person")


# Tutors


def move_tutor(merge: Merge) -> None:
    theirs = Tutor.objects.filter(user=merge.source).first()
    if theirs is None:
        return
    merge.count(Tutor)
    own = Tutor.objects.filter(user=merge.target).first()
    if own is None:
        theirs.user = merge.target
        theirs.save(update_fields=["user"])
        return
    _join_appointments(merge, own, theirs)
    Session.objects.filter(held_by=theirs).update(held_by=own)
    _join_profiles(own, theirs)
    theirs.delete()
    merge.say(_("Both accounts are tutors; one remains, with the appointments and sessions of both."))


def _join_appointments(merge: Merge, own: Tutor, theirs: Tutor) -> None:
    """In a cohort to which both are appointed, who leads goes on leading."""
    open_ones = {each.cohort_id: each for each in own.appointments.open()}
    for appointment in theirs.appointments.open().order_by("pk"):
        rival = open_ones.get(appointment.cohort_id)
        if rival is not None:
            gone = rival if appointment.role == Role.LEAD else appointment
            gone.ended_at, gone.ended_by = merge.now, merge.by
            gone.save(update_fields=["ended_at", "ended_by"])
    theirs.appointments.update(tutor=own)


def _join_profiles(own: Tutor, theirs: Tutor) -> None:
    """What the account that stays says, holds; the other one fills its gaps, and makes nobody public."""
    own.about = own.about or theirs.about
    own.languages = [*dict.fromkeys([*own.languages, *theirs.languages])]
    own.topics = [*dict.fromkeys([*own.topics, *theirs.topics])]
    own.trained_since = min(filter(None, [own.trained_since, theirs.trained_since]), default=None)
    if not theirs.is_retired:
        own.retired_at = None
    own.save()


def register_all() -> None:
    """This declares every model of the room; called in ``AppConfig.ready()``."""
    moving.lock_first(cohorts_of)
    moving.lock_first(places_of)
    for rule in [
        Rule("tutors.Place", ("learner", "word_given_by"), act=move_places, is_shown=True),
        Rule("tutors.PlaceMove", ("moved_by",)),
        Rule("tutors.Attendance", ("noted_by",)),
        Rule("tutors.AttendanceChange", ("changed_by",)),
        Rule("tutors.CheckIn", ("made_by",)),
        Rule("tutors.Cohort", ("created_by",)),
        Rule("tutors.CohortMove", ("moved_by",)),
        Rule("tutors.Appointment", ("appointed_by", "ended_by")),
        Rule("tutors.Tutor", ("user",), act=move_tutor, is_shown=True),
        Rule("tutors.Interest", ("person",), act=move_interests),
        Rule("tutors.CalendarFeed", ("person",), act=move_feed),
    ]:
        moving.register(rule)
    register_join("tutors.Place", partial(point_at_kept, Place.objects.all()))
