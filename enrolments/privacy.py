"""What this room knows of a person, and why it stays when they are erased: as counts that are nobody's."""

from html import unescape

from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import Choices, Entry, Rows, readable, register, rows
from courses.wording import in_words
from enrolments.intake import uploads
from enrolments.models import (
    Allowance,
    Due,
    Enrolment,
    Intake,
    IntakeLine,
    Opening,
    PageReport,
    QuizAttempt,
    Rating,
    Requirement,
    Reset,
    UnitCompletion,
)

NOBODYS = _("Stays as a count in the figures of its course; with your account emptied, it is nobody's.")


def export_enrolments(user: User) -> Rows:
    enrolments = Enrolment.objects.filter(learner=user).select_related("course").order_by("enrolled_at", "pk")
    return rows(enrolments, "course", "language", "status", "enrolled_at", "completed_at", "withdrawn_at", "latest_at")


def export_completions(user: User) -> Rows:
    completions = UnitCompletion.objects.filter(enrolment__learner=user).select_related("unit__course")
    return [
        {
            "course": completion.unit.course.code,
            "unit": completion.unit.title,
            "way": completion.get_way_display(),
            "completed_at": completion.completed_at.isoformat(),
            "set_aside": completion.reset_id is not None,
        }
        for completion in completions.order_by("completed_at", "pk")
    ]


def export_openings(user: User) -> Rows:
    return rows(Opening.objects.filter(enrolment__learner=user).order_by("pk"), "source", "module_key", "opens_at")


def export_dues(user: User) -> Rows:
    dues = Due.objects.filter(enrolment__learner=user).select_related("unit").order_by("pk")
    return rows(dues, "source", "unit", "due_at")


def export_requirements(user: User) -> Rows:
    return rows(Requirement.objects.filter(enrolment__learner=user).order_by("pk"), "source", "key", "words", "met_at")


def export_allowances(user: User) -> Rows:
    allowances = Allowance.objects.filter(enrolment__learner=user).select_related("unit").order_by("pk")
    return rows(allowances, "unit", "extra_attempts", "extra_minutes", "due_at", "reason", "granted_at", "revoked_at")


def erase_allowances(user: User, _choices: Choices) -> None:
    """This takes the words away: a reason may tell of an illness."""
    Allowance.objects.filter(enrolment__learner=user).update(reason="")


def export_resets(user: User) -> Rows:
    resets = Reset.objects.filter(enrolment__learner=user).select_related("unit").order_by("pk")
    return rows(resets, "enrolment", "unit", "reason", "reset_at")


def erase_resets(user: User, _choices: Choices) -> None:
    """This takes the words away: a reason may tell of a fault."""
    Reset.objects.filter(enrolment__learner=user).update(reason="")


def export_ratings(user: User) -> Rows:
    ratings = Rating.objects.given().filter(enrolment__learner=user).select_related("enrolment__course").order_by("pk")
    return [
        {
            "course": rating.enrolment.course.code,
            "rating": rating.get_score_display(),
            "words": rating.words,
            "language": rating.language,
            "answered": rating.rated_at.isoformat(),
        }
        for rating in ratings
    ]


def erase_ratings(user: User, _choices: Choices) -> None:
    """This takes the words away; the score goes on counting in the course's average."""
    Rating.objects.filter(enrolment__learner=user).update(words="")


def export_reports(user: User) -> Rows:
    reports = PageReport.objects.filter(learner=user).select_related("course", "unit").order_by("pk")
    return rows(reports, "course", "unit", "language", "kind", "words", "created_at", "answer", "handled_at")


def erase_reports(user: User, _choices: Choices) -> None:
    """This takes the words away, theirs and those that answer them."""
    PageReport.objects.filter(learner=user).update(words="", answer="")


def export_attempts(user: User) -> Rows:
    """What was asked stands in words, without tags; which answers are right is not told."""
    attempts = QuizAttempt.objects.filter(enrolment__learner=user).select_related("unit__course").order_by("pk")
    return [
        {
            "course": attempt.unit.course.code,
            "unit": attempt.unit.title,
            "number": attempt.number,
            "started_at": readable(attempt.started_at),
            "submitted_at": readable(attempt.submitted_at),
            "ended_by": attempt.get_ended_by_display(),
            "percent": attempt.percent,
            "is_passed": attempt.is_passed,
            "set_aside": attempt.is_set_aside,
            "answers": [
                {"question": _plain(each.question.text), "answer": [*map(_plain, in_words(each.question, each.answer))]}
                for each in attempt.form
            ],
        }
        for attempt in attempts
    ]


def erase_attempts(user: User, _choices: Choices) -> None:
    """This takes the answers away: people write their own words in them."""
    QuizAttempt.objects.filter(enrolment__learner=user).update(answers={})


def export_intakes(user: User) -> Rows:
    return rows(
        Intake.objects.filter(uploaded_by=user).select_related("course").order_by("pk"), "name", "course", "uploaded_at"
    )


def erase_intakes(user: User, _choices: Choices) -> None:
    """This takes away the lists that a person uploaded; a job that still needs one ends."""
    for intake in Intake.objects.filter(uploaded_by=user).select_related("file"):
        uploads.discard(intake=intake)


def export_intake_lines(user: User) -> Rows:
    lines = IntakeLine.objects.filter(email=user.email).order_by("pk")
    return rows(lines, "email", "full_name", "language", "country", "outcome")


def erase_intake_lines(user: User, _choices: Choices) -> None:
    """This takes a person out of the lists in which somebody named them."""
    IntakeLine.objects.filter(email=user.email).delete()


def _plain(html: str) -> str:
    return unescape(strip_tags(html))


def register_all() -> None:
    """This declares every model of the room; called in ``AppConfig.ready()``."""
    learning = ("learner", "language", "status", "enrolled_at", "completed_at", "withdrawn_at", "latest_unit", "latest_at")
    for entry in [
        Entry("enrolments.Enrolment", personal=learning, export=export_enrolments, reason=NOBODYS),
        Entry(
            "enrolments.UnitCompletion",
            personal=("enrolment", "way", "completed_at"),
            export=export_completions,
            reason=NOBODYS,
        ),
        Entry("enrolments.Opening", personal=("enrolment", "opens_at"), export=export_openings, reason=NOBODYS),
        Entry("enrolments.Due", personal=("enrolment", "due_at"), export=export_dues, reason=NOBODYS),
        Entry(
            "enrolments.Requirement",
            personal=("enrolment", "words", "met_at"),
            export=export_requirements,
            reason=NOBODYS,
        ),
        Entry(
            "enrolments.Allowance",
            personal=("enrolment", "due_at", "reason", "granted_by", "revoked_by"),
            export=export_allowances,
            erase=erase_allowances,
            reason=NOBODYS,
        ),
        Entry(
            "enrolments.Reset",
            personal=("enrolment", "reason", "reset_by", "reset_at"),
            export=export_resets,
            erase=erase_resets,
            reason=NOBODYS,
        ),
        Entry(
            "enrolments.Rating",
            personal=("enrolment", "score", "words", "language", "rated_at"),
            export=export_ratings,
            erase=erase_ratings,
            reason=NOBODYS,
        ),
        Entry(
            "enrolments.PageReport",
            personal=("learner", "language", "kind", "words", "created_at", "answer", "handled_by"),
            export=export_reports,
            erase=erase_reports,
            reason=NOBODYS,
        ),
        Entry(
            "enrolments.QuizAttempt",
            personal=("enrolment", "language", "answers", "started_at", "submitted_at", "percent", "is_passed"),
            export=export_attempts,
            erase=erase_attempts,
            reason=NOBODYS,
        ),
        Entry(
            "enrolments.Intake",
            personal=("name", "file", "uploaded_by", "uploaded_at"),
            export=export_intakes,
            erase=erase_intakes,
        ),
        Entry(
            "enrolments.IntakeLine",
            personal=("email", "full_name", "language", "country", "outcome", "faults", "enrolment", "done_at"),
            export=export_intake_lines,
            erase=erase_intake_lines,
        ),
    ]:
        register(entry)
