"""The demo's cohorts: one that runs, with a member and sessions behind and before it, and one for which somebody asks."""

import datetime as dt

from django.db import transaction

from accounts.models import User
from courses.models import Course
from tutors import appointing, placing, planning, profiles, running, scheduling
from tutors.models import Appointment, Cohort, Tutor
from tutors.profiles import Profile
from tutors.wall_clock import Weekly

LEAD, ASSISTANT, MEMBER, ASKING = "tutor@example.org", "alumna@example.org", "member@example.org", "editor@example.org"
ABOUT = (
    "I run a small network on an atoll, and teach people who are about to run theirs. In my sessions we take things apart"
    " and put them together again."
)
Role = Appointment.Role


@transaction.atomic
def load(course: Course, *, now: dt.datetime) -> None:
    """This makes the cohorts of a course where there are none at all."""
    if Cohort.objects.exists():
        return
    lead, assistant = tutor(LEAD), tutor(ASSISTANT)
    profiles.change_profile(
        tutor=lead, profile=Profile(ABOUT, ("en", "fr"), ("DNS", "Community networks", "Routing"), is_listed=True)
    )
    for cohort in (run(course, now), offer(course, now)):
        appoint(cohort, lead, Role.LEAD, now)
        appoint(cohort, assistant, Role.ASSISTANT, now)
        meet(cohort)
        running.open_cohort(cohort=cohort, by=lead.user, now=now)
    first, second = Cohort.objects.order_by("starts_on")
    running.start_cohort(cohort=first, by=None, now=now)
    placing.admit(cohort=first, learner=person(MEMBER), by=lead.user, now=now)
    placing.ask(cohort=second, learner=person(ASKING), now=now)


def person(email: str) -> User:
    return User.objects.get(email=email)


def tutor(email: str) -> Tutor:
    return appointing.make_tutor(user=person(email), trained_since=dt.date(2024, 2, 1))


def run(course: Course, now: dt.datetime) -> Cohort:
    """This one began two weeks ago."""
    return make(course, "together-now", "Together, this season", now, begins=-14, capacity=30)


def offer(course: Course, now: dt.datetime) -> Cohort:
    """This one is to come, and a tutor says who takes part."""
    return make(
        course, "together-next", "Together, next season", now, begins=30, joining=Cohort.Joining.APPROVAL, capacity=20
    )


def make(course: Course, code: str, name: str, now: dt.datetime, *, begins: int, **facts: object) -> Cohort:
    starts_on = now.date() + dt.timedelta(days=begins)
    cohort = Cohort(
        course=course,
        code=code,
        name=name,
        language="en",
        time_zone="Europe/Paris",
        starts_on=starts_on,
        ends_on=starts_on + dt.timedelta(weeks=8),
        welcome="Welcome aboard! Bring your questions, and something to write with.",
        **facts,
    )
    return planning.make_cohort(cohort=cohort, by=person(LEAD), now=now)


def appoint(cohort: Cohort, tutor: Tutor, role: Appointment.Role, now: dt.datetime) -> None:
    appointing.appoint(cohort=cohort, tutor=tutor, terms=appointing.Terms(role), by=None, now=now)


def meet(cohort: Cohort) -> None:
    """They meet each week, at six in the evening of Paris."""
    scheduling.plan_series(
        cohort=cohort,
        meeting=scheduling.Meeting(
            "Weekly meeting",
            agenda="What was hard this week, and what comes next.",
            join_url="https://meet.example.org/together",
        ),
        weekly=Weekly(first_on=cohort.starts_on, at=dt.time(18), times=8),
        minutes=60,
    )
