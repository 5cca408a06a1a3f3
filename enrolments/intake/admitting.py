"""Taking one person of a list in: an account where there is none, an enrolment, and a mail."""

import datetime as dt

from django.db import IntegrityError, transaction
from wagtail.log_actions import log

import accounts.actions
import notices.actions
from accounts import letters
from accounts.forms import tidy_name
from accounts.models import User
from accounts.zones import zone_of
from courses.queries import course_by_code
from enrolments import actions, addresses, exceptions
from enrolments.intake.judging import Course, Judgement, Outcome, country_of, language_of
from enrolments.models import Enrolment, Intake, IntakeLine


@transaction.atomic
def admit(*, line: IntakeLine, by: User, now: dt.datetime) -> IntakeLine:
    """
    Do for one line of a list what is to be done, and note what that was.

    The line is judged anew: whatever has happened since it was read counts. Admitting an admitted line changes nothing.
    """
    line = IntakeLine.objects.select_for_update(of=("self",)).select_related("intake__course").get(pk=line.pk)
    if line.done_at is not None:
        return line
    line.outcome, line.faults, line.enrolment = _enrol(line, by, now)
    line.done_at = now
    line.save(update_fields=["outcome", "faults", "enrolment", "done_at"])
    return line


def _enrol(line: IntakeLine, by: User, now: dt.datetime) -> tuple[Outcome, list[list[str]], Enrolment | None]:
    judgement = _judge(line)
    if judgement.outcome not in {Outcome.INVITE, Outcome.ENROL}:
        return judgement.outcome, judgement.faults, judgement.enrolment
    try:
        with transaction.atomic():
            learner = judgement.learner or _make_person(line)
            enrolment = actions.enrol(
                learner=learner, course=line.intake.course, language=line.intake.language or learner.language, now=now
            )
    except IntegrityError:  # Somebody signed up with this address a moment ago.
        return _enrol(line, by, now)
    except exceptions.PrerequisitesMissing:
        return Outcome.FAULT, [["prerequisites", ""]], None
    except exceptions.CourseClosed:
        return Outcome.FAULT, [["not_admitted", ""]], None
    log(instance=enrolment, action="enrolments.enrol", user=by)
    _post_mail(enrolment, is_new=judgement.learner is None)
    return judgement.outcome, [], enrolment


def _judge(line: IntakeLine) -> Judgement:
    """Whoever withdraws meanwhile waits for us, or we for them."""
    list(Enrolment.objects.select_for_update(of=("self",)).filter(course=line.intake.course_id, learner__email=line.email))
    return Course(line.intake, [line.email]).judge(line)


def _make_person(line: IntakeLine) -> User:
    country = country_of(line.country) or ""
    return accounts.actions.create_person(
        email=line.email,
        full_name=tidy_name(line.full_name),
        verified=False,
        country=country,
        time_zone=zone_of(country),
        language=language_of(line.language) or _language_of_list(line.intake),
    )


def _language_of_list(intake: Intake) -> str:
    return intake.language or intake.course.source_locale.language_code


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
