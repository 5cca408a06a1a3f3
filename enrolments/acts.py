"""
What every act of learning does in its transaction: lock, read anew, look at the door, write, and complete what is finished.

Each of these needs an open transaction, and all that take an enrolment but the first a locked one.
"""

import datetime as dt
from dataclasses import replace

from accounts.models import User
from accounts.queries import person_now
from core.announce import announce
from courses.models import Course, Outline
from courses.outline import UnitEntry
from courses.queries import course_by_code
from enrolments import exceptions, prerequisites, queries
from enrolments.models import Enrolment, UnitCompletion
from enrolments.progress import Progress
from enrolments.queries import Standing
from enrolments.rules import Door
from enrolments.signals import content_done, course_completed

Status = Enrolment.Status
Way = UnitCompletion.Way


def locked(enrolment: Enrolment) -> Enrolment:
    """
    This is the row as it stands now; nobody else changes it until we are done.

    Where two accounts of its learner became one meanwhile, it is the row in which theirs is continued.
    """
    rows = Enrolment.objects.select_for_update(of=("self",)).select_related("course", "learner")
    found = rows.filter(pk=enrolment.pk).first()
    # Who waited for a merge finds the row gone, or joined to a learner of whom their statement knows nothing yet.
    return found or rows.get(learner=person_now(enrolment.learner_id), course=enrolment.course_id)


def outline_for_newcomer(learner: User, course: Course, language: str, now: dt.datetime) -> Outline:
    """
    This is a course as somebody gets it who enrols in it now.

    :raises CourseClosed: if the course takes no newcomers, or not this one.
    :raises PrerequisitesMissing: if they have not completed every course that comes before it.
    """
    outline = course_by_code(course.code, language)
    standing = queries.standings([(outline, None)], person=learner, now=now)[0] if outline else None
    if outline is None or standing is None or not standing.takes_newcomers:
        raise exceptions.CourseClosed
    if prerequisites.are_missing(ids=standing.facts.prerequisites, person=learner, language=language):
        raise exceptions.PrerequisitesMissing
    return outline


def standing_now(enrolment: Enrolment, now: dt.datetime) -> Standing:
    """
    This is where the learner of a locked enrolment stands.

    What was done and what is asked is read here, after the lock is held and by statements of its own: a statement that had
    to wait for the lock would answer with what was there before.
    """
    outline = course_by_code(enrolment.course.code, enrolment.language)
    if outline is None:
        raise exceptions.UnitAbsent
    return queries.standings([(outline, enrolment)], person=enrolment.learner, now=now, with_dues=False)[0]


def behind_open_door(standing: Standing, key: str) -> UnitEntry:
    """
    This is a unit that the learner may work on now.

    :raises NotEnrolled: if they have withdrawn.
    :raises UnitLocked: if its module is closed.
    :raises UnitAbsent: if there is no such unit in this learner's course.
    """
    # Anyone may read a sample; to have it counted, one is enrolled.
    if not standing.is_enrolled:
        raise exceptions.NotEnrolled
    entry = standing.entry(key)
    door = standing.door(entry)
    if door is Door.LOCKED:
        raise exceptions.UnitLocked
    if entry is None or door is not Door.OPEN:
        raise exceptions.UnitAbsent
    return entry


def complete(enrolment: Enrolment, standing: Standing, entry: UnitEntry, *, way: Way, now: dt.datetime) -> Standing:
    """This completes a unit, once and for good, and the course where nothing is left; answers where they stand then."""
    progress, changed = standing.progress, []
    if not progress.is_done(entry):
        UnitCompletion.objects.create(enrolment=enrolment, unit_id=entry.id, way=way, completed_at=now)
        enrolment.latest_unit_id, enrolment.latest_at = entry.id, now
        progress, changed = progress.with_done(entry), ["latest_unit", "latest_at"]
    save(enrolment, progress, now, *changed)
    if changed and enrolment.status == Status.ACTIVE and progress.needed and not progress.left:
        announce(content_done, enrolment_id=enrolment.pk)
    return replace(standing, progress=replace(progress, is_completed=enrolment.status == Status.COMPLETED))


def save(enrolment: Enrolment, progress: Progress, now: dt.datetime, *changed: str) -> None:
    """This saves what changed in a locked enrolment; if nothing is left to do, it is completed by the same statement."""
    if enrolment.status == Status.ACTIVE and progress.is_finished:
        enrolment.status, enrolment.completed_at = Status.COMPLETED, now
        changed = (*changed, "status", "completed_at")
        announce(course_completed, enrolment_id=enrolment.pk)
    if changed:
        enrolment.save(update_fields=changed)
