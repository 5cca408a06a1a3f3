"""What would become of each line of a list: found in a few queries a thousand lines, and found anew for one line."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import batched

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import get_language_info, override
from django_countries import countries

from accounts.models import User
from core.text import fold
from courses.models import Outline
from courses.outline import CourseFacts, parse_facts
from enrolments.intake.sheet import Line
from enrolments.models import Enrolment, Intake, IntakeLine
from enrolments.progress import admits

Outcome = IntakeLine.Outcome
# So many addresses are asked for at once.
BATCH = 500
LONGEST_NAME, LONGEST_ADDRESS = 150, 254
# A spreadsheet takes what begins so for a formula, and no name does.
NO_NAME = tuple("=+-@")

type Faults = list[list[str]]


@dataclass(frozen=True)
class Judgement:
    """This is what would become of one line; ``learner`` is who has the address already."""

    outcome: Outcome
    faults: Faults = field(default_factory=list)
    learner: User | None = None
    enrolment: Enrolment | None = None


class Course:
    """This is what an intake's course asks of people, and what is known of those who have these addresses."""

    def __init__(self, intake: Intake, emails: Iterable[str]) -> None:
        self.intake = intake
        self.people: dict[str, User] = {}
        self.enrolments: dict[int, Enrolment] = {}
        self.completed: dict[int, set[int]] = defaultdict(set)
        self.groups: dict[int, set[int]] = defaultdict(set)
        for some in batched(sorted({email for email in emails if email}), BATCH, strict=False):
            self._read(some)

    @cached_property
    def facts(self) -> CourseFacts:
        outline = Outline.objects.get(course=self.intake.course_id, locale=self.intake.course.source_locale_id)
        return parse_facts(outline.facts)

    def judge(self, line: Line | IntakeLine) -> Judgement:
        """This is what would become of a line, without looking at the others of its list."""
        faults = [*_faults_of(line)]
        learner = self.people.get(address_of(line))
        if learner is None:
            faults += [*_faults_of_newcomer(line)] if _is_address(address_of(line)) else []
            faults += [["not_admitted", ""]] if self.facts.groups is not None else []
            faults += [["prerequisites", ""]] if self.facts.prerequisites else []
            return Judgement(Outcome.FAULT if faults else Outcome.INVITE, faults)
        return self._judge_known(learner, faults)

    def in_turn(self, judgement: Judgement) -> Outcome:
        """This is what would become of a line without faults, after those before it."""
        return judgement.outcome

    def _judge_known(self, learner: User, faults: Faults) -> Judgement:
        enrolment = self.enrolments.get(learner.pk)
        if not learner.is_active:
            faults.append(["closed_account", ""])
        elif enrolment is not None:
            faults += [["withdrawn", ""]] if enrolment.status == Enrolment.Status.WITHDRAWN else []
        else:
            faults += self._faults_at_the_door(learner)
        if faults:
            return Judgement(Outcome.FAULT, faults, learner)
        return Judgement(Outcome.NOTHING if enrolment else Outcome.ENROL, learner=learner, enrolment=enrolment)

    def _faults_at_the_door(self, learner: User) -> Faults:
        is_admitted = learner.is_superuser or admits(self.facts.groups, self.groups[learner.pk])
        is_prepared = self.completed[learner.pk].issuperset(self.facts.prerequisites)
        return [*([] if is_admitted else [["not_admitted", ""]]), *([] if is_prepared else [["prerequisites", ""]])]

    def _read(self, emails: Sequence[str]) -> None:
        found = {person.pk: person for person in User.objects.filter(email__in=emails)}
        self.people |= {person.email: person for person in found.values()}
        before = Enrolment.objects.filter(learner__in=found, course__in=[self.intake.course_id, *self.facts.prerequisites])
        for enrolment in before:
            if enrolment.course_id == self.intake.course_id:
                self.enrolments[enrolment.learner_id] = enrolment
            elif enrolment.status == Enrolment.Status.COMPLETED:
                self.completed[enrolment.learner_id].add(enrolment.course_id)
        if self.facts.groups is not None:
            members = User.groups.through.objects.filter(user__in=found).values_list("user_id", "group_id")
            for person, group in members:
                self.groups[person].add(group)


def judged(course: Course, lines: Sequence[Line]) -> Iterator[IntakeLine]:
    """These are the lines of a list with what would become of each; of two with one address, the second is left out."""
    seen: dict[str, int] = {}
    for line in lines:
        judgement = course.judge(line)
        faults, first = judgement.faults, seen.setdefault(address_of(line), line.number)
        if address_of(line) and first != line.number:
            faults = [["double", str(first)], *faults]
        yield IntakeLine(
            intake=course.intake,
            number=line.number,
            email=address_of(line),
            full_name=line.full_name,
            language=line.language,
            country=line.country,
            outcome=Outcome.FAULT if faults else course.in_turn(judgement),
            faults=faults,
        )


def address_of(line: Line | IntakeLine) -> str:
    return line.email.lower()


def language_of(words: str) -> str | None:
    """This is the code of one of the site's languages, of its code or its name; None where it is none of them."""
    return _languages().get(fold(words)) or _languages().get(fold(words).replace("_", "-").split("-")[0])


def country_of(words: str) -> str | None:
    """This is a country's two letters, of these, of three, or of its name in a language of the site; None of no country."""
    return countries.by_name(words) or countries.alpha2(words.upper()) or _countries().get(fold(words)) or None


def _faults_of(line: Line | IntakeLine) -> Iterator[list[str]]:
    if not line.email:
        yield ["no_email", ""]
    elif not _is_address(address_of(line)):
        yield ["bad_email", line.email]
    if line.full_name.startswith(NO_NAME):
        yield ["odd_name", line.full_name]
    if len(line.full_name) > LONGEST_NAME:
        yield ["long_name", ""]
    if line.language and language_of(line.language) is None:
        yield ["unknown_language", line.language]
    if line.country and country_of(line.country) is None:
        yield ["unknown_country", line.country]


def _faults_of_newcomer(line: Line | IntakeLine) -> Iterator[list[str]]:
    if not line.full_name:
        yield ["no_name", ""]


def _is_address(email: str) -> bool:
    try:
        validate_email(email)
    except ValidationError:
        return False
    return len(email) <= LONGEST_ADDRESS


@cache
def _languages() -> Mapping[str, str]:
    codes = [code for code, _name in settings.LANGUAGES]
    names: dict[str, str] = {}
    for shown in codes:
        with override(shown):
            names |= {fold(name): code for code in codes for name in _names_of(code)}
    return names | {code: code for code in codes}


def _names_of(code: str) -> tuple[str, str]:
    info = get_language_info(code)
    return info["name_local"], str(info["name_translated"])


@cache
def _countries() -> Mapping[str, str]:
    names: dict[str, str] = {}
    for shown, _name in settings.LANGUAGES:
        with override(shown):
            names |= {fold(str(name)): code for code, name in countries}
    return names
