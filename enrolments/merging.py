"""
What becomes of a person's learning when two of their accounts are merged.

Enrolments in different courses move. Of two in the same course one remains, with all that was done in either: nothing that
was done or earned is taken away. What other rooms keep of an enrolment they register here, as they do with
``accounts.moving`` for a person.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Model, QuerySet
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from accounts import moving
from accounts.models import User
from accounts.moving import Merge, Rule
from courses.models import Course
from courses.queries import course_by_code
from enrolments import acts, attempting, exceptions
from enrolments.models import (
    Allowance,
    Due,
    Enrolment,
    IntakeLine,
    Opening,
    QuizAttempt,
    Rating,
    Requirement,
    Reset,
    UnitCompletion,
)

Status = Enrolment.Status
# Numbers of attempts that no learner reaches, to stand aside while they are numbered anew.
ASIDE = 10_000


@dataclass(frozen=True)
class Pair:
    """
    These are two enrolments of one person in one course, both locked: one remains, the other goes.

    It remains which was completed first, with its date and language; where none was, that of the account that stays.
    """

    kept: Enrolment
    gone: Enrolment
    merge: Merge

    @property
    def both(self) -> tuple[Enrolment, Enrolment]:
        return self.kept, self.gone


type Join = Callable[[Pair], None]

_joins: dict[str, Join] = {}


def register_join(model: str, join: Join) -> None:
    """
    This says what becomes of a model's rows that speak of an enrolment that goes; called in ``AppConfig.ready()``.

    :raises ValueError: if the model has its join already.
    """
    if model in _joins:
        raise ValueError(f"{model} has a join already.")
    _joins[model] = join


def without_join() -> list[str]:
    """These models point at an enrolment, and nobody has said what becomes of them when two are joined."""
    return sorted({model for model, _name in moving.columns_to(Enrolment)} - _joins.keys())


def point_at_kept(rows: QuerySet[Model], pair: Pair) -> None:
    rows.filter(enrolment=pair.gone).update(enrolment=pair.kept)


# Both accounts


def enrolments_of(people: Iterable[User]) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(learner__in=list(people))


def attempts_of(people: Iterable[User]) -> QuerySet[QuizAttempt]:
    """Whoever only saves answers locks the attempt and not its enrolment."""
    return QuizAttempt.objects.filter(enrolment__learner__in=list(people))


def move_enrolments(merge: Merge) -> None:
    own = {each.course_id: each for each in Enrolment.objects.filter(learner=merge.target).select_related("course")}
    theirs = Enrolment.objects.filter(learner=merge.source).select_related("course").order_by("pk")
    for enrolment in theirs:
        merge.count(Enrolment)
        if enrolment.course_id in own:
            join(merge, enrolment, own[enrolment.course_id])
        else:
            enrolment.learner = merge.target
            enrolment.save(update_fields=["learner"])
            merge.say(_("The enrolment in “%(course)s” moves.") % {"course": _title(enrolment.course)})


def join(merge: Merge, theirs: Enrolment, own: Enrolment) -> None:
    """This makes one of two enrolments in a course, and completes it where nothing is left to do any more."""
    kept, gone = sorted([own, theirs], key=_completed_first)
    pair = Pair(kept, gone, merge)
    for each in _joins.values():
        each(pair)
    _join_facts(pair)
    entries = ModelLogEntry.objects.filter(content_type=ContentType.objects.get_for_model(Enrolment))
    entries.filter(object_id=str(gone.pk)).update(object_id=str(kept.pk))
    gone.delete()
    kept.learner = merge.target
    kept.save()
    was_completed = kept.status == Status.COMPLETED
    kept = _finished(kept, merge)
    _say_joined(merge, kept, is_completed_now=kept.status == Status.COMPLETED and not was_completed)


def _completed_first(enrolment: Enrolment) -> float:
    return enrolment.completed_at.timestamp() if enrolment.completed_at else float("inf")


def _join_facts(pair: Pair) -> None:
    kept, gone = pair.both
    kept.enrolled_at = min(kept.enrolled_at, gone.enrolled_at)
    kept.has_conditions = kept.has_conditions or gone.has_conditions
    if gone.latest_at and (kept.latest_at is None or gone.latest_at > kept.latest_at):
        kept.latest_at, kept.latest_unit_id = gone.latest_at, gone.latest_unit_id
    if kept.status == Status.WITHDRAWN and gone.status == Status.ACTIVE:
        kept.status, kept.withdrawn_at, kept.language = Status.ACTIVE, None, gone.language
    # What followed from completing was done for one of them, and is not done again.
    kept.settled_at = kept.settled_at or gone.settled_at


def _finished(kept: Enrolment, merge: Merge) -> Enrolment:
    enrolment = acts.locked(kept)
    with suppress(exceptions.UnitAbsent):  # the course is to be read no more
        acts.save(enrolment, acts.standing_now(enrolment, merge.now).progress, merge.now)
    return enrolment


def _say_joined(merge: Merge, kept: Enrolment, *, is_completed_now: bool) -> None:
    done = kept.unit_completions.counting().count()
    told = {"course": _title(kept.course), "count": done}
    merge.say(
        ngettext(
            "In “%(course)s” both accounts are enrolled: %(count)s lesson or quiz is done together.",
            "In “%(course)s” both accounts are enrolled: %(count)s lessons and quizzes are done together.",
            done,
        )
        % told
    )
    if is_completed_now:
        merge.say(_("Together, “%(course)s” is completed.") % told)


def _title(course: Course) -> str:
    outline = course_by_code(course.code, get_language() or "")
    return outline.title if outline else course.code


# One pair


def join_completions(pair: Pair) -> None:
    """This keeps every unit that was done, at the earlier date where both did it."""
    own = {each.unit_id: each for each in UnitCompletion.objects.counting().filter(enrolment=pair.kept)}
    for theirs in UnitCompletion.objects.counting().filter(enrolment=pair.gone):
        rival = own.get(theirs.unit_id)
        if rival is None or theirs.completed_at < rival.completed_at:
            if rival is not None:
                rival.delete()
            theirs.enrolment = pair.kept
            theirs.save(update_fields=["enrolment"])
        else:
            theirs.delete()
    # What a reset had set aside stays so, and is kept.
    point_at_kept(UnitCompletion.objects.all(), pair)


def join_attempts(pair: Pair) -> None:
    """
    This keeps every attempt, numbered anew as they were begun.

    Of two that are open, the one that was touched last stays open; the other is marked by what was answered. Together they
    may be more than the quiz allows: then there is none left, and staff may grant one.
    """
    by_unit: dict[int, list[QuizAttempt]] = defaultdict(list)
    for attempt in QuizAttempt.objects.counting().filter(enrolment__in=pair.both).order_by("started_at", "pk"):
        by_unit[attempt.unit_id].append(attempt)
    for found in by_unit.values():
        if any(each.enrolment_id == pair.gone.pk for each in found):
            _close_all_but_latest([each for each in found if each.is_open], pair)
            _number_anew(found, pair)
    point_at_kept(QuizAttempt.objects.all(), pair)


def _close_all_but_latest(open_ones: list[QuizAttempt], pair: Pair) -> None:
    now = pair.merge.now
    by_touch = sorted(open_ones, key=lambda each: (not each.is_over(now), each.saved_at or each.started_at, each.pk))
    for attempt in by_touch[:-1]:
        attempting.end_joined(attempt=attempt, now=now)
        if attempt.is_passed:
            passed = {"way": UnitCompletion.Way.PASSED, "completed_at": now}
            UnitCompletion.objects.counting().get_or_create(enrolment=pair.kept, unit_id=attempt.unit_id, defaults=passed)


def _number_anew(found: list[QuizAttempt], pair: Pair) -> None:
    rows = QuizAttempt.objects.filter(pk__in=[each.pk for each in found])
    rows.filter(enrolment=pair.kept).update(number=F("number") + ASIDE)
    rows.filter(enrolment=pair.gone).update(number=F("number") + 2 * ASIDE, enrolment=pair.kept)
    for number, attempt in enumerate(found, start=1):
        rows.filter(pk=attempt.pk).update(number=number)


def join_openings(pair: Pair) -> None:
    """Where one source says an instant twice, the earlier one holds."""
    own = {(each.source, each.module_key): each for each in Opening.objects.filter(enrolment=pair.kept)}
    for theirs in Opening.objects.filter(enrolment=pair.gone):
        rival = own.get((theirs.source, theirs.module_key))
        if rival is not None:
            rival.opens_at = min(rival.opens_at, theirs.opens_at)
            rival.save(update_fields=["opens_at"])
            theirs.delete()
    point_at_kept(Opening.objects.all(), pair)


def join_dues(pair: Pair) -> None:
    """Where one source gives two dates, the later one holds."""
    own = {(each.source, each.unit_id): each for each in Due.objects.filter(enrolment=pair.kept)}
    for theirs in Due.objects.filter(enrolment=pair.gone):
        rival = own.get((theirs.source, theirs.unit_id))
        if rival is not None:
            rival.due_at = max(rival.due_at, theirs.due_at)
            rival.save(update_fields=["due_at"])
            theirs.delete()
    point_at_kept(Due.objects.all(), pair)


def join_requirements(pair: Pair) -> None:
    """What was met once is met, since the earlier instant."""
    own = {(each.source, each.key): each for each in Requirement.objects.filter(enrolment=pair.kept)}
    for theirs in Requirement.objects.filter(enrolment=pair.gone):
        rival = own.get((theirs.source, theirs.key))
        if rival is not None:
            rival.met_at = min(filter(None, [rival.met_at, theirs.met_at]), default=None)
            rival.save(update_fields=["met_at"])
            theirs.delete()
    point_at_kept(Requirement.objects.all(), pair)


def join_ratings(pair: Pair) -> None:
    """The newest answer holds; "not now" gives way to any."""
    ratings = Rating.objects.filter(enrolment__in=pair.both)
    for older in sorted(ratings, key=lambda each: (each.is_given, each.rated_at))[:-1]:
        older.delete()
    point_at_kept(Rating.objects.all(), pair)


def register_all() -> None:
    """This declares every model of the room; called in ``AppConfig.ready()``."""
    moving.lock_first(enrolments_of)
    moving.lock_first(attempts_of)
    for rule in [
        Rule("enrolments.Enrolment", ("learner",), act=move_enrolments, is_shown=True),
        Rule("enrolments.Allowance", ("granted_by", "revoked_by")),
        Rule("enrolments.PageReport", ("learner", "handled_by"), is_shown=True),
        Rule("enrolments.Reset", ("reset_by",)),
        Rule("enrolments.Intake", ("uploaded_by",)),
    ]:
        moving.register(rule)
    joins: dict[type[Model], Join] = {
        UnitCompletion: join_completions,
        QuizAttempt: join_attempts,
        Opening: join_openings,
        Due: join_dues,
        Requirement: join_requirements,
        Allowance: partial(point_at_kept, Allowance.objects.all()),
        Rating: join_ratings,
        Reset: partial(point_at_kept, Reset.objects.all()),
        IntakeLine: partial(point_at_kept, IntakeLine.objects.all()),
    }
    for model, each in joins.items():
        register_join(model._meta.label, each)
