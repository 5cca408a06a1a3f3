"""The demo's cohorts: one under way, one to join, one that is full; their tutor, and who sits in them."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from courses.models import Course
from courses.outline import Modules
from tutors import appointing, feeds, placing, planning, profiles, running, scheduling
from tutors.appointing import Terms
from tutors.models import Appointment, Cohort, Tutor
from tutors.profiles import Profile
from tutors.scheduling import Meeting
from tutors.wall_clock import Weekly

DAY = dt.timedelta(days=1)
TUTOR = "tutor@example.org"
MEETING = "https://meet.example.org/footbridge"


@dataclass(frozen=True)
class DemoCohort:
    """This is a cohort that starts so many days from today, with people who sit in it, or wait for a seat, in order."""

    code: str
    course: str
    name: str
    starts_in: int
    titles: tuple[str, ...]
    capacity: int
    people: tuple[str, ...] = ()
    welcome: str = ""
    is_running: bool = False


COHORTS = [
    DemoCohort(
        "internet-together",
        "how-the-internet-works",
        "The Internet, together",
        -9,
        ("Who we are, and what we want to know", "Moving data: your questions", "Whom to trust online"),
        30,
        ("member@example.org",),
        "Welcome! We meet once a week, and read a module in between.\n\nBring a question to each session, however small.",
        is_running=True,
    ),
    DemoCohort(
        "internet-evenings",
        "how-the-internet-works",
        "The Internet, in the evenings",
        24,
        ("Who we are, and what we want to know", "Moving data: your questions", "Whom to trust online"),
        12,
    ),
    DemoCohort(
        "networks-of-our-own",
        "community-networks",
        "Networks of our own",
        15,
        ("Our places on a map", "Antennas in the open", "Who keeps it running"),
        1,
        ("member@example.org", "alumna@example.org"),
    ),
]


def load(*, now: dt.datetime) -> None:
    """This makes the cohorts that are missing, of courses that are there; what people did in the others is kept."""
    courses = {course.code: course for course in Course.objects.filter(code__in=[plan.course for plan in COHORTS])}
    there = set(Cohort.objects.values_list("code", flat=True))
    for plan in COHORTS:
        if plan.course in courses and plan.code not in there:
            load_cohort(plan, courses[plan.course], now=now)


@transaction.atomic
def load_cohort(plan: DemoCohort, course: Course, *, now: dt.datetime) -> Cohort:
    starts_on = (now + plan.starts_in * DAY).date()
    cohort = planning.make_cohort(
        cohort=Cohort(
            course=course,
            code=plan.code,
            name=plan.name,
            language="en",
            time_zone="Africa/Lagos",
            starts_on=starts_on,
            ends_on=starts_on + 35 * DAY,
            capacity=plan.capacity,
            welcome=plan.welcome,
        ),
        by=None,
        now=now,
    )
    appointing.appoint(cohort=cohort, tutor=load_tutor(), terms=Terms(Appointment.Role.LEAD), by=None, now=now)
    plan_sessions(cohort, plan)
    open_last_module(cohort)
    running.open_cohort(cohort=cohort, by=None, now=now)
    fill(cohort, plan, now=now)
    if plan.is_running:
        running.start_cohort(cohort=cohort, by=None, now=now)
    return cohort


def load_tutor() -> Tutor:
    """This is the tutor of the demo, found by everybody."""
    tutor = appointing.make_tutor(user=User.objects.get(email=TUTOR), trained_since=dt.date(2023, 5, 1))
    about = "I ran the cables of a university in Nsukka. Now I help others to find out how theirs run."
    profile = Profile(about, ("en", "fr", "ig"), ("submarine cables", "exchange points"), is_listed=True)
    return profiles.change_profile(tutor=tutor, profile=profile)


def plan_sessions(cohort: Cohort, plan: DemoCohort) -> None:
    for week, title in enumerate(plan.titles):
        first_on = cohort.starts_on + (7 * week + 1) * DAY
        meeting = Meeting(title, agenda="What you have read.\nWhat you ask.\nWhat comes next.", join_url=MEETING)
        weekly = Weekly(first_on=first_on, at=dt.time(18), times=1)
        scheduling.plan_series(cohort=cohort, meeting=meeting, weekly=weekly, minutes=60)


def open_last_module(cohort: Cohort) -> None:
    """The last module opens with the last session."""
    outline = cohort.course.outlines.get(locale=cohort.course.source_locale)
    *_others, last = Modules.parse(outline.modules)
    latest = cohort.sessions.latest("starts_at")
    planning.set_module_dates(cohort=cohort, dates={last.key: latest.starts_at}, now=latest.starts_at)


def fill(cohort: Cohort, plan: DemoCohort, *, now: dt.datetime) -> None:
    """
    This lets people in; where there are more than seats, the first one gives theirs back, and it is offered to the next.

    Whoever is in has an address for their calendar.
    """
    people = [User.objects.get(email=each) for each in plan.people]
    places = [placing.ask(cohort=cohort, learner=person, now=now) for person in people]
    if len(places) > plan.capacity:
        placing.leave(place=places[0], now=now)
    for person in people[: plan.capacity]:
        feeds.make_feed(person=person, now=now)
