"""The public page of certificates of cohorts and of service, and what staff see of them."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from certificates import actions
from tests.enrolments.factories import DAY, NOW
from tests.factories import make_staff
from tests.tutors.factories import make_appointment, make_cohort, make_place, make_session, make_tutor

pytestmark = pytest.mark.django_db


@pytest.fixture
def taught():
    """A finished cohort of twenty hours whose lead held one session."""
    days = {"starts_on": dt.date(2026, 2, 1), "ends_on": dt.date(2026, 3, 15)}
    cohort = make_cohort(name="Spring", status="finished", hours=Decimal(20), **days)
    lead = make_appointment(cohort, make_tutor(full_name="Lena Lead"))
    make_session(cohort, held_by=lead.tutor, starts_at=NOW - DAY, minutes=90)
    return lead


@pytest.fixture
def of_cohort(taught):
    return actions.award_place(place=make_place(taught.cohort, status="completed"), now=NOW)


@pytest.fixture
def of_service(taught):
    return actions.award_service(appointment=taught, now=NOW)


def test_the_page_of_a_cohort_says_that_it_was_moderated_when_and_by_whom(client, of_cohort):
    text = client.get(of_cohort.get_absolute_url()).text

    assert "<dt>Hours of work</dt><dd>20</dd>" in text
    assert "From 1 February 2026 to 15 March 2026<br>Tutor: Lena Lead</dd>" in text
    assert text.count("<dt>Completed on</dt>") == 1


def test_the_page_of_service_says_hours_cohort_and_dates(client, of_service):
    text = client.get(of_service.get_absolute_url()).text

    assert "<dt>Hours taught</dt><dd>1.5</dd>" in text
    assert "Cohort: Spring<br>From 1 February 2026 to 15 March 2026</dd>" in text
    assert ("<dt>Completed on</dt>" in text, "Tutor:" in text) == (False, False)


def test_their_files_are_drawn(client, of_cohort, of_service):
    for certificate in (of_cohort, of_service):
        response = client.get(reverse("certificates:pdf", args=[certificate.uuid]))
        assert b"".join(response.streaming_content).startswith(b"%PDF")


def test_staff_find_them_by_their_kind(client, of_cohort, of_service):
    client.force_login(make_staff(is_superuser=True))

    found = {
        kind: [each.pk for each in client.get(reverse("certificate:index"), {"kind": kind}).context["object_list"]]
        for kind in ("cohort", "service", "course")
    }

    assert found == {"cohort": [of_cohort.pk], "service": [of_service.pk], "course": []}


def test_staff_see_what_would_be_printed_today(client, taught, of_cohort):
    client.force_login(make_staff(is_superuser=True))
    make_appointment(taught.cohort, make_tutor(full_name="Asa Assistant"), role="assistant")

    text = client.get(reverse("certificate:reissue", args=[of_cohort.pk])).text

    assert "Lena Lead, Asa Assistant" in text
