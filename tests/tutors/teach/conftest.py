"""A cohort and the people around it; the clock stands still."""

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.urls import reverse

from tests.enrolments.factories import NOW, make_outline
from tests.factories import make_staff, make_user
from tests.tutors.factories import make_appointment, make_cohort, make_place, make_tutor
from tutors.models import Appointment, Place

Role = Appointment.Role


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cohort(db):
    """An open cohort of ten seats that lives by the clock of Paris, where clocks change on 29 March 2026."""
    outline = make_outline(modules=2)
    return make_cohort(outline, code="spring", name="Spring", time_zone="Europe/Paris", capacity=10)


@pytest.fixture
def lead(cohort):
    return make_appointment(cohort, make_tutor(full_name="Lena Lead")).tutor


@pytest.fixture
def assistant(cohort):
    return make_appointment(cohort, make_tutor(full_name="Asa Assistant"), role=Role.ASSISTANT).tutor


@pytest.fixture
def coordinator(db):
    officer = make_staff(full_name="Cora Coordinator")
    officer.user_permissions.add(Permission.objects.get(content_type__app_label="tutors", codename="change_cohort"))
    return officer


@pytest.fixture
def teaching(client, lead):
    """The lead tutor, signed in."""
    client.force_login(lead.user)
    return client


@pytest.fixture
def at():
    """The address of a page of the cohort."""

    def address(name, *args, code="spring"):
        return reverse(f"teach:{name}", args=[code, *args])

    return address


@pytest.fixture
def asking(cohort):
    """Somebody asks for a place."""
    return make_place(cohort, make_user(full_name="Anna Asks"), status=Place.Status.ASKED)


@pytest.fixture
def member(cohort):
    return make_place(cohort, make_user(full_name="Mia Member"))
