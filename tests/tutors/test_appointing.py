import datetime as dt

import pytest

from tests.enrolments.factories import DAY, NOW
from tests.factories import make_user
from tests.tutors.factories import HOUR, make_appointment, make_cohort, make_session, make_tutor
from tutors import appointing, exceptions
from tutors.appointing import Terms
from tutors.models import Appointment

pytestmark = pytest.mark.django_db
Role = Appointment.Role
LEAD = Terms(Role.LEAD)
ASSISTANT = Terms(Role.ASSISTANT)
TODAY = NOW.date()


def appoint(cohort, tutor, terms=LEAD, by=None):
    return appointing.appoint(cohort=cohort, tutor=tutor, terms=terms, by=by, now=NOW)


def test_a_person_becomes_a_tutor_once():
    user = make_user()

    tutor = appointing.make_tutor(user=user, trained_since=dt.date(2024, 5, 1))
    again = appointing.make_tutor(user=user)

    assert (again, again.trained_since, again.is_listed) == (tutor, dt.date(2024, 5, 1), False)
    with pytest.raises(exceptions.TutorUnavailable):
        appointing.make_tutor(user=make_user(is_active=False))


def test_who_retires_is_appointed_nowhere_and_listed_nowhere(announced):
    tutor, officer = make_tutor(is_listed=True), make_user()
    appointments = [make_appointment(tutor=tutor), make_appointment(tutor=tutor, role=Role.ASSISTANT)]

    with announced() as heard:
        for _ in range(2):
            appointing.retire(tutor=tutor, by=officer, now=NOW, reason="A new job")

    tutor.refresh_from_db()
    assert (tutor.retired_at, tutor.is_listed) == (NOW, False)
    assert heard.of("appointment_ended") == [each.pk for each in appointments]
    assert {(each.ended_at, each.ended_by, each.ended_reason) for each in Appointment.objects.all()} == {
        (NOW, officer, "A new job")
    }
    assert appointing.make_tutor(user=tutor.user).retired_at is None


def test_appointing_is_told_once(announced):
    cohort, tutor, officer = make_cohort(), make_tutor(), make_user()

    with announced() as heard:
        appointment = appoint(cohort, tutor, by=officer)
        again = appoint(cohort, tutor, by=officer)

    assert (again, appointment.role, appointment.appointed_by, appointment.appointed_at) == (
        appointment,
        Role.LEAD,
        officer,
        NOW,
    )
    assert heard == [("tutor_appointed", appointment.pk)]


def test_the_first_lead_holds_what_nobody_holds():
    cohort, other = make_cohort(), make_tutor()
    theirs, nobodys = make_session(cohort, held_by=other), make_session(cohort)
    over = make_session(cohort, starts_at=NOW - 2 * HOUR)

    appoint(cohort, make_tutor(), ASSISTANT)
    lead = appoint(cohort, make_tutor())

    held = {each.pk: each.held_by for each in cohort.sessions.select_related("held_by")}
    assert held == {theirs.pk: other, nobodys.pk: lead.tutor, over.pk: None}


def test_a_stand_in_has_dates_that_may_change():
    cohort, tutor = make_cohort(), make_tutor()
    appoint(cohort, tutor, Terms(Role.STAND_IN, TODAY, TODAY + DAY))

    appointment = appoint(cohort, tutor, Terms(Role.STAND_IN, TODAY, TODAY + 7 * DAY))

    assert Appointment.objects.get().until_on == appointment.until_on == TODAY + 7 * DAY


def test_appointments_that_are_refused():
    cohort = make_cohort()
    lead = appoint(cohort, make_tutor())

    with pytest.raises(exceptions.LeadTaken):
        appoint(cohort, make_tutor())
    with pytest.raises(exceptions.AlreadyAppointed):
        appoint(cohort, lead.tutor, ASSISTANT)
    for tutor in [make_tutor(retired_at=NOW), make_tutor(user=make_user(is_active=False))]:
        with pytest.raises(exceptions.TutorUnavailable):
            appoint(cohort, tutor, ASSISTANT)

    assert [*Appointment.objects.all()] == [lead]


def test_an_appointment_ends_once_and_its_sessions_are_the_leads(announced):
    cohort, officer = make_cohort(), make_user()
    lead, assistant = make_appointment(cohort), make_appointment(cohort, role=Role.ASSISTANT)
    over = make_session(cohort, starts_at=NOW - 2 * HOUR, held_by=assistant.tutor)
    coming = make_session(cohort, held_by=assistant.tutor)

    with announced() as heard:
        for _ in range(2):
            appointing.end_appointment(appointment=assistant, by=officer, now=NOW, reason=" Leave ")
    appointing.end_appointment(appointment=lead, by=officer, now=NOW)

    assistant.refresh_from_db()
    coming.refresh_from_db()
    over.refresh_from_db()
    assert (assistant.ended_at, assistant.ended_by, assistant.ended_reason) == (NOW, officer, "Leave")
    assert heard == [("appointment_ended", assistant.pk)]
    assert (over.held_by, coming.held_by) == (assistant.tutor, None)


@pytest.mark.parametrize("has_role", [True, False])
def test_handing_over_ends_one_and_begins_another(has_role, announced):
    cohort, officer, to = make_cohort(), make_user(), make_tutor()
    lead = make_appointment(cohort)
    coming = make_session(cohort, held_by=lead.tutor)
    if has_role:
        make_appointment(cohort, to, role=Role.ASSISTANT)

    with announced() as heard:
        for _ in range(2):
            new = appointing.hand_over(cohort=cohort, to=to, by=officer, now=NOW, reason="Leave")

    coming.refresh_from_db()
    lead.refresh_from_db()
    assert [*cohort.appointments.open()] == [new]
    assert (new.tutor, new.role, coming.held_by) == (to, Role.LEAD, to)
    assert (lead.ended_at, lead.ended_by, lead.ended_reason) == (NOW, officer, "Leave")
    assert heard.of("tutor_appointed") == [new.pk]
    assert len(heard.of("appointment_ended")) == 1 + has_role


def test_handing_over_that_is_refused():
    cohort = make_cohort()

    with pytest.raises(exceptions.NoLead):
        appointing.hand_over(cohort=cohort, to=make_tutor(), by=None, now=NOW)
    lead = make_appointment(cohort)
    with pytest.raises(exceptions.TutorUnavailable):
        appointing.hand_over(cohort=cohort, to=make_tutor(retired_at=NOW), by=None, now=NOW)

    assert [*Appointment.objects.open()] == [lead]
