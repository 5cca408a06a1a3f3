"""Why an act of learning was refused."""

import datetime as dt


class Refused(Exception):
    """This act was refused, and nothing was changed."""


class CourseClosed(Refused):
    """This course takes no newcomers, or not this one."""


class PrerequisitesMissing(Refused):
    """This learner has not completed all the courses that come before this one."""


class CourseCompleted(Refused):
    """This enrolment is completed; nobody withdraws from what they have finished, and nobody takes it from them."""


class NotCompleted(Refused):
    """This learner has not completed the course."""


class NotEnrolled(Refused):
    """This learner has withdrawn from the course."""


class NothingGranted(Refused):
    """This allowance would give nothing."""


class NothingToReset(Refused):
    """This learner has done nothing there that could be set aside."""


class ReasonMissing(Refused):
    """This is granted with a reason only."""


class TooMany(Refused):
    """This person has written too often of late."""


class UnitAbsent(Refused):
    """This unit is not in the course, or not in this learner's."""


class UnitLocked(Refused):
    """This unit's module is still closed."""


class NotByOwnWord(Refused):
    """This unit is done by passing it, not by saying so."""


class LanguageAbsent(Refused):
    """The course is not to be had in this language."""


class QuizAbsent(Refused):
    """This unit is no quiz, or one without questions."""


class AttemptsUsedUp(Refused):
    """This learner has no attempt left."""


class CoolingDown(Refused):
    """This learner waits before the next attempt, until an instant."""

    def __init__(self, until: dt.datetime) -> None:
        super().__init__(until)
        self.until = until


class AttemptOver(Refused):
    """This attempt was handed in, or its time is over: nothing is added to it."""
