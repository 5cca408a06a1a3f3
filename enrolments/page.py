"""What every page of the learner's road begins with."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.translation import get_language

from courses.outline import UnitEntry
from enrolments import addresses
from enrolments.queries import Standing, standing_of


def language(request: HttpRequest) -> str:
    """This is the language that was read in, as a form may say; these addresses themselves have none."""
    return request.POST.get("language") or get_language() or settings.LANGUAGE_CODE


def standing(request: HttpRequest, code: str) -> Standing:
    """:raises Http404: if there is no such course."""
    found = standing_of(person=request.user, code=code, language=language(request), now=timezone.now())
    if found is None:
        raise Http404
    return found


def context(standing: Standing) -> dict[str, Any]:
    """This is what the templates of a course know."""
    return {
        "standing": standing,
        "course": standing.course,
        "outline": standing.outline,
        "enrolment": standing.enrolment,
        "progress": standing.progress,
        "landing": resolve_url(settings.LOGIN_REDIRECT_URL),
    }


def reading(standing: Standing, entry: UnitEntry, *, was_signed_out: bool = False) -> dict[str, Any]:
    """This is what the page of a unit knows besides."""
    progress = standing.progress
    before, after = progress.before(entry), progress.after(entry)
    return {
        "entry": entry,
        "module": progress.module_of(entry),
        "is_done": progress.is_done(entry),
        "granted": standing.granted.get(entry.id),
        "due_at": standing.dues.get(entry.id),
        "before": before if standing.may_open(before) else None,
        "after": after if standing.may_open(after) else None,
        "contents": standing.contents(entry),
        "public_address": None if standing.is_enrolled else addresses.public_address(standing.outline),
        "was_signed_out": was_signed_out,
    }
