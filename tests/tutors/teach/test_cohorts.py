import datetime as dt

import pytest

from tests.enrolments.factories import DAY, NOW
from tests.factories import make_user
from tests.tutors.factories import make_cohort, make_module_date, make_place, make_session
from tutors import running
from tutors.models import Appointment, Cohort, Place

pytestmark = pytest.mark.django_db
Status = Cohort.Status
PARIS = dt.timezone(dt.timedelta(hours=1))


def labels(response):
    return [str(way.label) for way in response.context["ways"]]


@pytest.mark.parametrize(
    ("status", "ways"),
    [
        (Status.DRAFT, ["Open the cohort", "Cancel the cohort"]),
        (Status.OPEN, ["Start the cohort now", "Make it a draft again", "Cancel the cohort"]),
        (Status.RUNNING, ["Finish the cohort", "Cancel the cohort"]),
        (Status.FINISHED, ["Let it run on"]),
        (Status.CANCELLED, []),
    ],
)
def test_the_page_offers_what_the_table_of_moves_allows(teaching, cohort, at, status, ways):
    Cohort.objects.filter(pk=cohort.pk).update(status=status)

    assert labels(teaching.get(at("cohort"))) == ways


def test_nobody_is_offered_a_draft_once_somebody_has_asked(teaching, asking, at):
    assert labels(teaching.get(at("cohort"))) == ["Start the cohort now", "Cancel the cohort"]


def test_an_assistant_is_offered_nothing(client, assistant, at):
    client.force_login(assistant.user)
    response = client.get(at("cohort"))

    assert labels(response) == []
    assert at("change") not in response.text


@pytest.mark.parametrize(
    ("before", "to", "after"),
    [
        (Status.DRAFT, "open", Status.OPEN),
        (Status.OPEN, "running", Status.RUNNING),
        (Status.OPEN, "draft", Status.DRAFT),
        (Status.RUNNING, "finished", Status.FINISHED),
        (Status.FINISHED, "running", Status.RUNNING),
        (Status.RUNNING, "cancelled", Status.CANCELLED),
    ],
)
def test_each_move_is_made_and_stands_in_the_history(teaching, cohort, lead, at, before, to, after):
    Cohort.objects.filter(pk=cohort.pk).update(status=before)

    response = teaching.post(at("move"), {"to": to, "reason": "Because."}, follow=True)

    cohort.refresh_from_db()
    assert cohort.status == after
    move = cohort.moves.get()
    assert (move.from_status, move.to_status, move.moved_by) == (before, after, lead.user)
    assert f"from {before.label} to {after.label}" in response.text


def test_cancelling_asks_why(teaching, cohort, at):
    response = teaching.post(at("move"), {"to": "cancelled", "reason": " "}, follow=True)

    cohort.refresh_from_db()
    assert (cohort.status, "Please say why." in response.text) == (Status.OPEN, True)


def test_a_move_that_is_not_possible_any_more_is_said(teaching, cohort, at):
    running.start_cohort(cohort=cohort, by=None, now=NOW)

    response = teaching.post(at("move"), {"to": "draft"}, follow=True)

    assert "has changed meanwhile" in response.text
    assert cohort.moves.count() == 1


def test_a_move_that_nobody_knows_is_refused(teaching, at):
    assert teaching.post(at("move"), {"to": "sunk"}).status_code == 400


def test_a_refusal_of_the_act_itself_is_said(teaching, cohort, at, asking):
    response = teaching.post(at("move"), {"to": "draft"}, follow=True)

    assert "Somebody has asked for a place" in response.text


def test_the_page_counts_people_by_where_they_stand(teaching, cohort, at):
    for status, number in [
        ("held", 3),
        ("completed", 2),
        ("asked", 2),
        ("waiting", 1),
        ("offered", 1),
        ("left", 2),
        ("refused", 1),
    ]:
        for _ in range(number):
            make_place(cohort, status=Place.Status(status))

    numbers = teaching.get(at("cohort")).context["numbers"]

    assert vars(numbers) == {"asked": 2, "waiting": 1, "offered": 1, "held": 3, "completed": 2, "ended": 3}
    assert numbers.members == 5


@pytest.mark.parametrize("number", [1, 30])
def test_page_costs_the_same_for_one_and_for_thirty(teaching, cohort, at, number, django_assert_num_queries):
    for day in range(number):
        make_place(cohort, make_user(), status=Place.Status.ASKED)
        make_session(cohort, starts_at=NOW + day * DAY)

    # Session, person, cohort, two for permissions, appointed, leads; people, outline, tutors, sessions, moves.
    with django_assert_num_queries(12):
        teaching.get(at("cohort"))


# Its facts


def facts(**given):
    return {
        "name": "Summer",
        "starts_on": "2026-04-01",
        "ends_on": "2026-05-01",
        "sign_up_opens_at": "2026-03-10T09:00",
        "sign_up_closes_at": "2026-03-30T18:00",
        "capacity": "12",
        "joining": "approval",
        "offer_hours": "24",
        "hours": "20.5",
        "welcome": "Hello.",
        **given,
    }


def test_facts_are_changed_by_the_clock_of_the_cohort(teaching, cohort, at):
    form = teaching.get(at("change"))
    response = teaching.post(at("change"), facts())

    assert "By the clock of Paris (Europe/Paris)." in form.text
    assert response["Location"] == at("cohort")
    cohort.refresh_from_db()
    assert (cohort.name, cohort.capacity, cohort.joining, cohort.offer_hours) == ("Summer", 12, "approval", 24)
    # On both sides of the change of clocks.
    assert cohort.sign_up_opens_at == dt.datetime(2026, 3, 10, 8, tzinfo=dt.UTC)
    assert cohort.sign_up_closes_at == dt.datetime(2026, 3, 30, 16, tzinfo=dt.UTC)
    assert 'value="2026-03-30T18:00"' in teaching.get(at("change")).text


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"ends_on": "2026-03-01"}, "It ends before it starts."),
        ({"sign_up_closes_at": "2026-03-10T09:00"}, "Sign-up closes before it opens."),
        ({"capacity": "0"}, "At least 1."),
        ({"offer_hours": "0"}, "At least 1."),
        ({"starts_on": "0001-01-01"}, "Ensure this value is greater than or equal to 2000-01-01."),
        ({"sign_up_opens_at": "0001-01-01T00:00"}, "Enter a valid date/time."),
        ({"name": ""}, "This field is required."),
    ],
)
def test_facts_that_are_wrong_are_said_and_nothing_changes(teaching, cohort, at, wrong, words):
    response = teaching.post(at("change"), facts(**wrong))

    assert (response.status_code, response.text.count(words)) == (200, 1)
    assert "<h1>Change the cohort</h1>" in response.text
    cohort.refresh_from_db()
    assert cohort.name == "Spring"


def test_fewer_seats_than_are_taken_is_refused(teaching, cohort, at, member):
    make_place(cohort)

    response = teaching.post(at("change"), facts(capacity="1"))

    cohort.refresh_from_db()
    assert ("More seats are taken than there would be." in response.text, cohort.capacity) == (True, 10)


# Another one


def test_a_copy_is_a_draft_with_its_dates_shifted_led_by_who_made_it(teaching, cohort, lead, at):
    make_session(cohort, title="First", starts_at=dt.datetime(2026, 3, 16, 17, tzinfo=dt.UTC))
    make_module_date(cohort)
    given = {"name": "Autumn", "code": "autumn", "starts_on": cohort.starts_on + 28 * DAY}

    response = teaching.post(at("copy"), given, follow=True)

    copy = Cohort.objects.get(code="autumn")
    assert response.redirect_chain == [(at("cohort", code="autumn"), 302)]
    assert (copy.status, copy.starts_on) == (Status.DRAFT, cohort.starts_on + 28 * DAY)
    # Six in the evening of Paris, before the clocks change and after.
    assert copy.sessions.get().starts_at == dt.datetime(2026, 4, 13, 16, tzinfo=dt.UTC)
    assert copy.module_dates.count() == 1
    assert copy.appointments.get().role == Appointment.Role.LEAD
    assert copy.appointments.get().tutor == lead


@pytest.mark.parametrize("code", ["spring", "profile", "no code", "autumn"])
def test_a_code_that_cannot_be_is_said(teaching, cohort, at, code):
    make_cohort(code="autumn")

    response = teaching.post(at("copy"), {"name": "Autumn", "code": code, "starts_on": "2026-09-01"})

    assert (response.status_code, [*response.context["form"].errors]) == (200, ["code"])
    assert Cohort.objects.count() == 2


def test_a_coordinator_who_is_no_tutor_copies_without_a_lead(client, coordinator, cohort, at):
    client.force_login(coordinator)

    client.post(at("copy"), {"name": "Autumn", "code": "autumn", "starts_on": "2026-09-01"})

    assert Cohort.objects.get(code="autumn").appointments.count() == 0
