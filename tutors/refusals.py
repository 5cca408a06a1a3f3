"""Why something was refused, in words for staff."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import enrolments.exceptions
from tutors import exceptions

type Refusal = exceptions.Refused | enrolments.exceptions.Refused

REFUSED = (exceptions.Refused, enrolments.exceptions.Refused)
WORDS: Mapping[type[Exception], Promise] = {
    exceptions.MoveRefused: gettext_lazy("It has changed meanwhile, and this is not possible any more."),
    exceptions.ReasonMissing: gettext_lazy("Say why."),
    exceptions.SignUpClosed: gettext_lazy("The cohort takes nobody: it is neither open nor running."),
    exceptions.AccountClosed: gettext_lazy("This account is closed."),
    exceptions.CohortFull: gettext_lazy("Every seat is taken."),
    exceptions.OtherCourse: gettext_lazy("That cohort is of another course: work could not be taken along."),
    exceptions.SameCohort: gettext_lazy("The place is in this cohort already."),
    exceptions.PeopleAsked: gettext_lazy("Somebody has asked for a place, so it stays open. You can cancel it."),
    exceptions.CapacityTooSmall: gettext_lazy("More seats are taken than that."),
    exceptions.TutorUnavailable: gettext_lazy("This tutor has retired, or their account is closed."),
    exceptions.LeadTaken: gettext_lazy("The cohort has a lead tutor. Hand it over instead."),
    exceptions.AlreadyAppointed: gettext_lazy("This tutor has another role in the cohort. End that first."),
    exceptions.NoLead: gettext_lazy("The cohort has no lead tutor. Appoint one."),
    enrolments.exceptions.CourseClosed: gettext_lazy("The course is not open to this person."),
    enrolments.exceptions.PrerequisitesMissing: gettext_lazy(
        "This person has not completed the courses that come before this one."
    ),
}


def words(refusal: Refusal) -> str:
    """This is what is said of a refusal; of one without words of its own, only that nothing was changed."""
    found = WORDS.get(type(refusal))
    return str(found) if found else _("This was refused, and nothing was changed.")
