"""The learner's road: the course, its units, and the POSTs that move somebody along it. A GET never changes progress."""

import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.requests import AuthenticatedRequest
from courses.models import Unit
from courses.outline import UnitEntry
from enrolments import actions, addresses, attempting, exceptions, queries
from enrolments.forms import LanguageForm, RatingForm
from enrolments.page import context as _context
from enrolments.page import language as _language
from enrolments.page import reading as _reading
from enrolments.page import standing as _standing
from enrolments.queries import Standing
from enrolments.quizzes import QuizStanding, quiz_standing
from enrolments.rules import Door

type CourseView = Callable[[AuthenticatedRequest, str], HttpResponse]

# Who was signed out while reading comes back with this, and is told that the last click did not count.
SIGNED_OUT = "signed-out"


def signed_in_for_course(view: CourseView) -> Callable[[HttpRequest, str], HttpResponse]:
    """Send visitors to sign in, and then to the course: what they sent cannot be sent again for them."""

    @wraps(view)
    def wrapper(request: HttpRequest, code: str) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(reverse("enrolments:course", args=[code]))
        return view(cast("AuthenticatedRequest", request), code)

    return wrapper


# The course


@require_safe
@login_required
def course(request: AuthenticatedRequest, code: str) -> HttpResponse:
    standing = _standing(request, code)
    if standing.enrolment is None:
        return _outside(request, standing)
    if not standing.is_enrolled:
        return render(request, "enrolments/withdrawn.html", _context(standing))
    given = {"contents": standing.contents(), **_asking(standing)}
    return render(request, "enrolments/course.html", _context(standing) | given)


@require_POST
def enrol(request: HttpRequest, code: str) -> HttpResponse:
    standing = _standing(request, code)
    if not request.user.is_authenticated:
        messages.info(request, _("Sign in first. Then you are back at the course and can enrol."))
        return redirect_to_login(addresses.public_address(standing.outline))
    try:
        actions.enrol(learner=request.user, course=standing.course, language=_language(request), now=timezone.now())
    except exceptions.CourseClosed as closed:
        raise Http404 from closed
    except exceptions.PrerequisitesMissing:
        messages.warning(request, _("Complete the courses that come before this one first. They are listed on this page."))
        return redirect(addresses.public_address(standing.outline))
    return redirect("enrolments:course", code)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_for_course
def withdraw(request: AuthenticatedRequest, code: str) -> HttpResponse:
    standing = _standing(request, code)
    if standing.enrolment is None:
        return _outside(request, standing)
    if not standing.may_withdraw:
        return redirect("enrolments:course", code)
    if request.method != "POST":
        return render(request, "enrolments/withdraw.html", _context(standing))
    with suppress(exceptions.CourseCompleted):  # in another tab, a moment ago
        actions.withdraw(enrolment=standing.enrolment, now=timezone.now())
    return redirect("enrolments:course", code)


@require_POST
@signed_in_for_course
def change_language(request: AuthenticatedRequest, code: str) -> HttpResponse:
    standing = _standing(request, code)
    form = LanguageForm(request.POST, standing=standing)
    if standing.enrolment and form.is_valid():
        actions.change_language(enrolment=standing.enrolment, language=form.cleaned_data["language"])
        messages.success(request, _("The lessons come in this language now. All that you did stays done."))
    return redirect("enrolments:course", code)


@require_POST
@signed_in_for_course
def finish(request: AuthenticatedRequest, code: str) -> HttpResponse:
    enrolment = queries.enrolment_of(request.user, code)
    if enrolment is not None:
        actions.finish(enrolment=enrolment, now=timezone.now())
    return redirect("enrolments:course", code)


# A unit


@require_safe
def unit(request: HttpRequest, code: str, key: str) -> HttpResponse:
    standing = _standing(request, code)
    entry = standing.entry(key)
    if entry is None or standing.door(entry) is not Door.OPEN:
        return _refusal(request, standing, entry, key)
    given = _context(standing) | _reading(standing, entry, was_signed_out=SIGNED_OUT in request.GET)
    if entry.kind == Unit.Kind.QUIZ:
        return render(request, "enrolments/quiz.html", given | {"quiz": _quiz(standing, entry)})
    return render(request, "enrolments/unit.html", given | {"text": queries.text_of(entry)})


@require_POST
def complete(request: HttpRequest, code: str, key: str) -> HttpResponse:
    if not request.user.is_authenticated:
        return _sign_in_again(request, code, key)
    now = timezone.now()
    try:
        standing = _complete(request.user, code, key, now)
    except exceptions.NotByOwnWord as reason:
        raise PermissionDenied from reason
    except exceptions.Refused:
        standing = _standing(request, code)
        return _refusal(request, standing, standing.entry(key), key)
    return redirect(_onward(standing, key, now))


# Inside


def _asking(standing: Standing) -> dict[str, Any]:
    """This asks who has completed the course how good it was, unless they were asked before."""
    if not standing.progress.is_completed:
        return {}
    rating = getattr(standing.enrolment, "rating", None)
    return {"rating": rating, "rating_form": None if rating else RatingForm()}


def _quiz(standing: Standing, entry: UnitEntry) -> QuizStanding | None:
    """
    This is where a learner stands with a quiz; None for who looks at a sample from outside.

    An attempt whose time is over is closed on this look, if the sweep has not done it: that is time's doing, not the page's.
    """
    enrolment, now = standing.enrolment, standing.progress.now
    if enrolment is None or not standing.is_enrolled:
        return None
    given: dict[str, Any] = {"enrolment": enrolment, "entry": entry, "granted": standing.granted.get(entry.id), "now": now}
    quiz = quiz_standing(**given)
    if quiz.open_attempt and quiz.open_attempt.is_over(now):
        attempting.close_attempt(attempt=quiz.open_attempt, now=now)
        quiz = quiz_standing(**given)
    return quiz


def _complete(learner: User, code: str, key: str, now: dt.datetime) -> Standing:
    enrolment = queries.enrolment_of(learner, code)
    if enrolment is None:
        raise exceptions.NotEnrolled
    return actions.complete_lesson(enrolment=enrolment, key=key, now=now)


def _onward(standing: Standing, key: str, now: dt.datetime) -> str:
    """This is the next unit, or the course where it has just been completed, where it ends, or what follows is closed."""
    entry = standing.entry(key)
    after = entry and standing.progress.after(entry)
    has_just_completed = standing.enrolment is not None and standing.enrolment.completed_at == now
    if after is None or has_just_completed or not standing.may_open(after):
        return reverse("enrolments:course", args=[standing.course.code])
    return addresses.unit_address(standing.course.code, after.key)


def _refusal(request: HttpRequest, standing: Standing, entry: UnitEntry | None, key: str) -> HttpResponse:
    """This answers where a unit's door is not open; at one that is, the person is not enrolled."""
    door = standing.door(entry)
    if door is Door.ABSENT:
        return _absent(request, standing, entry, key)
    if door is Door.SIGN_IN:
        return redirect_to_login(request.get_full_path())
    if door is Door.LOCKED and entry is not None:
        given = {"entry": entry, "lock": standing.progress.lock_of(entry)}
        return render(request, "enrolments/locked.html", _context(standing) | given, status=HTTPStatus.FORBIDDEN)
    return _outside(request, standing)


def _absent(request: HttpRequest, standing: Standing, entry: UnitEntry | None, key: str) -> HttpResponse:
    if entry is None and standing.is_enrolled and queries.was_in_course(standing.course, key):
        messages.info(request, _("That part is no longer in the course. If you had done it, it stays done."))
        return redirect("enrolments:course", standing.course.code)
    raise Http404


def _outside(request: HttpRequest, standing: Standing) -> HttpResponse:
    """This sends who is not enrolled to where they can be; a course that is closed to them does not exist."""
    if not standing.is_visible:
        raise Http404
    if standing.enrolment is not None:
        return redirect("enrolments:course", standing.course.code)
    messages.info(request, _("Enrol in this course to open its lessons. It takes one click."))
    return redirect(addresses.public_address(standing.outline))


def _sign_in_again(request: HttpRequest, code: str, key: str) -> HttpResponse:
    messages.warning(request, _("You were signed out in the meantime. Sign in, and you are back at your lesson."))
    address = addresses.unit_address(code, key)
    return redirect_to_login(f"{address}?{urlencode({SIGNED_OUT: 1})}")
