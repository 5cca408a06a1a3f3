"""The letters themselves: in whose language, with which parts, whom an answer reaches."""

import re

import pytest
import time_machine
from django.conf import settings
from django.utils import translation

from accounts import erasure, privacy
from notices import kinds, writing
from notices.actions import choose
from notices.models import Mail
from tests.enrolments.factories import DAY, NOW, make_outline
from tests.factories import make_user
from tests.tutors.factories import (
    make_appointment,
    make_cohort,
    make_interest,
    make_place,
    make_session,
    make_tutor,
)
from tutors import appointing, letters, placing, tasks, telling
from tutors.models import Appointment, CohortMove, Place, PlaceMove
from tutors.news import News, Told, What

pytestmark = pytest.mark.django_db
Status = Place.Status
LANGUAGES = [code for code, _name in settings.LANGUAGES]
REASON = "Because of <all> that"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def write_all(language):
    """One of each letter, to people with a language."""
    outline = make_outline()
    cohort = make_cohort(outline, name="Spring", welcome="See https://example.org/", sign_up_opens_at=NOW)
    other = make_cohort(outline, name="Autumn", status="running")
    tutor = make_tutor(language=language)
    make_appointment(cohort, tutor)
    known, changed = make_session(cohort, title="Hello", agenda="First"), make_session(cohort, title="Routes", sequence=1)
    told = {str(changed.pk): {**stored(changed), "sequence": 0, "starts_at": (NOW + DAY).isoformat()}}
    told[str(known.pk)] = stored(known)
    for status in Status:
        there = {"moved_to": make_place(other)} if status == Status.MOVED else {}
        place = make_place(cohort, make_user(language=language), status=status, told=told, **there)
        move = PlaceMove.objects.create(place=place, to_status=status, moved_at=NOW, reason=REASON)
        telling.tell_place(place=place, now=NOW)
    place, learner = make_place(other, make_user(language=language)), make_user(language=language)
    for what in What:
        before = Told(0, NOW + DAY, 60, NOW, is_out=False)
        place.told = {"1": {"sequence": len(what)}}
        letters.about_sessions(place, [News(what, with_cohort(changed), before)], now=NOW)
    move = CohortMove.objects.create(cohort=cohort, from_status="open", to_status="running", moved_at=NOW, reason=REASON)
    cancelled = CohortMove.objects.create(cohort=cohort, from_status="running", to_status="cancelled", moved_at=NOW)
    letters.started(place, move, cohort, now=NOW)
    letters.next_cohort(make_interest(learner, outline.course), cohort, now=NOW)
    appointment = Appointment.objects.get()
    for each in (move, cancelled):
        letters.cohort_moved(appointment, each, cohort, now=NOW)
    for name in ("day", "hour"):
        letters.reminder(with_cohort(known), name, learner, now=NOW)
    letters.wrap_up(with_cohort(known), tutor.user, now=NOW)
    letters.appointed(appointment, now=NOW)
    letters.appointment_ended(appointment, now=NOW)


def stored(session):
    return {
        "sequence": session.sequence,
        "starts_at": session.starts_at.isoformat(),
        "minutes": session.minutes,
        "told_at": NOW.isoformat(),
        "is_out": False,
    }


def with_cohort(session):
    return type(session).objects.select_related("cohort__course").get(pk=session.pk)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_has_its_parts_in_the_persons_language(posted, language):
    write_all(language)

    mails = posted()
    assert {mail.kind for mail in mails} == {each.key for each in kinds.registered() if each.key.startswith("tutors.")}
    assert {mail.language for mail in mails} == {language}
    assert {f'<html lang="{language}"' in mail.html for mail in mails} == {True}
    for mail in mails:
        assert mail.subject, mail.key
        assert re.search(rf"^{settings.BASE_URL}/(learn/cohorts|teach)/\S+/$", mail.text, re.MULTILINE), mail.key
        assert re.search(rf'<a href="{settings.BASE_URL}/(learn/cohorts|teach)/', mail.html), mail.key
        assert "<all>" not in mail.html, mail.key
        assert "\n\n\n" not in mail.text.partition("\n-- \n")[0], mail.key
        message = writing.message(mail).message()
        assert {"text/plain", "text/html"} <= {part.get_content_type() for part in message.walk()}, mail.key


def test_only_what_may_be_unsubscribed_says_how(posted):
    write_all("en")

    for mail in posted():
        message = writing.message(mail).message()
        assert (message["List-Unsubscribe"] is not None) == kinds.get(mail.kind).may_unsubscribe, mail.kind
    optional = {mail.kind for mail in posted() if kinds.get(mail.kind).may_unsubscribe}
    assert optional == {"tutors.asked", "tutors.reminder", "tutors.wrap_up", "tutors.next_cohort"}


def test_a_kind_that_somebody_never_wants_is_not_written(posted):
    interest, cohort = make_interest(), make_cohort()
    choose(user=interest.person, kind=kinds.get("tutors.next_cohort"), when="never")

    telling.tell_interest(interest=interest, cohort=cohort, now=NOW)

    interest.refresh_from_db()
    assert (posted(), interest.told_at) == ([], NOW)


def test_answers_reach_the_tutors_of_today(posted):
    cohort = make_cohort()
    make_appointment(cohort, make_tutor(email="assistant@example.org"), role="assistant")
    make_appointment(cohort, make_tutor(email="lead@example.org"))
    make_appointment(cohort, make_tutor(email="late@example.org"), role="stand_in", from_on=(NOW + 9 * DAY).date())
    gone = make_appointment(cohort, make_tutor(email="gone@example.org"), role="assistant")
    appointing.end_appointment(appointment=gone, by=None, now=NOW)

    telling.tell_place(place=placing.ask(cohort=cohort, learner=make_user(), now=NOW), now=NOW)

    [mail] = posted()
    assert mail.reply_to == "lead@example.org,assistant@example.org"
    assert writing.message(mail).reply_to == ["lead@example.org", "assistant@example.org"]


def test_without_tutors_answers_go_to_the_site(posted):
    telling.tell_place(place=placing.ask(cohort=make_cohort(), learner=make_user(), now=NOW), now=NOW)

    [mail] = posted()
    assert mail.reply_to == ""


def test_the_language_of_who_acts_is_not_that_of_who_reads(posted):
    with translation.override("es"):
        telling.tell_place(place=placing.ask(cohort=make_cohort(), learner=make_user(language="en"), now=NOW), now=NOW)

    [mail] = posted()
    assert mail.text.startswith("Dear ")


# Where they lead


def test_a_tutors_letter_leads_to_a_page_that_opens(posted, client):
    cohort = make_cohort(joining="approval", status="running", sign_up_closes_at=NOW + DAY)
    appointment = make_appointment(cohort)
    later = make_appointment(cohort, role="stand_in", from_on=(NOW + 9 * DAY).date())
    session, tutor = make_session(cohort, held_by=appointment.tutor), appointment.tutor.user
    place = placing.ask(cohort=cohort, learner=make_user(), now=NOW)
    telling.tell_place(place=place, now=NOW)
    move = CohortMove.objects.create(cohort=cohort, from_status="open", to_status="running", moved_at=NOW)
    letters.cohort_moved(appointment, move, cohort, now=NOW)
    letters.wrap_up(with_cohort(session), tutor, now=NOW)
    letters.appointed(later, now=NOW)
    letters.appointed(appointment, now=NOW)

    desk = f"/teach/{cohort.code}/"
    links = [re.findall(rf"^{settings.BASE_URL}(/\S+)$", mail.text, re.MULTILINE)[0] for mail in posted()]
    assert links == [
        f"{desk}people/{place.pk}/",
        desk,
        f"{desk}sessions/{session.pk}/",
        f"/learn/cohorts/{cohort.code}/",
        desk,
    ]
    client.force_login(tutor)
    assert [client.get(link).status_code for link in links] == [200] * 5


# Privacy


def erase(user):
    for _ in range(2):
        for entry in erasure.steps():
            if entry.home == "tutors":
                entry.erase(user, {})


def test_who_is_erased_is_named_in_no_tutors_mail(posted):
    cohort = make_cohort(joining="approval")
    make_appointment(cohort, told_at=NOW)
    one, other = (placing.ask(cohort=cohort, learner=make_user(full_name=name), now=NOW) for name in ("Ada", "Bob"))
    tasks.sweep_letters()
    Mail.objects.update(status=Mail.Status.SENT, sent_at=NOW)

    erase(one.learner)

    assert [mail.subject for mail in posted()] == ["", f"Bob asks for a place: {cohort}"]
    assert [bool(mail.text) for mail in posted()] == [False, True]
    assert other.moves.exists()


def test_no_answer_reaches_a_tutor_who_is_erased(posted):
    cohort, elsewhere = make_cohort(), make_cohort()
    tutor = make_appointment(cohort, make_tutor(email="ada@example.org"), told_at=NOW).tutor
    make_appointment(elsewhere, make_tutor(email="bob@example.org"), told_at=NOW)
    for each in (cohort, elsewhere):
        placing.ask(cohort=each, learner=make_user(), now=NOW)
    tasks.sweep_letters()

    erase(tutor.user)

    assert [mail.reply_to for mail in posted()] == ["", "bob@example.org"]


def test_what_a_learner_was_told_is_exported_and_erased():
    cohort = make_cohort()
    session = make_session(cohort)
    place = placing.ask(cohort=cohort, learner=make_user(), now=NOW)
    telling.tell_place(place=place, now=NOW)

    [row] = privacy.export_person(place.learner)["rooms"]["tutors"]["tutors.Place"]["rows"]
    erase(place.learner)

    place.refresh_from_db()
    assert row["told"][str(session.pk)]["starts_at"] == session.starts_at.isoformat()
    assert place.told == {}
