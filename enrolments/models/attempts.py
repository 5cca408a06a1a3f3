"""What a learner answers in a quiz."""

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.models import Unit
from courses.questions import Answer, Question, parse
from courses.questions.asked import Asked, asked
from courses.questions.quiz import mark
from enrolments.models.learning import Enrolment

# What is sent in the last second may take this long to arrive.
GRACE = dt.timedelta(seconds=30)
# A form says by this field for which questions it speaks; others stay as they were.
SPEAKS_FOR = "_asked"

type Changes = dict[str, Answer | None]


class QuizAttemptQuerySet(models.QuerySet["QuizAttempt"]):
    def counting(self) -> Self:
        """These were not set aside by a reset."""
        return self.filter(reset__isnull=True)

    def open(self) -> Self:
        return self.counting().filter(submitted_at__isnull=True)

    def in_state(self, state: "QuizAttempt.State") -> Self:
        """These are what staff call so."""
        if state == QuizAttempt.State.SET_ASIDE:
            return self.filter(reset__isnull=False)
        if state == QuizAttempt.State.OPEN:
            return self.open()
        return self.counting().filter(ended_by=state.value)

    def overdue(self, now: dt.datetime) -> Self:
        """These are still open though their time is over; those of people who have withdrawn wait for them."""
        late = self.open().filter(closes_at__lt=now - GRACE)
        return late.exclude(enrolment__status=Enrolment.Status.WITHDRAWN)


class QuizAttempt(models.Model):
    """
    This is one attempt of a learner at a quiz, with all that was asked as it was asked.

    ``asked`` holds the questions, drawn and shuffled, with their answers; whatever becomes of the quiz, the attempt is
    marked and shown by it. ``earned`` is rounded down to be read; ``percent`` and ``is_passed`` come of the exact mark,
    which ``asked`` and ``answers`` give again at any time. One that a ``reset`` has set aside is kept and does not count;
    numbers begin at 1 after it.
    """

    class End(models.TextChoices):
        SUBMITTED = "submitted", _("handed in")
        CLOSED = "closed", _("closed when its time was over")
        JOINED = "joined", _("closed when two accounts became one")

    class State(models.TextChoices):
        """This is what staff see of an attempt; two of them are its end."""

        OPEN = "open", _("under way")
        SUBMITTED = "submitted", _("handed in")
        CLOSED = "closed", _("closed when its time was over")
        SET_ASIDE = "set-aside", _("set aside")

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="quiz_attempts")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(_("number"))
    language = models.CharField(_("language"), max_length=10)
    asked = models.JSONField(_("questions"))
    answers = models.JSONField(_("answers"), default=dict)
    possible = models.PositiveIntegerField(_("possible points"))
    pass_mark = models.PositiveSmallIntegerField(_("pass mark"))
    started_at = models.DateTimeField(_("begun"))
    closes_at = models.DateTimeField(_("closes"), null=True)
    saved_at = models.DateTimeField(_("saved"), null=True)
    submitted_at = models.DateTimeField(_("handed in"), null=True)
    ended_by = models.CharField(_("end"), max_length=10, choices=End, blank=True, default="")
    earned = models.DecimalField(_("points"), max_digits=8, decimal_places=2, null=True)
    percent = models.PositiveSmallIntegerField(_("percent"), null=True)
    is_passed = models.BooleanField(_("passed"), default=False)
    # Without an index, as in UnitCompletion.
    reset = models.ForeignKey(
        "enrolments.Reset", on_delete=models.PROTECT, null=True, related_name="quiz_attempts", db_index=False
    )

    objects = QuizAttemptQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("attempt at a quiz")
        verbose_name_plural = _("attempts at quizzes")
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "unit", "number"], condition=Q(reset__isnull=True), name="quiz_attempt_number_once"
            ),
            models.UniqueConstraint(
                fields=["enrolment", "unit"],
                condition=Q(submitted_at__isnull=True, reset__isnull=True),
                name="quiz_attempt_open_once",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True, ended_by="", earned__isnull=True, percent__isnull=True)
                | Q(
                    submitted_at__isnull=False,
                    ended_by__in=["submitted", "closed", "joined"],
                    earned__isnull=False,
                    percent__isnull=False,
                ),
                name="quiz_attempt_submitted_iff_marked",
            ),
            models.CheckConstraint(
                condition=Q(is_passed=False) | Q(submitted_at__isnull=False), name="quiz_attempt_passed_only_if_submitted"
            ),
            models.CheckConstraint(
                condition=Q(percent__isnull=True) | (Q(percent__lte=100) & Q(earned__gte=0) & Q(earned__lte=F("possible"))),
                name="quiz_attempt_marked_within_bounds",
            ),
        ]
        indexes = [
            # The sweep for attempts whose time is over.
            models.Index(
                fields=["closes_at"],
                name="quiz_attempt_overdue",
                condition=Q(submitted_at__isnull=True, closes_at__isnull=False, reset__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.unit_id}, {self.number}"

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        return tuple(parse(each) for each in self.asked)

    @property
    def form(self) -> list[Asked]:
        """These are the questions with the answers so far."""
        return asked(self.questions, self.answers)

    @property
    def wanting(self) -> list[Asked]:
        """These questions have no answer yet, or one that cannot be marked."""
        return [each for each in self.form if each.is_wanting]

    @property
    def is_open(self) -> bool:
        return self.submitted_at is None and not self.is_set_aside

    @property
    def is_set_aside(self) -> bool:
        return self.reset_id is not None

    @property
    def state(self) -> State:
        if self.is_set_aside:
            return self.State.SET_ASIDE
        return self.State(self.ended_by) if self.ended_by else self.State.OPEN

    @property
    def ran_out(self) -> bool:
        return self.ended_by == self.End.CLOSED

    def is_over(self, now: dt.datetime) -> bool:
        """This says whether nothing that is sent now counts any more."""
        return self.closes_at is not None and now > self.closes_at + GRACE

    def seconds_left(self, now: dt.datetime) -> int | None:
        return None if self.closes_at is None else max(0, int((self.closes_at - now).total_seconds()))

    def changes(self, values: Mapping[str, Sequence[str]]) -> Changes:
        """These are the answers that a form sent, None where it left a question of its own empty."""
        spoken_for = set(values.get(SPEAKS_FOR, ()))
        return {each.key: each.read(values) for each in self.questions if each.key in spoken_for}

    def end(self, end: End, *, at: dt.datetime) -> None:
        """This ends the attempt and marks what was answered, without saving it."""
        result = mark(self.questions, self.answers)
        self.submitted_at, self.ended_by = at, end
        self.earned, self.percent = result.points, result.percent
        self.is_passed = result.reaches(self.pass_mark)

    def take(self, changes: Changes) -> None:
        """This writes changed answers down, without saving them."""
        answers = {**self.answers, **changes}
        self.answers = {each.key: answers[each.key] for each in self.questions if answers.get(each.key) is not None}
