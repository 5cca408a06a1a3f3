"""
Attempts at a quiz: begun, answered, handed in, looked back at.

Whatever stands in the way (not signed in, not enrolled, a locked module, no attempt left) the unit's own page says; these
views lead there. A script that saves asks for no page, and gets a status instead.
"""

import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from http import HTTPStatus
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.requests import AuthenticatedRequest
from courses.models import Outline
from courses.outline import Modules, UnitEntry
from courses.queries import course_by_code
from courses.wording import Outcome
from enrolments import attempting, exceptions, queries, session
from enrolments.models import Enrolment, QuizAttempt
from enrolments.models.attempts import Changes
from enrolments.page import context
from enrolments.queries import Standing
from enrolments.quizzes import QuizStanding, quiz_standing

type View = Callable[[AuthenticatedRequest, str, str], HttpResponse]
SURE = "_sure"
# The page's clock hands in by itself. Where this much time is left all the same, somebody granted more meanwhile.
OVER = "_over"
GRANTED_SECONDS = 5
STAY = "_stay"


def signed_in_for_attempt(view: View) -> Callable[[HttpRequest, str, str], HttpResponse]:
    """Send visitors to sign in and back to their attempt; what they sent is kept for them meanwhile."""

    @wraps(view)
    def wrapper(request: HttpRequest, code: str, key: str) -> HttpResponse:
        if request.user.is_authenticated:
            return view(cast("AuthenticatedRequest", request), code, key)
        if not request.accepts("text/html"):
            return HttpResponse(status=HTTPStatus.UNAUTHORIZED)
        if request.method == "POST" and session.keep_answers(request):
            messages.warning(request, _("You were signed out in the meantime. Sign in: your answers are kept."))
        return redirect_to_login(reverse("enrolments:attempt", args=[code, key]))

    return wrapper


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_for_attempt
def attempt(request: AuthenticatedRequest, code: str, key: str) -> HttpResponse:
    return _begin(request, code, key) if request.method == "POST" else _show(request, code, key)


@require_POST
@signed_in_for_attempt
def save(request: AuthenticatedRequest, code: str, key: str) -> HttpResponse:
    found, now = _sent(request, code, key), timezone.now()
    if found is None:
        return _not_saved(request, code, key)
    try:
        attempting.save_answers(attempt=found, changes=_changes(request, found), now=now)
    except exceptions.Refused:
        return _not_saved(request, code, key)
    if not request.accepts("text/html"):
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    if STAY in request.POST:
        return redirect("enrolments:attempt", code, key)
    messages.success(request, _("Your answers are saved. Come back whenever you like."))
    return redirect("enrolments:unit", code, key)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_for_attempt
def hand_in(request: AuthenticatedRequest, code: str, key: str) -> HttpResponse:
    """A GET asks once whether to hand in what is not complete."""
    if request.method != "POST":
        found = _open_attempt(request.user, code, key)
        return render(request, "enrolments/hand_in.html", _context(request, found)) if found else _to_unit(code, key)
    found = _sent(request, code, key)
    if found is None:
        return redirect("enrolments:attempt", code, key)
    if OVER in request.POST and (found.seconds_left(timezone.now()) or 0) > GRANTED_SECONDS:
        return _go_on(request, found, code, key)
    return _handed_in(request, found, code, key)


@require_safe
def result(request: HttpRequest, code: str, key: str, number: int) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    found = _attempts(request.user, code, key).filter(number=number).first()
    if found is None or found.is_open:
        return redirect("enrolments:attempt" if found else "enrolments:unit", code, key)
    standing = _standing(request.user, found)
    entry = standing.entry(key)
    if entry is None or not standing.is_enrolled:
        return _to_unit(code, key)
    return render(request, "enrolments/result.html", _outcome(request.user, standing, entry, found))


# Inside


def _attempts(learner: User, code: str, key: str) -> Any:
    counting = QuizAttempt.objects.counting()
    attempts = counting.filter(enrolment__learner=learner, enrolment__course__code=code, unit__key=key)
    return attempts.select_related("enrolment__course", "unit")


def _open_attempt(learner: User, code: str, key: str) -> QuizAttempt | None:
    open_ones = _attempts(learner, code, key).open().exclude(enrolment__status=Enrolment.Status.WITHDRAWN)
    found: QuizAttempt | None = open_ones.first()
    return found


def _sent(request: AuthenticatedRequest, code: str, key: str) -> QuizAttempt | None:
    """This is the attempt for which a form was made, if it was made for this learner; open or not."""
    ticket = session.read_ticket(request)
    if ticket is None or ticket[1] != request.user.pk:
        return None
    found: QuizAttempt | None = _attempts(request.user, code, key).filter(pk=ticket[0]).first()
    return found


def _changes(request: HttpRequest, found: QuizAttempt) -> Changes:
    return found.changes(session.form_of(request))


def _to_unit(code: str, key: str) -> HttpResponse:
    return redirect("enrolments:unit", code, key)


def _begin(request: AuthenticatedRequest, code: str, key: str) -> HttpResponse:
    enrolment = queries.enrolment_of(request.user, code)
    if enrolment is None:
        return _to_unit(code, key)
    try:
        attempting.begin_attempt(enrolment=enrolment, key=key, now=timezone.now())
    except exceptions.Refused:
        return _to_unit(code, key)
    return redirect("enrolments:attempt", code, key)


def _show(request: AuthenticatedRequest, code: str, key: str) -> HttpResponse:
    found, now = _open_attempt(request.user, code, key), timezone.now()
    if found is None:
        return _to_unit(code, key)
    if found.is_over(now):
        attempting.close_attempt(attempt=found, now=now)
        return redirect("enrolments:result", code, key, found.number)
    _bring_back(request, found, now)
    return render(request, "enrolments/attempt.html", _context(request, found))


def _bring_back(request: AuthenticatedRequest, found: QuizAttempt, now: dt.datetime) -> None:
    kept = session.take_kept(request.session, found)
    if kept is None:
        return
    with suppress(exceptions.Refused):  # handed in by another tab, a moment ago
        attempting.save_answers(attempt=found, changes=kept, now=now)
        found.take(kept)
        messages.success(request, _("Your latest answers were kept and are here again. Hand them in once more."))


def _not_saved(request: AuthenticatedRequest, code: str, key: str) -> HttpResponse:
    if not request.accepts("text/html"):
        # A page that is open since another person was signed in keeps its answers for them.
        ticket = session.read_ticket(request)
        is_own = ticket is None or ticket[1] == request.user.pk
        return HttpResponse(status=HTTPStatus.CONFLICT if is_own else HTTPStatus.UNAUTHORIZED)
    messages.warning(request, _("These answers were not saved: the attempt has ended, or belongs to somebody else."))
    return _to_unit(code, key)


def _handed_in(request: AuthenticatedRequest, found: QuizAttempt, code: str, key: str) -> HttpResponse:
    changes, is_sure = _changes(request, found), bool({SURE, OVER} & request.POST.keys())
    try:
        ended = attempting.submit_attempt(attempt=found, changes=changes, is_sure=is_sure, now=timezone.now())
    except exceptions.Refused:
        return _to_unit(code, key)
    if ended.is_open:
        return redirect("enrolments:hand_in", code, key)
    return redirect("enrolments:result", code, key, ended.number)


def _go_on(request: AuthenticatedRequest, found: QuizAttempt, code: str, key: str) -> HttpResponse:
    with suppress(exceptions.Refused):  # handed in by another tab, a moment ago
        attempting.save_answers(attempt=found, changes=_changes(request, found), now=timezone.now())
        messages.info(request, _("You were given more time. Your answers are saved."))
    return redirect("enrolments:attempt", code, key)


def _outline(enrolment: Enrolment) -> Outline:
    """:raises Http404: if nothing is left of the course."""
    outline = course_by_code(enrolment.course.code, enrolment.language)
    if outline is None:
        raise Http404
    return outline


def _standing(learner: User, found: QuizAttempt) -> Standing:
    pairs = [(_outline(found.enrolment), found.enrolment)]
    return queries.standings(pairs, person=learner, now=timezone.now())[0]


def _context(request: AuthenticatedRequest, found: QuizAttempt) -> dict[str, Any]:
    outline, now = _outline(found.enrolment), timezone.now()
    entry = Modules.parse(outline.modules).by_key.get(found.unit.key)
    return {
        "attempt": found,
        "entry": entry,
        "title": entry.title if entry else found.unit.title,
        "course": found.enrolment.course,
        "outline": outline,
        "landing": resolve_url(settings.LOGIN_REDIRECT_URL),
        "form": found.form,
        "wanting": found.wanting,
        "ticket": session.make_ticket(found, request.user),
        "seconds_left": found.seconds_left(now),
        "now": now,
    }


def _outcome(learner: User, standing: Standing, entry: UnitEntry, found: QuizAttempt) -> dict[str, Any]:
    now = timezone.now()
    quiz = _quiz(standing, entry, now)
    after = standing.progress.after(entry)
    return {
        **context(standing),
        "attempt": found,
        "entry": entry,
        "quiz": quiz,
        "outcomes": [Outcome(each.number, each.question, each.answer, is_revealed=quiz.is_revealed) for each in found.form],
        "after": after if standing.may_open(after) else None,
        "key": f"{learner.uuid}:{found.pk}",
    }


def _quiz(standing: Standing, entry: UnitEntry, now: dt.datetime) -> QuizStanding:
    enrolment = cast("Enrolment", standing.enrolment)
    return quiz_standing(enrolment=enrolment, entry=entry, granted=standing.granted.get(entry.id), now=now)
