"""Why something was refused, in words for tutors and staff."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from enrolments import exceptions as learning
from tutors import exceptions

type AnyRefusal = exceptions.Refused | learning.Refused

REFUSED = (exceptions.Refused, learning.Refused)
OTHER = _("This is not possible.")
WORDS: Mapping[type[Exception], str | Promise] = {
    exceptions.MoveRefused: _("This is not possible any more: it has changed meanwhile. Look at how it stands now."),
    exceptions.ReasonMissing: _("Please say why."),
    exceptions.SignUpClosed: _("The cohort takes nobody now: it is neither open nor running."),
    exceptions.AccountClosed: _("This account is closed."),
    exceptions.CohortFull: _("Every seat is taken."),
    exceptions.OtherCourse: _("That cohort is one of another course, where the work would be lost."),
    exceptions.SameCohort: _("They are in this cohort already."),
    exceptions.PeopleAsked: _("Somebody has asked for a place. What they have seen cannot become a draft again."),
    exceptions.CapacityTooSmall: _("More seats are taken than there would be."),
    exceptions.CohortOver: _("The cohort is over."),
    exceptions.SessionNotPlanned: _("This session was cancelled, or did not happen."),
    exceptions.SessionOver: _("This session is over."),
    exceptions.SessionAhead: _("This session has not begun. If it is not to happen, cancel it."),
    exceptions.PlaceCompleted: _("This place is completed, and stays so."),
    exceptions.WordNotAsked: _("No tutor's word is needed in this cohort."),
    exceptions.AttendanceAhead: _("Attendance is noted from 15 minutes before the session begins."),
    exceptions.NotMember: _("Somebody on this page is no member any more. Look at who is now, and note it again."),
    exceptions.TutorUnavailable: _("This tutor has retired, or their account is closed."),
    exceptions.LeadTaken: _("This cohort has a lead tutor. Hand it over instead."),
    exceptions.AlreadyAppointed: _("This tutor has another role in this cohort. End that one first."),
    exceptions.NoLead: _("This cohort has no lead tutor. Appoint one."),
    learning.CourseClosed: _("The course takes no newcomers, or is not shown to this person."),
    learning.PrerequisitesMissing: _("They have not completed the courses that come before this one."),
}


def words(refusal: AnyRefusal) -> str:
    """This is what is said of a refusal; of one without words of its own, only that it is one."""
    return str(WORDS.get(type(refusal), OTHER))
