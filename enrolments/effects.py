"""
Who gains and who loses when an author changes what a course asks for.

A change is tried in a transaction that is undone, and the outline before is compared with the outline after: so every way
of changing a course (publishing, unpublishing, deleting, moving, whatever it brings along) is seen as it would really be.
Counts are the database's work, the same few queries for one learner and for all of them. Where groups narrow a course,
everybody is counted by the whole course.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q

from courses.models import Course, Outline
from courses.outline import Modules
from courses.tree import courses_around
from enrolments.models import Enrolment, Requirement
from enrolments.models.learning import EnrolmentQuerySet
from enrolments.progress import needed_units

NAMED = 20


@dataclass(frozen=True)
class People:
    """These are some learners: how many, and the first names of them."""

    count: int
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Effect:
    """
    This is what a change does to the learners of one course.

    Who gains has nothing left to do by it; who loses had nothing left, and has; who has completed the course keeps that.
    """

    title: str
    gaining: People
    losing: People
    completed: int

    @property
    def matters(self) -> bool:
        return bool(self.gaining.count or self.losing.count)


def effects_of(*, paths: Collection[str], act: Callable[[], object]) -> list[Effect]:
    """These are the effects that an act upon pages at these places in the tree would have; the act is undone."""
    courses = Course.objects.filter(translation_key__in=courses_around(paths)).order_by("pk")
    learnt = list(courses.filter(Exists(Enrolment.objects.active().filter(course=OuterRef("pk")))))
    if not learnt:
        return []
    before = _needed(learnt)
    with undone():
        act()
        after = _needed(learnt)
    changed = [course for course in learnt if before.get(course.pk) != after.get(course.pk)]
    found = [_effect(course, before.get(course.pk, frozenset()), after.get(course.pk, frozenset())) for course in changed]
    return [effect for effect in found if effect.matters]


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is written in here is taken back, and what waits for the commit never happens."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def ready(course: Course, *, limit: int) -> list[int]:
    """These enrolments are under way with nothing left: an author asks for less since their learners did the last thing."""
    needed = _needed([course]).get(course.pk, frozenset())
    found = (
        _counted(course, frozenset(), needed).filter(Q(done_after=len(needed), is_waiting=False))
        if needed
        else Enrolment.objects.none()
    )
    return list(found.order_by("pk").values_list("pk", flat=True)[:limit])


def _needed(courses: Collection[Course]) -> dict[int, frozenset[int]]:
    """These units are needed, by course; one query."""
    outlines = Outline.objects.filter(course__in=courses, locale=F("course__source_locale"))
    found = outlines.values_list("course", "modules")
    return {course: frozenset(unit.id for unit in needed_units(Modules.parse(modules))) for course, modules in found}


def _effect(course: Course, before: frozenset[int], after: frozenset[int]) -> Effect:
    counted = _counted(course, before, after)
    has_before, has_after = Q(done_before=len(before)), Q(done_after=len(after))
    gains = has_after & ~has_before & Q(is_waiting=False) if after else Q(pk__in=[])
    loses = has_before & ~has_after if before else Q(pk__in=[])
    counts = counted.aggregate(gaining=Count("pk", filter=gains), losing=Count("pk", filter=loses))
    outline = Outline.objects.filter(course=course, locale=course.source_locale_id).values_list("title", flat=True)
    return Effect(
        title=outline.first() or course.code,
        gaining=_people(counted.filter(gains), counts["gaining"]),
        losing=_people(counted.filter(loses), counts["losing"]),
        completed=Enrolment.objects.completed().filter(course=course).count(),
    )


def _counted(course: Course, before: frozenset[int], after: frozenset[int]) -> EnrolmentQuerySet:
    """These are under way, with how many of the needed units are done, and whether something else is asked and not met."""
    counting = Q(unit_completions__reset__isnull=True)
    waiting = Requirement.objects.filter(enrolment=OuterRef("pk"), met_at__isnull=True)
    return (
        Enrolment.objects.active()
        .filter(course=course)
        .annotate(
            done_before=Count("unit_completions", filter=counting & Q(unit_completions__unit__in=before)),
            done_after=Count("unit_completions", filter=counting & Q(unit_completions__unit__in=after)),
            is_waiting=Exists(waiting),
        )
    )


def _people(found: EnrolmentQuerySet, count: int) -> People:
    if not count:
        return People(0)
    names = found.order_by("learner__full_name", "pk").values_list("learner__full_name", flat=True)
    return People(count, tuple(names[:NAMED]))
