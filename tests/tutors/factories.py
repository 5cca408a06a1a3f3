"""Tutors, cohorts and what stands in them, minimal and valid; written as rows, so that each is as it is asked for."""

import datetime as dt
import itertools

from django.db.models import F

from tests.enrolments.factories import DAY, NOW, make_enrolment, make_outline
from tests.factories import make_user
from tutors.models import (
    Appointment,
    Attendance,
    AttendanceChange,
    CalendarFeed,
    CheckIn,
    Cohort,
    Interest,
    ModuleDate,
    Place,
    Session,
    Tutor,
)
from tutors.models.places import CURRENT, MEMBERS, SEATED

HOUR = dt.timedelta(hours=1)
MINUTE = dt.timedelta(minutes=1)
_numbers = itertools.count(1)


def make_tutor(**fields):
    """Somebody who may be appointed; ``full_name`` and other facts of the account go to it."""
    person = {
        name: fields.pop(name) for name in ("full_name", "email", "country", "time_zone", "language") if name in fields
    }
    return Tutor.objects.create(**{"user": fields.pop("user", None) or make_user(**person), **fields})


def make_cohort(outline=None, *, course=None, **fields):
    """An open cohort that starts in ten days, of a course that takes newcomers; ``outline`` says of which."""
    number = next(_numbers)
    course = course or (outline or make_outline()).course
    given = {
        "code": f"cohort-{number}",
        "name": f"Cohort {number}",
        "language": "en",
        "status": Cohort.Status.OPEN,
        "starts_on": (NOW + 10 * DAY).date(),
        "ends_on": (NOW + 40 * DAY).date(),
        "created_at": NOW,
    }
    return Cohort.objects.create(course=course, **given | fields)


def make_appointment(cohort=None, tutor=None, **fields):
    """A lead tutor of the whole cohort."""
    given = {"role": Appointment.Role.LEAD, "appointed_at": NOW}
    return Appointment.objects.create(cohort=cohort or make_cohort(), tutor=tutor or make_tutor(), **given | fields)


def make_place(cohort=None, learner=None, *, status=Place.Status.HELD, **fields):
    """A place in any status, with the dates that go with it; one with a seat is counted. Held: with an enrolment."""
    cohort = cohort or make_cohort()
    learner = learner or make_user()
    given = {"way": Place.Way.OPEN, "asked_at": NOW}
    if status in {Place.Status.WAITING, Place.Status.OFFERED}:
        given["waiting_since"] = NOW
    if status == Place.Status.OFFERED:
        given["offered_until"] = NOW + 2 * DAY
    if status in MEMBERS:
        outline = cohort.course.outlines.get(locale=cohort.course.source_locale)
        given |= {"joined_at": NOW, "enrolment": fields.pop("enrolment", None) or make_enrolment(outline, learner=learner)}
    if status == Place.Status.COMPLETED:
        given["completed_at"] = NOW
    if status not in CURRENT:
        given["ended_at"] = NOW
    place = Place.objects.create(cohort=cohort, learner=learner, status=status, **given | fields)
    if status in SEATED:
        Cohort.objects.filter(pk=cohort.pk).update(seats_taken=F("seats_taken") + 1)
        cohort.refresh_from_db(fields=["seats_taken"])
    return place


def make_session(cohort=None, **fields):
    """An hour's session twelve days from now."""
    given = {"title": f"Session {next(_numbers)}", "starts_at": NOW + 12 * DAY, "minutes": 60}
    return Session.objects.create(cohort=cohort or make_cohort(), **given | fields)


def make_attendance(session=None, place=None, *, changes=1, **fields):
    """Somebody was there, as a tutor noted at the end; with as many lines of history as were asked for."""
    session = session or make_session(place.cohort if place else None)
    place = place or make_place(session.cohort)
    given = {"status": "present", "way": "tutor", "noted_at": session.ends_at}
    attendance = Attendance.objects.create(session=session, place=place, **given | fields)
    said = {"to_status": attendance.status, "way": attendance.way, "changed_at": attendance.noted_at}
    for number in range(changes):
        from_status = "absent" if number else ""
        AttendanceChange.objects.create(
            attendance=attendance, from_status=from_status, changed_by=attendance.noted_by, **said
        )
    return attendance


def make_check_in(session=None, **fields):
    """A code that stands for the session's first quarter of an hour."""
    session = session or make_session()
    given = {"opens_at": session.starts_at, "closes_at": session.starts_at + dt.timedelta(minutes=15)}
    return CheckIn.objects.create(session=session, **given | fields)


def make_interest(person=None, course=None, **fields):
    given = {"asked_at": NOW}
    return Interest.objects.create(person=person or make_user(), course=course or make_outline().course, **given | fields)


def make_feed(person=None):
    return CalendarFeed.objects.create(person=person or make_user(), made_at=NOW)


def make_module_date(cohort, module_key="module-1", opens_at=NOW + 15 * DAY):
    return ModuleDate.objects.create(cohort=cohort, module_key=module_key, opens_at=opens_at)


def seats(cohort):
    """How many seats are counted, and how many places take one: always the same."""
    cohort.refresh_from_db(fields=["seats_taken"])
    return cohort.seats_taken, cohort.places.seated().count()
