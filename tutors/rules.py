"""Who may do what in a cohort: one predicate per question, asked by views and templates alike."""

import datetime as dt
from secrets import compare_digest

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from courses.models import CoursePage
from tutors.models import Cohort, Session, Tutor

type Person = User | AnonymousUser
Joining = Cohort.Joining


def is_coordinator(person: Person) -> bool:
    """This says whether somebody may do in every cohort what its tutors may, and appoint these."""
    return person.has_perm("tutors.change_cohort")


def is_appointed(person: Person, cohort: Cohort, *, now: dt.datetime) -> bool:
    """This says whether a person is a tutor of a cohort today, by its own calendar. One query."""
    if isinstance(person, AnonymousUser):
        return False
    return cohort.appointments.on(cohort.today(now)).filter(tutor__user=person).exists()


def can_teach(person: Person, cohort: Cohort, *, now: dt.datetime) -> bool:
    """This says whether a person may run a cohort now: its tutors of today, and coordinators."""
    return is_coordinator(person) or is_appointed(person, cohort, now=now)


def is_member(person: Person, cohort: Cohort) -> bool:
    """This says whether a person holds a place. One query."""
    return person.is_authenticated and cohort.places.held().filter(learner=person).exists()


def is_invited(cohort: Cohort, token: str) -> bool:
    """This says whether somebody has the link; none lets anybody into a cohort that only staff fill."""
    if not token or cohort.joining == Joining.STAFF:
        return False
    return compare_digest(token.encode(), cohort.invitation_token.encode())


def is_public(cohort: Cohort, *, token: str = "") -> bool:
    """This says whether anybody may know of a cohort: it is no draft, and people ask for its places, or have its link."""
    return cohort.status != Cohort.Status.DRAFT and may_ask(cohort, token=token)


def can_see_cohort(person: Person, cohort: Cohort, *, now: dt.datetime, token: str = "") -> bool:
    """
    This says whether a person may know of a cohort.

    All may know of those that people ask for, of others who is invited, who has or had a place, and its tutors; of a draft
    these only. Whether the course itself is shown to them, is asked of the course.
    """
    if is_public(cohort, token=token) or can_teach(person, cohort, now=now):
        return True
    if cohort.status == Cohort.Status.DRAFT:
        return False
    return person.is_authenticated and cohort.places.filter(learner=person).exists()


def is_moderated(pace: str) -> bool:
    """This says whether a course is taken in cohorts, by the pace that its author gave it."""
    return pace != CoursePage.Pace.SELF_PACED


def may_ask(cohort: Cohort, *, token: str = "") -> bool:
    """This says whether, by the cohort's way of joining, people may ask by themselves."""
    return cohort.joining in {Joining.OPEN, Joining.APPROVAL} or is_invited(cohort, token)


def can_join(person: Person, cohort: Cohort, *, now: dt.datetime, token: str = "") -> bool:
    """This says whether a person may ask for a place now, and has none. One query."""
    if not person.is_authenticated or not cohort.takes_sign_up(now) or not may_ask(cohort, token=token):
        return False
    return not cohort.places.current().filter(learner=person).exists()


def takes_part(person: Person, cohort: Cohort, *, now: dt.datetime) -> bool:
    """This says whether a person is inside: a member, or who may run it."""
    return is_member(person, cohort) or can_teach(person, cohort, now=now)


def may_see_join_link(session: Session, person: Person, *, now: dt.datetime) -> bool:
    """This says whether the link to a session is shown: to who takes part, around its time only."""
    return session.is_joinable(now) and takes_part(person, session.cohort, now=now)


def may_see_name(tutor: Tutor, *, is_inside: bool) -> bool:
    """This says whether a tutor is named to somebody: to who takes part, and to everybody if they agreed to it."""
    return is_inside or (tutor.is_listed and not tutor.is_retired)
