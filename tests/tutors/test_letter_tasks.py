"""That everybody is written to, whatever dies in between, and nobody twice."""

import pytest
import time_machine

from notices import delivery
from notices.models import Mail
from tests import workers
from tests.enrolments.factories import DAY, NOW, make_outline
from tests.factories import make_user
from tests.notices.mail_servers import MailServer
from tests.tutors.factories import (
    HOUR,
    make_appointment,
    make_cohort,
    make_interest,
    make_place,
    make_session,
    make_tutor,
)
from tutors import appointing, letters, placing, running, scheduling, tasks
from tutors.appointing import Terms
from tutors.models import Appointment, Cohort, CohortMove, Interest, Place, PlaceMove, Session
from tutors.scheduling import Meeting
from tutors.wall_clock import Weekly

pytestmark = pytest.mark.django_db
Status = Place.Status
Role = Appointment.Role


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def at_work(django_capture_on_commit_callbacks):
    """Does something and works off all messages that it leads to."""

    def work(act, **given):
        workers.waiting()
        with django_capture_on_commit_callbacks(execute=True):
            done = act(**given)
        with django_capture_on_commit_callbacks(execute=True):
            workers.work_off()
        return done

    return work


def subjects(mails):
    return [(mail.recipient, mail.subject) for mail in mails]


# Messages


def test_joining_is_told_by_a_message(at_work, posted):
    cohort, learner = make_cohort(), make_user()

    at_work(placing.ask, cohort=cohort, learner=learner, now=NOW)

    assert subjects(posted()) == [(learner, f"You have a place: {cohort}")]


def test_a_series_is_one_letter_to_each_member(at_work, posted):
    cohort = make_cohort(time_zone="Europe/Paris")
    places = [make_place(cohort) for _ in range(3)]
    make_place(cohort, status=Status.WAITING)
    weekly = Weekly(first_on=(NOW + 10 * DAY).date(), at=(NOW + HOUR).time(), times=4)

    at_work(scheduling.plan_series, cohort=cohort, meeting=Meeting("Hello"), weekly=weekly, minutes=60)

    assert [mail.recipient for mail in posted()] == [place.learner for place in places]
    assert [mail.calendar.count("BEGIN:VEVENT") for mail in posted()] == [4] * 3
    assert not Session.objects.untold().exists()


@pytest.mark.parametrize(
    ("act", "given", "subject"),
    [
        (scheduling.move_session, {"starts_at": NOW + 20 * DAY, "minutes": 60, "now": NOW}, "Another time: Hello"),
        (scheduling.change_session, {"meeting": Meeting("Welcome")}, "Changed: Welcome"),
        (scheduling.cancel_session, {"now": NOW}, "Cancelled: Hello"),
    ],
)
def test_what_becomes_of_a_session_is_told_by_a_message(at_work, posted, act, given, subject):
    place = make_place()
    session = make_session(place.cohort, title="Hello")
    tasks.tell_sessions(place.cohort_id)

    at_work(act, session=session, **given)

    assert [mail.subject for mail in posted(place.learner)] == ["New session: Hello", subject]


def test_who_holds_it_and_how_to_join_is_no_news(at_work, posted):
    place = make_place()
    session = make_session(place.cohort, title="Hello")
    tasks.tell_sessions(place.cohort_id)

    meeting = Meeting("Hello", join_url="https://meet.example.org/1", held_by=make_tutor())
    at_work(scheduling.change_session, session=session, meeting=meeting)

    assert len(posted()) == 1


def test_a_cancelled_cohort_is_one_letter_to_each(at_work, posted):
    cohort = make_cohort(name="Spring")
    tutor = make_appointment(cohort).tutor.user
    for _ in range(2):
        make_session(cohort)
    member, waiting = make_place(cohort), make_place(cohort, status=Status.WAITING)
    tasks.tell_sessions(cohort.pk)
    Mail.objects.all().delete()

    at_work(running.cancel_cohort, cohort=cohort, by=None, reason="Too few <people>", now=NOW)
    tasks.sweep_letters()

    told = {mail.recipient: mail for mail in posted() if mail.kind != "tutors.tutor" or "Cancelled" in mail.subject}
    assert told.keys() == {member.learner, waiting.learner, tutor}
    assert {mail.subject for mail in told.values()} == {"Cancelled: Spring"}
    assert all("Too few <people>" in mail.text for mail in told.values())
    assert [told[each].calendar.count("METHOD:CANCEL") for each in (member.learner, waiting.learner)] == [2, 0]
    assert len(posted(member.learner)) == 1


# The next cohort


def test_who_asked_before_is_told_of_the_next_cohort_once(at_work, posted):
    outline = make_outline()
    draft = make_cohort(outline, status="draft", language="fr")
    told = make_interest(course=outline.course, language="fr", asked_at=NOW - DAY)
    any_language = make_interest(course=outline.course)
    for fields in [{"language": "es"}, {"asked_at": NOW + HOUR}, {"told_at": NOW - DAY}]:
        make_interest(course=outline.course, **fields)
    make_interest()

    at_work(running.open_cohort, cohort=draft, by=None, now=NOW)
    tasks.sweep_letters()

    assert subjects(posted()) == [(each.person, f"The next cohort: {outline}") for each in (told, any_language)]
    assert [mail.kind for mail in posted()] == ["tutors.next_cohort"] * 2
    assert Interest.objects.filter(told_at=NOW).count() == 2
    assert CohortMove.objects.get().told_at == NOW


@pytest.mark.parametrize(("joining", "told"), [("approval", 1), ("invitation", 0), ("staff", 0)])
def test_nobody_is_told_of_a_cohort_that_they_cannot_ask_for(at_work, joining, told):
    draft = make_cohort(status="draft", joining=joining)
    make_interest(course=draft.course)

    at_work(running.open_cohort, cohort=draft, by=None, now=NOW)

    assert Interest.objects.filter(told_at=NOW).count() == told
    assert not CohortMove.objects.untold().exists()


def test_a_cohort_that_was_called_back_is_told_to_nobody(posted):
    draft = make_cohort(status="draft")
    make_interest(course=draft.course)
    running.open_cohort(cohort=draft, by=None, now=NOW)
    running.redraft_cohort(cohort=draft, by=None, now=NOW)

    tasks.sweep_letters()

    assert (posted(), Interest.objects.open().count()) == ([], 1)
    assert not CohortMove.objects.untold().exists()


# A cohort starts


def test_members_and_tutors_read_that_a_cohort_has_started(at_work, posted):
    cohort = make_cohort(name="Spring")
    lead, member = make_appointment(cohort, told_at=NOW).tutor.user, make_place(cohort)
    make_place(cohort, status=Status.WAITING)
    make_place(cohort, joined_at=NOW + HOUR)
    make_session(cohort, title="Hello", told_sequence=0)

    at_work(running.start_cohort, cohort=cohort, by=None, now=NOW)
    tasks.sweep_letters()

    assert subjects(posted()) == [(member.learner, "It begins: Spring"), (lead, "It begins: Spring")]
    assert "The next session is “Hello”: Saturday 14 March 2026, 12:00 (UTC)." in posted(member.learner)[0].text


def test_a_cohort_that_goes_on_has_not_started(at_work, posted):
    cohort = make_cohort(status="finished")
    make_place(cohort)
    make_appointment(cohort, told_at=NOW)

    at_work(running.resume_cohort, cohort=cohort, by=None, now=NOW)
    tasks.sweep_letters()

    assert posted() == []
    assert not CohortMove.objects.untold().exists()


# Appointments


def test_a_tutor_reads_of_the_appointment_and_of_its_end(at_work, posted):
    cohort, tutor, officer = make_cohort(name="Spring"), make_tutor(), make_user()
    terms = Terms(Role.STAND_IN, until_on=(NOW + DAY).date())

    appointment = at_work(appointing.appoint, cohort=cohort, tutor=tutor, terms=terms, by=officer, now=NOW)
    at_work(appointing.end_appointment, appointment=appointment, by=officer, now=NOW, reason="Not needed")
    tasks.sweep_letters()

    made, ended = posted()
    assert subjects([made, ended]) == [
        (tutor.user, "You are appointed: Spring"),
        (tutor.user, "Your appointment has ended: Spring"),
    ]
    assert "as stand-in." in made.text
    assert "Your appointment holds until 3 March 2026." in made.text
    assert "Not needed" in ended.text


def test_a_handover_names_the_other(at_work, posted):
    cohort = make_cohort(name="Spring")
    old = make_appointment(cohort, make_tutor(full_name="Grace"), told_at=NOW).tutor
    new = make_appointment(cohort, make_tutor(full_name="Alan"), role=Role.ASSISTANT, told_at=NOW).tutor

    at_work(appointing.hand_over, cohort=cohort, to=new, by=None, now=NOW + HOUR)
    tasks.sweep_letters()

    assert sorted(subjects(posted()), key=str) == sorted(
        [(old.user, "Your appointment has ended: Spring"), (new.user, "You are appointed: Spring")], key=str
    )
    assert "From now on Alan leads it." in posted(old.user)[0].text
    assert "Grace led it before you." in posted(new.user)[0].text


def test_an_appointment_that_ended_before_anybody_read_of_it(posted):
    appointment = make_appointment()
    appointing.end_appointment(appointment=appointment, by=None, now=NOW)

    tasks.sweep_letters()

    assert posted() == []
    assert not Appointment.objects.untold().exists()


# What is lost on the way


class Died(BaseException):
    """The worker is gone: nothing catches this."""


@pytest.fixture
def dying(monkeypatch):
    """Lets the worker die as it writes its nth letter."""

    def after(number):
        posted, post = [], letters.notices.actions.post

        def write(**given):
            if len(posted) == number:
                raise Died
            posted.append(post(**given))

        monkeypatch.setattr(letters.notices.actions, "post", write)

    yield after
    monkeypatch.undo()


@pytest.mark.parametrize("die_at", [0, 3, 7])
def test_a_change_reaches_every_member_once_though_a_worker_dies(posted, dying, monkeypatch, die_at):
    cohort = make_cohort()
    places = [make_place(cohort) for _ in range(8)]
    make_session(cohort)

    dying(die_at)
    with pytest.raises(Died):
        tasks.tell_sessions(cohort.pk)
    left = len(posted())
    monkeypatch.undo()
    tasks.sweep_letters()
    tasks.sweep_letters()

    assert left == die_at
    assert sorted(mail.recipient_id for mail in posted()) == sorted(place.learner_id for place in places)
    assert not Session.objects.untold().exists()


@pytest.mark.parametrize("die_at", [0, 2])
def test_a_start_reaches_everybody_once_though_a_worker_dies(posted, dying, monkeypatch, die_at):
    cohort = make_cohort()
    people = [make_place(cohort).learner for _ in range(3)] + [make_appointment(cohort, told_at=NOW).tutor.user]
    running.start_cohort(cohort=cohort, by=None, now=NOW)

    dying(die_at)
    with pytest.raises(Died):
        tasks.tell_cohort(cohort.pk)
    monkeypatch.undo()
    tasks.sweep_letters()
    tasks.sweep_letters()

    assert [mail.recipient for mail in posted()] == people


def test_wishes_are_told_once_though_a_worker_dies(posted, dying, monkeypatch):
    draft = make_cohort(status="draft")
    people = [make_interest(course=draft.course).person for _ in range(3)]
    running.open_cohort(cohort=draft, by=None, now=NOW)

    dying(1)
    with pytest.raises(Died):
        tasks.tell_cohort(draft.pk)
    left = Interest.objects.open().count()
    monkeypatch.undo()
    tasks.sweep_letters()

    assert left == 2
    assert [mail.recipient for mail in posted()] == people


def test_a_session_that_changes_while_it_is_told_is_told_again(posted, monkeypatch):
    cohort = make_cohort()
    make_place(cohort)
    session = make_session(cohort, title="Hello")
    tell = tasks._tell_place

    def tell_and_change(place):
        tell(place)
        scheduling.change_session(session=session, meeting=Meeting("Welcome"))

    monkeypatch.setattr(tasks, "_tell_place", tell_and_change)
    tasks.tell_sessions(cohort.pk)
    monkeypatch.undo()
    session.refresh_from_db()
    left = session.told_sequence
    tasks.sweep_letters()

    session.refresh_from_db()
    assert (left, session.told_sequence) == (0, 1)
    assert [mail.subject for mail in posted()] == ["New session: Hello", "Changed: Welcome"]


def test_one_letter_that_fails_stops_no_other_and_is_not_forgotten(posted, monkeypatch, caplog):
    cohort = make_cohort()
    first, second = make_place(cohort), make_place(cohort)
    make_session(cohort)
    post = letters.notices.actions.post

    def fail(*, recipient, **given):
        if recipient == first.learner:
            raise RuntimeError
        return post(recipient=recipient, **given)

    monkeypatch.setattr(letters.notices.actions, "post", fail)
    tasks.tell_sessions(cohort.pk)
    assert [mail.recipient for mail in posted()] == [second.learner]
    assert f"place {first.pk} is not brought up to date" in caplog.text
    monkeypatch.undo()
    tasks.sweep_letters()

    assert [mail.recipient for mail in posted()] == [second.learner, first.learner]


def test_the_sweep_writes_what_no_message_did(posted):
    cohort = make_cohort()
    place = placing.ask(cohort=cohort, learner=make_user(), now=NOW)
    make_session(cohort)
    tutor = make_appointment(cohort).tutor.user

    for _ in range(2):
        tasks.sweep_letters()

    assert [mail.recipient for mail in posted()] == [place.learner, tutor]
    assert not PlaceMove.objects.untold().exists()
    assert not Session.objects.untold().exists()


def test_sessions_of_a_draft_wait_for_nobody(posted):
    draft = make_cohort(status="draft")
    make_session(draft)

    tasks.sweep_letters()
    Cohort.objects.update(status="open")
    place = placing.ask(cohort=draft, learner=make_user(), now=NOW)
    tasks.sweep_letters()

    assert subjects(posted()) == [(place.learner, f"You have a place: {draft}")]


# In one request, nobody is written to


def test_a_change_for_many_costs_the_request_nothing(posted, django_assert_num_queries):
    few, many = make_cohort(), make_cohort()
    for cohort, number in ((few, 1), (many, 30)):
        make_session(cohort)
        for _ in range(number):
            make_place(cohort)

    for cohort in (few, many):
        session = cohort.sessions.get()
        with django_assert_num_queries(5):
            scheduling.cancel_session(session=session, now=NOW)

    assert posted() == []


def test_a_broken_mail_server_loses_nothing(at_work, posted, settings, tmp_path):
    files = tmp_path / "mail"
    with MailServer() as server:
        settings.MAILERS = server.mailers
    # Nobody listens there any more.
    cohort = make_cohort()
    places = [make_place(cohort) for _ in range(3)]
    at_work(scheduling.plan_session, cohort=cohort, meeting=Meeting("Hello"), starts_at=NOW + DAY, minutes=60)
    workers.work_off()
    waiting = {(mail.status, mail.tries) for mail in posted()}

    stopping = {"BACKEND": "tests.stopping_mail.EmailBackend", "OPTIONS": {"file_path": str(files)}}
    settings.MAILERS = {"default": stopping}
    delivery.sweep(now=NOW + HOUR)

    sent = "".join(path.read_text() for path in files.glob("*.log"))
    assert waiting == {(Mail.Status.QUEUED, 1)}
    assert {mail.status for mail in posted()} == {Mail.Status.SENT}
    assert all(f"Message-ID: {mail.message_id}" in sent for mail in posted())
    assert sent.count("text/calendar; method=") == sent.count("METHOD:REQUEST") == len(places)
