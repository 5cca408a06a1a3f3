"""The facts that certificates freeze, as they are today: of courses, of cohorts, of tutors' service."""

import datetime as dt
import zoneinfo
from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Sum
from django.utils import translation
from django.utils.translation import gettext as _

from certificates import pdf, wording
from certificates.award import Award
from courses.models import Course, Outline
from courses.outline import parse_facts
from enrolments.models import Enrolment
from tutors.models import Appointment, Cohort, Place, Session, Tutor

Role = Appointment.Role
HOUR = 60
MOST_TUTORS = 4
# A cohort's name that has no room is tried with so many letters, and then so many fewer.
MOST_LETTERS, STEP = 112, 16


def course_award(enrolment: Enrolment, *, language: str = "") -> Award:
    """
    These are the facts that a completed enrolment freezes: title and hours of today's outline, in the enrolment's language.

    The day of completion is the learner's own, by their time zone. A course that has lost its outline gives its code.
    """
    if enrolment.completed_at is None:
        raise ValueError(f"enrolment {enrolment.pk} is not completed")
    language = language or enrolment.language
    source, outline = outlines_of(enrolment.course, language)
    return Award(
        achievement=f"course:{enrolment.course.key}",
        achievement_title=_title(source, enrolment.course),
        title=_title(outline, enrolment.course),
        hours=_hours(outline),
        completed_on=_day(enrolment.completed_at, enrolment.learner.time_zone),
        language=language,
    )


def cohort_award(place: Place, *, language: str = "") -> Award:
    """
    These are the facts that a completed place freezes: besides the course's own, the cohort's hours, dates and tutors.

    A cohort that says no hours has those of the course.
    """
    if place.completed_at is None or place.enrolment is None:
        raise ValueError(f"place {place.pk} is not completed")
    cohort, language = place.cohort, language or place.enrolment.language
    source, outline = outlines_of(cohort.course, language)
    with translation.override(source.language if source else language):
        achieved = _("%(title)s (moderated)") % {"title": _title(source, cohort.course)}
    return Award(
        achievement=f"course:{cohort.course.key}",
        achievement_title=achieved[:255],
        title=_title(outline, cohort.course),
        hours=_hours(outline) if cohort.hours is None else cohort.hours,
        completed_on=_day(place.completed_at, place.learner.time_zone),
        language=language,
        from_on=cohort.starts_on,
        until_on=cohort.ends_on,
        tutors=named(tutors_of(cohort), language),
    )


def service_award(appointment: Appointment, *, language: str = "") -> Award:
    """
    These are the facts that a tutor's service freezes: the course, the cohort, its dates and the hours that they taught.

    It is in the language of the cohort, where they taught; the day is that on which the cohort finished, by its own zone.
    """
    cohort, language = appointment.cohort, language or appointment.cohort.language
    source, outline = outlines_of(cohort.course, language)
    with translation.override(source.language if source else language):
        achieved = _("%(title)s (taught)") % {"title": _title(source, cohort.course)}
    return Award(
        achievement=f"course:{cohort.course.key}",
        achievement_title=achieved[:255],
        title=_title(outline, cohort.course),
        hours=(Decimal(minutes_held(appointment)) / HOUR).quantize(Decimal("0.1")),
        completed_on=_finished_on(cohort),
        language=language,
        from_on=cohort.starts_on,
        until_on=cohort.ends_on,
        cohort=_printable(cohort.name, language),
    )


def minutes_held(appointment: Appointment) -> int:
    """These are the minutes of the sessions that a tutor held in a cohort which is over. One query."""
    held = Session.objects.planned().filter(cohort=appointment.cohort_id, held_by=appointment.tutor_id)
    return held.aggregate(sum=Sum("minutes"))["sum"] or 0


def tutors_of(cohort: Cohort) -> list[Tutor]:
    """
    These tutors are named on its certificates, the lead first, then who assists, then who stood in. Two queries.

    Who was replaced, or stood in, is among them if they held a session.
    """
    held = set(cohort.sessions.planned().order_by("held_by").values_list("held_by", flat=True))
    order = [*Role]
    appointments = sorted(
        cohort.appointments.select_related("tutor__user").order_by("appointed_at", "pk"),
        key=lambda each: (not each.is_open, order.index(Role(each.role))),
    )
    stays = {Role.LEAD, Role.ASSISTANT}
    found = [each.tutor for each in appointments if each.tutor_id in held or (each.is_open and each.role in stays)]
    return list(dict.fromkeys(found))


def named(tutors: Iterable[Tutor], language: str) -> tuple[str, ...]:
    """
    These names are printed on learners' certificates; an empty one at the end says that there are others.

    Nobody waits for their certificate because a tutor's name cannot be printed, or is longer than there is room for.
    """
    names = [name for name in (tutor.user.full_name.strip() for tutor in tutors) if name]
    with translation.override(language):
        printable = [name for name in names if pdf.has_room(wording.tutors([name, ""]), language)]
        for number in range(min(len(printable), MOST_TUTORS), 0, -1):
            shown = (*printable[:number], *([""] if number < len(names) else []))
            if pdf.has_room(wording.tutors(shown), language):
                return shown
    return ()


def _printable(name: str, language: str) -> str:
    """A cohort's name is cut where it is longer than there is room for, and left out where the fonts lack its letters."""
    with translation.override(language):
        for length in (len(name), *range(MOST_LETTERS, 0, -STEP)):
            shown = name if length >= len(name) else f"{name[:length].rstrip()}…"
            if pdf.has_room(wording.cohort(shown), language):
                return shown
    return ""


def outlines_of(course: Course, language: str) -> tuple[Outline | None, Outline | None]:
    """These are a course's outline in its own language, and in a given one or, where that is missing, its own."""
    outlines = {
        outline.locale.language_code: outline
        for outline in Outline.objects.filter(course=course).select_related("locale", "course__source_locale")
    }
    source = next((each for each in outlines.values() if each.locale == each.course.source_locale), None)
    return source, outlines.get(language) or source


def _title(outline: Outline | None, course: Course) -> str:
    return outline.title if outline else course.code


def _hours(outline: Outline | None) -> Decimal | None:
    hours = parse_facts(outline.facts).hours if outline else ""
    return Decimal(hours) if hours else None


def _day(instant: dt.datetime, zone: str) -> dt.date:
    return instant.astimezone(zoneinfo.ZoneInfo(zone)).date()


def _finished_on(cohort: Cohort) -> dt.date:
    move = cohort.moves.filter(to_status=Cohort.Status.FINISHED).order_by("-moved_at", "-pk").first()
    return cohort.today(move.moved_at) if move else cohort.ends_on
