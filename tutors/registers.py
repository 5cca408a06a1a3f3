"""Whom attendance is noted of, and what is noted: for one session, and for a cohort's people by its sessions."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.models import User
from tutors.models import Appointment, Attendance, Cohort, Place, Session
from tutors.models.places import MEMBERS


@dataclass(frozen=True)
class Entry:
    """
    This is somebody in a session's register: by the place that they had then or, who came later, have now.

    ``joined_later`` and ``left_before`` say that they were not in the cohort at the time.
    """

    place: Place
    joined_later: bool = False
    left_before: bool = False

    @property
    def is_expected(self) -> bool:
        return not self.joined_later and not self.left_before


def register_of(session: Session) -> dict[int, Entry]:
    """
    These are the people of whom something may be noted in a session, by the keys of their places, in order of names.

    Members of then and of now are in it, each once, whatever places they had; who left before is not, unless they are back.
    Tutors of the cohort are never in it. One query.
    """
    return {each.place.pk: each for each in entries_of(session) if not each.left_before}


def entries_of(session: Session) -> list[Entry]:
    """These are the same people, and those who had left before. One query."""
    return chosen(entry_of(place, session) for place in places_held(session.cohort_id))


def places_held(cohort: int) -> QuerySet[Place]:
    """These are the places that are held, or were, by others than the cohort's tutors, in order of names."""
    tutors = Appointment.objects.open().filter(cohort=cohort).values("tutor__user")
    rows = Place.objects.filter(cohort=cohort, joined_at__isnull=False).exclude(learner__in=tutors)
    return rows.select_related("learner").order_by("learner__search_name", "learner", "pk")


def latest_places(cohort: Cohort) -> list[Place]:
    """These are the people of a cohort, and those who were, each by the place that they have now or had last. One query."""
    latest: dict[int, Place] = {}
    for place in places_held(cohort.pk):
        rival = latest.get(place.learner_id)
        if rival is None or rival.ended_at is not None or place.ended_at is None:
            latest[place.learner_id] = place
    return list(latest.values())


def entry_of(place: Place, session: Session) -> Entry:
    joined, ended = place.joined_at, place.ended_at
    return Entry(
        place,
        joined_later=joined is not None and joined >= session.ends_at,
        left_before=ended is not None and ended <= session.starts_at,
    )


def chosen(entries: Iterable[Entry]) -> list[Entry]:
    """Of somebody's several places in a cohort, the one that they had at the time counts, else the latest."""
    best: dict[int, Entry] = {}
    for each in entries:
        rival = best.get(each.place.learner_id)
        if rival is None or _rank(each) > _rank(rival):
            best[each.place.learner_id] = each
    return list(best.values())


def _rank(entry: Entry) -> tuple[bool, bool, bool, int]:
    return entry.is_expected, not entry.left_before, entry.place.ended_at is None, entry.place.pk


def noted_in(session: Session) -> dict[int, Attendance]:
    """This is what is noted of a session, and whether it was corrected, by the keys of places. One query."""
    rows = Attendance.objects.filter(session=session).with_corrections().select_related("noted_by")
    return {each.place_id: each for each in rows.order_by("pk")}


def place_to_check_in(session: Session, learner: User) -> Place | None:
    """This is the place by which somebody may check in: they are a member by it, and no tutor of the cohort. One query."""
    return places_held(session.cohort_id).filter(learner=learner, status__in=MEMBERS).first()


def noted_of(session: Session, learner: User) -> Attendance | None:
    """This is what is noted of a learner in a session, None if nothing is. One query."""
    rows = Attendance.objects.filter(session=session, place__learner=learner, place__cohort=session.cohort_id)
    return rows.order_by("-noted_at", "-pk").first()
