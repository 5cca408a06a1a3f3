"""Questions over several rows of the room."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, Greatest, Least

from accounts.models import User
from courses.models import Course, Outline
from courses.outline import parse_facts
from enrolments.models import Requirement
from tutors.models import (
    Appointment,
    Attendance,
    CalendarFeed,
    Cohort,
    CohortMove,
    Interest,
    Place,
    PlaceMove,
    Session,
    Tutor,
)
from tutors.models.places import QUEUED

# Places


def place_of(person: User, cohort: Cohort) -> Place | None:
    """This is a person's place in a cohort: the current one, else the latest of those that ended. One query."""
    rows = cohort.places.filter(learner=person).select_related("moved_to__cohort", "enrolment__rating")
    return rows.order_by(F("ended_at").desc(nulls_first=True), "-pk").first()


def my_places(person: User) -> list[Place]:
    """These are a person's current places in cohorts that are not over, the next to start first. One query."""
    over = [Cohort.Status.FINISHED, Cohort.Status.CANCELLED]
    places = Place.objects.current().filter(learner=person).exclude(cohort__status__in=over)
    return list(places.select_related("cohort__course").order_by("cohort__starts_on", "pk"))


def turn_of(place: Place) -> int:
    """This is somebody's turn in the queue, 1 for the next; 0 for who does not wait. One query."""
    if place.status != Place.Status.WAITING:
        return 0
    before = Q(waiting_since__lt=place.waiting_since) | Q(waiting_since=place.waiting_since, pk__lt=place.pk)
    return Place.objects.filter(before, cohort=place.cohort_id, status=Place.Status.WAITING).count() + 1


def places_to_close() -> QuerySet[Place]:
    """These places have no sense any more: all of cancelled cohorts but completed ones, and the queue of finished ones."""
    cancelled = Q(cohort__status=Cohort.Status.CANCELLED)
    finished = Q(cohort__status=Cohort.Status.FINISHED, status__in=QUEUED)
    rows = Place.objects.current().exclude(status=Place.Status.COMPLETED)
    return rows.filter(cancelled | finished).order_by("cohort", "pk")


def places_withdrawn() -> QuerySet[Place]:
    """Their members have withdrawn from the course itself, while the cohort is not over."""
    withdrawn = Place.objects.under_way().filter(enrolment__withdrawn_at__isnull=False)
    return withdrawn.filter(cohort__in=Cohort.objects.current()).order_by("cohort", "pk")


def places_to_complete() -> QuerySet[Place]:
    """
    These places under way have, by their own facts, all that they need, and something is still to follow from that.

    Of the content, the database knows that the enrolment is completed. Where it waits for what another cohort asks for, the
    place may be complete all the same, and is looked at.
    """
    rows = Place.objects.under_way().filter(cohort__status__in=[Cohort.Status.RUNNING, Cohort.Status.FINISHED])
    has_word = Q(cohort__needs_word=False) | Q(word_given_at__isnull=False)
    has_sessions = Q(cohort__sessions_needed__isnull=True) | Q(attended__gte=F("needed"))
    asks_more = Q(cohort__needs_word=True) | Q(cohort__sessions_needed__isnull=False)
    since_joining = Q(enrolment__completed_at__gte=F("joined_at"))
    is_time = Q(cohort__status=Cohort.Status.FINISHED) | asks_more | since_joining
    is_waiting = Exists(Requirement.objects.filter(enrolment=OuterRef("enrolment"), met_at__isnull=True))
    rows = rows.annotate(attended=Coalesce(_attended(), 0), needed=_needed()).filter(has_word, has_sessions)
    return rows.filter(Q(enrolment__completed_at__isnull=False) & is_time | is_waiting).order_by("cohort", "pk")


def _attended() -> Subquery:
    """This says in the database what `tutors.remaining.attended_by` says of one place."""
    here = Q(place__cohort=OuterRef("cohort"))
    moved_here = Q(place__status=Place.Status.MOVED, place__cohort__course=OuterRef("cohort__course"))
    rows = Attendance.objects.attended().held().filter(here | moved_here, place__learner=OuterRef("learner"))
    counted = rows.order_by().values("place__learner").annotate(number=Count("session", distinct=True))
    return Subquery(counted.values("number"), output_field=IntegerField())


def _needed() -> Case:
    """This says in the database what `tutors.remaining.possible` says of a cohort that asks for sessions."""
    planned = _sessions(Q(status=Session.Status.PLANNED))
    fair = Greatest(planned, F("cohort__sessions_needed") - _sessions(~Q(status=Session.Status.PLANNED)), Value(0))
    is_over = Q(cohort__status=Cohort.Status.FINISHED)
    asked = F("cohort__sessions_needed")
    return Case(When(is_over, then=Least(asked, planned)), default=Least(asked, fair), output_field=IntegerField())


def _sessions(which: Q) -> Coalesce:
    counted = Session.objects.filter(which, cohort=OuterRef("cohort")).order_by().values("cohort")
    return Coalesce(Subquery(counted.annotate(number=Count("pk")).values("number"), output_field=IntegerField()), 0)


# Cohorts


def cohorts_to_move_to(place: Place) -> QuerySet[Cohort]:
    """These other cohorts of the same course take a learner with a place, if they have a seat; the next to start first."""
    others = Cohort.objects.current().with_free_seats().filter(course=place.cohort.course_id).exclude(pk=place.cohort_id)
    return others.order_by("starts_on", "pk")


def cohorts_to_join(course: Course, now: dt.datetime) -> list[Cohort]:
    """These cohorts of a course people may ask to join now, by themselves, the next to start first. One query."""
    asked = [Cohort.Joining.OPEN, Cohort.Joining.APPROVAL]
    rows = Cohort.objects.current().filter(course=course, joining__in=asked).order_by("starts_on", "pk")
    return [cohort for cohort in rows if cohort.takes_sign_up(now)]


def cohorts_to_start(now: dt.datetime) -> list[Cohort]:
    """These are open, and their day has come in their own zone. One query."""
    # Nowhere on Earth the day is more than fourteen hours ahead.
    latest = (now + dt.timedelta(hours=14)).date()
    rows = Cohort.objects.filter(status=Cohort.Status.OPEN, starts_on__lte=latest).order_by("pk")
    return [cohort for cohort in rows if cohort.starts_on <= cohort.today(now)]


def cohorts_to_advance(now: dt.datetime) -> QuerySet[Cohort]:
    """These have an offer that is overdue, or a free seat that somebody waits for."""
    overdue = Place.objects.overdue(now).values("cohort")
    waiting = Place.objects.filter(status=Place.Status.WAITING).values("cohort")
    free = Cohort.objects.current().with_free_seats().filter(pk__in=waiting).values("pk")
    return Cohort.objects.filter(Q(pk__in=overdue) | Q(pk__in=free)).order_by("pk")


def cohorts_to_push() -> QuerySet[Cohort]:
    """Their modules' dates have still to be pushed to members."""
    return Cohort.objects.filter(dates_changed_at__isnull=False).order_by("pk")


def cohorts_to_review() -> QuerySet[Cohort]:
    """What completes their places has changed, and places under way have still to be reviewed."""
    return Cohort.objects.filter(asks_changed_at__isnull=False).order_by("pk")


def interests_in(cohort: Cohort) -> QuerySet[Interest]:
    """These people want to be told of a cohort such as this, the longest waiting first; members of it know already."""
    inside = cohort.places.current().values("learner")
    wishes = Interest.objects.open().for_language(cohort.language).filter(course=cohort.course_id, person__is_active=True)
    return wishes.exclude(person__in=inside).select_related("person").order_by("asked_at", "pk")


def wants_next(person: User, course: Course) -> bool:
    """This says whether a person is to be told of a course's next cohort. One query."""
    return Interest.objects.open().filter(person=person, course=course).exists()


# Who has still to be written to


def places_to_tell() -> QuerySet[Place]:
    """Of what became of these places, somebody has still to be told."""
    return Place.objects.filter(pk__in=PlaceMove.objects.untold().values("place")).order_by("cohort", "pk")


def cohorts_with_news() -> QuerySet[Cohort]:
    """Of sessions of these cohorts, members have still to be told."""
    return Cohort.objects.filter(pk__in=Session.objects.untold().values("cohort")).order_by("pk")


def members_to_tell(cohort: Cohort) -> QuerySet[Place]:
    """These members are told what is new of their cohort's sessions; of a cancelled one, the end of their place says it."""
    if cohort.status == Cohort.Status.CANCELLED:
        return Place.objects.none()
    return cohort.places.held().order_by("pk")


@dataclass(frozen=True)
class Concerned:
    """These are told of a cohort's move: who asked for the next one, its members, and its tutors."""

    interests: QuerySet[Interest] = field(default_factory=Interest.objects.none)
    members: QuerySet[Place] = field(default_factory=Place.objects.none)
    tutors: QuerySet[Appointment] = field(default_factory=Appointment.objects.none)


def concerned(move: CohortMove, cohort: Cohort) -> Concerned:
    """
    These people a cohort's move concerns; nobody, once it has moved on.

    Of one that opens, who asked before, if they may join it by themselves; of one that starts, who is in it; of one that is
    cancelled, its tutors: members hear it as their places end. One query for each.
    """
    if cohort.status != move.to_status:
        return Concerned()
    appointments = cohort.appointments.open().select_related("tutor__user").order_by("pk")
    if move.to_status == Cohort.Status.CANCELLED:
        return Concerned(tutors=appointments)
    if move.to_status == Cohort.Status.RUNNING and move.from_status == Cohort.Status.OPEN:
        members = cohort.places.held().filter(joined_at__lte=move.moved_at).select_related("learner").order_by("pk")
        return Concerned(members=members, tutors=appointments)
    if move.to_status == Cohort.Status.OPEN and cohort.joining in {Cohort.Joining.OPEN, Cohort.Joining.APPROVAL}:
        return Concerned(interests=interests_in(cohort).filter(asked_at__lte=move.moved_at))
    return Concerned()


# Tutors


def tutor_of(person: User) -> Tutor | None:
    """This is a person as a tutor, None if they are none or have retired. One query."""
    return Tutor.objects.active().select_related("user").filter(user=person).first()


def courses_moderated(tutor: Tutor, *, language: str) -> list[Outline]:
    """
    These courses a tutor has moderated, or does now, as far as everybody may see them, by title. One query.

    Cohorts that have not started, or were cancelled, do not count.
    """
    begun = [Cohort.Status.RUNNING, Cohort.Status.FINISHED]
    taught = Appointment.objects.filter(tutor=tutor, cohort__status__in=begun).values("cohort__course")
    outlines = Outline.objects.open().filter(course__in=taught, locale__language_code=language)
    found = [each for each in outlines.defer("modules", "search_text") if parse_facts(each.facts).groups is None]
    return sorted(found, key=lambda each: (each.title.casefold(), each.pk))


def tutors_of(cohort: Cohort, now: dt.datetime) -> list[Appointment]:
    """These are a cohort's appointments of today, the lead first. One query."""
    order = [*Appointment.Role]
    found = cohort.appointments.on(cohort.today(now)).select_related("tutor__user").order_by("appointed_at", "pk")
    return sorted(found, key=lambda each: order.index(Appointment.Role(each.role)))


def appointments_of(person: User) -> list[Appointment]:
    """These are a person's open appointments, with their cohorts, the earliest first. One query."""
    found = Appointment.objects.open().filter(tutor__user=person).select_related("cohort__course", "tutor")
    return list(found.order_by("cohort__starts_on", "cohort", "pk"))


def minutes_taught(tutor: Tutor, now: dt.datetime) -> int:
    """These are the minutes of all sessions that a tutor has held. One query."""
    return Session.objects.over(now).filter(held_by=tutor).aggregate(sum=Sum("minutes"))["sum"] or 0


def hours_of(minutes: int) -> float:
    """These are minutes as hours, to a tenth; whole ones without it."""
    hours = round(minutes / 60, 1)
    return int(hours) if hours.is_integer() else hours


@dataclass(frozen=True)
class Clash:
    """These two sessions, of two cohorts, overlap."""

    session: Session
    other: Session


def double_bookings(tutor: Tutor, cohort: Cohort, now: dt.datetime) -> list[Clash]:
    """
    These sessions to come of a cohort overlap with sessions of other cohorts on days for which a tutor is appointed there.

    It is a warning, and no more: of two tutors, one may be free. Three queries.
    """
    own = list(cohort.sessions.upcoming(now).select_related("cohort"))
    return clashes(tutor, cohort, own, now)


def clashes(tutor: Tutor, cohort: Cohort, sessions: Iterable[Session], now: dt.datetime) -> list[Clash]:
    """This says the same of some sessions of a cohort, also of those that are not planned yet. Two queries."""
    others = _sessions_of(tutor, now, besides=cohort)
    return [Clash(one, other) for one in sessions for other in others if one.overlaps(other)]


def clashes_of(
    appointments: Iterable[Appointment], sessions: Iterable[Session], now: dt.datetime
) -> list[tuple[Tutor, Clash]]:
    """
    These of a cohort's sessions to come overlap with others of its tutors, for each of them, on the days of both.

    Two queries, however many tutors.
    """
    held = [each for each in appointments if each.is_open]
    own = [each for each in sessions if each.is_planned and not each.is_over(now)]
    elsewhere = Appointment.objects.open().filter(tutor__in=[each.tutor_id for each in held])
    there: dict[int, list[Appointment]] = defaultdict(list)
    for appointment in elsewhere.exclude(cohort__in=[each.cohort_id for each in held]):
        there[appointment.cohort_id].append(appointment)
    others = Session.objects.upcoming(now).exclude(cohort__status=Cohort.Status.CANCELLED).select_related("cohort")
    overlapping = [Clash(one, other) for other in others.filter(cohort__in=there) for one in own if one.overlaps(other)]
    return [
        (here.tutor, clash)
        for here in held
        for clash in overlapping
        for appointment in there[clash.other.cohort_id]
        if appointment.tutor_id == here.tutor_id and _covers(here, clash.session) and _covers(appointment, clash.other)
    ]


def _covers(appointment: Appointment, session: Session) -> bool:
    """By the calendar of the session's own cohort."""
    return appointment.covers(session.cohort.today(session.starts_at))


def _sessions_of(tutor: Tutor, now: dt.datetime, *, besides: Cohort) -> list[Session]:
    appointments = Appointment.objects.open().filter(tutor=tutor).exclude(cohort=besides).select_related("cohort")
    sessions = Session.objects.upcoming(now).exclude(cohort__status=Cohort.Status.CANCELLED)
    by_cohort = {each.cohort_id: each for each in appointments}
    found = sessions.filter(cohort__in=by_cohort).select_related("cohort")
    return [each for each in found if by_cohort[each.cohort_id].covers(each.cohort.today(each.starts_at))]


# Calendars


def feed_by_token(token: str) -> CalendarFeed | None:
    """This is the calendar at a secret address, of a person whose account is open. One query."""
    return CalendarFeed.objects.select_related("person").filter(token=token, person__is_active=True).first()


def sessions_in_calendar(person: User, *, since: dt.datetime) -> list[Session]:
    """
    These sessions stand in a person's calendar: as a member's, or as those of a cohort in which they are appointed.

    Cancelled ones are among them, for calendars that still show them; those of drafts are not. Three queries.
    """
    held = Place.objects.to_tell().filter(learner=person).values("cohort")
    appointments = {each.cohort_id: each for each in Appointment.objects.open().filter(tutor__user=person).order_by("pk")}
    rows = Session.objects.filter(Q(cohort__in=held) | Q(cohort__in=appointments), ends_at__gte=since)
    rows = rows.exclude(cohort__status=Cohort.Status.DRAFT).select_related("cohort__course").order_by("starts_at", "pk")
    members = set(held.values_list("cohort", flat=True))
    return [each for each in rows if each.cohort_id in members or _is_theirs(each, appointments[each.cohort_id])]


def _is_theirs(session: Session, appointment: Appointment) -> bool:
    return appointment.covers(session.cohort.today(session.starts_at))


def people_to_tell(session: Session) -> list[User]:
    """These people are told what becomes of a session: members, by their places. One query."""
    places = session.cohort.places.to_tell().filter(learner__is_active=True).select_related("learner")
    return [place.learner for place in places.order_by("pk")]
