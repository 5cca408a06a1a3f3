"""
Where the people of a list go: into a course or, by what an upper room registers, into something made of it.

    destinations.register("cohort", CohortDestination())     # in ready()
    uploads.start_reading(source="cohort:12", …)
"""

import datetime as dt
from collections.abc import Mapping

from django.urls import reverse
from django.utils.functional import Promise
from wagtail.log_actions import log

import accounts.actions
import notices.actions
from accounts import letters
from accounts.forms import tidy_name
from accounts.models import User
from accounts.zones import zone_of
from courses.queries import course_by_code
from enrolments import actions, addresses
from enrolments.intake.judging import Course, Outcome, country_of, language_of
from enrolments.models import Enrolment, Intake, IntakeLine
from enrolments.models.intakes import FAULTS
from enrolments.rules import may_enrol_others

type Words = str | Promise


class Destination:
    """This is where people of a list go: into its course. An upper room's own judges and takes in its own way."""

    judges: type[Course] = Course
    # How the page calls what happens, and which faults there are besides.
    labels: Mapping[str, Words] = {choice.value: choice.label for choice in Outcome}
    faults: Mapping[str, Words] = {}

    def may_be_filled_by(self, person: User) -> bool:
        return may_enrol_others(person)

    def name(self, intake: Intake) -> str:
        return intake.course.code

    def page(self, intake: Intake) -> str:
        """This is the address at which staff read the list."""
        return reverse("enrolments_admin:intake", args=[intake.pk])

    def entrance(self, _intake: Intake) -> str:
        """This is the address at which another list is uploaded."""
        return reverse("enrolments_admin:enrol_people")

    def lock(self, line: IntakeLine) -> None:
        """Whoever withdraws meanwhile waits for us, or we for them."""
        enrolments = Enrolment.objects.select_for_update(of=("self",)).filter(course=line.intake.course_id)
        list(enrolments.filter(learner__email=line.email))

    def take(self, line: IntakeLine, learner: User | None, by: User, now: dt.datetime) -> tuple[Outcome, Enrolment | None]:
        """
        This takes in the person of a line, who has an account or gets one, and says what that was.

        :raises django.db.IntegrityError, accounts.exceptions.AddressTaken: if the address has an account since a moment.
        :raises enrolments.exceptions.Refused: if they may not enrol in the course.
        """
        person, language = learner or _make_person(line), line.intake.language
        enrolment = actions.enrol(learner=person, course=line.intake.course, language=language or person.language, now=now)
        log(instance=enrolment, action="enrolments.enrol", user=by)
        _post_mail(enrolment, is_new=learner is None)
        return Outcome.ENROL if learner else Outcome.INVITE, enrolment


_COURSE = Destination()
_registered: dict[str, Destination] = {}


def register(name: str, destination: Destination) -> None:
    """This is called in ``AppConfig.ready()``."""
    _registered[name] = destination
    FAULTS.update(destination.faults)


def destination_of(intake: Intake) -> Destination:
    return _registered[intake.source.partition(":")[0]] if intake.source else _COURSE


def facts_of_newcomer(line: IntakeLine) -> dict[str, str]:
    """This is what a line says of somebody who has no account yet."""
    country = country_of(line.country) or ""
    return {
        "email": line.email,
        "full_name": tidy_name(line.full_name),
        "country": country,
        "time_zone": zone_of(country),
        "language": language_of(line.language) or _language_of_list(line.intake),
    }


def _language_of_list(intake: Intake) -> str:
    return intake.language or intake.course.source_locale.language_code


def _make_person(line: IntakeLine) -> User:
    return accounts.actions.create_person(**facts_of_newcomer(line), verified=False)


def _post_mail(enrolment: Enrolment, *, is_new: bool) -> None:
    """In the enrolling transaction, so that there is neither a mail without its enrolment nor an enrolment without one."""
    outline = course_by_code(enrolment.course.code, enrolment.language)
    template = "invitation" if is_new else "enrolled"
    course = addresses.course_address(enrolment.course.code)
    url = f"{letters.password_link(enrolment.learner)}?next={course}" if is_new else addresses.whole(course)
    notices.actions.post(
        kind=f"enrolments.{template}",
        key=f"enrolment:{enrolment.pk}:{template}",
        recipient=enrolment.learner,
        template=f"enrolments/mail/{template}",
        context={
            "name": enrolment.learner.full_name,
            "course": outline.title if outline else enrolment.course.code,
            "url": url,
            "again": letters.another_password_link(),
            "days": letters.days_of_a_link(),
        },
    )
