"""What people read of places and sessions, and that they read it once."""

import icalendar
import pytest
import time_machine

from notices import writing
from tests.enrolments.factories import DAY, NOW, make_outline
from tests.factories import make_user
from tests.tutors.factories import (
    HOUR,
    make_appointment,
    make_cohort,
    make_place,
    make_session,
    make_tutor,
)
from tutors import acts, placing, queueing, scheduling, tasks, telling
from tutors.models import Cohort, Place, PlaceMove, Session
from tutors.scheduling import Meeting

pytestmark = pytest.mark.django_db
Status = Place.Status


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def tell(place):
    telling.tell_place(place=place, now=NOW)


def objects(mail):
    """The calendar objects of a mail, as Python's icalendar reads them."""
    return [icalendar.Calendar.from_ical(each) for each in writing.calendars(mail.calendar)] if mail.calendar else []


def entries(mail):
    """Method, title, number of each calendar object."""
    found = [(each["METHOD"], next(iter(each.walk("VEVENT")))) for each in objects(mail)]
    return [(method, str(event["SUMMARY"]).split(" · ")[0], event["SEQUENCE"]) for method, event in found]


def ask(cohort, learner=None, **given):
    return placing.ask(cohort=cohort, learner=learner or make_user(), now=NOW, **given)


# Places


def test_a_new_member_reads_all_that_is_to_come(posted):
    outline = make_outline()
    cohort = make_cohort(outline, name="Spring", welcome="Bring <a> pen & paper.")
    tutor = make_appointment(cohort, make_tutor(full_name="Grace", email="grace@example.org")).tutor.user
    make_session(cohort, title="Hello", starts_at=NOW + 9 * DAY)
    make_session(cohort, title="Routes", sequence=3, starts_at=NOW + 16 * DAY)
    make_session(cohort, title="Gone", status="cancelled")
    make_session(cohort, title="Over", starts_at=NOW - DAY)
    learner = make_user(full_name="Ada", time_zone="Asia/Kolkata")
    place = ask(cohort, learner)

    tell(place)
    tell(place)

    [mail] = posted()
    assert (mail.recipient, mail.kind, mail.subject) == (learner, "tutors.place", "You have a place: Spring")
    assert (mail.reply_to, mail.recipient != tutor) == ("grace@example.org", True)
    assert entries(mail) == [("REQUEST", "Hello", 0), ("REQUEST", "Routes", 3)]
    assert f"/learn/cohorts/{cohort.code}/" in mail.text
    assert "Bring <a> pen & paper." in mail.text
    assert "Bring &lt;a&gt; pen &amp; paper." in mail.html
    assert "Wednesday 11 March 2026, 17:30 (Kolkata, UTC+5:30), 60 minutes" in mail.text
    assert "Your tutor is Grace." in mail.text
    assert "Gone" not in mail.text
    assert "Over" not in mail.text
    [*moves] = place.moves.values_list("told_at", flat=True)
    assert moves == [NOW, NOW]


def test_who_is_queued_reads_their_turn(posted):
    cohort = make_cohort(name="Spring", capacity=1)
    make_place(cohort)
    first, second = ask(cohort), ask(cohort)

    tell(second)
    tell(first)

    assert [mail.subject for mail in posted()] == ["You are on the waiting list: Spring"] * 2
    assert ["Your turn is number 1." in mail.text for mail in posted()] == [False, True]
    assert [mail.calendar for mail in posted()] == ["", ""]


def test_an_offer_says_until_when_by_the_readers_clock(posted):
    place = make_place(make_cohort(capacity=1), make_user(time_zone="America/New_York"), status=Status.WAITING)
    queueing.advance(cohort=place.cohort, now=NOW)

    tell(place)

    [mail] = posted(place.learner)
    assert mail.subject == f"A seat is free for you: {place.cohort}"
    assert "until Wednesday 4 March 2026, 07:00 (New York, UTC−5)." in mail.text
    assert '<time datetime="2026-03-04T12:00:00Z">' in mail.html


@pytest.mark.parametrize(
    ("cohort_status", "words"), [("open", "has gone to the next on the list"), ("finished", "has finished")]
)
def test_who_gets_no_seat_reads_why(posted, cohort_status, words):
    cohort = make_cohort(capacity=1)
    place = make_place(cohort, status=Status.OFFERED, offered_until=NOW - HOUR)
    Cohort.objects.update(status=cohort_status)
    (queueing.lapse_offers(cohort=cohort, now=NOW) if cohort_status == "open" else placing.close(place=place, now=NOW))

    tell(place)

    [mail] = posted()
    assert words in mail.text


def test_of_several_moves_the_last_one_is_told(posted):
    cohort = make_cohort(capacity=1)
    place = make_place(cohort, status=Status.WAITING)
    queueing.advance(cohort=cohort, now=NOW)
    placing.accept_offer(place=place, now=NOW)

    tell(place)

    [mail] = posted()
    assert mail.subject.startswith("You have a place")
    assert not PlaceMove.objects.untold().exists()


def test_a_request_goes_to_the_tutors_of_today(posted):
    cohort = make_cohort(joining="approval", name="Spring")
    lead = make_appointment(cohort, make_tutor(email="lead@example.org")).tutor.user
    helper = make_appointment(cohort, make_tutor(email="helper@example.org"), role="assistant").tutor.user
    make_appointment(cohort, role="stand_in", until_on=(NOW - DAY).date())
    make_appointment(cohort, role="assistant", ended_at=NOW)
    place = ask(cohort, make_user(full_name="Ada"))

    tell(place)
    tell(place)

    assert [(mail.recipient, mail.kind, mail.subject) for mail in posted()] == [
        (lead, "tutors.asked", "Ada asks for a place: Spring"),
        (helper, "tutors.asked", "Ada asks for a place: Spring"),
    ]
    assert [mail.reply_to for mail in posted()] == ["helper@example.org", "lead@example.org"]


@pytest.mark.parametrize(
    ("act", "subject", "reads_reason"),
    [(placing.refuse, "About your request for a place", True), (placing.remove, "Your place was taken back", True)],
)
def test_who_is_turned_away_reads_why(posted, act, subject, reads_reason):
    place = make_place(status=Status.ASKED)
    act(place=place, by=make_user(), reason="For policy makers <only>", now=NOW)

    tell(place)

    [mail] = posted()
    assert mail.subject == f"{subject}: {place.cohort}"
    assert ("For policy makers <only>" in mail.text, "policy makers &lt;only&gt;" in mail.html) == (True, True)


def test_who_leaves_has_what_is_to_come_taken_out(posted):
    cohort = make_cohort()
    session = make_session(cohort, title="Hello")
    place = ask(cohort)
    tell(place)
    placing.leave(place=place, now=NOW + HOUR)

    telling.tell_place(place=place, now=NOW + HOUR)
    telling.tell_place(place=place, now=NOW + 2 * HOUR)

    came, went = posted()
    assert (entries(came), entries(went)) == ([("REQUEST", "Hello", 0)], [("CANCEL", "Hello", 0)])
    before, after = (next(iter(objects(mail)[0].walk("VEVENT"))) for mail in (came, went))
    assert (before["UID"], after["UID"]) == (session.uid, session.uid)
    assert after["DTSTAMP"].dt - before["DTSTAMP"].dt == HOUR
    assert after["STATUS"] == "CANCELLED"


def test_who_comes_back_has_it_put_in_again(posted):
    cohort = make_cohort()
    make_session(cohort, title="Hello")
    place = ask(cohort)
    tell(place)
    placing.leave(place=place, now=NOW)
    tell(place)

    tell(ask(cohort, place.learner))

    assert [entries(mail)[0][0] for mail in posted()] == ["REQUEST", "CANCEL", "REQUEST"]


@pytest.mark.parametrize("status", [Status.WAITING, Status.HELD])
def test_who_leaves_with_nothing_in_their_calendar_knows_it(posted, status):
    place = make_place(status=status)
    placing.leave(place=place, now=NOW)

    tell(place)

    assert posted() == []
    assert place.moves.get().told_at == NOW


def test_who_declines_knows_it(posted):
    place = make_place(status=Status.OFFERED)
    placing.decline_offer(place=place, now=NOW)

    tell(place)

    assert posted() == []


def test_putting_off_takes_the_sessions_out(posted):
    cohort = make_cohort(name="Spring")
    make_session(cohort, title="Hello")
    place = ask(cohort)
    tell(place)
    placing.defer(place=place, by=place.learner, now=NOW, reason="An illness")

    tell(place)

    _welcome, mail = posted()
    assert (mail.subject, entries(mail)) == ("Your place is put off: Spring", [("CANCEL", "Hello", 0)])
    assert "An illness" not in mail.text


@pytest.mark.parametrize("first", ["old", "new"])
def test_a_move_to_another_cohort_is_one_letter(posted, first):
    outline = make_outline()
    one, other = make_cohort(outline, name="Spring"), make_cohort(outline, name="Autumn")
    tutor = make_appointment(other).tutor.user
    make_session(one, title="Hello")
    make_session(other, title="Hello again")
    place = ask(one)
    tell(place)
    there = placing.move_place(place=place, to_cohort=other, by=make_user(), reason="As you wished", now=NOW)

    for each in [place, there] if first == "old" else [there, place]:
        tell(each)

    _welcome, mail = posted()
    assert (mail.subject, mail.reply_to) == ("Your place has moved: Autumn", tutor.email)
    assert entries(mail) == [("CANCEL", "Hello", 0), ("REQUEST", "Hello again", 0)]
    assert "from the cohort “Spring” to “Autumn”" in mail.text
    assert "As you wished" in mail.text
    assert not PlaceMove.objects.untold().exists()


def test_who_moves_on_before_they_read_of_it_hears_of_each(posted):
    outline = make_outline()
    one, other = make_cohort(outline, name="Spring"), make_cohort(outline, name="Autumn")
    make_session(other, title="Hello again")
    place = ask(one)
    there = placing.move_place(place=place, to_cohort=other, by=make_user(), reason="", now=NOW)
    placing.remove(place=there, by=make_user(), reason="A mistake", now=NOW)

    tell(there)
    tell(there)

    assert [mail.subject for mail in posted()] == ["Your place has moved: Autumn", "Your place was taken back: Autumn"]
    assert [mail.calendar for mail in posted()] == ["", ""]


def test_who_completes_a_cohort_hears_of_it_by_their_certificate_and_of_sessions_as_before(posted):
    cohort = make_cohort(status="finished")
    place = make_place(cohort)
    make_session(cohort, title="Hello", starts_at=NOW + 9 * DAY)
    acts.shift(place, Status.COMPLETED, by=None, now=NOW, completed_at=NOW)

    tell(place)
    tell(place)

    [mail] = posted()
    assert "Hello" in mail.subject + mail.text
    assert not PlaceMove.objects.untold().exists()


def test_who_completes_it_before_they_heard_that_they_have_a_place_hears_of_that(posted):
    cohort = make_cohort(status="finished", name="Spring")
    place = make_place(cohort)
    place.moves.create(from_status="asked", to_status="held", moved_at=NOW)
    acts.shift(place, Status.COMPLETED, by=None, now=NOW, completed_at=NOW)

    tell(place)
    tell(place)

    assert [mail.subject for mail in posted()] == ["You have a place: Spring"]


def test_two_accounts_that_become_one_went_nowhere(posted):
    kept = make_place()
    gone = make_place(kept.cohort, status=Status.MOVED, moved_to=kept)
    PlaceMove.objects.create(place=gone, from_status="held", to_status="moved", moved_at=NOW)

    tell(gone)
    tell(kept)

    assert posted() == []
    assert not PlaceMove.objects.untold().exists()


@pytest.mark.parametrize("facts", [{"is_active": False}, {"email": ""}])
def test_nobody_writes_to_a_closed_account(posted, facts):
    place = ask(make_cohort())
    type(place.learner).objects.filter(pk=place.learner_id).update(**facts)

    tell(place)

    assert posted() == []
    assert not PlaceMove.objects.untold().exists()


# Sessions


@pytest.fixture
def member(posted):
    """A member who has read the welcome, with a session twelve days from now."""
    cohort = make_cohort(name="Spring")
    make_session(cohort, title="Hello")
    place = make_place(cohort, make_user(time_zone="Europe/Paris"))
    tell(place)
    [_mail] = posted()
    return place


def test_a_session_that_moves_is_told_once_with_the_time_before(member, posted):
    session = member.cohort.sessions.get()
    scheduling.move_session(session=session, starts_at=session.starts_at + DAY, minutes=90, now=NOW)

    tell(member)
    tell(member)

    _known, mail = posted()
    assert (mail.kind, mail.subject) == ("tutors.session", "Another time: Hello")
    assert entries(mail) == [("REQUEST", "Hello", 1)]
    assert "New time: Sunday 15 March 2026, 13:00 (Paris, UTC+1), 90 minutes" in mail.text
    assert "Before: Saturday 14 March 2026, 13:00 (Paris, UTC+1)" in mail.text
    [event] = objects(mail)[0].walk("VEVENT")
    assert (event["UID"], event["DTSTART"].dt) == (session.uid, session.starts_at + DAY)


def test_changes_that_came_together_are_one_letter(member, posted):
    session = member.cohort.sessions.get()
    scheduling.change_session(session=session, meeting=Meeting("Welcome"))
    make_session(member.cohort, title="More", starts_at=NOW + 13 * DAY)
    gone = make_session(member.cohort, title="Unheard of")
    scheduling.cancel_session(session=gone, now=NOW)

    tell(member)

    _known, mail = posted()
    assert mail.subject == "News of sessions: Spring"
    assert entries(mail) == [("REQUEST", "Welcome", 1), ("REQUEST", "More", 0)]
    assert "Unheard of" not in mail.text


def test_a_cancelled_session_leaves_the_calendar_for_good(member, posted):
    session = member.cohort.sessions.get()
    scheduling.cancel_session(session=session, now=NOW)
    tell(member)
    placing.leave(place=member, now=NOW)
    tell(member)

    _known, mail = posted()
    assert (mail.subject, entries(mail)) == ("Cancelled: Hello", [("CANCEL", "Hello", 1)])
    assert "Cancelled; it was to be on Saturday 14 March 2026, 13:00 (Paris, UTC+1)" in mail.text


def test_a_change_before_the_welcome_is_in_it(posted):
    cohort = make_cohort()
    session = make_session(cohort, title="Hello")
    place = ask(cohort)
    scheduling.move_session(session=session, starts_at=session.starts_at + DAY, minutes=60, now=NOW)

    tasks.tell_sessions(cohort.pk)
    tell(place)

    [mail] = posted()
    assert entries(mail) == [("REQUEST", "Hello", 1)]


def test_what_is_over_or_was_not_planned_any_more_is_no_news(member, posted):
    Session.objects.update(sequence=5)
    make_session(member.cohort, starts_at=NOW, minutes=60)

    telling.tell_place(place=member, now=NOW + 20 * DAY)
    Session.objects.update(status="did_not_happen")
    tell(member)

    assert len(posted()) == 1


@pytest.mark.parametrize(("number", "readable"), [(1, 1), (3, 3)])
def test_one_session_is_an_invitation_and_several_are_files(posted, number, readable):
    cohort = make_cohort()
    for _ in range(number):
        make_session(cohort)
    place = ask(cohort)

    tell(place)

    [mail] = posted()
    message = writing.message(mail).message()
    offered = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    assert [part.is_attachment() for part in offered] == [number > 1] * number
    assert len({str(next(iter(each.walk("VEVENT")))["UID"]) for each in objects(mail)}) == readable


def test_a_letter_to_a_member_costs_the_same_however_many_sessions(posted, django_assert_num_queries):
    cohort = make_cohort()
    make_appointment(cohort)
    one, other = ask(cohort), ask(cohort)
    make_session(cohort)

    with django_assert_num_queries(19):
        tell(one)
    for _ in range(30):
        make_session(cohort)
    with django_assert_num_queries(19):
        tell(other)
