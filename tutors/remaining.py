"""
What a place still needs to be completed: content of the course, live sessions, a tutor's word.

The same numbers for one and for many, for a learner's page, a tutor's list, and the act that completes.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from enrolments.units_left import units_left
from tutors.models import Attendance, Cohort, Place, Session
from tutors.models.attendance import AttendanceQuerySet


@dataclass(frozen=True)
class Line:
    """This is one of the things that a place needs, in words."""

    words: str
    is_done: bool


@dataclass(frozen=True)
class Remaining:
    """
    This is what a place needs, and how far it is.

    ``units_left`` is None where there is nothing to do: the course is empty, or gone. ``sessions_needed`` and ``needs_word``
    are what the cohort asks for besides; 0 and False where it asks for none.
    """

    units_left: int | None
    sessions_needed: int = 0
    attended: int = 0
    needs_word: bool = False
    has_word: bool = False
    is_completed: bool = False

    @property
    def has_content(self) -> bool:
        return self.units_left == 0

    @property
    def has_sessions(self) -> bool:
        return self.attended >= self.sessions_needed

    @property
    def is_said(self) -> bool:
        """This says whether the word was given, or is not needed."""
        return self.has_word or not self.needs_word

    @property
    def is_done(self) -> bool:
        return self.has_content and self.has_sessions and self.is_said

    @property
    def awaits_word(self) -> bool:
        """This says whether nothing but a tutor's word is wanting."""
        return self.has_content and self.has_sessions and not self.is_said

    @property
    def lines(self) -> list[Line]:
        """These are all the things that are needed, those that are done, too."""
        return [*self._lines()]

    @property
    def left(self) -> list[str]:
        """These are the things that are wanting, in words; none once the place is completed."""
        return [] if self.is_completed else [line.words for line in self._lines() if not line.is_done]

    def _lines(self) -> Iterator[Line]:
        yield Line(self._content, self.has_content)
        if self.sessions_needed:
            yield Line(self._sessions, self.has_sessions)
        if self.needs_word:
            given, awaited = _("A tutor has said that the work is done."), _("A tutor says that the work is done.")
            yield Line(given if self.has_word else awaited, self.has_word)

    @property
    def _content(self) -> str:
        if self.units_left is None:
            return _("There is nothing to do in the course at the moment.")
        if self.has_content:
            return _("The course is done.")
        left = self.units_left
        return ngettext("%(count)s step of the course is left.", "%(count)s steps of the course are left.", left) % {
            "count": left
        }

    @property
    def _sessions(self) -> str:
        text = ngettext(
            "%(attended)s of %(needed)s live session is attended.",
            "%(attended)s of %(needed)s live sessions are attended.",
            self.sessions_needed,
        )
        return text % {"attended": min(self.attended, self.sessions_needed), "needed": self.sessions_needed}


def what_is_left(place: Place) -> Remaining:
    """This is what one member still needs. Four queries at most."""
    return remaining(place.cohort, [place])[place.pk]


def remaining(cohort: Cohort, places: Collection[Place]) -> dict[int, Remaining]:
    """This is what each of some members of a cohort still needs, by their places. As many queries for one as for many."""
    needed = sessions_needed(cohort)
    attended = attended_by(cohort, places) if needed else {}
    left = units_left(cohort.course, [place.enrolment for place in places if place.enrolment is not None])
    return {
        place.pk: Remaining(
            units_left=left.get(place.enrolment_id or 0),
            sessions_needed=needed,
            attended=attended.get(place.learner_id, 0),
            needs_word=cohort.needs_word,
            has_word=place.has_word,
            is_completed=place.is_completed,
        )
        for place in places
    }


def sessions_needed(cohort: Cohort) -> int:
    """This is how many sessions must be attended, as far as that is possible; 0 for none. One query at most."""
    if cohort.sessions_needed is None:
        return 0
    planned = Count("pk", filter=Q(status=Session.Status.PLANNED))
    counted = cohort.sessions.aggregate(planned=planned, all=Count("pk"))
    return possible(
        cohort.sessions_needed,
        planned=counted["planned"],
        lost=counted["all"] - counted["planned"],
        is_over=not cohort.is_current,
    )


def possible(needed: int, *, planned: int, lost: int, is_over: bool) -> int:
    """
    This is how many sessions can fairly be asked for, where some were cancelled, or did not happen.

    Each lost one counts, unless others are planned in its stead. Once the cohort is over, no more can come.
    """
    return min(needed, planned if is_over else max(planned, needed - lost, 0))


def attended_by(cohort: Cohort, places: Collection[Place]) -> dict[int, int]:
    """These numbers of sessions the learners of places have attended, by their ids. One query."""
    rows = counting(cohort).filter(place__learner__in=[place.learner_id for place in places])
    counted = rows.order_by("place__learner").values("place__learner").annotate(number=Count("session", distinct=True))
    return dict(counted.values_list("place__learner", "number"))


def counting(cohort: Cohort) -> AttendanceQuerySet:
    """
    These attendances count in a cohort.

    Those of another cohort of the course count to who was moved from there, and keeps what they did.
    """
    moved_here = Q(place__status=Place.Status.MOVED, place__cohort__course=cohort.course_id)
    return Attendance.objects.attended().held().filter(Q(place__cohort=cohort) | moved_here)
