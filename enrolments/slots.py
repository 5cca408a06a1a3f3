"""What this room puts into the pages of the rooms around it."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language

from accounts.models import User
from courses.models import Outline
from courses.outline import parse_facts
from enrolments.agenda import Agenda
from enrolments.intake import uploads
from enrolments.intake.destinations import destination_of
from enrolments.models import Intake, QuizAttempt
from enrolments.prerequisites import courses_before
from enrolments.queries import enrolment_of, latest_enrolments
from jobs.models import Job

# So many rows of a kind are on a person's page; a link leads to all.
NEWEST = 20


def course_enrol(context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """
    This offers the next step on a course's public page: sign in, enrol, go on, or complete other courses first.

    One query for who is signed in, and one more where courses come before this one.
    """
    outline, request = context.get("outline"), context.get("request")
    if not isinstance(outline, Outline) or request is None:
        return None
    enrolment = enrolment_of(request.user, outline.course.code)
    before = courses_before(
        ids=parse_facts(outline.facts).prerequisites, person=request.user, language=get_language() or outline.language
    )
    return {
        "code": outline.course.code,
        "enrolment": enrolment,
        "before": before,
        "is_missing": any(not each.is_done for each in before),
        "language": get_language(),
        "here": request.get_full_path(),
    }


def dashboard_next(context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """This is the one thing to do now, of the agenda that the page gives. No query."""
    agenda = context.get("agenda")
    return {"next": agenda.next} if isinstance(agenda, Agenda) and agenda.next else None


def dashboard(context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """These are the courses under way besides the one to go on with. No query."""
    agenda = context.get("agenda")
    return {"agenda": agenda} if isinstance(agenda, Agenda) and agenda.others else None


def dashboard_reminders(context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """These are open attempts, dates and what was granted. No query."""
    agenda = context.get("agenda")
    return {"reminders": agenda.reminders} if isinstance(agenda, Agenda) and agenda.reminders else None


def person(context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """
    This shows staff a person's newest enrolments and attempts. As many queries for one as for many.

    It stays away from who may not see enrolments.
    """
    learner, request = context.get("person"), context.get("request")
    if not isinstance(learner, User) or request is None or not request.user.has_perm("enrolments.view_enrolment"):
        return None
    attempts = QuizAttempt.objects.filter(enrolment__learner=learner).select_related("unit", "enrolment__course")
    return {
        "person": learner,
        "enrolments": latest_enrolments(learner=learner, now=timezone.now(), most=NEWEST),
        "attempts": attempts.defer("asked", "answers").order_by("-started_at", "-pk")[:NEWEST],
    }


def job_after(context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """This leads on from a job that read a list of people, or enrolled them, to what became of each. One query."""
    job = context.get("job")
    if not isinstance(job, Job) or job.kind not in {uploads.READ, uploads.ENROL}:
        return None
    intake = Intake.objects.filter(Q(reading=job.pk) | Q(enrolling=job.pk)).first()
    if intake is None:
        return {"is_read": job.kind == uploads.READ}
    destination = destination_of(intake)
    return {
        "page": "" if "refused" in job.state else destination.page(intake),
        "entrance": destination.entrance(intake),
        "is_read": job.kind == uploads.READ,
    }
