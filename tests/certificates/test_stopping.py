"""What cannot be issued: noted once, told once, settled by itself or by staff."""

import datetime as dt

import pytest
from django.contrib.auth.models import Permission
from wagtail.models import ModelLogEntry

from certificates import actions, pdf, stopping
from certificates.causes import OfEnrolment
from certificates.enums import Kind
from certificates.exceptions import AccountLocked, NameMissing, ReasonMissing
from certificates.models import Certificate, CertificateVersion, StoppedIssue
from notices.models import Mail
from tests.certificates.factories import (
    NOW,
    UNPRINTABLE,
    make_award,
    make_certificate,
    make_course,
    make_enrolment,
    make_stopped,
)
from tests.factories import make_user

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(days=1)


def make_corrector(**fields):
    person = make_user(is_staff=True, **fields)
    person.user_permissions.add(Permission.objects.get(codename="correct_certificate"))
    return person


def stop(learner, *, award=None, now=NOW, kind=Kind.COURSE, source="enrolment:1"):
    return actions.issue(kind=kind, source=source, learner=learner, award=award or make_award(), now=now)


# Stopping


def test_what_cannot_be_drawn_is_not_issued_and_says_why():
    learner = make_user(full_name=UNPRINTABLE)

    assert stop(learner) is None

    assert (Certificate.objects.count(), CertificateVersion.objects.count()) == (0, 0)
    stopped = StoppedIssue.objects.get()
    assert (stopped.kind, stopped.source, stopped.learner) == ("course", "enrolment:1", learner)
    assert (stopped.name, stopped.title, stopped.problem, stopped.detail) == (UNPRINTABLE, "Bridges", "characters", "𓀀")
    assert (stopped.first_met_at, stopped.last_met_at, stopped.resolved_at) == (NOW, NOW, None)
    assert Mail.objects.filter(kind="certificates.issued").count() == 0


def test_a_title_that_cannot_be_drawn_stops_it_too():
    assert stop(make_user(full_name="Amina"), award=make_award(title="Bridges of 𓀁")) is None

    assert (StoppedIssue.objects.get().detail, StoppedIssue.objects.get().is_about_the_name) == ("𓀁", False)


def test_what_has_no_room_stops_it_too(monkeypatch):
    def refuse(sheet):
        raise pdf.TextTooLong(sheet.name)

    monkeypatch.setattr(pdf, "draw", refuse)
    stop(make_user(full_name="Amina"))

    stopped = StoppedIssue.objects.get()
    assert (stopped.problem, stopped.words, stopped.is_about_the_name) == ("length", "There is no room for “Amina”", True)


def test_stopping_again_is_one_row_and_one_mail():
    make_corrector()
    learner = make_user(full_name=UNPRINTABLE)
    stop(learner)
    stop(learner, award=make_award(title="Bridges and locks"), now=LATER)

    stopped = StoppedIssue.objects.get()
    assert (stopped.first_met_at, stopped.last_met_at, stopped.title) == (NOW, LATER, "Bridges and locks")
    assert (stopped.told_at, stopped.search_text) == (NOW, "amina 𓀀 bridges and locks")
    assert Mail.objects.filter(kind="certificates.stopped").count() == 1


def test_those_who_may_correct_are_written_to_each_in_their_language():
    english = make_corrector()
    french = make_corrector(language="fr")
    make_corrector(is_active=False)
    make_user(is_staff=True)
    learner = make_user(full_name="<i>𓀀</i>", email="amina@example.org")

    stop(learner)

    mails = {mail.recipient: mail for mail in Mail.objects.filter(kind="certificates.stopped")}
    assert {person: mail.language for person, mail in mails.items()} == {english: "en", french: "fr"}
    address = f"/admin/stopped-certificates/{StoppedIssue.objects.get().pk}/"
    text = mails[english].text
    for words in ("<i>𓀀</i> (amina@example.org)", "U+13000 𓀀", address):
        assert words in text
    assert "&lt;i&gt;𓀀&lt;/i&gt;" in mails[english].html


def test_award_course_of_what_is_stopped_stays_unsettled():
    enrolment = make_enrolment(learner=make_user(full_name=UNPRINTABLE))

    assert actions.award_course(enrolment=enrolment, now=LATER) is None

    enrolment.refresh_from_db()
    assert (enrolment.settled_at, StoppedIssue.objects.get().source) == (None, f"enrolment:{enrolment.pk}")


def test_a_name_that_can_be_drawn_issues_it_and_settles_the_row():
    learner = make_user(full_name=UNPRINTABLE)
    stop(learner)
    learner.full_name = "Amina"
    learner.save()

    certificate = stop(learner, now=LATER)

    stopped = StoppedIssue.objects.get()
    assert (certificate.facts.recipient_name, stopped.resolved_at, stopped.resolved_by) == ("Amina", LATER, None)


def test_issuing_goes_by_the_name_of_this_moment():
    """A worker that has read the old name prints the new one."""
    learner = make_user(full_name="Amnia")
    type(learner).objects.update(full_name="Amina")

    assert stop(learner).facts.recipient_name == "Amina"


def test_put_off_leaves_alone_what_was_issued_meanwhile():
    enrolment = make_enrolment()
    actions.award_course(enrolment=enrolment, now=NOW)

    assert stopping.put_off(cause=OfEnrolment(enrolment), problem=KeyError(), now=LATER) is None
    assert StoppedIssue.objects.count() == 0


def test_put_off_waits_a_day_at_most():
    stopped = make_stopped(problem="failure", tries=90, retry_at=NOW)

    again = stopping.put_off(cause=OfEnrolment(stopped.learner.enrolments.get()), problem=KeyError("Amina"), now=LATER)

    assert (again.pk, again.tries, again.retry_at) == (stopped.pk, 91, LATER + dt.timedelta(days=1))
    assert again.detail == "KeyError"


def test_what_failed_and_then_cannot_be_drawn_is_told_to_staff():
    make_corrector()
    stopped = make_stopped(problem="failure", detail="KeyError", tries=1, retry_at=NOW)

    actions.award_course(enrolment=stopped.learner.enrolments.get(), now=LATER)

    stopped.refresh_from_db()
    assert (stopped.problem, stopped.retry_at, stopped.told_at) == ("characters", None, LATER)
    assert Mail.objects.filter(kind="certificates.stopped").count() == 1


# Issuing with another name


def settle(stopped, *, name="Amina", reason=" As in her passport ", by=None, now=LATER):
    return actions.issue_stopped(stopped=stopped, name=name, reason=reason, by=by or make_user(is_staff=True), now=now)


def test_issue_stopped_prints_the_name_that_staff_give():
    course = make_course(titles={"en": "Bridges"})
    stopped = make_stopped(enrolment=make_enrolment(course=course, learner=make_user(full_name=UNPRINTABLE)))
    staff = make_user(is_staff=True)

    certificate = settle(stopped, name=" Amina ", by=staff)

    facts = certificate.facts
    assert (facts.recipient_name, facts.reason, facts.created_by, facts.number) == ("Amina", "As in her passport", staff, 1)
    assert (facts.title, certificate.issued_at) == ("Bridges", LATER)
    stopped.refresh_from_db()
    assert (stopped.resolved_at, stopped.resolved_by, stopped.learner.full_name) == (LATER, staff, UNPRINTABLE)
    assert stopped.learner.enrolments.get().settled_at == LATER
    entry = ModelLogEntry.objects.get()
    assert (entry.action, entry.user, entry.object_id) == ("certificates.issue_stopped", staff, str(certificate.pk))
    assert Mail.objects.get().text.startswith("Dear Amina,")


def test_issue_stopped_again_changes_nothing():
    stopped = make_stopped()
    first = settle(stopped)

    assert settle(stopped, name="Another") == first
    assert (CertificateVersion.objects.count(), ModelLogEntry.objects.count(), Mail.objects.count()) == (1, 1, 1)


def test_issue_stopped_with_a_name_that_cannot_be_drawn_changes_nothing():
    stopped = make_stopped()

    with pytest.raises(pdf.GlyphsMissing):
        settle(stopped, name="𓀁")

    stopped.refresh_from_db()
    assert (stopped.detail, stopped.is_open, Certificate.objects.count()) == ("𓀀", True, 0)


@pytest.mark.parametrize(("given", "refusal"), [({"reason": " "}, ReasonMissing), ({"name": " "}, NameMissing)])
def test_issue_stopped_needs_a_name_and_a_reason(given, refusal):
    stopped = make_stopped()

    with pytest.raises(refusal):
        settle(stopped, **given)

    assert Certificate.objects.count() == 0


@pytest.mark.parametrize("act", [settle, lambda stopped: actions.try_again(stopped=stopped, by=make_user(), now=LATER)])
def test_nothing_is_issued_to_who_is_about_to_be_erased(act):
    stopped = make_stopped()
    learner = stopped.learner
    learner.is_active = False
    learner.save()

    with pytest.raises(AccountLocked):
        act(stopped)

    assert (Certificate.objects.count(), ModelLogEntry.objects.count()) == (0, 0)


def test_issue_stopped_of_another_kind_prints_what_was_awarded():
    learner = make_user(full_name=UNPRINTABLE)
    award = make_award(title="Fellows of 2026", hours=None, language="fr", achievement="programme:1")
    stop(learner, kind=Kind.FELLOWSHIP, source="offer:1", award=award)

    certificate = settle(StoppedIssue.objects.get())

    facts = certificate.facts
    assert (certificate.kind, certificate.source, certificate.achievement.source) == ("fellowship", "offer:1", "programme:1")
    assert (facts.title, facts.language, facts.completed_on) == ("Fellows of 2026", "fr", NOW.date())


# Trying again


def test_try_again_issues_what_can_be_drawn_by_now():
    stopped = make_stopped()
    learner = stopped.learner
    learner.full_name = "Amina"
    learner.save()
    staff = make_user(is_staff=True)

    certificate = actions.try_again(stopped=stopped, by=staff, now=LATER)

    stopped.refresh_from_db()
    assert (certificate.facts.recipient_name, stopped.resolved_by, stopped.resolved_at) == ("Amina", staff, LATER)
    assert list(ModelLogEntry.objects.values_list("action", "user")) == [("certificates.try_again", staff.pk)]


def test_try_again_says_that_it_stays_stopped_and_is_logged():
    stopped = make_stopped()

    assert actions.try_again(stopped=stopped, by=make_user(), now=LATER) is None

    stopped.refresh_from_db()
    assert (stopped.last_met_at, stopped.is_open, ModelLogEntry.objects.count()) == (LATER, True, 1)


def test_try_again_of_what_was_issued_by_itself_is_nobodys_doing():
    stopped = make_stopped()
    settled = settle(stopped)
    StoppedIssue.objects.update(resolved_by=None)
    logged = ModelLogEntry.objects.count()

    assert actions.try_again(stopped=stopped, by=make_user(), now=LATER) == settled
    stopped.refresh_from_db()
    assert (stopped.resolved_by, ModelLogEntry.objects.count()) == (None, logged)


def test_try_again_of_another_kind():
    learner = make_user(full_name=UNPRINTABLE)
    stop(learner, kind=Kind.SERVICE, source="place:1")
    type(learner).objects.update(full_name="Amina")

    assert actions.try_again(stopped=StoppedIssue.objects.get(), by=make_user(), now=LATER).kind == "service"


def test_a_certificate_of_today_stays_out_of_it():
    """What was issued keeps its own note of why there is no file."""
    certificate = make_certificate(name=UNPRINTABLE)

    assert actions.store_pdf(certificate=certificate) is None
    assert StoppedIssue.objects.count() == 0
