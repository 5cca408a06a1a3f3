"""Tutors come and go: made, retired, appointed to cohorts, replaced."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from core.announce import announce
from tutors import acts, exceptions
from tutors.models import Appointment, Cohort, Tutor
from tutors.signals import appointment_ended, tutor_appointed

Role = Appointment.Role


@dataclass(frozen=True)
class Terms:
    """This is what a tutor is appointed to: a role and, where it is not for the whole cohort, its dates."""

    role: Role
    from_on: dt.date | None = None
    until_on: dt.date | None = None


@transaction.atomic
def make_tutor(*, user: User, trained_since: dt.date | None = None) -> Tutor:
    """
    Make a tutor of a person, or bring one back who had retired; who is one stays as they are.

    :raises TutorUnavailable: if the account is closed.
    """
    if not user.is_active:
        raise exceptions.TutorUnavailable
    tutor, _ = Tutor.objects.get_or_create(user=user, defaults={"trained_since": trained_since})
    if tutor.is_retired:
        tutor.retired_at = None
        tutor.save(update_fields=["retired_at"])
    return tutor


@transaction.atomic
def retire(*, tutor: Tutor, by: User | None, now: dt.datetime, reason: str = "") -> Tutor:
    """Let a tutor go: appointments end, the public profile closes. A repeat changes nothing."""
    for appointment in tutor.appointments.open().order_by("cohort", "pk"):
        end_appointment(appointment=appointment, by=by, now=now, reason=reason)
    tutor = Tutor.objects.select_for_update().get(pk=tutor.pk)
    if not tutor.is_retired:
        tutor.retired_at, tutor.is_listed = now, False
        tutor.save(update_fields=["retired_at", "is_listed"])
    return tutor


@transaction.atomic
def appoint(*, cohort: Cohort, tutor: Tutor, terms: Terms, by: User | None, now: dt.datetime) -> Appointment:
    """
    Appoint a tutor to a cohort and announce it; with another role, end the old appointment first.

    The same once more changes nothing, other dates of the same role are noted. Sessions to come that nobody holds are the
    first lead's.

    :raises TutorUnavailable: if they have retired, or their account is closed.
    :raises LeadTaken: if another tutor leads the cohort.
    :raises AlreadyAppointed: if they have another role in it.
    """
    cohort = acts.locked_cohort(cohort)
    if not Tutor.objects.active().filter(pk=tutor.pk).exists():
        raise exceptions.TutorUnavailable
    existing = cohort.appointments.open().filter(tutor=tutor).order_by("pk").first()
    if existing is not None:
        return _with_terms(existing, terms)
    if terms.role == Role.LEAD and cohort.appointments.open().leads().exists():
        raise exceptions.LeadTaken
    appointment = _appoint(cohort, tutor, terms, by, now)
    if terms.role == Role.LEAD:
        cohort.sessions.upcoming(now).filter(held_by__isnull=True).update(held_by=tutor)
    return appointment


@transaction.atomic
def end_appointment(*, appointment: Appointment, by: User | None, now: dt.datetime, reason: str = "") -> Appointment:
    """End an appointment and announce it; sessions to come are the lead's. A repeat changes nothing."""
    cohort = acts.locked_cohort(appointment.cohort)
    appointment = Appointment.objects.select_for_update(of=("self",)).select_related("tutor").get(pk=appointment.pk)
    if not appointment.is_open:
        return appointment
    _end(appointment, by, now, reason)
    lead = cohort.appointments.open().leads().order_by("pk").first()
    _hand_sessions(cohort, appointment.tutor, lead.tutor if lead else None, now)
    return appointment


@transaction.atomic
def hand_over(*, cohort: Cohort, to: Tutor, by: User | None, now: dt.datetime, reason: str = "") -> Appointment:
    """
    Make another tutor the lead of a cohort, with the sessions to come: one appointment ends, the other begins.

    What role they had in it until now ends, too. To who leads it already, this changes nothing.

    :raises NoLead: if there is none who could hand over.
    :raises TutorUnavailable: if the tutor has retired, or their account is closed.
    """
    cohort = acts.locked_cohort(cohort)
    lead = cohort.appointments.open().leads().select_related("tutor").order_by("pk").first()
    if lead is None:
        raise exceptions.NoLead
    if lead.tutor_id == to.pk:
        return lead
    if not Tutor.objects.active().filter(pk=to.pk).exists():
        raise exceptions.TutorUnavailable
    for old in cohort.appointments.open().filter(tutor__in=[lead.tutor, to]).order_by("pk"):
        _end(old, by, now, reason)
    appointment = _appoint(cohort, to, Terms(Role.LEAD), by, now)
    _hand_sessions(cohort, lead.tutor, to, now)
    return appointment


# Inside a transaction, the cohort locked


def _appoint(cohort: Cohort, tutor: Tutor, terms: Terms, by: User | None, now: dt.datetime) -> Appointment:
    appointment = Appointment.objects.create(
        cohort=cohort,
        tutor=tutor,
        role=terms.role,
        from_on=terms.from_on,
        until_on=terms.until_on,
        appointed_at=now,
        appointed_by=by,
    )
    announce(tutor_appointed, appointment_id=appointment.pk)
    return appointment


def _with_terms(appointment: Appointment, terms: Terms) -> Appointment:
    if appointment.role != terms.role:
        raise exceptions.AlreadyAppointed
    appointment.from_on, appointment.until_on = terms.from_on, terms.until_on
    appointment.save(update_fields=["from_on", "until_on"])
    return appointment


def _end(appointment: Appointment, by: User | None, now: dt.datetime, reason: str) -> None:
    appointment.ended_at, appointment.ended_by, appointment.ended_reason = now, by, reason.strip()
    appointment.save(update_fields=["ended_at", "ended_by", "ended_reason"])
    announce(appointment_ended, appointment_id=appointment.pk)


def _hand_sessions(cohort: Cohort, old: Tutor, new: Tutor | None, now: dt.datetime) -> None:
    """What is over was held by who held it."""
    cohort.sessions.upcoming(now).filter(held_by=old).update(held_by=new)
