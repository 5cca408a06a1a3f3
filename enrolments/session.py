"""
What arrives when its learner is not signed in, kept in the visitor's session until they are: answers, and words.

Every form of an attempt carries a ticket: a signed note of the attempt and its learner, which only a page of ours can have
given out. It lets nobody in. It says to whom the answers belong, so that they are given to nobody else, and that a form is
one of ours, so that strangers leave nothing in a session. A form for words carries one for the same reasons.
"""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.core import signing
from django.http import HttpRequest

from accounts.models import User
from accounts.queries import person_now
from enrolments.models import QuizAttempt
from enrolments.models.attempts import Changes

TICKET = "_attempt"
SALT = "enrolments.attempt"
KEPT = "kept_answers"
# A form that was open for longer is not taken from who is not signed in.
MEMORY = dt.timedelta(days=7)

WRITER = "_writer"
WRITER_SALT = "enrolments.writer"
KEPT_WORDS = "kept_words"

type Form = dict[str, list[str]]


def make_ticket(attempt: QuizAttempt, learner: User) -> str:
    """This goes into every form of an attempt."""
    return signing.dumps([attempt.pk, learner.pk], salt=SALT)


def read_ticket(request: HttpRequest, max_age: dt.timedelta | None = None) -> tuple[int, int] | None:
    """
    These are the ids of the attempt and the learner for whom a form was made; None where it says neither.

    A form that was made for an account that became part of another one is that one's.
    """
    try:
        attempt, learner = signing.loads(request.POST.get(TICKET, ""), salt=SALT, max_age=max_age)
    except (signing.BadSignature, ValueError):
        return None
    return attempt, learner if learner == request.user.pk else person_now(learner)


def form_of(request: HttpRequest) -> Form:
    """These are all values of all fields that were sent."""
    return {name: request.POST.getlist(name) for name in request.POST}


def keep_answers(request: HttpRequest) -> QuizAttempt | None:
    """
    This keeps what a form of an open attempt says in the session, and answers whose attempt it is.

    None stands for a form that is none of ours, too old, or made for another person than the one who is signed in. What is
    kept is what the questions offer, and no longer than an answer may be.
    """
    ticket = read_ticket(request, MEMORY)
    if ticket is None or request.user.pk not in {None, ticket[1]}:
        return None
    attempts = QuizAttempt.objects.open().filter(pk=ticket[0], enrolment__learner=ticket[1])
    attempt = attempts.select_related("enrolment__course", "unit").first()
    if attempt is not None:
        changes = attempt.changes(form_of(request))
        request.session[KEPT] = {"attempt": ticket[0], "learner": ticket[1], "changes": changes}
    return attempt


def take_kept(session: SessionBase, attempt: QuizAttempt) -> Changes | None:
    """These answers were kept for an attempt, None where there are none; whatever was kept is forgotten now."""
    kept: dict[str, Any] | None = session.pop(KEPT, None) if KEPT in session else None
    if kept is None or (kept["attempt"], kept["learner"]) != (attempt.pk, attempt.enrolment.learner_id):
        return None
    changes: Changes = kept["changes"]
    return changes


def make_writer(learner: User) -> str:
    """This goes into a form in which somebody writes to staff."""
    return signing.dumps(learner.pk, salt=WRITER_SALT)


def keep_words(request: HttpRequest, fields: Collection[str], most: int) -> bool:
    """
    This keeps what was written at this address, by whoever the form was made for, and says whether it did.

    False stands for a form that is none of ours, or too old; of a longer text than could be sent, the beginning is kept.
    """
    try:
        learner = signing.loads(request.POST.get(WRITER, ""), salt=WRITER_SALT, max_age=MEMORY)
    except signing.BadSignature:
        return False
    words = {name: request.POST.get(name, "")[:most] for name in fields}
    request.session[KEPT_WORDS] = {"learner": learner, "path": request.path, "words": words}
    return True


def take_words(request: HttpRequest) -> dict[str, str]:
    """These words somebody wrote at this address before they had to sign in; whatever was kept is forgotten now."""
    if KEPT_WORDS not in request.session:
        return {}
    kept: dict[str, Any] = request.session.pop(KEPT_WORDS)
    if (kept["learner"], kept["path"]) != (request.user.pk, request.path):
        return {}
    words: dict[str, str] = kept["words"]
    return words
