"""Moderated cohorts: tutors, their appointments, cohorts with dates, places in them, live sessions, and who was there."""

from tutors.models.appointments import Appointment
from tutors.models.attendance import Attendance, AttendanceChange, CheckIn
from tutors.models.cohorts import MOVES, Cohort, CohortMove, ModuleDate
from tutors.models.feeds import CalendarFeed
from tutors.models.interests import Interest
from tutors.models.places import PLACE_MOVES, Place, PlaceMove
from tutors.models.sessions import Session
from tutors.models.tutors import Tutor

__all__ = [
    "MOVES",
    "PLACE_MOVES",
    "Appointment",
    "Attendance",
    "AttendanceChange",
    "CalendarFeed",
    "CheckIn",
    "Cohort",
    "CohortMove",
    "Interest",
    "ModuleDate",
    "Place",
    "PlaceMove",
    "Session",
    "Tutor",
]
