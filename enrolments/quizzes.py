"""Where a learner stands with a quiz: what they tried, and whether they may try now."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from courses.outline import UnitEntry
from courses.queries import published_quiz
from courses.questions.quiz import Quiz
from enrolments.exceptions import AttemptsUsedUp, CoolingDown, QuizAbsent
from enrolments.granted import Granted
from enrolments.models import Enrolment, QuizAttempt

# So many attempts are listed on a page.
LISTED = 20


@dataclass(frozen=True)
class QuizStanding:
    """
    This is what a learner has tried of a quiz, and what they may do at an instant.

    ``attempts`` are all of them, the latest first. A quiz that is passed may be tried again while attempts are left: the
    best result stands.
    """

    quiz: Quiz | None
    attempts: Sequence[QuizAttempt]
    now: dt.datetime
    introduction: str = ""
    granted: Granted = field(default_factory=Granted)

    @property
    def open_attempt(self) -> QuizAttempt | None:
        return next((each for each in self.attempts if each.is_open), None)

    @property
    def results(self) -> list[QuizAttempt]:
        return [each for each in self.attempts if not each.is_open]

    @property
    def listed(self) -> list[QuizAttempt]:
        return self.results[:LISTED]

    @property
    def best(self) -> QuizAttempt | None:
        return max(self.results, key=lambda each: (each.is_passed, each.percent, each.number), default=None)

    @property
    def is_passed(self) -> bool:
        return any(each.is_passed for each in self.attempts)

    @property
    def next_number(self) -> int:
        return max((each.number for each in self.attempts), default=0) + 1

    @property
    def limit(self) -> int | None:
        """This is how many attempts the learner has in all; None stands for any number."""
        return self.quiz.attempts + self.granted.attempts if self.quiz and self.quiz.attempts else None

    @property
    def left(self) -> int | None:
        return None if self.limit is None else max(0, self.limit - len(self.attempts))

    @property
    def minutes(self) -> int:
        """This is how long an attempt may take; 0 stands for any time."""
        return self.quiz.time_limit + self.granted.minutes if self.quiz and self.quiz.time_limit else 0

    @property
    def waits_until(self) -> dt.datetime | None:
        """This is when the learner may try again, None if they need not wait."""
        latest = max((each.submitted_at for each in self.attempts if each.submitted_at), default=None)
        if latest is None or self.quiz is None:
            return None
        until = latest + dt.timedelta(minutes=self.quiz.cool_down)
        return until if until > self.now else None

    @property
    def is_revealed(self) -> bool:
        """This says whether right answers may be shown: the quiz is passed, or no further attempt could profit."""
        return self.is_passed or (self.left == 0 and self.open_attempt is None)

    @property
    def may_begin(self) -> bool:
        return self.quiz is not None and self.left != 0 and self.waits_until is None

    def check_may_begin(self) -> Quiz:
        """
        This is the quiz, for somebody who may begin an attempt now.

        :raises QuizAbsent: if there are no questions.
        :raises AttemptsUsedUp: if no attempt is left.
        :raises CoolingDown: if they must wait.
        """
        if self.quiz is None:
            raise QuizAbsent
        if self.left == 0:
            raise AttemptsUsedUp
        if self.waits_until:
            raise CoolingDown(self.waits_until)
        return self.quiz


def quiz_standing(*, enrolment: Enrolment, entry: UnitEntry, granted: Granted | None, now: dt.datetime) -> QuizStanding:
    """This is where a learner stands with one quiz, in the language of its entry; two queries, without the answers given."""
    introduction, quiz = published_quiz(entry.id, language=entry.text_language, source=enrolment.course.source_locale_id)
    attempts = QuizAttempt.objects.counting().filter(enrolment=enrolment, unit=entry.id).defer("asked", "answers")
    return QuizStanding(
        quiz=quiz,
        attempts=list(attempts.order_by("-number")),
        now=now,
        introduction=introduction,
        granted=granted or Granted(),
    )
