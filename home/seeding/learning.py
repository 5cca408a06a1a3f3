"""What learners did: enrolled, read, took quizzes, completed, rated."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from accounts.models import User
from courses.models import Course, Outline, Unit, UnitText
from courses.outline import Modules, UnitEntry
from courses.questions.quiz import Quiz, mark
from enrolments.models import Enrolment, QuizAttempt, Rating, UnitCompletion

BATCH = 2000
# Of a hundred enrolments so many are completed, under way, withdrawn.
COMPLETED, ACTIVE, WITHDRAWN = 45, 42, 13
RATED = 0.3
# Of a hundred ratings so many of each score: 96 are good or better.
SCORES = {5: 61, 4: 35, 3: 3, 2: 1}
# An attempt is one of so many for each quiz, so that it is drawn, shuffled and marked but a few times.
VARIANTS = 6


@dataclass(frozen=True)
class Taught:
    """This is a course as learners read it, with attempts at its quizzes as they could have been."""

    course: Course
    outline: Outline
    attempts: dict[int, list[QuizAttempt]]

    @cached_property
    def units(self) -> list[UnitEntry]:
        return [unit for unit in Modules.parse(self.outline.modules).units if unit.is_required]


def make(
    learners: list[User], taught: list[Taught], places: int, *, chance: random.Random, until: dt.datetime
) -> list[tuple[Enrolment, Taught]]:
    """This enrols learners in courses and lets them learn."""
    enrolments = [*enrol(learners, taught, places, chance, until)]
    Enrolment.objects.bulk_create([enrolment for enrolment, _ in enrolments], batch_size=BATCH)
    done = [steps(enrolment, course, chance) for enrolment, course in enrolments]
    UnitCompletion.objects.bulk_create((each for units, _ in done for each in units), batch_size=BATCH)
    QuizAttempt.objects.bulk_create((each for _, attempts in done for each in attempts), batch_size=BATCH)
    Rating.objects.bulk_create(rate(enrolments, chance), batch_size=BATCH)
    return enrolments


def read(course: Course, chance: random.Random) -> Taught:
    outline = Outline.objects.get(course=course, locale=course.source_locale)
    quizzes = UnitText.objects.filter(unit__course=course, unit__retired_at=None, locale=course.source_locale)
    asked = quizzes.filter(quiz__isnull=False).order_by("unit").values_list("unit", "quiz")
    attempts = {unit: [taken(Quiz.parse(quiz or {}), chance) for _ in range(VARIANTS)] for unit, quiz in asked}
    return Taught(course, outline, attempts)


def taken(quiz: Quiz, chance: random.Random) -> QuizAttempt:
    """This is an attempt that was passed, with a wrong answer where the pass mark allows one."""
    questions = quiz.drawn(chance)
    answers = {question.key: question.solution for question in questions[chance.randrange(2) :]}
    result = mark(questions, answers)
    if not result.reaches(quiz.pass_mark):
        answers = {question.key: question.solution for question in questions}
        result = mark(questions, answers)
    attempt = QuizAttempt(number=1, pass_mark=quiz.pass_mark, is_passed=True, ended_by=QuizAttempt.End.SUBMITTED)
    attempt.asked = [question.dump() for question in questions]
    attempt.take({**answers})
    attempt.possible, attempt.earned, attempt.percent = result.possible, result.points, result.percent
    return attempt


def enrol(
    learners: list[User], taught: list[Taught], places: int, chance: random.Random, until: dt.datetime
) -> Iterator[tuple[Enrolment, Taught]]:
    """Everybody is in one course at least; the rest of the places goes to whom chance picks, each course once."""
    taken = {(place, chance.randrange(len(taught))) for place in range(min(len(learners), places))}
    most = len(learners) * len(taught)
    while len(taken) < min(places, most):
        taken.add((chance.randrange(len(learners)), chance.randrange(len(taught))))
    for person, number in sorted(taken):
        learner, course = learners[person], taught[number]
        status = chance.choices(list(Enrolment.Status), [ACTIVE, COMPLETED, WITHDRAWN])[0]
        enrolled_at = learner.joined_at + (until - learner.joined_at) * chance.random() * 0.7
        latest_at = enrolled_at + (until - enrolled_at) * (0.05 + 0.9 * chance.random())
        is_completed = status == Enrolment.Status.COMPLETED
        enrolment = Enrolment(
            learner=learner,
            course=course.course,
            language=learner.language,
            status=status,
            enrolled_at=enrolled_at,
            latest_at=latest_at,
            completed_at=latest_at if is_completed else None,
            settled_at=latest_at if is_completed else None,
            withdrawn_at=latest_at if status == Enrolment.Status.WITHDRAWN else None,
        )
        yield enrolment, course


def steps(enrolment: Enrolment, course: Taught, chance: random.Random) -> tuple[list[UnitCompletion], list[QuizAttempt]]:
    """These are the units that a learner has done, one after another, and the attempts at quizzes on the way."""
    is_completed = enrolment.status == Enrolment.Status.COMPLETED
    units = course.units if is_completed else course.units[: chance.randrange(len(course.units))]
    span = (enrolment.latest_at or enrolment.enrolled_at) - enrolment.enrolled_at
    completions, attempts = [], []
    for place, unit in enumerate(units, start=1):
        at = enrolment.enrolled_at + span * (place / len(units))
        is_quiz = unit.kind == Unit.Kind.QUIZ
        way = UnitCompletion.Way.PASSED if is_quiz else UnitCompletion.Way.CONTINUED
        completions.append(UnitCompletion(enrolment=enrolment, unit_id=unit.id, way=way, completed_at=at))
        if is_quiz:
            attempts.append(attempt_of(enrolment, unit, chance.choice(course.attempts[unit.id]), at))
    return completions, attempts


def attempt_of(enrolment: Enrolment, unit: UnitEntry, variant: QuizAttempt, at: dt.datetime) -> QuizAttempt:
    same = {
        field.attname: getattr(variant, field.attname)
        for field in QuizAttempt._meta.concrete_fields
        if not field.primary_key
    }
    own = {"enrolment_id": enrolment.pk, "unit_id": unit.id, "language": unit.text_language}
    times = {"started_at": at - dt.timedelta(minutes=8), "saved_at": at, "submitted_at": at}
    return QuizAttempt(**same | own | times)


def rate(enrolments: list[tuple[Enrolment, Taught]], chance: random.Random) -> Iterator[Rating]:
    for enrolment, _course in enrolments:
        if enrolment.completed_at is not None and chance.random() < RATED:
            score = chance.choices(list(SCORES), list(SCORES.values()))[0]
            yield Rating(enrolment=enrolment, score=score, language=enrolment.language, rated_at=enrolment.completed_at)
