"""Who was there, noted for a whole session at once; and how each note came to be."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from tutors import attending, registers
from tutors.attending import Note, Rest
from tutors.models import Attendance, AttendanceChange, Session
from tutors.registers import Entry
from tutors.teach.desk import Desk, at_desk
from tutors.teach.refusals import told
from tutors.teach.sessions import session_of

Status, Way = Attendance.Status, Attendance.Way
# A page of five hundred people is to stay light.
LETTERS = {status.value[0]: status.value for status in Status}
PER_SHEET = 250
PER_PAGE = 100
NAMED = 5
# No database takes a longer one.
KEY = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True)
class Line:
    """This is somebody on the page, what is noted of them, and what there is to know about that."""

    entry: Entry
    letter: str
    hint: str

    @property
    def key(self) -> str:
        """The key as it is sent, without what a language puts between digits."""
        return str(self.entry.place.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def attendance(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    session = session_of(desk, pk)
    if request.method == "POST":
        with told(request):
            changes = save(Sheet.of(request.POST), session, desk)
            messages.success(request, outcome(session, changes))
        return redirect(request.get_full_path())
    entries, noted = registers.entries_of(session), registers.noted_in(session)
    people = sorted((each for each in entries if not each.left_before), key=lambda entry: entry.joined_later)
    leaf = Paginator(people, PER_SHEET).get_page(request.GET.get("page"))
    lines = [line(entry, noted.get(entry.place.pk), session) for entry in leaf]
    context = {
        "desk": desk,
        "session": session,
        "can_be_noted": attending.can_be_noted(session, desk.now),
        "leaf": leaf,
        "expected": [each for each in lines if each.entry.is_expected],
        "later": [each for each in lines if not each.entry.is_expected],
        "left": [each for each in entries if each.left_before],
        "numbers": numbers(noted.values()),
        "seen": " ".join(f"{each.key}:{each.letter}" for each in lines),
    }
    return render(request, "tutors/teach/attendance.html", context)


@dataclass(frozen=True)
class Sheet:
    """
    This is a page as it was sent: by the keys of places, what it had shown as noted, and what is chosen.

    What says nothing is passed over; of whom nothing may be noted, the action knows.
    """

    seen: dict[int, str]
    chosen: dict[int, str]
    marks_rest: bool

    @classmethod
    def of(cls, posted: QueryDict) -> Self:
        pairs = (each.split(":") for each in posted.get("seen", "").split() if each.count(":") == 1)
        fields = ((name.removeprefix("n"), letter) for name, letter in posted.items() if name.startswith("n"))
        return cls(
            seen={int(key): letter for key, letter in pairs if KEY.fullmatch(key)},
            chosen={int(key): letter for key, letter in fields if KEY.fullmatch(key) and letter in LETTERS},
            marks_rest="rest" in posted,
        )

    @property
    def notes(self) -> dict[int, Note]:
        """These were changed on this page; what others have noted meanwhile of the rest, stays."""
        return {key: Note(LETTERS[letter]) for key, letter in self.chosen.items() if self.seen.get(key) != letter}

    @property
    def rest(self) -> Rest | None:
        """Nobody marks people present who are on another page."""
        return Rest(Status.PRESENT, among=self.seen.keys()) if self.marks_rest else None


def save(sheet: Sheet, session: Session, desk: Desk) -> list[AttendanceChange]:
    return attending.note(session=session, notes=sheet.notes, rest=sheet.rest, by=desk.person, now=desk.now)


def line(entry: Entry, noted: Attendance | None, session: Session) -> Line:
    hints = [_("joined the cohort later")] if entry.joined_later else []
    if noted is not None:
        hints += filter(None, [how(noted, session)])
    return Line(entry, noted.status[0] if noted else "", " · ".join(hints))


def how(noted: Attendance, session: Session) -> str:
    """Say how a note came to be, unless a tutor noted it and that was that."""
    if noted.is_corrected:
        return _("corrected: %(name)s, %(when)s") % {
            "name": noted.noted_by or _("the site"),
            "when": when(noted.noted_at, session),
        }
    if noted.way == Way.SELF:
        return _("checked in, %(when)s") % {"when": when(noted.noted_at, session)}
    if noted.minutes is not None:
        return ngettext("%(number)d minute", "%(number)d minutes", noted.minutes) % {"number": noted.minutes}
    return ""


def when(moment: dt.datetime, session: Session) -> str:
    """On the day of the session itself, the time is enough."""
    local = timezone.localtime(moment)
    is_same_day = local.date() == timezone.localtime(session.starts_at).date()
    return formats.date_format(local, "TIME_FORMAT" if is_same_day else "SHORT_DATETIME_FORMAT")


def numbers(noted: Iterable[Attendance]) -> list[tuple[str, int]]:
    """This is how many people are noted as what."""
    statuses = [each.status for each in noted]
    return [(str(status.label), statuses.count(status)) for status in Status if status in statuses]


def outcome(session: Session, changes: Sequence[AttendanceChange]) -> str:
    """Say what was changed; what was corrected, by name."""
    if not changes:
        return _("Nothing was changed.")
    corrected = [each for each in changes if each.from_status]
    first = len(changes) - len(corrected)
    parts = [ngettext("%(number)d person noted.", "%(number)d people noted.", first) % {"number": first}] if first else []
    if corrected:
        parts.append(_("Corrected: %(names)s.") % {"names": named(session, corrected)})
    return " ".join(parts)


def named(session: Session, changes: Sequence[AttendanceChange]) -> str:
    register = registers.register_of(session)
    told_of = [
        f"{register[each.attendance.place_id].place.learner} "
        f"({each.get_from_status_display()} → {each.get_to_status_display()})"
        for each in changes[:NAMED]
    ]
    if more := len(changes) - NAMED:
        told_of += [_("%(number)d more") % {"number": more}] if more > 0 else []
    return ", ".join(told_of)


@require_safe
@at_desk
def history(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    session = session_of(desk, pk)
    rows = AttendanceChange.objects.filter(attendance__session=session).order_by("-changed_at", "-pk")
    rows = rows.select_related("attendance__place__learner", "changed_by")
    leaf = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "tutors/teach/attendance_history.html", {"desk": desk, "session": session, "leaf": leaf})
