"""
A course as a learner would see it, drafts included, for those who write it: nothing is stored.

The addresses are the learner's own under another name (`preview_urls`), and so are the pages: every link and form of theirs
leads to these views, of which each does as its namesake does, without keeping anything. A learner who has come to a unit has
done what stands before it, so that is how it is shown. Nothing is closed to an author.
"""

import datetime as dt
import random
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from courses.drafts import DraftCourse, draft_of
from courses.models import CoursePage, Unit
from courses.outline import Modules, UnitEntry, parse_facts
from courses.questions.quiz import Quiz, mark
from courses.rules import may_preview
from courses.wording import Outcome
from enrolments import page
from enrolments.forms import LanguageForm
from enrolments.models import Enrolment, QuizAttempt
from enrolments.progress import Progress
from enrolments.queries import Standing
from enrolments.quizzes import QuizStanding
from enrolments.rules import Door
from enrolments.session import TICKET, form_of

SALT = "enrolments.preview"
type Form = dict[str, list[str]]


@dataclass(frozen=True)
class PreviewStanding(Standing):
    """This is where a learner would stand, before whom every door is open."""

    @property
    def may_withdraw(self) -> bool:
        return False

    def door(self, entry: UnitEntry | None) -> Door:
        return Door.ABSENT if entry is None else Door.OPEN

    def may_open(self, entry: UnitEntry | None) -> bool:
        return entry is not None


@dataclass(frozen=True)
class Preview:
    """This is one look at a course by one of its authors."""

    draft: DraftCourse
    person: User
    now: dt.datetime

    @property
    def code(self) -> str:
        return self.draft.code

    @cached_property
    def modules(self) -> Modules:
        return Modules.parse(self.draft.outline.modules)

    @cached_property
    def enrolment(self) -> Enrolment:
        language = self.draft.locale.language_code
        return Enrolment(learner=self.person, course=self.draft.course, language=language, enrolled_at=self.now)

    def entry(self, key: str) -> UnitEntry:
        """:raises Http404: if there is no such unit."""
        entry = self.modules.by_key.get(key)
        if entry is None:
            raise Http404
        return entry

    def unit(self, key: str, kind: str | None = None) -> Unit:
        """:raises Http404: if there is no such unit of this kind."""
        unit = self.draft.unit(self.entry(key).key)
        if unit is None or kind not in {None, unit.kind}:
            raise Http404
        return unit

    def standing(self, entry: UnitEntry | None = None) -> PreviewStanding:
        return PreviewStanding(
            person=self.person,
            outline=self.draft.outline,
            facts=parse_facts(self.draft.outline.facts),
            modules=self.modules,
            progress=Progress(modules=self.modules, now=self.now, done=self._done_before(entry)),
            enrolment=self.enrolment,
        )

    def _done_before(self, entry: UnitEntry | None) -> frozenset[int]:
        units = self.modules.units
        return frozenset(unit.id for unit in units[: units.index(entry)]) if entry else frozenset()

    def context(self, entry: UnitEntry | None = None) -> dict[str, Any]:
        """This is what the learner's templates know, and what stands above each of their pages here."""
        unit = self.draft.unit(entry.key) if entry else None
        return {
            **page.context(self.standing(entry)),
            "landing": reverse("preview:course", args=[self.code]),
            "banner": "enrolments/preview/banner.html",
            "editor": reverse("wagtailadmin_pages:edit", args=[self.draft.page(unit).pk]),
            "is_preview": True,
        }


type View = Callable[..., HttpResponse]


def for_authors(view: View) -> View:
    """Open a preview to those who may edit the course; nobody else, no cache and no search engine keeps it."""

    @wraps(view)
    def wrapper(request: HttpRequest, code: str, *args: Any, **kwargs: Any) -> HttpResponse:
        if not isinstance(request.user, User):
            return redirect_to_login(request.get_full_path() if request.method == "GET" else _course(code))
        response = view(request, _preview(request.user, code), *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        add_never_cache_headers(response)
        return response

    return wrapper


@require_safe
@for_authors
def course(request: HttpRequest, preview: Preview) -> HttpResponse:
    standing = preview.standing()
    given = {"contents": standing.contents()}
    return render(request, "enrolments/course.html", preview.context() | given)


@require_safe
@for_authors
def unit(request: HttpRequest, preview: Preview, key: str) -> HttpResponse:
    entry, row = preview.entry(key), preview.unit(key)
    given = preview.context(entry) | page.reading(preview.standing(entry), entry)
    text = preview.draft.text(row)
    if entry.kind == Unit.Kind.QUIZ:
        quiz = QuizStanding(quiz=preview.draft.quiz(row), attempts=[], now=preview.now, introduction=text)
        return render(request, "enrolments/quiz.html", given | {"quiz": quiz})
    return render(request, "enrolments/unit.html", given | {"text": text})


@require_POST
@for_authors
def complete(_request: HttpRequest, preview: Preview, key: str) -> HttpResponse:
    after = preview.standing().progress.after(preview.entry(key))
    return redirect("preview:unit", preview.code, after.key) if after else redirect("preview:course", preview.code)


@require_http_methods(["GET", "HEAD", "POST"])
@for_authors
def attempt(request: HttpRequest, preview: Preview, key: str) -> HttpResponse:
    """Each look is another attempt: its questions are drawn anew."""
    if request.method == "POST":
        return redirect("preview:attempt", preview.code, key)
    return _ask(request, preview, key, chance=secrets.randbits(32), answers={})


@require_POST
@for_authors
def save(request: HttpRequest, preview: Preview, key: str) -> HttpResponse:
    messages.info(request, _("This is a preview: nothing is stored."))
    return _ask(request, preview, key, chance=_chance(request), answers=form_of(request))


@require_http_methods(["GET", "HEAD", "POST"])
@for_authors
def hand_in(request: HttpRequest, preview: Preview, key: str) -> HttpResponse:
    """What is sent is marked and shown at once; a question without an answer is worth nothing."""
    row = preview.unit(key, Unit.Kind.QUIZ)
    quiz = preview.draft.quiz(row)
    if request.method != "POST" or quiz is None:
        return redirect("preview:unit", preview.code, key)
    tried = _attempt(preview, row, quiz, chance=_chance(request))
    tried.take(tried.changes(form_of(request)))
    tried.end(QuizAttempt.End.SUBMITTED, at=preview.now)
    return render(request, "enrolments/result.html", _outcome(preview, preview.entry(key), quiz, tried))


@require_POST
@for_authors
def change_language(request: HttpRequest, preview: Preview) -> HttpResponse:
    form = LanguageForm(request.POST, standing=preview.standing())
    language = form.cleaned_data["language"] if form.is_valid() else preview.draft.locale.language_code
    return redirect("preview:course", f"{_page_id(preview.code)}-{language}")


@require_http_methods(["GET", "HEAD", "POST"])
@for_authors
def nothing(request: HttpRequest, preview: Preview, key: str = "", **_rest: object) -> HttpResponse:
    """What would be stored, or belongs to somebody, is not to be had here."""
    messages.info(request, _("This is a preview: nothing is stored."))
    return redirect("preview:unit", preview.code, key) if key else redirect("preview:course", preview.code)


# Inside


def _course(code: str) -> str:
    return reverse("preview:course", args=[code])


def _page_id(code: str) -> str:
    return code.partition("-")[0]


def _preview(person: User, code: str) -> Preview:
    """
    This is what an address asks for: the id of a course's page in any language, a hyphen, and a language.

    :raises Http404: if there is no such course or language.
    :raises PermissionDenied: if the person may not edit it.
    """
    number, _hyphen, language = code.partition("-")
    if not number.isdecimal():
        raise Http404
    found = get_object_or_404(CoursePage, pk=number)
    if not may_preview(person, found):
        raise PermissionDenied
    draft = draft_of(page=found, language=language, code=code)
    if draft is None:
        raise Http404
    return Preview(draft=draft, person=person, now=timezone.now())


def _chance(request: HttpRequest) -> int:
    """This number draws the questions of a form again; 0 where a form is none of ours."""
    try:
        return int(signing.loads(request.POST.get(TICKET, ""), salt=SALT))
    except (signing.BadSignature, ValueError):
        return 0


def _attempt(preview: Preview, row: Unit, quiz: Quiz, *, chance: int) -> QuizAttempt:
    questions = quiz.drawn(random.Random(chance))  # noqa: S311 -- nothing depends on this chance
    return QuizAttempt(
        enrolment=preview.enrolment,
        unit=row,
        number=1,
        language=preview.entry(row.key).text_language,
        asked=[question.dump() for question in questions],
        possible=mark(questions, {}).possible,
        pass_mark=quiz.pass_mark,
        started_at=preview.now,
        closes_at=preview.now + dt.timedelta(minutes=quiz.time_limit) if quiz.time_limit else None,
    )


def _ask(request: HttpRequest, preview: Preview, key: str, *, chance: int, answers: Form) -> HttpResponse:
    entry, row = preview.entry(key), preview.unit(key, Unit.Kind.QUIZ)
    quiz = preview.draft.quiz(row)
    if quiz is None:
        return redirect("preview:unit", preview.code, key)
    tried = _attempt(preview, row, quiz, chance=chance)
    tried.take(tried.changes(answers))
    given = {
        "attempt": tried,
        "entry": entry,
        "title": entry.title,
        "form": tried.form,
        "wanting": tried.wanting,
        "ticket": signing.dumps(chance, salt=SALT),
        "seconds_left": tried.seconds_left(preview.now),
        "now": preview.now,
    }
    return render(request, "enrolments/preview/attempt.html", preview.context(entry) | given)


def _outcome(preview: Preview, entry: UnitEntry, quiz: Quiz, tried: QuizAttempt) -> dict[str, Any]:
    standing = preview.standing(entry)
    told = QuizStanding(quiz=quiz, attempts=[tried], now=preview.now)
    return {
        **preview.context(entry),
        "attempt": tried,
        "entry": entry,
        "quiz": told,
        "outcomes": [Outcome(each.number, each.question, each.answer, is_revealed=told.is_revealed) for each in tried.form],
        "after": standing.progress.after(entry),
        "key": f"{preview.person.uuid}:preview",
    }
