"""Tutors in the administration: made, changed, let go; appointed, relieved, replaced."""

import datetime as dt

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry

from tests.enrolments.factories import DAY, NOW
from tests.factories import make_user
from tests.tutors.factories import make_appointment, make_cohort, make_place, make_session, make_tutor
from tests.tutors.staff import is_turned_away, sign_in
from tutors import queries
from tutors.models import Appointment, Cohort, Tutor

pytestmark = pytest.mark.django_db
NEW = "/admin/tutors/new/"
FUTURE = dt.datetime(2040, 1, 2, 10, tzinfo=dt.UTC)
Role = Appointment.Role


@pytest.fixture
def staff(client):
    return sign_in(client)


def page(tutor, act=""):
    return f"/admin/tutors/{tutor.pk}/{act}"


def cohort_page(cohort, act=""):
    return f"/admin/cohorts/{cohort.pk}/{act}"


def end_page(appointment):
    return f"/admin/cohorts/appointments/{appointment.pk}/end/"


def said(response):
    return [str(message) for message in response.context["messages"]]


def errors(response):
    return {name: [str(each) for each in faults] for name, faults in response.context["form"].errors.items()}


# Making tutors


def test_somebody_is_made_a_tutor_by_their_address(client, staff):
    person = make_user(email="ada@example.org")

    response = client.post(NEW, {"email": "ADA@example.org", "trained_since": "2024-03-01"})

    tutor = Tutor.objects.get()
    assert (response.url, tutor.user, tutor.trained_since) == (page(tutor), person, dt.date(2024, 3, 1))
    assert not tutor.is_listed
    assert ModelLogEntry.objects.for_instance(tutor).get().user == staff


@pytest.mark.usefixtures("staff")
@pytest.mark.parametrize(
    ("email", "fault"),
    [
        ("nobody@example.org", "Nobody has an account with this address."),
        ("closed@example.org", "This account is closed."),
        ("", "This field is required."),
    ],
)
def test_an_address_that_will_not_do_is_said(client, email, fault):
    make_user(email="closed@example.org", is_active=False)

    assert errors(client.post(NEW, {"email": email})) == {"email": [fault]}
    assert not Tutor.objects.exists()


@pytest.mark.usefixtures("staff")
def test_a_tutor_comes_back_and_keeps_what_is_known(client):
    tutor = make_tutor(email="ada@example.org", retired_at=NOW, trained_since=dt.date(2020, 1, 1), about="Hello")
    assert f'href="{NEW}?email=ada%40example.org"' in client.get(page(tutor)).text
    assert client.get(NEW, {"email": "ada@example.org"}).context["form"].initial == {"email": "ada@example.org"}

    client.post(NEW, {"email": "ada@example.org"})

    tutor.refresh_from_db()
    assert (tutor.retired_at, tutor.about, tutor.trained_since) == (None, "Hello", dt.date(2020, 1, 1))


# Their page


@pytest.mark.usefixtures("staff")
def test_the_page_shows_what_they_teach(client):
    tutor = make_tutor(
        full_name="Ada", languages=["fr"], topics=["routing"], about="Hello", trained_since=dt.date(2024, 3, 1)
    )
    cohort = make_cohort(name="Lima")
    make_appointment(cohort, tutor)
    make_appointment(make_cohort(name="Quito"), tutor, ended_at=NOW, ended_reason="Moved away")
    make_session(cohort, held_by=tutor, starts_at=NOW - 900 * DAY, minutes=90)

    response = client.get(page(tutor))

    assert response.context["hours"] == 1.5
    for words in ("Ada", "Hello", "routing", "1 March 2024", "Lima", "Quito", "Moved away", "1.5"):
        assert words in response.text


@pytest.mark.usefixtures("staff")
def test_the_page_costs_the_same_for_little_and_for_much(client):
    tutor = make_tutor()
    make_appointment(make_cohort(), tutor)
    client.get(page(tutor))

    with CaptureQueriesContext(connection) as one:
        client.get(page(tutor))
    for _ in range(29):
        make_appointment(make_cohort(), tutor, ended_at=NOW, ended_by=make_user())
    with CaptureQueriesContext(connection) as thirty:
        response = client.get(page(tutor))

    assert len(one) == len(thirty) == 14
    assert len(response.content) <= 200_000


# Changing and letting go


def test_a_tutor_is_changed(client, staff):
    tutor = make_tutor(languages=["fr", "sw"], topics=["routing"])

    given = {"about": "Hello", "languages": ["en", "es"], "topics": "DNS,  open  data, DNS,", "trained_since": "2024-03-01"}
    response = client.post(page(tutor, "edit/"), given | {"is_listed": "on"})

    tutor.refresh_from_db()
    assert (response.url, tutor.about, tutor.trained_since) == (page(tutor), "Hello", dt.date(2024, 3, 1))
    # What the site has no language for, stays.
    assert (tutor.languages, tutor.topics) == (["en", "es", "sw"], ["DNS", "open data"])
    # Nobody is made public by others.
    assert not tutor.is_listed
    assert ModelLogEntry.objects.for_instance(tutor).get().user == staff


@pytest.mark.usefixtures("staff")
@pytest.mark.parametrize(("listed", "stays"), [({"is_listed": "on"}, True), ({}, False)])
def test_a_public_profile_can_be_ended(client, listed, stays):
    tutor = make_tutor(is_listed=True, topics=["routing"], languages=["fr"])
    assert client.get(page(tutor, "edit/")).context["form"]["topics"].value() == "routing"

    client.post(page(tutor, "edit/"), {"about": "", "topics": "routing", "languages": ["fr"]} | listed)

    tutor.refresh_from_db()
    assert (tutor.is_listed, tutor.topics) == (stays, ["routing"])


@pytest.mark.usefixtures("staff")
def test_a_topic_is_short(client):
    tutor = make_tutor()

    assert list(errors(client.post(page(tutor, "edit/"), {"topics": f"DNS, {'a' * 61}"}))) == ["topics"]


def test_a_tutor_is_let_go_for_a_reason(client, staff):
    tutor = make_tutor(is_listed=True)
    appointment = make_appointment(make_cohort(), tutor)
    assert list(errors(client.post(page(tutor, "retire/"), {"reason": ""}))) == ["reason"]

    client.post(page(tutor, "retire/"), {"reason": "Moves abroad"})

    tutor.refresh_from_db()
    appointment.refresh_from_db()
    assert (tutor.is_retired, tutor.is_listed) == (True, False)
    assert (appointment.ended_by, appointment.ended_reason) == (staff, "Moves abroad")
    text = client.get(page(tutor)).text
    assert "Let go. Reason: Moves abroad" in text
    assert page(tutor, "retire/") not in text


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

    assert said(response) == ["The cohort has no lead tutor. Appoint one."]
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


# The person's page


@pytest.mark.usefixtures("staff")
def test_the_persons_page_shows_places_and_what_they_teach(client):
    tutor = make_tutor()
    make_appointment(make_cohort(name="Quito"), tutor)
    place = make_place(make_cohort(name="Lima"), tutor.user)
    url = f"/admin/users/inspect/{tutor.user.pk}/"

    text = client.get(url).text

    for words in ("Quito", "Lima", f'href="/admin/cohorts/places/{place.pk}/"', f'href="{page(tutor)}"'):
        assert words in text
    assert NEW not in text


@pytest.mark.usefixtures("staff")
def test_a_persons_page_leads_to_making_them_a_tutor(client):
    person = make_user(email="ada+x@example.org")

    text = client.get(f"/admin/users/inspect/{person.pk}/").text

    assert f'href="{NEW}?email=ada%2Bx%40example.org"' in text
    assert "They have asked for no place in a cohort." in text
    assert NEW not in client.get(f"/admin/users/inspect/{make_user(is_active=False).pk}/").text


def test_a_persons_page_says_nothing_of_cohorts_to_who_may_not(client):
    person = sign_in(client, None)
    person.user_permissions.add(*Permission.objects.filter(codename__in=["access_admin", "view_user"]))
    place = make_place(make_cohort(name="Lima"))

    text = client.get(f"/admin/users/inspect/{place.learner.pk}/").text

    assert ("Lima" in text, NEW in text) == (False, False)


# Who may not


def test_others_are_turned_away(client):
    sign_in(client, "Editor")
    tutor, appointment, person = make_tutor(), make_appointment(), make_user(email="ada@example.org")
    cohort = appointment.cohort

    urls = [NEW, page(tutor), page(tutor, "edit/"), page(tutor, "retire/"), end_page(appointment)]
    for url in (*urls, cohort_page(cohort, "appoint/"), cohort_page(cohort, "hand-over/")):
        assert is_turned_away(client.get(url))
    assert is_turned_away(client.post(NEW, {"email": person.email}))
    assert is_turned_away(client.post(cohort_page(cohort, "appoint/"), {"tutor": tutor.pk, "role": "assistant"}))
    assert is_turned_away(client.post(end_page(appointment), {"reason": "x"}))
    assert (Tutor.objects.count(), Appointment.objects.open().count()) == (2, 1)


@pytest.mark.usefixtures("staff")
def test_what_is_not_there_is_not_found(client):
    assert {client.get(f"/admin/tutors/99/{act}").status_code for act in ("", "edit/", "retire/")} == {404}
    assert client.get("/admin/cohorts/appointments/99/end/").status_code == 404


@pytest.mark.usefixtures("staff")
def test_other_methods_are_refused(client):
    tutor = make_tutor()

    assert client.post(page(tutor)).status_code == 405
    assert {client.put(url).status_code for url in (NEW, page(tutor, "edit/"), page(tutor, "retire/"))} == {405}
