"""Tutors appointed to cohorts in the administration, relieved, replaced."""

import datetime as dt

import pytest

from tests.enrolments.factories import DAY, NOW
from tests.tutors.factories import make_appointment, make_cohort, make_session, make_tutor
from tests.tutors.staff import is_turned_away, sign_in
from tutors import queries
from tutors.models import Appointment, Cohort

pytestmark = pytest.mark.django_db
FUTURE = dt.datetime(2040, 1, 2, 10, tzinfo=dt.UTC)


@pytest.fixture
def staff(client):
    return sign_in(client)


def cohort_page(cohort, act=""):
    return f"/admin/cohorts/{cohort.pk}/{act}"


def end_page(appointment):
    return f"/admin/cohorts/appointments/{appointment.pk}/end/"


def said(response):
    return [str(message) for message in response.context["messages"]]


def errors(response):
    return {name: [str(each) for each in faults] for name, faults in response.context["form"].errors.items()}


# Appointing


def test_a_tutor_is_appointed(client, staff):
    cohort, tutor = make_cohort(), make_tutor()

    response = client.post(cohort_page(cohort, "appoint/"), {"tutor": tutor.pk, "role": "lead"}, follow=True)

    appointment = cohort.appointments.get()
    assert (appointment.tutor, appointment.role, appointment.appointed_by) == (tutor, "lead", staff)
    assert said(response) == ["The tutor is appointed."]


@pytest.mark.usefixtures("staff")
def test_who_is_appointed_or_retired_is_not_offered(client):
    cohort = make_cohort()
    make_appointment(cohort)
    make_tutor(retired_at=NOW)
    free = make_tutor(full_name="Ada", email="ada@example.org")

    form = client.get(cohort_page(cohort, "appoint/")).context["form"]

    assert [str(label) for _, label in form.fields["tutor"].choices][1:] == ["Ada · ada@example.org"]
    # There is a lead.
    assert [value for value, _ in form.fields["role"].choices] == ["assistant", "stand_in"]
    assert list(errors(client.post(cohort_page(cohort, "appoint/"), {"tutor": free.pk, "role": "lead"}))) == ["role"]


@pytest.mark.usefixtures("staff")
def test_a_stand_in_has_dates(client):
    cohort, tutor = make_cohort(), make_tutor()
    given = {"tutor": tutor.pk, "role": "stand_in", "from_on": "2026-04-02", "until_on": "2026-04-01"}
    url = cohort_page(cohort, "appoint/")

    assert errors(client.post(url, given)) == {"until_on": ["It would end before it begins."]}
    client.post(url, given | {"until_on": "2026-04-02"})

    appointment = cohort.appointments.get()
    assert (appointment.from_on, appointment.until_on) == (dt.date(2026, 4, 2), dt.date(2026, 4, 2))


@pytest.mark.usefixtures("staff")
@pytest.mark.parametrize("act", ["appoint", "hand-over"])
def test_who_is_booked_twice_is_named_and_appointed_all_the_same(client, act):
    tutor, cohort, other = make_tutor(), make_cohort(), make_cohort(name="Lima")
    make_appointment(other, tutor)
    for each in (cohort, other):
        make_session(each, title=f"Meeting {each.pk}", starts_at=FUTURE)
    if act == "hand-over":
        make_appointment(cohort)

    response = client.post(cohort_page(cohort, f"{act}/"), {"tutor": tutor.pk, "role": "lead"}, follow=True)

    assert cohort.appointments.open().get().tutor == tutor
    assert (
        f"Booked twice: “Meeting {cohort.pk}”, Monday 2 January 2040, 10:00 (UTC), "
        f"overlaps with “Meeting {other.pk}” of “Lima”." in said(response)
    )


def test_a_cohort_is_handed_over(client, staff):
    cohort, to = make_cohort(), make_tutor()
    old = make_appointment(cohort)
    session = make_session(cohort, held_by=old.tutor, starts_at=FUTURE)
    assert cohort_page(cohort, "hand-over/") in client.get(cohort_page(cohort)).text

    client.post(cohort_page(cohort, "hand-over/"), {"tutor": to.pk, "reason": "Is ill"})

    old.refresh_from_db()
    session.refresh_from_db()
    assert (old.ended_by, old.ended_reason, session.held_by) == (staff, "Is ill", to)
    assert cohort.appointments.open().leads().get().tutor == to


@pytest.mark.usefixtures("staff")
def test_a_cohort_without_a_lead_is_not_handed_over(client):
    cohort, to = make_cohort(), make_tutor()
    assert cohort_page(cohort, "hand-over/") not in client.get(cohort_page(cohort)).text

    response = client.post(cohort_page(cohort, "hand-over/"), {"tutor": to.pk}, follow=True)

    assert said(response) == ["This cohort has no lead tutor. Appoint one."]
    assert not cohort.appointments.exists()


def test_an_appointment_is_ended(client, staff):
    appointment = make_appointment()
    assert f'href="{end_page(appointment)}"' in client.get(cohort_page(appointment.cohort)).text

    client.post(end_page(appointment), {"reason": "Is ill"})

    appointment.refresh_from_db()
    assert (appointment.is_open, appointment.ended_by, appointment.ended_reason) == (False, staff, "Is ill")
    assert said(client.get(end_page(appointment), follow=True))[-1] == "This appointment has ended."


# Clashes


def test_clashes_count_on_the_days_of_both_appointments():
    tutor, cohort, other = make_tutor(), make_cohort(), make_cohort()
    here, there = make_appointment(cohort, tutor), make_appointment(other, tutor)
    make_session(cohort, starts_at=FUTURE)
    clashing = make_session(other, starts_at=FUTURE + dt.timedelta(minutes=59))
    make_session(other, starts_at=FUTURE + dt.timedelta(minutes=60))
    make_session(make_cohort(), starts_at=FUTURE)

    def found():
        appointments, sessions = cohort.appointments.select_related("tutor"), cohort.sessions.all()
        return [(who, clash.other) for who, clash in queries.clashes_of(appointments, sessions, NOW)]

    assert found() == [(tutor, clashing)]
    for appointment in (here, there):
        for dates in ({"until_on": FUTURE.date() - DAY}, {"from_on": FUTURE.date() + DAY}):
            Appointment.objects.filter(pk=appointment.pk).update(**dates)
            assert found() == []
            Appointment.objects.filter(pk=appointment.pk).update(from_on=None, until_on=None)
    Cohort.objects.filter(pk=other.pk).update(status=Cohort.Status.CANCELLED)
    assert found() == []


# Who may not


def test_others_are_turned_away(client):
    sign_in(client, "Editor")
    tutor, appointment = make_tutor(), make_appointment()
    cohort = appointment.cohort

    for url in (end_page(appointment), cohort_page(cohort, "appoint/"), cohort_page(cohort, "hand-over/")):
        assert is_turned_away(client.get(url))
    assert is_turned_away(client.post(cohort_page(cohort, "appoint/"), {"tutor": tutor.pk, "role": "assistant"}))
    assert is_turned_away(client.post(cohort_page(cohort, "hand-over/"), {"tutor": tutor.pk}))
    assert is_turned_away(client.post(end_page(appointment), {"reason": "x"}))
    assert Appointment.objects.open().get() == appointment


@pytest.mark.usefixtures("staff")
def test_what_is_not_there_is_not_found(client):
    assert client.get("/admin/cohorts/appointments/99/end/").status_code == 404
    assert {client.get(f"/admin/cohorts/99/{act}/").status_code for act in ("appoint", "hand-over")} == {404}


@pytest.mark.usefixtures("staff")
def test_other_methods_are_refused(client):
    appointment = make_appointment()

    for url in (end_page(appointment), cohort_page(appointment.cohort, "appoint/")):
        assert client.put(url).status_code == 405
