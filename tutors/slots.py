"""What this room puts into the pages of the rooms around it."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from courses.models import Outline
from courses.outline import parse_facts
from enrolments.queries import Standing
from tutors import rules
from tutors.lines import CohortLine, lines_for_course, listed_tutors, my_lines


def course_enrol(context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """
    This offers the cohorts of a course that take people, or to be told of the next one.

    No query for a course that is taken at one's own pace; else one, and one more where there is a cohort.
    """
    outline, request = context.get("outline"), context.get("request")
    if not isinstance(outline, Outline) or request is None or not rules.is_moderated(parse_facts(outline.facts).pace):
        return None
    now = timezone.now()
    lines = lines_for_course(course=outline.course_id, person=request.user, now=now)
    tutors = listed_tutors([line.cohort for line in lines], now=now) if lines else {}
    return {"lines": [(line, tutors.get(line.cohort.pk, [])) for line in lines], "code": outline.course.code}


def course_aside(context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """This shows who is enrolled their cohort, or those that they could join. One query."""
    standing, request = context.get("standing"), context.get("request")
    if not isinstance(standing, Standing) or request is None or context.get("is_preview"):
        return None
    lines = lines_for_course(course=standing.course.pk, person=request.user, now=timezone.now())
    mine = [line for line in lines if line.is_mine]
    may_wait = standing.takes_newcomers and rules.is_moderated(standing.facts.pace) and not lines
    if not lines and not may_wait:
        return None
    return {"mine": mine, "others": [] if mine else lines, "may_wait": may_wait, "code": standing.course.code}


def dashboard_offers(context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """These are seats that are offered to a person, and wait for their answer. No query beside the list of cohorts."""
    offers = [line for line in _my_lines(context) if line.is_offered]
    return {"offers": offers} if offers else None


def dashboard(context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """These are a person's cohorts, each with its next session. One query, which the offers share."""
    lines = [line for line in _my_lines(context) if not line.is_offered]
    return {"lines": lines} if lines else None


def _my_lines(context: Mapping[str, Any]) -> list[CohortLine]:
    """These are asked for once a request: the dashboard shows some of them in one place, and some in another."""
    request = context.get("request")
    if not isinstance(request, HttpRequest) or not request.user.is_authenticated:
        return []
    known: list[CohortLine] | None = getattr(request, "_cohort_lines", None)
    if known is None:
        known = my_lines(person=request.user, now=timezone.now())
        setattr(request, "_cohort_lines", known)  # noqa: B010 -- a note on the request, which no type knows
    return known
