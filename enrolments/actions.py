"""
Everything that changes what a learner has done, and what upper rooms ask of an enrolment.

Each action locks the enrolment, reads it anew and decides by that: two tabs, two workers or a replay come out as one.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from accounts.models import User
from core.announce import announce
from courses.models import Course, Outline, Unit
from enrolments import acts, exceptions
from enrolments.models import Allowance, Due, Enrolment, Opening, Requirement, UnitCompletion
from enrolments.queries import Standing
from enrolments.signals import course_left

Status = Enrolment.Status
Way = UnitCompletion.Way
PUSHED = (Opening, Due, Requirement)
CONDITIONS = (*PUSHED, Allowance)
OWN_WAYS = {"continue": Way.CONTINUED, "mark": Way.MARKED}


@dataclass(frozen=True)
class Ask:
    """This is what a source asks of an enrolment, in words by language, and whether it is met now."""

    words: Mapping[str, str]
    is_met: bool = False


# Coming and going


@transaction.atomic
def enrol(*, learner: User, course: Course, language: str, now: dt.datetime) -> Enrolment:
    """
    Enrol a person in a course, in a language or, if the course is not to be had in it, in its source language.

    Who is enrolled stays as they are; who had withdrawn is back with everything kept, also where the course has closed.

    :raises CourseClosed: if the course takes no newcomers, or not this one.
    :raises PrerequisitesMissing: if a newcomer has not completed every course that comes before it.
    """
    enrolment = Enrolment.objects.select_for_update().filter(learner=learner, course=course).first()
    if enrolment is None:
        outline = acts.outline_for_newcomer(learner, course, language, now)
        # Two tabs may both come here; the constraint lets one row in, and both get it.
        enrolment, _ = Enrolment.objects.get_or_create(
            learner=learner,
            course=course,
            defaults={"language": outline.locale.language_code, "enrolled_at": now},
        )
    if enrolment.status == Status.WITHDRAWN:
        enrolment.status, enrolment.withdrawn_at = Status.ACTIVE, None
        acts.save(enrolment, acts.standing_now(enrolment, now).progress, now, "status", "withdrawn_at")
    return enrolment


def ensure_may_enrol(*, learner: User, course: Course, language: str, now: dt.datetime) -> None:
    """
    This refuses whom `enrol` would refuse, and changes nothing: for who is to wait before they are enrolled.

    :raises CourseClosed, PrerequisitesMissing: as in enrolling.
    """
    if not Enrolment.objects.filter(learner=learner, course=course).exists():
        acts.outline_for_newcomer(learner, course, language, now)


@transaction.atomic
def withdraw(*, enrolment: Enrolment, now: dt.datetime) -> Enrolment:
    """
    Withdraw a learner from a course and announce it; all they did is kept, and a second call changes nothing.

    :raises CourseCompleted: if they have completed it.
    """
    enrolment = acts.locked(enrolment)
    if enrolment.status == Status.COMPLETED:
        raise exceptions.CourseCompleted
    if enrolment.status == Status.ACTIVE:
        enrolment.status, enrolment.withdrawn_at = Status.WITHDRAWN, now
        enrolment.save(update_fields=["status", "withdrawn_at"])
        announce(course_left, enrolment_id=enrolment.pk)
    return enrolment


@transaction.atomic
def change_language(*, enrolment: Enrolment, language: str) -> Enrolment:
    """
    Give the content in another language from now on; all that was done stays done.

    :raises LanguageAbsent: if the course has no outline in it.
    """
    if not Outline.objects.filter(course=enrolment.course_id, locale__language_code=language).exists():
        raise exceptions.LanguageAbsent
    enrolment = acts.locked(enrolment)
    enrolment.language = language
    enrolment.save(update_fields=["language"])
    return enrolment


# Learning


@transaction.atomic
def complete_lesson(*, enrolment: Enrolment, key: str, now: dt.datetime) -> Standing:
    """
    Complete a lesson on the learner's own word, in the way that its author chose; answers where they stand now.

    Completing a completed lesson changes nothing.

    :raises NotEnrolled: if they have withdrawn.
    :raises UnitAbsent: if there is no such unit in this learner's course.
    :raises UnitLocked: if its module is closed.
    :raises NotByOwnWord: if it is no lesson.
    """
    enrolment = acts.locked(enrolment)
    standing = acts.standing_now(enrolment, now)
    entry = acts.behind_open_door(standing, key)
    if entry.kind != Unit.Kind.LESSON:
        raise exceptions.NotByOwnWord
    return acts.complete(enrolment, standing, entry, way=OWN_WAYS[entry.done_by], now=now)


@transaction.atomic
def complete_unit(*, enrolment: Enrolment, unit: Unit, way: Way, now: dt.datetime) -> Standing:
    """
    Complete a unit for another reason than the learner's word: it was passed, or staff granted it.

    No lock of a module holds it up. Completing a completed unit changes nothing. Where nothing is left, this completes the
    enrolment in the same transaction and announces it.

    :raises NotEnrolled: if the learner has withdrawn.
    :raises UnitAbsent: if the unit is not in this learner's course.
    """
    enrolment = acts.locked(enrolment)
    standing = acts.standing_now(enrolment, now)
    if not standing.is_enrolled:
        raise exceptions.NotEnrolled
    entry = next((each for each in standing.progress.units if each.id == unit.pk), None)
    if entry is None:
        raise exceptions.UnitAbsent
    return acts.complete(enrolment, standing, entry, way=way, now=now)


@transaction.atomic
def finish(*, enrolment: Enrolment, now: dt.datetime) -> Enrolment:
    """
    Complete an enrolment if nothing is left to do in it, and announce that once.

    Every act of learning looks for this itself. Called alone, it serves those who had done everything that is needed before
    an author took the last missing lesson out.
    """
    enrolment = acts.locked(enrolment)
    acts.save(enrolment, acts.standing_now(enrolment, now).progress, now)
    return enrolment


def settle(*, enrolment: Enrolment, now: dt.datetime) -> bool:
    """This notes that what follows from a completed enrolment was done; False if it was noted before, or is not due."""
    return Enrolment.objects.unsettled().filter(pk=enrolment.pk).update(settled_at=now) == 1


# What upper rooms push down


@transaction.atomic
def push_opening(*, enrolment: Enrolment, source: str, module_key: str, opens_at: dt.datetime) -> Opening:
    """This keeps a module closed to an enrolment until an instant; a second call by the same source moves the instant."""
    opening, _ = Opening.objects.update_or_create(
        enrolment=_conditioned(enrolment), source=source, module_key=module_key, defaults={"opens_at": opens_at}
    )
    return opening


@transaction.atomic
def replace_openings(*, enrolment: Enrolment, source: str, openings: Mapping[str, dt.datetime]) -> None:
    """
    Keep modules closed to an enrolment until these instants, by their keys; what else this source kept closed opens.

    A repeat changes nothing.
    """
    enrolment = acts.locked(enrolment)
    Opening.objects.filter(enrolment=enrolment, source=source).exclude(module_key__in=openings).delete()
    Opening.objects.bulk_create(
        [Opening(enrolment=enrolment, source=source, module_key=key, opens_at=at) for key, at in openings.items()],
        update_conflicts=True,
        unique_fields=["enrolment", "source", "module_key"],
        update_fields=["opens_at"],
    )
    enrolment.has_conditions = _has_conditions(enrolment)
    enrolment.save(update_fields=["has_conditions"])


@transaction.atomic
def push_due(*, enrolment: Enrolment, source: str, unit: Unit, due_at: dt.datetime) -> Due:
    """This says by when a unit ought to be done; a second call by the same source moves the date."""
    due, _ = Due.objects.update_or_create(
        enrolment=_conditioned(enrolment), source=source, unit=unit, defaults={"due_at": due_at}
    )
    return due


@transaction.atomic
def push_requirement(*, enrolment: Enrolment, source: str, key: str, words: Mapping[str, str]) -> Requirement:
    """
    Ask something of an enrolment before it is complete; a second call by the same source changes the words only.

    A completed enrolment stays completed. ``words`` say it by language, the site's first language among them.

    :raises ValueError: if that language is missing.
    """
    if not words.get(settings.LANGUAGE_CODE):
        raise ValueError(f"a requirement needs words in {settings.LANGUAGE_CODE!r}")
    requirement, _ = Requirement.objects.update_or_create(
        enrolment=_conditioned(enrolment), source=source, key=key, defaults={"words": dict(words)}
    )
    return requirement


@transaction.atomic
def meet_requirement(*, enrolment: Enrolment, source: str, key: str, now: dt.datetime) -> Enrolment:
    """
    Note that a requirement is met, once and for good; meeting the last thing wanting completes the enrolment.

    :raises Requirement.DoesNotExist: if this source does not ask for it.
    """
    enrolment = acts.locked(enrolment)
    requirement = Requirement.objects.get(enrolment=enrolment, source=source, key=key)
    if requirement.met_at is None:
        requirement.met_at = now
        requirement.save(update_fields=["met_at"])
    acts.save(enrolment, acts.standing_now(enrolment, now).progress, now)
    return enrolment


@transaction.atomic
def replace_requirements(*, enrolment: Enrolment, source: str, asks: Mapping[str, Ask], now: dt.datetime) -> Enrolment:
    """
    Ask these things of an enrolment, by their keys, each met or not, as its source says now; what else it asked goes.

    Unlike `meet_requirement`, this also takes back that something is met. Where nothing is wanting any more, it completes
    the enrolment; a completed one stays as it is. A repeat changes nothing.

    :raises ValueError: if the site's first language is missing.
    """
    if any(not ask.words.get(settings.LANGUAGE_CODE) for ask in asks.values()):
        raise ValueError(f"a requirement needs words in {settings.LANGUAGE_CODE!r}")
    enrolment = acts.locked(enrolment)
    if enrolment.status == Status.COMPLETED or not _replace_requirements(enrolment, source, asks, now):
        return enrolment
    enrolment.has_conditions = _has_conditions(enrolment)
    enrolment.save(update_fields=["has_conditions"])
    acts.save(enrolment, acts.standing_now(enrolment, now).progress, now)
    return enrolment


@transaction.atomic
def withdraw_pushed(*, enrolment: Enrolment, source: str, now: dt.datetime) -> Enrolment:
    """
    Take back all that a source has pushed to an enrolment.

    Where its requirement was the last thing wanting, this completes the enrolment.
    """
    enrolment = acts.locked(enrolment)
    for model in PUSHED:
        model.objects.filter(enrolment=enrolment, source=source).delete()
    enrolment.has_conditions = _has_conditions(enrolment)
    acts.save(enrolment, acts.standing_now(enrolment, now).progress, now, "has_conditions")
    return enrolment


def withdraw_source(*, source: str, now: dt.datetime) -> None:
    """This takes back all that a source has pushed to anybody, each enrolment in a transaction of its own."""
    for enrolment in Enrolment.objects.with_pushed_by(source):
        withdraw_pushed(enrolment=enrolment, source=source, now=now)


# Inside a transaction


def _replace_requirements(enrolment: Enrolment, source: str, asks: Mapping[str, Ask], now: dt.datetime) -> bool:
    """:returns: whether anything was written."""
    rows = Requirement.objects.filter(enrolment=enrolment, source=source)
    deleted, _ = rows.exclude(key__in=asks).delete()
    known, is_changed = {each.key: each for each in rows.order_by("pk")}, bool(deleted)
    for key, ask in asks.items():
        row = known.get(key) or Requirement(enrolment=enrolment, source=source, key=key)
        if row.pk is None or row.words != dict(ask.words) or row.is_met != ask.is_met:
            row.words, row.met_at = dict(ask.words), (row.met_at or now) if ask.is_met else None
            row.save()
            is_changed = True
    return is_changed


def _has_conditions(enrolment: Enrolment) -> bool:
    return any(model.objects.filter(enrolment=enrolment).exists() for model in CONDITIONS)


def _conditioned(enrolment: Enrolment) -> Enrolment:
    enrolment = acts.locked(enrolment)
    if not enrolment.has_conditions:
        enrolment.has_conditions = True
        enrolment.save(update_fields=["has_conditions"])
    return enrolment
