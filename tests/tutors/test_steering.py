"""One cohort in the administration: its page, its moves, its copies."""

import datetime as dt

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.enrolments.factories import DAY, NOW
from tests.factories import make_user
from tests.tutors.factories import (
    make_appointment,
    make_cohort,
    make_module_date,
    make_place,
    make_session,
    make_tutor,
)
from tests.tutors.staff import is_turned_away, sign_in
from tutors.models import Appointment, Cohort, CohortMove, Place, Session

pytestmark = pytest.mark.django_db
FUTURE = dt.datetime(2040, 1, 2, 10, tzinfo=dt.UTC)


@pytest.fixture
def staff(client):
    return sign_in(client)


def page(cohort, step=""):
    return f"/admin/cohorts/{cohort.pk}/{step}"


def said(response):
    return [str(message) for message in response.context["messages"]]


# Its page


@pytest.mark.usefixtures("staff")
def test_the_page_shows_what_there_is(client):
    cohort = make_cohort(name="Spring in Accra", capacity=30, welcome="Akwaaba", created_by=make_user(full_name="Zoe"))
    make_appointment(cohort, make_tutor(full_name="Ada Okafor"))
    make_appointment(cohort, make_tutor(full_name="Ben"), role=Appointment.Role.STAND_IN, until_on=dt.date(2026, 4, 1))
    make_place(cohort)
    make_place(cohort, status=Place.Status.WAITING)
    make_session(cohort, title="Getting to know each other")
    make_module_date(cohort, "routing")
    CohortMove.objects.create(cohort=cohort, from_status="draft", to_status="open", moved_at=NOW, reason="At last")

    text = " ".join(client.get(page(cohort)).text.split())

    for words in (
        "Spring in Accra",
        "1 of 30 taken",
        "Akwaaba",
        "Ada Okafor",
        "Lead tutor",
        "until 1 April 2026",
        "Getting to know each other",
        "routing",
        "At last",
        "Zoe",
        f'href="{page(cohort, "places/")}?status=waiting"',
        f'href="{page(cohort, "waiting/")}"',
        f'href="{page(cohort, "appoint/")}"',
        f'href="{page(cohort, "list/")}"',
    ):
        assert words in text


@pytest.mark.usefixtures("staff")
def test_an_empty_cohort_says_so(client):
    text = client.get(page(make_cohort(status=Cohort.Status.DRAFT))).text

    for words in ("Nobody is appointed yet.", "Nobody has asked for a place.", "No session is planned."):
        assert words in text
    assert "Upload a list" not in text


@pytest.mark.usefixtures("staff")
def test_the_page_warns_of_who_is_booked_twice(client):
    tutor, cohort, other = make_tutor(full_name="Ada"), make_cohort(), make_cohort(name="Lima")
    for each in (cohort, other):
        make_appointment(each, tutor)
        make_session(each, title=f"Meeting of {each.name}", starts_at=FUTURE)

    text = client.get(page(cohort)).text

    assert "Booked twice:" in text
    assert "Meeting of Lima" in text
    Appointment.objects.filter(cohort=other).update(ended_at=NOW)
    assert "Booked twice:" not in client.get(page(cohort)).text


@pytest.mark.usefixtures("staff")
def test_the_page_costs_the_same_for_little_and_for_much(client):
    def furnished(count):
        cohort, other = make_cohort(), make_cohort()
        for number in range(count):
            role = Appointment.Role.ASSISTANT if number else Appointment.Role.LEAD
            tutor = make_tutor()
            make_appointment(cohort, tutor, role=role, ended_at=None)
            make_appointment(other, tutor, role=Appointment.Role.STAND_IN)
            make_session(cohort, held_by=tutor, starts_at=FUTURE + number * DAY)
            make_session(other, starts_at=FUTURE + number * DAY)
            make_place(cohort)
            make_module_date(cohort, f"m{number}")
            CohortMove.objects.create(
                cohort=cohort, from_status="draft", to_status="open", moved_at=NOW, moved_by=tutor.user
            )
        return page(cohort)

    few, many = furnished(1), furnished(30)
    client.get(few)
    with CaptureQueriesContext(connection) as one:
        client.get(few)
    with CaptureQueriesContext(connection) as thirty:
        response = client.get(many)

    assert len(one) == len(thirty) == 20
    assert len(response.content) <= 200_000


def test_who_may_only_look_finds_nothing_to_do(client):
    person = sign_in(client, None)
    person.user_permissions.add(*_rights("access_admin", "view_cohort"))
    cohort = make_cohort()

    text = client.get(page(cohort)).text

    for words in ("Cancel it", "Appoint a tutor", "Admit somebody", "Waiting list", "Copy it"):
        assert words not in text
    for step in ("open/", "copy/", "appoint/", "hand-over/", "admit/", "list/", "places/"):
        assert is_turned_away(client.get(page(cohort, step)))


def _rights(*names):
    return Permission.objects.filter(codename__in=names)


def test_others_are_turned_away(client):
    sign_in(client, "Editor")
    cohort = make_cohort()

    assert is_turned_away(client.get(page(cohort)))
    assert is_turned_away(client.post(page(cohort, "cancel/"), {"reason": "x"}))
    cohort.refresh_from_db()
    assert cohort.status == "open"


@pytest.mark.usefixtures("staff")
def test_what_is_not_there_is_not_found(client):
    assert client.get("/admin/cohorts/99/").status_code == 404
    assert client.get("/admin/cohorts/99/cancel/").status_code == 404


@pytest.mark.usefixtures("staff")
def test_other_methods_are_refused(client):
    cohort = make_cohort()

    assert client.post(page(cohort)).status_code == 405
    assert client.put(page(cohort, "cancel/")).status_code == 405


# Its moves


@pytest.mark.parametrize(
    ("before", "step", "reason", "after"),
    [
        ("draft", "open", None, "open"),
        ("open", "start", None, "running"),
        ("running", "finish", None, "finished"),
        ("finished", "resume", "By mistake", "running"),
        ("open", "redraft", "Too early", "draft"),
        ("draft", "cancel", "No tutor", "cancelled"),
        ("open", "cancel", "No tutor", "cancelled"),
        ("running", "cancel", "No tutor", "cancelled"),
    ],
)
def test_a_cohort_moves_with_a_line_in_its_history(client, staff, before, step, reason, after):
    cohort = make_cohort(status=before)
    url = page(cohort, f"{step}/")
    assert f'href="{url}"' in client.get(page(cohort)).text
    assert client.get(url).status_code == 200

    response = client.post(url, {"reason": reason} if reason else {})

    cohort.refresh_from_db()
    assert (response.url, cohort.status) == (page(cohort), after)
    move = cohort.moves.get()
    assert (move.from_status, move.to_status, move.moved_by, move.reason) == (before, after, staff, reason or "")
    assert (reason or "") in client.get(page(cohort)).text


@pytest.mark.usefixtures("staff")
def test_nothing_is_cancelled_without_a_reason(client):
    cohort = make_cohort()

    response = client.post(page(cohort, "cancel/"), {"reason": " "})

    cohort.refresh_from_db()
    assert (list(response.context["form"].errors), cohort.status) == (["reason"], "open")


@pytest.mark.usefixtures("staff")
@pytest.mark.parametrize(("status", "step"), [("finished", "start"), ("open", "resume"), ("cancelled", "cancel")])
def test_a_move_that_is_none_is_neither_offered_nor_done(client, status, step):
    cohort = make_cohort(status=status)
    url = page(cohort, f"{step}/")
    assert f'href="{url}"' not in client.get(page(cohort)).text

    response = client.post(url, {"reason": "x"}, follow=True)

    cohort.refresh_from_db()
    assert (said(response), cohort.status) == (
        ["This is not possible any more: it has changed meanwhile. Look at how it stands now."],
        status,
    )


@pytest.mark.usefixtures("staff")
def test_what_the_act_refuses_is_said_in_words(client):
    cohort = make_cohort()
    make_place(cohort, status=Place.Status.LEFT)

    response = client.post(page(cohort, "redraft/"), {"reason": ""}, follow=True)

    cohort.refresh_from_db()
    assert (said(response), cohort.status) == (
        ["Somebody has asked for a place. What they have seen cannot become a draft again."],
        "open",
    )


# Its copies


def test_a_copy_has_every_date_shifted(client, staff):
    cohort = make_cohort(name="Lima", code="lima", time_zone="Europe/Paris")
    make_session(cohort)
    starts_on = cohort.starts_on + dt.timedelta(days=91)

    response = client.post(
        page(cohort, "copy/"), {"name": "Lima again", "code": "lima-2", "starts_on": f"{starts_on:%Y-%m-%d}"}
    )

    copy = Cohort.objects.get(code="lima-2")
    assert response.url == page(copy)
    assert (copy.name, copy.status, copy.copied_from, copy.created_by) == ("Lima again", "draft", cohort, staff)
    assert copy.ends_on - cohort.ends_on == dt.timedelta(days=91)
    assert Session.objects.filter(cohort=copy).count() == 1
    assert f'href="{page(cohort)}"' in client.get(page(copy)).text


@pytest.mark.usefixtures("staff")
def test_a_copy_needs_a_code_of_its_own(client):
    cohort = make_cohort(code="lima")

    response = client.post(page(cohort, "copy/"), {"name": "x", "code": "lima", "starts_on": "2027-01-04"})

    assert list(response.context["form"].errors) == ["code"]
    assert Cohort.objects.count() == 1
