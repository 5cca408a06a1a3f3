"""What this room puts into the pages of the rooms around it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language

from courses.models import Outline
from courses.outline import parse_facts
from enrolments.agenda import Agenda
from enrolments.prerequisites import courses_before
from enrolments.queries import enrolment_of


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
