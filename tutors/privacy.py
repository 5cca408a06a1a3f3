"""What this room knows of a person, and what becomes of it when they are erased."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

import notices.actions
from accounts.models import User
from accounts.privacy import Choices, Entry, Rows, register, rows
from notices.models import Mail
from tutors import appointing, feeds, letters, placing
from tutors.models import (
    Appointment,
    Attendance,
    AttendanceChange,
    CalendarFeed,
    CheckIn,
    Cohort,
    CohortMove,
    Interest,
    Place,
    PlaceMove,
    Session,
    Tutor,
)

NOBODYS = _("Stays as a count in the figures of its cohort; with your account emptied, it is nobody's.")
TAUGHT = _("Says which cohort was moderated when; with your account emptied, it does not say by whom.")
APPOINTED = _(
    "Says which cohort was moderated when; with your account emptied, it does not say by whom. Certificates of its learners"
    " go on naming you as their tutor, as they were printed."
)
MADE = _("Says what was done in a cohort; with your account emptied, it does not say by whom.")

DATES = ("asked_at", "waiting_since", "offered_until", "joined_at", "word_given_at", "completed_at", "ended_at")


# Learners


def export_places(user: User) -> Rows:
    places = Place.objects.filter(learner=user).select_related("cohort").order_by("pk")
    return rows(places, "cohort", "status", "way", "told", *DATES)


def erase_places(user: User, _choices: Choices) -> None:
    """This takes a person out of cohorts and queues, so that others get the seats."""
    for place in Place.objects.current().filter(learner=user).order_by("cohort", "pk"):
        placing.leave(place=place, now=timezone.now())
    Place.objects.filter(learner=user).update(told={})


def export_place_moves(user: User) -> Rows:
    moves = PlaceMove.objects.filter(place__learner=user).select_related("place").order_by("moved_at", "pk")
    return rows(moves, "place", "from_status", "to_status", "moved_at", "reason")


def erase_place_moves(user: User, _choices: Choices) -> None:
    """This takes the words away: a reason may tell of an illness, and tutors have mails that say who asked for a place."""
    moves = PlaceMove.objects.filter(place__learner=user)
    for move in moves.filter(to_status=Place.Status.ASKED):
        notices.actions.empty(Mail.objects.filter(key__startswith=letters.mails_about(move)))
    moves.update(reason="")


def export_attendances(user: User) -> Rows:
    found = Attendance.objects.filter(place__learner=user).select_related("session").order_by("session__starts_at", "pk")
    return rows(found, "session", "status", "minutes", "way", "noted_at")


def export_attendance_changes(user: User) -> Rows:
    changes = AttendanceChange.objects.filter(attendance__place__learner=user).select_related("attendance__session")
    return [
        {
            "session": change.attendance.session.title,
            "from": change.get_from_status_display(),
            "to": change.get_to_status_display(),
            "minutes": change.minutes,
            "way": change.get_way_display(),
            "when": change.changed_at.isoformat(),
        }
        for change in changes.order_by("changed_at", "pk")
    ]


def export_interests(user: User) -> Rows:
    interests = Interest.objects.filter(person=user).select_related("course").order_by("asked_at", "pk")
    return rows(interests, "course", "language", "asked_at", "told_at")


def erase_interests(user: User, _choices: Choices) -> None:
    Interest.objects.filter(person=user).delete()


def export_feeds(user: User) -> Rows:
    return rows(CalendarFeed.objects.filter(person=user).order_by("pk"), "made_at")


def erase_feeds(user: User, _choices: Choices) -> None:
    feeds.end_feed(person=user)


# Tutors


def export_tutors(user: User) -> Rows:
    tutors = Tutor.objects.filter(user=user).order_by("pk")
    return rows(tutors, "about", "languages", "topics", "is_listed", "trained_since", "retired_at")


def erase_tutors(user: User, _choices: Choices) -> None:
    """This ends a tutor's appointments, empties what they said of themselves, and leads no answers to their address."""
    for tutor in Tutor.objects.filter(user=user):
        appointing.retire(tutor=tutor, by=None, now=timezone.now())
    Mail.objects.filter(kind__startswith="tutors.", reply_to__icontains=user.email).update(reply_to="")
    Tutor.objects.filter(user=user).update(about="", languages=[], topics=[], trained_since=None)


def export_appointments(user: User) -> Rows:
    found = Appointment.objects.filter(tutor__user=user).select_related("cohort").order_by("appointed_at", "pk")
    return rows(found, "cohort", "role", "from_on", "until_on", "appointed_at", "ended_at", "ended_reason")


def erase_appointments(user: User, _choices: Choices) -> None:
    """This takes the words away: a reason may tell of an illness."""
    Appointment.objects.filter(tutor__user=user).update(ended_reason="")


def export_sessions(user: User) -> Rows:
    sessions = Session.objects.filter(held_by__user=user).select_related("cohort").order_by("starts_at", "pk")
    return rows(sessions, "cohort", "title", "starts_at", "minutes", "status")


def export_check_ins(user: User) -> Rows:
    found = CheckIn.objects.filter(made_by=user).select_related("session").order_by("opens_at", "pk")
    return rows(found, "session", "opens_at", "closes_at", "closed_at")


def export_cohorts(user: User) -> Rows:
    return rows(Cohort.objects.filter(created_by=user).order_by("pk"), "name", "created_at")


def export_cohort_moves(user: User) -> Rows:
    moves = CohortMove.objects.filter(moved_by=user).select_related("cohort").order_by("moved_at", "pk")
    return rows(moves, "from_status", "to_status", "moved_at", "reason")


def register_all() -> None:
    """This declares every model of the room; called in ``AppConfig.ready()``."""
    profile = ("user", "about", "languages", "topics", "is_listed", "trained_since", "retired_at")
    terms = (
        *("role", "from_on", "until_on", "appointed_at", "appointed_by", "told_at"),
        *("ended_at", "ended_by", "ended_reason", "end_told_at"),
    )
    moves = ("from_status", "to_status", "moved_at", "moved_by", "reason", "told_at")
    for entry in [
        Entry(
            "tutors.Place",
            personal=("learner", "enrolment", "status", "way", "told", "word_given_by", *DATES),
            export=export_places,
            erase=erase_places,
            reason=NOBODYS,
        ),
        Entry(
            "tutors.PlaceMove",
            personal=("place", *moves),
            export=export_place_moves,
            erase=erase_place_moves,
            reason=NOBODYS,
        ),
        Entry(
            "tutors.Attendance",
            personal=("place", "status", "minutes", "way", "noted_by", "noted_at"),
            export=export_attendances,
            reason=NOBODYS,
        ),
        Entry(
            "tutors.AttendanceChange",
            personal=("attendance", "from_status", "to_status", "minutes", "way", "changed_at", "changed_by"),
            export=export_attendance_changes,
            reason=NOBODYS,
        ),
        Entry("tutors.CheckIn", personal=("made_by", "opens_at", "closed_at"), export=export_check_ins, reason=MADE),
        Entry(
            "tutors.Interest",
            personal=("person", "course", "language", "asked_at", "told_at"),
            export=export_interests,
            erase=erase_interests,
        ),
        Entry("tutors.CalendarFeed", personal=("person", "token", "made_at"), export=export_feeds, erase=erase_feeds),
        Entry("tutors.Tutor", personal=profile, export=export_tutors, erase=erase_tutors, reason=TAUGHT),
        Entry(
            "tutors.Appointment",
            personal=("tutor", *terms),
            export=export_appointments,
            erase=erase_appointments,
            reason=APPOINTED,
        ),
        Entry("tutors.Session", personal=("held_by",), export=export_sessions, reason=TAUGHT),
        Entry("tutors.Cohort", personal=("created_by", "created_at"), export=export_cohorts, reason=MADE),
        Entry("tutors.CohortMove", personal=moves, export=export_cohort_moves, reason=MADE),
        Entry("tutors.ModuleDate", reason=_("Says when a module opens, and nothing about people.")),
    ]:
        register(entry)
