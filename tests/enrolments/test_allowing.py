"""Granting an allowance and taking it back: what it changes, who hears of it, and what is refused."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from wagtail.models import ModelLogEntry

from courses.models import Unit
from enrolments import actions, allowances, allowing, exceptions
from enrolments.granted import Granted
from enrolments.models import Allowance
from enrolments.queries import standing_of
from enrolments.signals import allowance_granted, allowance_revoked
from notices.models import Mail
from tests.enrolments.factories import (
    DAY,
    NOW,
    entries_of,
    make_enrolment,
    make_outline,
    make_unit,
    remove_unit,
    translate,
    units_of,
)
from tests.enrolments.quizzes_made import begin, failed, make_quiz, make_quiz_outline
from tests.factories import make_staff, make_user

pytestmark = pytest.mark.django_db


def grant(enrolment, unit, *, attempts=0, minutes=0, due_at=None, reason="Broken line", by=None):
    return allowing.grant_allowance(
        enrolment=enrolment,
        unit=unit,
        granted=Granted(attempts, minutes),
        due_at=due_at,
        reason=reason,
        by=by or make_staff(),
        now=NOW,
    )


def standing(enrolment):
    return standing_of(person=enrolment.learner, code=enrolment.course.code, language="en", now=NOW)


@pytest.fixture
def outline():
    return make_outline(units={0: {"kind": "quiz"}})


@pytest.fixture
def heard():
    """What was announced, by signal."""
    found = {"granted": [], "revoked": []}

    def hear_granted(*, allowance_id, **_):
        found["granted"].append(allowance_id)

    def hear_revoked(*, allowance_id, **_):
        found["revoked"].append(allowance_id)

    allowance_granted.connect(hear_granted)
    allowance_revoked.connect(hear_revoked)
    yield found
    allowance_granted.disconnect(hear_granted)
    allowance_revoked.disconnect(hear_revoked)


def test_an_allowance_says_who_granted_what_and_why(outline, heard, django_capture_on_commit_callbacks):
    enrolment, unit, staff = make_enrolment(outline), units_of(outline)[0], make_staff()

    with django_capture_on_commit_callbacks(execute=True):
        allowance = grant(enrolment, unit, attempts=1, minutes=10, reason=" Broken line ", by=staff)

    allowance.refresh_from_db()
    assert (allowance.extra_attempts, allowance.extra_minutes, allowance.due_at) == (1, 10, None)
    assert (allowance.reason, allowance.granted_by, allowance.granted_at, allowance.holds) == (
        "Broken line",
        staff,
        NOW,
        True,
    )
    assert heard["granted"] == [allowance.pk]
    logged = ModelLogEntry.objects.get(action="enrolments.allow")
    assert (logged.user, logged.object_id, logged.data) == (staff, str(enrolment.pk), {"unit": unit.key})


def test_allowances_add_up_for_one_enrolment_and_unit(outline, django_assert_num_queries):
    mine, other = make_enrolment(outline), make_enrolment(outline)
    quiz, lesson, _ = units_of(outline)
    grant(mine, quiz, attempts=1, minutes=10)
    grant(mine, quiz, attempts=2)
    grant(mine, lesson, due_at=NOW + DAY)
    grant(other, quiz, attempts=5)

    with django_assert_num_queries(1):
        found = allowances.granted(mine, quiz)

    assert found == Granted(attempts=3, minutes=10)
    assert allowances.granted(mine, lesson) == Granted()
    assert not allowances.granted(mine, lesson)
    assert standing(mine).granted == {quiz.pk: Granted(3, 10)}


def test_the_latest_of_all_dates_is_due(outline):
    enrolment = make_enrolment(outline)
    first, second, third = units_of(outline)
    for unit, days in [(first, 5), (second, 1)]:
        actions.push_due(enrolment=enrolment, source="cohort:1", unit=unit, due_at=NOW + days * DAY)
    for unit in (first, second, third):
        grant(enrolment, unit, due_at=NOW + 3 * DAY)

    assert standing(enrolment).dues == {first.pk: NOW + 5 * DAY, second.pk: NOW + 3 * DAY, third.pk: NOW + 3 * DAY}


def test_who_has_no_allowance_pays_no_query_for_them(outline):
    enrolment = make_enrolment(outline)

    assert enrolment.has_conditions is False
    grant(enrolment, units_of(outline)[0], attempts=1)
    enrolment.refresh_from_db()
    assert enrolment.has_conditions is True


def test_an_allowance_outlives_a_cohort(outline):
    enrolment = make_enrolment(outline)
    quiz = units_of(outline)[0]
    actions.push_due(enrolment=enrolment, source="cohort:1", unit=quiz, due_at=NOW)
    grant(enrolment, quiz, attempts=1)

    actions.withdraw_pushed(enrolment=enrolment, source="cohort:1", now=NOW)

    assert standing(enrolment).granted == {quiz.pk: Granted(1)}
    assert standing(enrolment).dues == {}


def test_what_is_taken_back_counts_no_more_and_stays_to_be_seen(outline, heard, django_capture_on_commit_callbacks):
    enrolment, quiz, staff = make_enrolment(outline), units_of(outline)[0], make_staff()
    allowance = grant(enrolment, quiz, attempts=1, due_at=NOW + DAY)
    kept = grant(enrolment, quiz, minutes=5)

    with django_capture_on_commit_callbacks(execute=True):
        for now in (NOW, NOW + DAY):
            allowing.revoke_allowance(allowance=allowance, by=staff, now=now)

    allowance.refresh_from_db()
    assert (allowance.holds, allowance.revoked_at, allowance.revoked_by) == (False, NOW, staff)
    assert allowances.granted(enrolment, quiz) == Granted(minutes=5)
    assert standing(enrolment).dues == {}
    assert heard["revoked"] == [allowance.pk]
    assert ModelLogEntry.objects.filter(action="enrolments.disallow").count() == 1
    assert str(kept) == f"{enrolment.pk}: {quiz.pk}"


def test_a_unit_of_another_course_or_of_none_is_refused(outline):
    enrolment = make_enrolment(outline)
    gone = units_of(outline)[0]
    remove_unit(outline, gone.key)

    for unit in (make_unit(make_outline().course), Unit.objects.get(pk=gone.pk)):
        with pytest.raises(exceptions.UnitAbsent):
            grant(enrolment, unit, attempts=1)
    assert (Allowance.objects.count(), Mail.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("fields", "refusal"), [({}, exceptions.NothingGranted), ({"attempts": 1, "reason": "  "}, exceptions.ReasonMissing)]
)
def test_nothing_and_no_reason_are_refused(outline, fields, refusal):
    with pytest.raises(refusal):
        grant(make_enrolment(outline), units_of(outline)[0], **fields)

    assert Allowance.objects.count() == 0


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"extra_attempts": -1},
        {"extra_minutes": -1, "extra_attempts": 1},
        {"extra_attempts": 1, "revoked_at": NOW},
    ],
)
def test_the_database_refuses_nonsense(outline, fields):
    enrolment = make_enrolment(outline)
    given = {"unit": units_of(outline)[0], "reason": "x", "granted_by": make_staff(), "granted_at": NOW, **fields}

    with pytest.raises(IntegrityError), transaction.atomic():
        Allowance.objects.create(enrolment=enrolment, **given)


def test_the_learner_gets_a_mail_in_their_language_and_their_zone(outline):
    translate(outline, "fr")
    learner = make_user(full_name="Ada", time_zone="Africa/Nairobi")
    enrolment = make_enrolment(outline, learner=learner)
    actions.change_language(enrolment=enrolment, language="fr")

    grant(enrolment, units_of(outline)[0], attempts=1, minutes=2, due_at=NOW + DAY)

    mail = Mail.objects.get()
    title = f"{entries_of(outline)[0].title} (fr)"
    assert (mail.kind, mail.recipient, mail.subject) == ("enrolments.allowance", learner, f"Granted to you: {title}")
    assert f"in the course “{outline.title} (fr)” this was granted to you for “{title}”:" in mail.text
    lines = [line for line in mail.text.splitlines() if line.startswith("- ")]
    assert lines[:2] == ["- 1 more attempt", "- 2 more minutes for each attempt"]
    date = date_format((NOW + DAY).astimezone(ZoneInfo("Africa/Nairobi")), "DATETIME_FORMAT")
    assert lines[2] == f"- another date: {date} (Africa/Nairobi)"
    assert f"/learn/{outline.course.code}/{units_of(outline)[0].key}/" in mail.text
    assert "Broken line" not in mail.text


def test_the_mail_names_only_what_is_granted(outline):
    grant(make_enrolment(outline), units_of(outline)[1], due_at=NOW + DAY)

    lines = [line for line in Mail.objects.get().text.splitlines() if line.startswith("- ")]
    assert [line[:15] for line in lines] == ["- another date:"]


def test_the_learner_reads_it_on_the_course_and_on_the_unit(client, outline):
    enrolment = make_enrolment(outline)
    grant(enrolment, units_of(outline)[0], attempts=1, minutes=10, due_at=NOW + DAY)
    client.force_login(enrolment.learner)

    for address in ("", f"{units_of(outline)[0].key}/"):
        text = " ".join(client.get(f"/learn/{outline.course.code}/{address}").text.split())
        assert "Granted to you: 1 more attempt, 10 more minutes for each attempt" in text
        assert "ue:" in text
    other = client.get(f"/learn/{outline.course.code}/{units_of(outline)[1].key}/").text
    assert "Granted to you" not in other


def test_rows_of_dates_and_allowances_are_read_together(outline, django_assert_num_queries):
    enrolments = [make_enrolment(outline) for _ in range(3)]
    for enrolment in enrolments:
        grant(enrolment, units_of(outline)[0], attempts=1, due_at=NOW)
        actions.push_due(enrolment=enrolment, source="cohort:1", unit=units_of(outline)[1], due_at=NOW)

    with django_assert_num_queries(1):
        rows = list(allowances.dues_and_grants([enrolment.pk for enrolment in enrolments]))

    first, second, _ = units_of(outline)
    expected = [
        (enrolment.pk, unit.pk, NOW, given)
        for enrolment in enrolments
        for unit, given in [(first, Granted(1)), (second, Granted())]
    ]
    assert sorted(rows, key=str) == sorted(expected, key=str)


def test_minutes_count_at_once_for_an_attempt_that_is_open():
    enrolment = make_enrolment(make_quiz_outline(make_quiz(time_limit=10)))
    attempt = begin(enrolment)
    untimed = begin(quiz=make_quiz())

    grant(enrolment, attempt.unit, minutes=5)
    grant(untimed.enrolment, untimed.unit, minutes=5)

    attempt.refresh_from_db()
    untimed.refresh_from_db()
    assert (attempt.closes_at - NOW, untimed.closes_at) == (dt.timedelta(minutes=15), None)


def test_minutes_leave_an_attempt_that_has_ended_as_it_was():
    enrolment = make_enrolment(make_quiz_outline(make_quiz(time_limit=10)))
    ended = failed(enrolment)

    grant(enrolment, ended.unit, minutes=5)

    ended.refresh_from_db()
    assert ended.closes_at - NOW == dt.timedelta(minutes=10)
