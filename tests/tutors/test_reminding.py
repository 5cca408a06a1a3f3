"""Reminders, and what comes after a session."""

import pytest
import time_machine

from notices import kinds
from notices.actions import choose
from tests.enrolments.factories import DAY, NOW
from tests.factories import make_user
from tests.tutors.factories import HOUR, make_appointment, make_cohort, make_place, make_session, make_tutor
from tutors import letters, placing, reminding, scheduling, tasks
from tutors.models import Place, Session
from tutors.scheduling import Meeting

pytestmark = pytest.mark.django_db
Status = Place.Status
START = NOW + 10 * DAY


def sweep(at):
    with time_machine.travel(at, tick=False):
        tasks.sweep_reminders()


@pytest.fixture
def session():
    """A session with one member who has known of it for long."""
    cohort = make_cohort(status="running")
    make_place(cohort)
    session = make_session(cohort, title="Hello", starts_at=START, join_url="https://meet.example.org/secret")
    with time_machine.travel(NOW, tick=False):
        tasks.tell_sessions(cohort.pk)
    return session


@pytest.fixture
def reminders(posted):
    """Who was reminded, and by which subject."""
    return lambda: [(mail.recipient, mail.subject) for mail in posted() if mail.kind == "tutors.reminder"]


WHEN = "Thursday 12 March 2026, 12:00 (UTC)"


def test_a_member_is_reminded_a_day_and_an_hour_before(session, reminders, posted):
    [learner] = [place.learner for place in session.cohort.places.all()]

    for at in [START - DAY - HOUR, START - DAY, START - DAY + HOUR, START - HOUR * 2]:
        sweep(at)
    assert reminders() == [(learner, f"Reminder: Hello, {WHEN}")]
    for at in [START - HOUR, START - HOUR / 2, START, START + HOUR / 2]:
        sweep(at)

    assert reminders() == [(learner, f"Reminder: Hello, {WHEN}"), (learner, f"Soon: Hello, {WHEN}")]
    mail = posted()[-1]
    assert f"/learn/cohorts/{session.cohort.code}/sessions/{session.pk}/" in mail.text
    assert "meet.example.org" not in mail.text + mail.html
    session.refresh_from_db()
    assert (session.reminded_day_at, session.reminded_hour_at) == (START - DAY, START - HOUR)


def test_reminders_by_the_readers_clock_and_language(session, posted):
    make_place(session.cohort, make_user(time_zone="Asia/Tokyo", language="en"))

    sweep(START - HOUR)

    assert posted()[-1].subject == "Soon: Hello, Thursday 12 March 2026, 21:00 (Tokyo, UTC+9)"


def test_a_reminder_can_be_unsubscribed(session, posted, reminders):
    [place] = session.cohort.places.all()
    sweep(START - DAY)
    assert "Stop mails of this kind" in posted()[-1].text
    choose(user=place.learner, kind=kinds.get("tutors.reminder"), when="never")

    sweep(START - HOUR)

    assert len(reminders()) == 1


def test_late_sweeps_remind_of_what_is_ahead_only(session, reminders):
    sweep(START - 5 * HOUR)
    assert reminders() == []
    sweep(START)
    sweep(START + HOUR / 2)

    assert reminders() == []


def test_who_joins_on_the_last_day_is_reminded_an_hour_before(session, reminders):
    sweep(START - DAY)
    with time_machine.travel(START - DAY / 2, tick=False):
        place = placing.admit(cohort=session.cohort, learner=make_user(), by=make_user(), now=START - DAY / 2)
        tasks.sweep_letters()
    sweep(START - HOUR)

    assert [subject.split(":")[0] for person, subject in reminders() if person == place.learner] == ["Soon"]


def test_who_has_just_been_told_needs_no_reminder(session, reminders):
    with time_machine.travel(START - DAY / 2, tick=False):
        scheduling.change_session(session=session, meeting=Meeting("Welcome"))
        tasks.sweep_letters()
    sweep(START - DAY / 2 + HOUR)

    assert reminders() == []
    sweep(START - HOUR)
    assert [subject for _person, subject in reminders()] == [f"Soon: Welcome, {WHEN}"]


def test_only_members_and_who_holds_it_are_reminded(reminders):
    cohort, tutor = make_cohort(status="running"), make_tutor()
    member = make_place(cohort).learner
    for status in [Status.WAITING, Status.ASKED, Status.LEFT]:
        make_place(cohort, status=status)
    make_appointment(cohort)
    make_session(cohort, starts_at=START, held_by=tutor)

    sweep(START - HOUR)

    assert [person for person, _subject in reminders()] == [member, tutor.user]


@pytest.mark.parametrize("facts", [{"status": "cancelled"}, {"status": "did_not_happen"}])
def test_nobody_is_reminded_of_what_does_not_take_place(session, reminders, facts):
    Session.objects.update(**facts)

    sweep(START - HOUR)

    assert reminders() == []


def test_nobody_is_reminded_of_a_draft(reminders):
    make_session(make_cohort(status="draft"), starts_at=START, held_by=make_tutor())

    sweep(START - HOUR)
    sweep(START + DAY)

    assert reminders() == []


def test_a_session_that_moves_is_reminded_of_anew(session, reminders):
    sweep(START - DAY)
    with time_machine.travel(START - DAY, tick=False):
        scheduling.move_session(session=session, starts_at=START + 5 * DAY, minutes=60, now=START - DAY)
        tasks.sweep_letters()
    sweep(START - HOUR)
    assert len(reminders()) == 1

    sweep(START + 4 * DAY)

    assert reminders()[1][1] == "Reminder: Hello, Tuesday 17 March 2026, 12:00 (UTC)"


@pytest.fixture
def portions(monkeypatch):
    monkeypatch.setattr(reminding, "PORTION", 3)


def between_portions(monkeypatch, act):
    """Something happens as soon as the first portion is through."""
    remind_some, calls = reminding._remind_some, []

    def and_then(session, *given):
        after = remind_some(session, *given)
        if not calls:
            act(session)
        calls.append(after)
        return after

    monkeypatch.setattr(reminding, "_remind_some", and_then)


@pytest.mark.usefixtures("portions")
def test_many_are_reminded_in_portions(session, reminders, posted):
    places = [*session.cohort.places.all(), *(make_place(session.cohort) for _ in range(7))]

    sweep(START - HOUR)

    assert [person for person, _subject in reminders()] == [place.learner for place in places]


@pytest.mark.usefixtures("portions")
@pytest.mark.parametrize(
    "act",
    [
        lambda session: scheduling.move_session(session=session, starts_at=START + DAY, minutes=60, now=START - DAY),
        lambda session: scheduling.cancel_session(session=session, now=START - DAY),
    ],
)
def test_what_moves_meanwhile_stops_the_reminders(session, reminders, monkeypatch, act):
    for _ in range(7):
        make_place(session.cohort)
    between_portions(monkeypatch, act)

    sweep(START - DAY)

    session.refresh_from_db()
    assert (len(reminders()), session.reminded_day_at) == (3, None)


class Died(BaseException):
    """The worker is gone: nothing catches this."""


@pytest.mark.usefixtures("portions")
@pytest.mark.parametrize("die_at", [0, 2, 5])
def test_everybody_is_reminded_once_though_a_worker_dies(session, reminders, monkeypatch, die_at):
    people = [*(place.learner for place in session.cohort.places.all())]
    people += [make_place(session.cohort).learner for _ in range(7)]
    remind, written = letters.reminder, []

    def write(*given, **named):
        if len(written) == die_at:
            raise Died
        written.append(remind(*given, **named))

    monkeypatch.setattr(letters, "reminder", write)
    with pytest.raises(Died):
        sweep(START - DAY)
    left = len(reminders())
    monkeypatch.setattr(letters, "reminder", remind)
    for _ in range(2):
        sweep(START - DAY + HOUR)

    # A portion is posted whole or not at all.
    assert left == die_at // 3 * 3
    assert [person for person, _subject in reminders()] == people


def test_reminders_cost_the_same_for_each(session, django_assert_num_queries):
    """Ten for each person, and what a sweep asks."""
    with time_machine.travel(START - DAY, tick=False), django_assert_num_queries(23):
        tasks.sweep_reminders()
    for _ in range(9):
        make_place(session.cohort)
    Session.objects.update(reminded_day_at=None, sequence=1)
    with time_machine.travel(START - DAY, tick=False), django_assert_num_queries(23 + 9 * 10):
        tasks.sweep_reminders()


# Afterwards


@pytest.fixture
def asked(posted):
    return lambda: [(mail.recipient, mail.subject) for mail in posted() if mail.kind == "tutors.wrap_up"]


def test_who_held_a_session_is_asked_how_it_went_once(session, asked, posted):
    tutor = make_tutor()
    Session.objects.update(held_by=tutor)

    for at in [START + HOUR / 2, START + HOUR, START + 2 * HOUR]:
        sweep(at)

    assert asked() == [(tutor.user, "How did it go? Hello")]
    assert f"/sessions/{session.pk}/" in posted()[-1].text
    session.refresh_from_db()
    assert session.wrap_up_at == START + HOUR


def test_else_the_lead_is_asked(session, asked):
    make_appointment(session.cohort, role="assistant")
    lead = make_appointment(session.cohort).tutor.user

    sweep(START + HOUR)

    assert [person for person, _subject in asked()] == [lead]


def test_where_nobody_could_say_it_nobody_is_asked(session, asked):
    sweep(START + HOUR)

    session.refresh_from_db()
    assert (asked(), session.wrap_up_at) == ([], START + HOUR)


@pytest.mark.parametrize("facts", [{"status": "cancelled"}, {"status": "did_not_happen"}])
def test_nobody_is_asked_of_what_did_not_take_place(session, asked, facts):
    Session.objects.update(held_by=make_tutor(), **facts)

    sweep(START + HOUR)

    assert asked() == []


def test_nobody_is_asked_of_what_was_long_ago(session, asked):
    Session.objects.update(held_by=make_tutor())

    sweep(START + 9 * DAY)

    assert asked() == []


def test_a_session_that_is_marked_or_moves_meanwhile_is_not_asked_about(session, asked):
    Session.objects.update(held_by=make_tutor(), status="did_not_happen")
    reminding.wrap_up(session=session, now=START + HOUR)
    Session.objects.update(status="planned", starts_at=START + DAY, ends_at=START + DAY + HOUR)
    reminding.wrap_up(session=session, now=START + HOUR)

    session.refresh_from_db()
    assert (asked(), session.wrap_up_at) == ([], None)
