"""What a learner's pages are read from: an outline, an enrolment, what was done. Never a page of Wagtail's tree."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.contrib.auth.models import AnonymousUser
from django.db.models import F

from accounts.models import User
from courses.models import Course, Outline, Unit
from courses.outline import CourseFacts, Modules, UnitEntry, parse_facts
from courses.queries import course_by_code, unit_text
from courses.rules import group_ids
from enrolments import rules
from enrolments.allowances import dues_and_grants
from enrolments.contents import ModuleLine, contents
from enrolments.granted import Granted
from enrolments.models import Enrolment, Opening, QuizAttempt, Requirement, UnitCompletion
from enrolments.models.attempts import GRACE
from enrolments.progress import Progress, admits, within

type Person = User | AnonymousUser
type Pair = tuple[Outline, Enrolment | None]


@dataclass(frozen=True)
class Standing:
    """
    This is where one person stands in one course: all that its pages show and all that its actions decide by.

    ``modules`` is the whole course; ``progress`` knows the part that this person's groups may open. ``is_admitted`` says
    whether the course itself is open to these groups.
    """

    person: Person
    outline: Outline
    facts: CourseFacts
    modules: Modules
    progress: Progress
    is_admitted: bool = True
    enrolment: Enrolment | None = None
    requirements: tuple[Requirement, ...] = ()
    dues: Mapping[int, dt.datetime] = field(default_factory=dict)
    granted: Mapping[int, Granted] = field(default_factory=dict)

    @property
    def course(self) -> Course:
        return self.outline.course

    @property
    def is_enrolled(self) -> bool:
        return self.enrolment is not None and self.enrolment.status != Enrolment.Status.WITHDRAWN

    @property
    def is_visible(self) -> bool:
        """This says whether the person may know of the course: it is open to them, or they are or were inside."""
        return self.enrolment is not None or self.takes_newcomers

    @property
    def takes_newcomers(self) -> bool:
        return self.outline.is_open and self.is_admitted

    @property
    def may_withdraw(self) -> bool:
        return self.is_enrolled and not self.progress.is_completed

    @property
    def language(self) -> str:
        return self.enrolment.language if self.enrolment else self.outline.locale.language_code

    @property
    def languages(self) -> tuple[str, ...]:
        """These languages the content is to be had in, and the one it is given in now, whose gaps the source fills."""
        return tuple(dict.fromkeys((*self.facts.languages, self.language)))

    def entry(self, key: str) -> UnitEntry | None:
        return self.modules.by_key.get(key)

    def door(self, entry: UnitEntry | None) -> rules.Door:
        return rules.door(entry, self.progress, **self._who)

    def may_open(self, entry: UnitEntry | None) -> bool:
        return rules.may_open(entry, self.progress, **self._who)

    def contents(self, current: UnitEntry | None = None) -> tuple[ModuleLine, ...]:
        return contents(self.progress, may_open=self.may_open, dues=self.dues, granted=self.granted, current=current)

    @property
    def _who(self) -> rules.Who:
        return {
            "is_open": self.outline.is_open or self.enrolment is not None,
            "is_signed_in": self.person.is_authenticated,
            "is_enrolled": self.is_enrolled,
        }


def enrolment_of(person: Person, code: str) -> Enrolment | None:
    """This is a person's enrolment in a course, with its rating, withdrawn or not; a visitor has none."""
    if isinstance(person, AnonymousUser):
        return None
    # There is one at most, which needs no order.
    return next(iter(Enrolment.objects.filter(learner=person, course__code=code).select_related("course", "rating")), None)


def standing_of(*, person: Person, code: str, language: str, now: dt.datetime) -> Standing | None:
    """
    This is where a person stands in a course, None if there is no such course; ``language`` serves who is not enrolled.

    Three queries; three more where upper rooms have pushed conditions, or one once the course is completed; and one where a
    group narrows the course.
    """
    enrolment = enrolment_of(person, code)
    outline = course_by_code(code, enrolment.language if enrolment else language)
    return standings([(outline, enrolment)], person=person, now=now)[0] if outline else None


def my_courses(*, learner: User, now: dt.datetime) -> list[Standing]:
    """These are the courses that a learner has not withdrawn from, the latest touched first; in one number of queries."""
    enrolments = list(
        Enrolment.objects.filter(learner=learner)
        .exclude(status=Enrolment.Status.WITHDRAWN)
        .order_by(F("latest_at").desc(nulls_last=True), "-enrolled_at", "-pk")
    )
    outlines = _outlines_for(enrolments)
    pairs: list[Pair] = [(outlines[each.course_id], each) for each in enrolments if each.course_id in outlines]
    return standings(pairs, person=learner, now=now)


def latest_enrolments(*, learner: User, now: dt.datetime, most: int) -> list[tuple[Enrolment, Standing | None]]:
    """
    These are a learner's newest enrolments, withdrawn ones too, each with where they stand in its course.

    There is no standing where a course can be read in no language any more. In one number of queries.
    """
    rows = Enrolment.objects.filter(learner=learner).select_related("course").order_by("-enrolled_at", "-pk")
    enrolments = list(rows[:most])
    outlines = _outlines_for(enrolments)
    pairs: list[Pair] = [(outlines[each.course_id], each) for each in enrolments if each.course_id in outlines]
    known = {each.enrolment: each for each in standings(pairs, person=learner, now=now, with_dues=False)}
    return [(each, known.get(each)) for each in enrolments]


def standings(pairs: Sequence[Pair], *, person: Person, now: dt.datetime, with_dues: bool = True) -> list[Standing]:
    """These are one person's standings in several courses, each given with its outline."""
    parsed = [(parse_facts(outline.facts), Modules.parse(outline.modules)) for outline, _ in pairs]
    groups = _group_ids(person) if any(narrows(facts, modules) for facts, modules in parsed) else None
    known = _Known([enrolment for _, enrolment in pairs if enrolment is not None], with_dues=with_dues)
    return [
        Standing(
            person=person,
            outline=outline,
            facts=facts,
            modules=modules,
            is_admitted=admits(facts.groups, groups),
            enrolment=enrolment,
            progress=known.progress(enrolment, admitted(facts, modules, groups), now),
            requirements=known.requirements_of(enrolment),
            dues=known.dues[enrolment.pk] if enrolment else {},
            granted=known.granted[enrolment.pk] if enrolment else {},
        )
        for (outline, enrolment), (facts, modules) in zip(pairs, parsed, strict=True)
    ]


def open_attempts(*, enrolments: Collection[Enrolment], now: dt.datetime) -> list[QuizAttempt]:
    """These attempts can still be gone on with, the one that closes first at the front; without questions. One query."""
    if not enrolments:
        return []
    attempts = QuizAttempt.objects.open().filter(enrolment__in=enrolments).exclude(closes_at__lt=now - GRACE)
    return list(attempts.defer("asked", "answers").order_by(F("closes_at").asc(nulls_last=True), "-started_at", "pk"))


def text_of(entry: UnitEntry) -> str:
    """This is a unit's rendered text in the language that its outline names; empty if there is none. One query."""
    text = unit_text(entry.id, entry.text_language)
    return text.html if text else ""


def was_in_course(course: Course, key: str) -> bool:
    """This says whether a unit of this key is or was part of a course."""
    return Unit.objects.filter(course=course, key=key).exists()


class _Known:
    """This is what the database knows of some enrolments, by their ids: one query a kind, whatever their number."""

    def __init__(self, enrolments: Iterable[Enrolment], *, with_dues: bool) -> None:
        ids = [each.pk for each in enrolments]
        conditioned = [each.pk for each in enrolments if each.has_conditions]
        # In a completed course nothing is closed, and nothing is asked for any more.
        under_way = [each.pk for each in enrolments if each.has_conditions and not each.is_completed]
        self.done: dict[int, set[int]] = defaultdict(set)
        self.openings: dict[int, dict[str, dt.datetime]] = defaultdict(dict)
        self.requirements: dict[int, list[Requirement]] = defaultdict(list)
        self.dues: dict[int, dict[int, dt.datetime]] = defaultdict(dict)
        self.granted: dict[int, dict[int, Granted]] = defaultdict(dict)
        if ids:
            self._read_done(ids)
        if under_way:
            self._read_openings(under_way)
            self._read_requirements(under_way)
        if conditioned and with_dues:
            self._read_dues(conditioned)

    def requirements_of(self, enrolment: Enrolment | None) -> tuple[Requirement, ...]:
        return tuple(self.requirements[enrolment.pk]) if enrolment else ()

    def progress(self, enrolment: Enrolment | None, modules: Modules, now: dt.datetime) -> Progress:
        if enrolment is None:
            return Progress(modules=modules, now=now)
        requirements = self.requirements[enrolment.pk]
        return Progress(
            modules=modules,
            now=now,
            done=frozenset(self.done[enrolment.pk]),
            openings=self.openings[enrolment.pk],
            asked=len(requirements),
            met=sum(requirement.is_met for requirement in requirements),
            latest_id=enrolment.latest_unit_id,
            is_completed=enrolment.status == Enrolment.Status.COMPLETED,
        )

    def _read_done(self, ids: list[int]) -> None:
        rows = UnitCompletion.objects.counting().filter(enrolment__in=ids).values_list("enrolment_id", "unit_id")
        for enrolment_id, unit_id in rows:
            self.done[enrolment_id].add(unit_id)

    def _read_openings(self, ids: list[int]) -> None:
        # Each row keeps a module closed, so where several speak of one module, the latest instant holds.
        rows = Opening.objects.filter(enrolment__in=ids).order_by("opens_at")
        for enrolment_id, module_key, opens_at in rows.values_list("enrolment_id", "module_key", "opens_at"):
            self.openings[enrolment_id][module_key] = opens_at

    def _read_requirements(self, ids: list[int]) -> None:
        for requirement in Requirement.objects.filter(enrolment__in=ids).order_by("pk"):
            self.requirements[requirement.enrolment_id].append(requirement)

    def _read_dues(self, ids: list[int]) -> None:
        for enrolment_id, unit_id, due_at, granted in dues_and_grants(ids):
            dues, grants = self.dues[enrolment_id], self.granted[enrolment_id]
            # Being late closes nothing, so where several dates are given, the most generous is shown.
            if due_at is not None:
                dues[unit_id] = max(due_at, dues.get(unit_id, due_at))
            if granted:
                grants[unit_id] = grants.get(unit_id, Granted()) + granted


def _outlines_for(enrolments: Sequence[Enrolment]) -> dict[int, Outline]:
    """These are the outlines of enrolments in their languages, by course; the source's where a language is gone."""
    languages = {each.course_id: each.language for each in enrolments}
    rows = Outline.objects.filter(course__in=languages).select_related("course").defer("search_text")
    found = {
        outline.course_id: outline
        for outline in rows.filter(
            course__enrolments__in=enrolments, locale__language_code=F("course__enrolments__language")
        )
    }
    missing = languages.keys() - found.keys()
    if missing:
        sources = rows.filter(course__in=missing, locale=F("course__source_locale"))
        found |= {outline.course_id: outline for outline in sources}
    return found


def narrows(facts: CourseFacts, modules: Modules) -> bool:
    """This says whether it depends on a person's groups what there is of a course."""
    return facts.groups is not None or any(unit.groups is not None for unit in modules.units)


def admitted(facts: CourseFacts, modules: Modules, groups: frozenset[int] | None) -> Modules:
    """This is what there is of a course for members of these groups; None stands for all of it."""
    return within(modules, groups) if admits(facts.groups, groups) else Modules(())


def _group_ids(person: Person) -> frozenset[int] | None:
    """These are a person's groups; None stands for a superuser, who passes everywhere, as in Wagtail."""
    if isinstance(person, AnonymousUser):
        return frozenset()
    return None if person.is_superuser else group_ids(person)
