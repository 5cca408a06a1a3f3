"""The demo's cohorts: one under way, one that takes people, one that is full, and one that is over."""

import datetime as dt
from dataclasses import dataclass, field, replace

from django.conf import settings
from django.db import transaction

from accounts.actions import create_person
from accounts.models import User
from courses.models import Course, Outline
from courses.outline import Modules
from tutors import appointing, attending, feeds, placing, planning, profiles, registers, running, scheduling, wall_clock
from tutors.appointing import Terms
from tutors.attending import Note
from tutors.models import Appointment, Cohort, Session, Tutor
from tutors.profiles import Profile
from tutors.scheduling import Meeting
from tutors.wall_clock import Weekly

LEAD, ASSISTANT = "tutor@example.org", "assistant@example.org"
COORDINATOR = "coordinator@example.org"
MEETING = "https://meet.example/"

PROFILES = {
    LEAD: Profile(
        about=(
            "I have run networks in Nairobi for eleven years, and taught those who run them after me. In a session I ask"
            " more than I tell: what you can explain to somebody else, you know."
        ),
        languages=("en", "fr"),
        topics=("Encryption", "Routing"),
        is_listed=True,
    ),
    ASSISTANT: Profile(
        about="I teach at a school in Oaxaca whose network its pupils built. Write to me in English or Spanish.",
        languages=("es", "en"),
        topics=("Community networks",),
        is_listed=True,
    ),
}

# What is noted of people, one after the other, in each session from another one on.
ATTENDANCE = ("present", "present", "late", "present", "absent", "present", "present", "excused")

# Who learns beside the people one can sign in as. Nobody can sign in as these.
OTHERS = {
    "sina@example.org": ("Sina Faleolo", "WS", "Pacific/Apia"),
    "koffi@example.org": ("Koffi N'Guessan", "CI", "Africa/Abidjan"),
    "rosa@example.org": ("Rosa Huamán Ccori", "PE", "America/Lima"),
    "nodira@example.org": ("Nodira Karimova", "UZ", "Asia/Tashkent"),
    "tenzin@example.org": ("Tenzin Dorji", "BT", "Asia/Thimphu"),
    "maya@example.org": ("Maya Haddad", "LB", "Asia/Beirut"),
    "joao@example.org": ("João Domingos", "AO", "Africa/Luanda"),
}


@dataclass(frozen=True)
class DemoCohort:
    """
    This is a cohort of the demo: when it starts, in days from today, and who is in it.

    Who ``wait`` are on its list, in their order; who ``ask`` wait for a tutor's word. Who ``leave`` did so an hour ago, and
    their seat is offered on.
    """

    course: str
    code: str
    name: str
    starts_in: int
    weeks: int
    capacity: int
    zone: str = "Africa/Nairobi"
    at: dt.time = dt.time(16)
    joining: Cohort.Joining = Cohort.Joining.OPEN
    people: tuple[str, ...] = ()
    wait: tuple[str, ...] = ()
    ask: tuple[str, ...] = ()
    leave: tuple[str, ...] = ()
    ends: bool = False
    sessions_needed: int | None = None
    needs_word: bool = False
    welcome: str = ""
    titles: tuple[str, ...] = field(default=())


COHORTS = [
    DemoCohort(
        course="encryption",
        code="encryption-together",
        name="Encryption, together",
        starts_in=-9,
        weeks=5,
        capacity=12,
        people=("halfway@example.org", *OTHERS),
        sessions_needed=3,
        needs_word=True,
        welcome=(
            "Welcome! We read one module a week and meet to talk about it. Bring one question to each meeting, however"
            " small.\n\nIf your connection does not carry a call, come by telephone, or read the recording's notes."
        ),
        titles=(
            "Who are we, and who may listen?",
            "Locks and keys",
            "A secret between strangers",
            "In daily life",
            "Farewell",
        ),
    ),
    DemoCohort(
        course="how-the-internet-works",
        code="internet-evenings",
        name="How the Internet works: evenings",
        starts_in=16,
        weeks=4,
        capacity=20,
        at=dt.time(19, 30),
        titles=("A first evening", "What a packet meets on its way", "Who decides?", "What we take along"),
    ),
    DemoCohort(
        course="routing-security",
        code="routing-workshop",
        name="Routing security: a workshop for operators",
        starts_in=9,
        weeks=3,
        capacity=2,
        joining=Cohort.Joining.APPROVAL,
        people=("koffi@example.org", "nodira@example.org"),
        wait=("graduate@example.org", "joao@example.org"),
        ask=("tenzin@example.org", "maya@example.org"),
        leave=("koffi@example.org",),
        titles=("Your own prefixes", "Signing them", "Watching the neighbours"),
    ),
    DemoCohort(
        course="community-networks",
        code="community-networks-first-round",
        name="Community networks: first round",
        starts_in=-80,
        weeks=6,
        capacity=15,
        zone="America/Mexico_City",
        at=dt.time(18),
        people=("alumna@example.org", "sina@example.org", "rosa@example.org", "joao@example.org"),
        sessions_needed=4,
        ends=True,
        titles=("A map of your place", "Masts", "Who pays?", "Who mends?", "Rules of your own", "Farewell"),
    ),
]


@transaction.atomic
def load(*, now: dt.datetime) -> None:
    """This makes the demo's cohorts where there are none and their courses are there; what is there is kept."""
    if Cohort.objects.exists() or not User.objects.filter(email=LEAD).exists():
        return
    tutors = {email: introduce(email, profile, now) for email, profile in PROFILES.items()}
    for each in COHORTS:
        course = Course.objects.filter(key=each.course).first()
        if course is not None:
            gather(each, course, tutors, now=now)
    feeds.make_feed(person=person("halfway@example.org"), now=now)


def introduce(email: str, profile: Profile, now: dt.datetime) -> Tutor:
    """This makes a tutor of a person, with the profile that they agreed to."""
    tutor = appointing.make_tutor(user=person(email), trained_since=now.date() - dt.timedelta(days=700))
    return profiles.change_profile(tutor=tutor, profile=profile)


def gather(each: DemoCohort, course: Course, tutors: dict[str, Tutor], *, now: dt.datetime) -> None:
    """This plans a cohort as its coordinator would have, some weeks ago, and lets people join it as they did."""
    by, planned_at = person(COORDINATOR), now - dt.timedelta(days=max(0, -each.starts_in) + 30)
    starts_on = now.date() + dt.timedelta(days=each.starts_in)
    cohort = planning.make_cohort(cohort=_draft(each, course, starts_on), by=by, now=planned_at)
    lead, assistant = (LEAD, ASSISTANT) if each.zone == "Africa/Nairobi" else (ASSISTANT, LEAD)
    for email, role in ((lead, Appointment.Role.LEAD), (assistant, Appointment.Role.ASSISTANT)):
        appointing.appoint(cohort=cohort, tutor=tutors[email], terms=Terms(role), by=by, now=planned_at)
    plan_sessions(each, cohort)
    open_modules(cohort, now=planned_at)
    cohort = running.open_cohort(cohort=cohort, by=by, now=planned_at)
    seat(each, cohort, by=by, now=planned_at + dt.timedelta(days=3))
    for place in cohort.places.held().filter(learner__email__in=each.leave):
        placing.leave(place=place, now=now - dt.timedelta(hours=1))
    if each.starts_in <= 0:
        cohort = running.start_cohort(cohort=cohort, by=by, now=planned_at + dt.timedelta(days=30))
    note_attendance(cohort, tutors[lead], now=now)
    if each.ends:
        running.finish_cohort(cohort=cohort, by=by, now=now - dt.timedelta(days=30))


def _draft(each: DemoCohort, course: Course, starts_on: dt.date) -> Cohort:
    return Cohort(
        course=course,
        code=each.code,
        name=each.name,
        language=settings.LANGUAGE_CODE,
        time_zone=each.zone,
        starts_on=starts_on,
        ends_on=starts_on + dt.timedelta(weeks=each.weeks),
        capacity=each.capacity,
        joining=each.joining,
        hours=4 * each.weeks,
        sessions_needed=each.sessions_needed,
        needs_word=each.needs_word,
        welcome=each.welcome,
    )


def plan_sessions(each: DemoCohort, cohort: Cohort) -> list[Session]:
    """This plans a session a week, from the day after the start, each under a title of its own."""
    meeting = Meeting(title=each.titles[0], join_url=f"{MEETING}{each.code}")
    weekly = Weekly(first_on=cohort.starts_on + dt.timedelta(days=1), at=each.at, times=len(each.titles))
    sessions = scheduling.plan_series(cohort=cohort, meeting=meeting, weekly=weekly, minutes=60)
    for session, title in zip(sessions, each.titles, strict=True):
        told = replace(meeting, title=title, held_by=session.held_by)
        scheduling.change_session(session=session, meeting=told)
    return sessions


def open_modules(cohort: Cohort, *, now: dt.datetime) -> None:
    """This opens a module a week, in the morning of the day on which the cohort starts."""
    outline = Outline.objects.get(course=cohort.course_id, locale__language_code=settings.LANGUAGE_CODE)
    morning = wall_clock.instant(cohort.starts_on, dt.time(8), cohort.zone)
    dates = {
        module.key: wall_clock.shifted(morning, 7 * number, cohort.zone)
        for number, module in enumerate(Modules.parse(outline.modules))
    }
    planning.set_module_dates(cohort=cohort, dates=dates, now=now)


def seat(each: DemoCohort, cohort: Cohort, *, by: User, now: dt.datetime) -> None:
    """This lets people in, one a minute, so that the queue has an order."""
    for minute, email in enumerate((*each.people, *each.wait, *each.ask)):
        at = now + dt.timedelta(minutes=minute)
        place = placing.ask(cohort=cohort, learner=learner(email), now=at)
        if email not in each.ask and place.status == place.Status.ASKED:
            placing.approve(place=place, by=by, now=at)


def note_attendance(cohort: Cohort, tutor: Tutor, *, now: dt.datetime) -> None:
    """This notes who was in the sessions that are over; of the last one of a running cohort it is still to be done."""
    over = list(cohort.sessions.over(now))
    for number, session in enumerate(over if cohort.ends_on < now.date() else over[1:]):
        keys = registers.register_of(session)
        notes = {key: Note(ATTENDANCE[(place + number) % len(ATTENDANCE)]) for place, key in enumerate(keys)}
        attending.note(session=session, notes=notes, by=tutor.user, now=session.ends_at)


def learner(email: str) -> User:
    """This is one of the people one can sign in as, or one of the others, made where they are missing."""
    if email not in OTHERS or User.objects.filter(email=email).exists():
        return person(email)
    name, country, zone = OTHERS[email]
    return create_person(email=email, full_name=name, country=country, time_zone=zone, language=settings.LANGUAGE_CODE)


def person(email: str) -> User:
    return User.objects.get(email=email)
