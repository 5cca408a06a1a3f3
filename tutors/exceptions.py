"""Why an act in a cohort was refused."""


class Refused(Exception):
    """This act was refused, and nothing was changed."""


class MoveRefused(Refused):
    """From where it stands, this cohort or place may not become that."""

    def __init__(self, from_status: str, to_status: str) -> None:
        super().__init__(from_status, to_status)
        self.from_status, self.to_status = from_status, to_status


class ReasonMissing(Refused):
    """This is done with a reason only."""


# Places


class SignUpClosed(Refused):
    """This cohort takes nobody now."""


class NotInvited(Refused):
    """This cohort is joined by an invitation only, or as tutors and staff enter people."""


class TurnedAway(Refused):
    """This learner was refused in this cohort, or taken out of it; they come back by an invitation only."""


class AccountClosed(Refused):
    """This account is closed."""


class CohortFull(Refused):
    """Every seat is taken."""


class OfferLapsed(Refused):
    """This offer's time is over."""


class PlaceCompleted(Refused):
    """This place is completed, and stays so."""


class WordNotAsked(Refused):
    """No tutor's word is needed to complete this cohort."""


class OtherCourse(Refused):
    """These cohorts are of different courses: work could not be taken along."""


class SameCohort(Refused):
    """The place is in this cohort already."""


# Cohorts


class PeopleAsked(Refused):
    """Somebody has asked for a place: what they have seen cannot become a draft again."""


class CapacityTooSmall(Refused):
    """More seats are taken than there would be."""


class CohortOver(Refused):
    """This cohort has finished, or was cancelled."""


# Sessions


class SessionNotPlanned(Refused):
    """This session was cancelled, or did not happen."""


class SessionOver(Refused):
    """This session is over."""


class SessionAhead(Refused):
    """This session has not begun."""


# Attendance


class AttendanceAhead(Refused):
    """This session is too far ahead for anybody to be there."""


class NotMember(Refused):
    """Of this person nothing is noted here: they hold no place, or had left before."""


class CheckInClosed(Refused):
    """No code stands now by which members check in."""


class CodeWrong(Refused):
    """This is not the code that is shown."""


class TooManyTries(Refused):
    """They typed a wrong code too often."""


# Tutors


class TutorUnavailable(Refused):
    """This tutor has retired, or their account is closed."""


class LeadTaken(Refused):
    """This cohort has a lead tutor, who hands it over first."""


class AlreadyAppointed(Refused):
    """This tutor has another role in this cohort."""


class NoLead(Refused):
    """This cohort has no lead tutor who could hand it over."""
