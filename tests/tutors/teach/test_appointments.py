import datetime as dt

import pytest
from django.urls import reverse

from tests.enrolments.factories import DAY, NOW
from tests.tutors.factories import make_appointment, make_cohort, make_session, make_tutor
from tutors.models import Appointment

pytestmark = pytest.mark.django_db
Role = Appointment.Role


@pytest.fixture
def other():
    return make_tutor(full_name="Otto Other")


def standing(tutor, **given):
    return {"tutor": tutor.pk, "role": "stand_in", "from_on": "2026-03-16", "until_on": "2026-03-20", "seen": "", **given}


def booked(tutor, cohort, day=16):
    """They meet at noon of London in both, that of the other on the 16th."""
    elsewhere = make_cohort(name="Elsewhere")
    make_appointment(elsewhere, tutor)
    starts_at = dt.datetime(2026, 3, day, 12, tzinfo=dt.UTC)
    make_session(cohort, starts_at=starts_at)
    return make_session(elsewhere, title="Their meeting", starts_at=starts_at)


def test_a_lead_appoints_who_stands_in_on_given_days(teaching, cohort, lead, other, at):
    form = teaching.get(at("tutors")).context["form"]
    response = teaching.post(at("tutors"), standing(other), follow=True)

    assert [role for role, _label in form.fields["role"].choices] == [Role.STAND_IN]
    appointment = cohort.appointments.get(tutor=other)
    assert (appointment.role, appointment.from_on, appointment.until_on, appointment.appointed_by) == (
        Role.STAND_IN,
        dt.date(2026, 3, 16),
        dt.date(2026, 3, 20),
        lead.user,
    )
    assert "from 16 March 2026 to 20 March 2026" in response.text


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"role": "assistant"}, "role"),
        ({"role": "lead"}, "role"),
        ({"from_on": ""}, "from_on"),
        ({"until_on": "2026-03-15"}, "until_on"),
        ({"tutor": "0"}, "tutor"),
    ],
)
def test_a_lead_appoints_to_nothing_else(teaching, cohort, other, at, wrong, field):
    response = teaching.post(at("tutors"), standing(other) | wrong)

    assert ([*response.context["form"].errors], cohort.appointments.count()) == ([field], 1)


def test_a_coordinator_appoints_to_any_role(client, coordinator, cohort, other, at):
    client.force_login(coordinator)

    client.post(at("tutors"), {"tutor": other.pk, "role": "lead"})
    client.post(at("tutors"), {"tutor": make_tutor().pk, "role": "assistant", "from_on": "2026-03-16"})
    wrong = client.post(at("tutors"), {"tutor": make_tutor().pk, "role": "stand_in", "from_on": "2026-03-16"})

    assert [*cohort.appointments.order_by("pk").values_list("role", flat=True)] == ["lead", "assistant"]
    assert [*wrong.context["form"].errors] == ["until_on"]


def test_what_the_act_refuses_is_said(client, coordinator, cohort, lead, other, at):
    client.force_login(coordinator)

    response = client.post(at("tutors"), {"tutor": other.pk, "role": "lead"})

    assert ("This cohort has a lead tutor. Hand it over instead." in response.text, cohort.appointments.count()) == (True, 1)


def test_a_retired_tutor_is_not_to_be_chosen(teaching, at):
    retired = make_tutor(retired_at=NOW)

    assert [*teaching.post(at("tutors"), standing(retired)).context["form"].errors] == ["tutor"]


def test_double_booking_is_warned_of_and_stops_nobody(teaching, cohort, other, at):
    booked(other, cohort)

    warned = teaching.post(at("tutors"), standing(other))
    assert ("Their meeting" in warned.text, cohort.appointments.count()) == (True, 1)

    teaching.post(at("tutors"), standing(other, seen=warned.context["form"]["seen"].value()))
    assert cohort.appointments.count() == 2


def test_what_lies_outside_the_days_is_not_warned_of(teaching, cohort, other, at):
    booked(other, cohort, day=23)

    teaching.post(at("tutors"), standing(other))

    assert cohort.appointments.count() == 2


def test_the_cohort_is_handed_over(teaching, cohort, lead, other, at):
    session = make_session(cohort, held_by=lead)

    response = teaching.post(at("hand_over"), {"tutor": other.pk, "reason": "I move."}, follow=True)

    assert response.redirect_chain == [(reverse("teach:overview"), 302)]
    session.refresh_from_db()
    assert session.held_by == other
    ended = cohort.appointments.get(tutor=lead)
    assert (ended.ended_reason, ended.ended_by, cohort.appointments.get(tutor=other).role) == (
        "I move.",
        lead.user,
        Role.LEAD,
    )
    # From now on it is not theirs.
    assert teaching.get(at("cohort")).status_code == 403


def test_who_is_booked_elsewhere_is_warned_of_at_the_handover(teaching, cohort, lead, other, at):
    booked(other, cohort)

    warned = teaching.post(at("hand_over"), {"tutor": other.pk})
    teaching.post(at("hand_over"), {"tutor": other.pk, "seen": warned.context["form"]["seen"].value()})

    assert ("Booked twice" in warned.text, cohort.appointments.open().leads().get().tutor) == (True, other)


def test_a_cohort_without_a_lead_is_not_handed_over(client, coordinator, cohort, other, at):
    client.force_login(coordinator)

    assert "This cohort has no lead tutor." in client.post(at("hand_over"), {"tutor": other.pk}).text


def test_a_lead_ends_an_appointment(teaching, cohort, lead, assistant, at):
    appointment = cohort.appointments.get(tutor=assistant)

    teaching.post(at("end_appointment", appointment.pk), {"reason": "Thank you."})
    response = teaching.post(at("end_appointment", appointment.pk), follow=True)

    appointment.refresh_from_db()
    assert (appointment.ended_by, appointment.ended_reason) == (lead.user, "Thank you.")
    assert "No longer appointed" in response.text


def test_a_lead_does_not_end_their_own(teaching, cohort, lead, at):
    appointment = cohort.appointments.get(tutor=lead)

    assert teaching.post(at("end_appointment", appointment.pk)).status_code == 403
    appointment.refresh_from_db()
    assert appointment.is_open


def test_a_coordinator_ends_that_of_a_lead(client, coordinator, cohort, lead, at):
    client.force_login(coordinator)

    client.post(at("end_appointment", cohort.appointments.get().pk))

    assert cohort.appointments.open().count() == 0


@pytest.mark.parametrize("number", [1, 30])
def test_tutors_cost_the_same_for_one_and_for_thirty(teaching, cohort, at, number, django_assert_num_queries):
    for each in range(number):
        ended = NOW if each % 2 else None
        make_appointment(cohort, role=Role.STAND_IN, from_on=NOW.date(), until_on=NOW.date() + DAY, ended_at=ended)

    # As every page of the cohort, who leads once more; appointments, all tutors.
    with django_assert_num_queries(10):
        teaching.get(at("tutors"))
