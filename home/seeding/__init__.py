"""
A site of the organisation's own size, for benchmarks and for looking at lists that are long.

The same numbers give the same people, names, dates and marks, wherever and whenever they are made.
"""

import datetime as dt
import random
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction

from accounts.models import User
from alumni.models import Alumnus
from certificates.models import Certificate
from courses.models import Course
from enrolments.models import Enrolment, QuizAttempt, Rating, UnitCompletion
from home.actions import ensure_site
from home.seeding import courses, earning, gathering, learning, people
from tutors.models import Cohort, Place, Session, Tutor

# Learning goes on until here, so that a seed made later is the same.
UNTIL = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
SEED = 15_332


@dataclass(frozen=True)
class Wanted:
    """This is how much of everything there shall be; where nothing is said, in the organisation's own proportion."""

    learners: int
    courses: int = 18
    enrolments: int | None = None
    alumni: int | None = None
    tutors: int | None = None
    sessions: int | None = None

    @property
    def places(self) -> int:
        return self.enrolments if self.enrolments is not None else round(self.learners * 30_000 / 15_332)

    @property
    def members(self) -> int:
        return self.alumni if self.alumni is not None else round(self.learners * 325 / 15_332)

    @property
    def teachers(self) -> int:
        return self.tutors if self.tutors is not None else -(-self.learners * 147 // 15_332)

    @property
    def meetings(self) -> int:
        return self.sessions if self.sessions is not None else -(-self.learners * 1_112 // 15_332)


COUNTED: dict[str, models.Manager[Any]] = {
    "learners": User.objects,
    "courses": Course.objects,
    "enrolments": Enrolment.objects,
    "completed units": UnitCompletion.objects,
    "attempts at quizzes": QuizAttempt.objects,
    "ratings": Rating.objects,
    "certificates": Certificate.objects,
    "alumni": Alumnus.objects,
    "tutors": Tutor.objects,
    "cohorts": Cohort.objects,
    "places in cohorts": Place.objects,
    "sessions": Session.objects,
}


def seed(wanted: Wanted) -> dict[str, int]:
    """This fills an empty site, and says how many of what there are now."""
    chance = random.Random(SEED)  # noqa: S311 -- nothing here is secret
    ensure_site(now=UNTIL)
    taught = [learning.read(course, chance) for course in courses.make(wanted.courses, now=UNTIL)]
    learners = people.make(wanted.learners, chance=chance, until=UNTIL)
    with transaction.atomic():
        enrolments = learning.make(learners, taught, wanted.places, chance=chance, until=UNTIL)
        earning.certify(enrolments, chance=chance)
        earning.join(wanted.members, until=UNTIL)
        counts = {"tutors": wanted.teachers, "sessions": wanted.meetings}
        gathering.make(learners, enrolments, **counts, chance=chance, until=UNTIL)
    return {what: rows.count() for what, rows in COUNTED.items()}
