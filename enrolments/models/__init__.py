"""What a learner does: enrolling, completing, answering, and what others ask of an enrolment or grant to it."""

from enrolments.models.allowances import Allowance
from enrolments.models.attempts import QuizAttempt
from enrolments.models.intakes import Intake, IntakeLine
from enrolments.models.learning import Due, Enrolment, Opening, PushedRow, Requirement, UnitCompletion
from enrolments.models.ratings import Rating
from enrolments.models.reports import PageReport
from enrolments.models.resets import Reset

__all__ = [
    "Allowance",
    "Due",
    "Enrolment",
    "Intake",
    "IntakeLine",
    "Opening",
    "PageReport",
    "PushedRow",
    "QuizAttempt",
    "Rating",
    "Requirement",
    "Reset",
    "UnitCompletion",
]
