"""
What is posted to whom: words in ``templates/tutors/mail/``, in the person's language, by their clock.

Each letter has a key of its own, so that a second one of the same is not made. Answers reach the cohort's tutors of today.
Each of these needs cohorts with their course loaded.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.urls import reverse

import notices.actions
from accounts.models import User
from courses.queries import course_by_code
from enrolments.addresses import whole
from tutors import calendar, events, queries
from tutors.calendar import Contact
from tutors.models import Appointment, Cohort, CohortMove, Interest, Place, PlaceMove, Session
from tutors.models.places import PlaceStatus as Status
from tutors.news import News

# What became of a place, and the letter about it; ``ASKED`` is the tutors' business, and who declines knows it.
LETTERS = {
    Status.WAITING: "queued",
    Status.OFFERED: "offered",
    Status.HELD: "held",
    # Who was not told yet that they have it.
    Status.COMPLETED: "held",
    Status.LAPSED: "lapsed",
    Status.LEFT: "left",
    Status.REMOVED: "removed",
    Status.MOVED: "moved",
    Status.DEFERRED: "deferred",
    Status.REFUSED: "refused",
    Status.CANCELLED: "cancelled",
}


# To learners


def about_place(place: Place, move: PlaceMove, news: list[News], *, now: dt.datetime, there: Place | None = None) -> None:
    """
    This says what became of a place, with all that comes into the learner's calendar and leaves it.

    Who left by themselves reads of it only where their calendar changes. ``there`` is the place that took this one's.
    """
    template = LETTERS.get(Status(place.status))
    if template is None or (place.status == Status.LEFT and not news):
        return
    post(
        "tutors.place",
        f"tutors.place:{move.pk}",
        place.learner,
        template,
        (there or place).cohort,
        now=now,
        news=news,
        place=place,
        move=move,
        reason=move.reason or _reason_of(place),
        before=place.cohort,
        turn=queries.turn_of(place),
    )


def about_sessions(place: Place, news: list[News], *, now: dt.datetime) -> None:
    """This says to a member what is new of the cohort's sessions."""
    told = sum(each["sequence"] + 1 for each in place.told.values())
    key = f"tutors.session:{place.pk}:{told}"
    post("tutors.session", key, place.learner, "sessions", place.cohort, now=now, news=news, only=_only(news))


def started(place: Place, move: CohortMove, cohort: Cohort, *, now: dt.datetime) -> None:
    upcoming = cohort.sessions.upcoming(now).first()
    key = f"tutors.started:{move.pk}:{place.learner_id}"
    post("tutors.place", key, place.learner, "started", cohort, now=now, upcoming=upcoming)


def next_cohort(interest: Interest, cohort: Cohort, *, now: dt.datetime) -> None:
    """This tells somebody who had asked for it that a cohort has opened."""
    post("tutors.next_cohort", f"tutors.next_cohort:{interest.pk}", interest.person, "next_cohort", cohort, now=now)


def reminder(session: Session, name: str, person: User, *, now: dt.datetime) -> None:
    """This reminds a person of a session; ``name`` is the reminder's."""
    key = f"session:{session.pk}:{session.sequence}:{name}:{person.pk}"
    facts: dict[str, Any] = {"session": session, "url": events.address_of(session), "hour": name == "hour"}
    post("tutors.reminder", key, person, "reminder", session.cohort, now=now, **facts)


# To tutors


def mails_about(move: PlaceMove) -> str:
    """This is how the keys of mails begin that tell tutors who asks for a place."""
    return f"tutors.asked:{move.pk}:"


def request(place: Place, move: PlaceMove, *, now: dt.datetime) -> None:
    """This tells the tutors of today that somebody asks for a place."""
    facts: dict[str, Any] = {"learner": place.learner.full_name, "url": desk_address(place.cohort, "place", place.pk)}
    for appointment in queries.tutors_of(place.cohort, now):
        tutor = appointment.tutor.user
        post("tutors.asked", f"{mails_about(move)}{tutor.pk}", tutor, "asked", place.cohort, now=now, **facts)


def cohort_moved(appointment: Appointment, move: CohortMove, cohort: Cohort, *, now: dt.datetime) -> None:
    """This tells a tutor that their cohort has started, or was cancelled."""
    tutor = appointment.tutor.user
    key = f"tutors.cohort:{move.pk}:{tutor.pk}"
    facts: dict[str, Any] = {"status": move.to_status, "reason": move.reason, "url": desk_address(cohort, "cohort")}
    post("tutors.tutor", key, tutor, "cohort", cohort, now=now, **facts)


def appointed(appointment: Appointment, *, now: dt.datetime) -> None:
    """This tells a tutor of an appointment, and leads to the desk as soon as it lets them in."""
    cohort, before = appointment.cohort, _other_lead(appointment, ended_at=appointment.appointed_at)
    has_begun = appointment.covers(cohort.today(now))
    url = desk_address(cohort, "cohort") if has_begun else cohort_address(cohort)
    _about(appointment, "appointed", now, other=before, url=url)


def appointment_ended(appointment: Appointment, *, now: dt.datetime) -> None:
    after = _other_lead(appointment, ended_at=None, appointed_at=appointment.ended_at)
    _about(appointment, "appointment_ended", now, other=after, url=cohort_address(appointment.cohort))


def wrap_up(session: Session, person: User, *, now: dt.datetime) -> None:
    """This asks who held a session how it went."""
    key = f"session:{session.pk}:{session.sequence}:wrap_up:{person.pk}"
    url = desk_address(session.cohort, "session", session.pk)
    post("tutors.wrap_up", key, person, "wrap_up", session.cohort, now=now, session=session, url=url)


# How they are posted


def post(  # noqa: PLR0913 -- what a letter needs
    kind: str,
    key: str,
    person: User,
    template: str,
    cohort: Cohort,
    *,
    now: dt.datetime,
    news: Iterable[News] = (),
    **context: Any,
) -> None:
    """This posts a letter about a cohort; to a closed account, or one without an address, nothing goes."""
    if not person.is_active or not person.email:
        return
    tutors = [appointment.tutor.user for appointment in queries.tutors_of(cohort, now)]
    news = list(news)
    outline = course_by_code(cohort.course.code, notices.actions.language_of(person))
    notices.actions.post(
        kind=kind,
        key=key,
        recipient=person,
        template=f"tutors/mail/{template}",
        reply_to=",".join(tutor.email for tutor in tutors if tutor.email and tutor != person),
        calendar=calendar_for(person, news, now=now),
        context={
            "name": person.full_name,
            "cohort": cohort,
            "course": outline.title if outline else cohort.course.code,
            "tutors": [tutor.full_name for tutor in tutors],
            "url": cohort_address(cohort),
            "news": [(each, events.address_of(each.session)) for each in news if not each.takes_out],
            "gone": [each for each in news if each.takes_out],
            "files": len(news),
            **context,
        },
    )


def calendar_for(person: User, news: Iterable[News], *, now: dt.datetime) -> str:
    """These are the calendar objects for a person, one for each session: no two are about the same UID (RFC 5546)."""
    attendee = Contact(person.full_name, person.email)
    objects = [
        (calendar.cancellation if each.takes_out else calendar.invitation)(events.event_of(each.session, now=now), attendee)
        for each in news
    ]
    return b"".join(objects).decode()


def cohort_address(cohort: Cohort) -> str:
    """This is the whole address of a cohort's page."""
    return whole(reverse("tutors:cohort", args=[cohort.code]))


def desk_address(cohort: Cohort, page: str, *keys: int) -> str:
    """This is the whole address of one of the pages of a cohort's tutors, by its name."""
    return whole(reverse(f"teach:{page}", args=[cohort.code, *keys]))


def _only(news: list[News]) -> News | None:
    return news[0] if len(news) == 1 else None


def _reason_of(place: Place) -> str:
    """Of a cancelled cohort's places, the cohort's own move says why."""
    if place.status != Status.CANCELLED:
        return ""
    move = place.cohort.moves.filter(to_status=Cohort.Status.CANCELLED).order_by("pk").last()
    return move.reason if move else ""


def _other_lead(appointment: Appointment, **facts: Any) -> str:
    """This is who led the cohort before, or leads it from now on, where one handed over to the other."""
    if appointment.role != Appointment.Role.LEAD:
        return ""
    others = appointment.cohort.appointments.leads().filter(**facts).exclude(tutor=appointment.tutor)
    other = others.select_related("tutor__user").order_by("pk").first()
    return other.tutor.user.full_name if other else ""


def _about(appointment: Appointment, template: str, now: dt.datetime, **facts: Any) -> None:
    key = f"tutors.{template}:{appointment.pk}"
    tutor = appointment.tutor.user
    post("tutors.tutor", key, tutor, template, appointment.cohort, now=now, appointment=appointment, **facts)
