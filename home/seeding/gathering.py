"""Cohorts: tutors, who learnt together, and when they met."""

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from accounts.models import User
from enrolments.models import Enrolment
from home.seeding.learning import Taught
from tutors.models import Appointment, Cohort, CohortMove, Place, PlaceMove, Session, Tutor
from tutors.models.cohorts import MOVES
from tutors.news import News, What, note
from tutors.wall_clock import Weekly

BATCH = 2000
MEETINGS = 6
# So many of them are to be attended.
NEEDED = 4
WEEKS = dt.timedelta(weeks=MEETINGS)
FINISHED_AFTER = dt.timedelta(days=40) + WEEKS
SEATS = 24
# One cohort is as large as any page of ours must bear.
LARGEST = 500
YEARS = 6
# Of a hundred cohorts the latest are still under way, or still to come.
RUNNING, OPEN = 0.05, 0.03
ZONES = ["Africa/Nairobi", "America/Bogota", "Asia/Kolkata", "Europe/Paris", "Pacific/Fiji"]
Status = Cohort.Status


@dataclass(frozen=True)
class Gathered:
    """This is a cohort with the instant at which it was planned, and the people who learn in it."""

    cohort: Cohort
    planned_at: dt.datetime
    enrolments: list[Enrolment]

    @property
    def finished_at(self) -> dt.datetime | None:
        """This is when it finished; what followed from that, certificates and all, was done then."""
        return self.planned_at + FINISHED_AFTER if self.cohort.status == Status.FINISHED else None


def make(  # noqa: PLR0913 -- what a seed is made of
    learners: list[User],
    enrolments: list[tuple[Enrolment, Taught]],
    *,
    tutors: int,
    sessions: int,
    chance: random.Random,
    until: dt.datetime,
) -> None:
    """This lets people teach, and others learn with them; so many sessions, six of each cohort."""
    staff = [Tutor(user=user, trained_since=user.joined_at.date()) for user in chance.sample(learners, tutors)]
    Tutor.objects.bulk_create(staff, batch_size=BATCH)
    number = -(-sessions // MEETINGS)
    gathered = [*gather(enrolments, number, chance, until)]
    Cohort.objects.bulk_create([each.cohort for each in gathered], batch_size=BATCH)
    CohortMove.objects.bulk_create((move for each in gathered for move in moves(each)), batch_size=BATCH)
    appoint(gathered, staff, chance)
    ahead = meet(gathered, staff, sessions, until)
    seat(gathered, ahead)


def gather(
    enrolments: list[tuple[Enrolment, Taught]], number: int, chance: random.Random, until: dt.datetime
) -> Iterator[Gathered]:
    """These are cohorts over the years, each of another course; the first one still under way has most people."""
    by_course: dict[int, list[Enrolment]] = defaultdict(list)
    for enrolment, _taught in enrolments:
        if enrolment.status != Enrolment.Status.WITHDRAWN:
            by_course[enrolment.course_id].append(enrolment)
    courses, has_large = [by_course[key] for key in sorted(by_course)], False
    for place in range(number):
        share = (place + 0.5) / number
        status = Status.OPEN if share > 1 - OPEN else Status.RUNNING if share > 1 - OPEN - RUNNING else Status.FINISHED
        seats = LARGEST if status == Status.RUNNING and not has_large else SEATS
        has_large = has_large or seats == LARGEST
        people = courses[place % len(courses)]
        inside = chance.sample(people, min(seats, len(people)))
        start = starts_at(status, share, until)
        planned_at = start - dt.timedelta(days=40)
        made = cohort(place, inside, status=status, seats=seats, starts_on=start.date())
        made.created_at = planned_at
        yield Gathered(made, planned_at, inside)


def starts_at(status: Status, share: float, until: dt.datetime) -> dt.datetime:
    if status == Status.OPEN:
        return until + dt.timedelta(days=20)
    if status == Status.RUNNING:
        return until - dt.timedelta(days=10)
    return until - WEEKS - dt.timedelta(days=365 * YEARS) * (1 - share)


def cohort(place: int, inside: list[Enrolment], *, status: Status, seats: int, starts_on: dt.date) -> Cohort:
    return Cohort(
        course_id=inside[0].course_id,
        code=f"cohort-{place:04}",
        name=f"Cohort {place + 1}",
        language="en",
        time_zone=ZONES[place % len(ZONES)],
        status=status,
        starts_on=starts_on,
        ends_on=starts_on + WEEKS,
        capacity=max(seats, len(inside)),
        sessions_needed=NEEDED,
        seats_taken=len(inside),
        invitation_token=f"seeded-{place:04}",
    )


def moves(each: Gathered) -> Iterator[CohortMove]:
    """This is the history of a cohort that went straight on."""
    way = [Status.DRAFT, Status.OPEN, Status.RUNNING, Status.FINISHED]
    way = way[: way.index(Status(each.cohort.status)) + 1]
    days = {Status.OPEN: 1, Status.RUNNING: 40, Status.FINISHED: FINISHED_AFTER.days}
    for before, after in pairwise(way):
        if after not in MOVES[before]:
            raise ValueError(after)
        at = each.planned_at + dt.timedelta(days=days[after])
        yield CohortMove(cohort=each.cohort, from_status=before, to_status=after, moved_at=at, told_at=at)


def appoint(gathered: list[Gathered], staff: list[Tutor], chance: random.Random) -> None:
    """Each cohort has a lead, in turn, and every third an assistant."""
    rows = []
    for place, each in enumerate(gathered):
        lead = staff[place % len(staff)]
        rows.append((each, lead, Appointment.Role.LEAD))
        others = [tutor for tutor in staff if tutor is not lead]
        if place % 3 == 0 and others:
            rows.append((each, chance.choice(others), Appointment.Role.ASSISTANT))
    Appointment.objects.bulk_create(
        (
            Appointment(
                cohort=each.cohort,
                tutor=tutor,
                role=role,
                appointed_at=each.planned_at,
                told_at=each.planned_at,
                settled_at=each.finished_at,
            )
            for each, tutor, role in rows
        ),
        batch_size=BATCH,
    )


def meet(gathered: list[Gathered], staff: list[Tutor], number: int, until: dt.datetime) -> dict[int, list[Session]]:
    """
    These are weekly sessions, of which everybody was told; those that lie ahead are answered, by their cohorts' keys.

    Of what lies behind, everybody was reminded, and its tutor asked how it went.
    """
    rows = []
    for place, each in enumerate(gathered):
        weekly = Weekly(first_on=each.cohort.starts_on, at=dt.time(16 + place % 4), times=MEETINGS)
        for week, at in enumerate(weekly.instants(each.cohort.zone), start=1):
            session = Session(cohort=each.cohort, title=f"Week {week}", starts_at=at, minutes=60, told_sequence=0)
            session.ends_at = at + dt.timedelta(minutes=60)
            session.uid, session.held_by = f"{each.cohort.code}-{week}@seeded.example", staff[place % len(staff)]
            if session.ends_at < until:
                session.reminded_day_at = session.reminded_hour_at = session.wrap_up_at = session.ends_at
            rows.append(session)
    ahead: dict[int, list[Session]] = defaultdict(list)
    for session in Session.objects.bulk_create(rows[:number], batch_size=BATCH):
        if session.ends_at >= until:
            ahead[session.cohort_id].append(session)
    return ahead


def seat(gathered: list[Gathered], ahead: dict[int, list[Session]]) -> None:
    """Everybody inside holds a place, since the day after sign-up began, and knows of what lies ahead."""
    places = [place for each in gathered for place in places_of(each, ahead[each.cohort.pk])]
    Place.objects.bulk_create(places, batch_size=BATCH)
    PlaceMove.objects.bulk_create(
        (
            PlaceMove(place=place, from_status=before, to_status=after, moved_at=at, told_at=at)
            for place in places
            for before, after, at in way_of(place)
        ),
        batch_size=BATCH,
    )


def way_of(place: Place) -> Iterator[tuple[str, str, dt.datetime]]:
    """This is the history of a place: asked for, held at once and, of some, completed."""
    yield "", Place.Status.ASKED, place.asked_at
    yield Place.Status.ASKED, Place.Status.HELD, place.asked_at
    if place.completed_at is not None:
        yield Place.Status.HELD, Place.Status.COMPLETED, place.completed_at


def places_of(each: Gathered, ahead: list[Session]) -> Iterator[Place]:
    at, finished_at = each.planned_at + dt.timedelta(days=2), each.finished_at
    told = [News(What.NEW, session) for session in ahead]
    for enrolment in each.enrolments:
        completed_at = finished_at if enrolment.completed_at else None
        place = Place(
            cohort=each.cohort,
            learner_id=enrolment.learner_id,
            enrolment=enrolment,
            status=Place.Status.COMPLETED if completed_at else Place.Status.HELD,
            way=Place.Way.OPEN,
            asked_at=at,
            joined_at=at,
            completed_at=completed_at,
            settled_at=finished_at,
        )
        note(place, told, now=at)
        yield place
