"""What becomes of the learning of one person's two accounts: of two enrolments in a course one remains, with all of both."""

import datetime as dt

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from wagtail.models import ModelLogEntry

from accounts import merging as accounts
from accounts.entries import end_sessions
from enrolments import actions, allowing, attempting, merging, rating, reporting
from enrolments.granted import Granted
from enrolments.models import Allowance, Enrolment, PageReport, QuizAttempt, Rating, UnitCompletion
from enrolments.signals import course_completed
from tests.enrolments.factories import DAY, NOW, entries_of, keys_of, make_enrolment, make_outline, remove_unit, units_of
from tests.enrolments.quizzes_made import (
    begin,
    failed,
    form_of,
    make_quiz,
    make_quiz_outline,
    passed,
    quiz_key,
    right_answers,
    save,
)
from tests.factories import make_user

pytestmark = pytest.mark.django_db
Status = Enrolment.Status


@pytest.fixture
def goes(db):
    return make_user(full_name="A. Okafor")


@pytest.fixture
def stays(db):
    return make_user(full_name="Ada Okafor")


@pytest.fixture
def announced():
    heard = []

    def hear(*, enrolment_id, **_):
        heard.append(enrolment_id)

    course_completed.connect(hear)
    yield heard
    course_completed.disconnect(hear)


def merge(goes, stays, now=NOW):
    return accounts.merge(source=goes, target=stays, by=None, reason="One person", now=now)


def done(enrolment):
    return set(enrolment.unit_completions.values_list("unit__key", "completed_at"))


def test_every_model_that_points_at_an_enrolment_says_what_becomes_of_it(monkeypatch):
    assert merging.without_join() == []
    monkeypatch.delitem(merging._joins, "enrolments.Due")
    assert merging.without_join() == ["enrolments.Due"]


def test_a_model_has_one_join():
    with pytest.raises(ValueError, match="has a join already"):
        merging.register_join("enrolments.Due", print)


def test_enrolments_in_different_courses_move_as_they_are(goes, stays):
    theirs, own = make_enrolment(learner=goes, done=2), make_enrolment(learner=stays, done=1)

    merged = merge(goes, stays)

    theirs.refresh_from_db()
    own.refresh_from_db()
    assert (theirs.learner, own.learner, theirs.unit_completions.count()) == (stays, stays, 2)
    assert merged.counts["enrolments.Enrolment"] == 1


def test_of_two_in_one_course_one_remains_with_everything_that_was_done(goes, stays):
    outline = make_outline(4)
    first, second, third, _last = keys_of(outline)
    theirs = make_enrolment(outline, learner=goes, done=2, now=NOW - 3 * DAY)
    own = make_enrolment(outline, learner=stays, done=1, now=NOW - 2 * DAY)
    actions.complete_lesson(enrolment=own, key=third, now=NOW - DAY)

    merge(goes, stays)

    [kept] = Enrolment.objects.all()
    assert (kept.pk, kept.learner, kept.enrolled_at, kept.status) == (own.pk, stays, theirs.enrolled_at, Status.ACTIVE)
    assert done(kept) == {(first, NOW - 3 * DAY), (second, NOW - 3 * DAY), (third, NOW - DAY)}
    assert (kept.latest_unit.key, kept.latest_at) == (third, NOW - DAY)


def test_the_latest_step_is_that_of_either(goes, stays):
    outline = make_outline()
    make_enrolment(outline, learner=goes, done=2, now=NOW)
    make_enrolment(outline, learner=stays, done=1, now=NOW - DAY)

    merge(goes, stays)

    kept = Enrolment.objects.get()
    assert (kept.latest_unit.key, kept.latest_at) == (keys_of(outline)[1], NOW)


@pytest.mark.parametrize("by_goes", [True, False])
def test_what_either_completed_stays_completed_since_then_and_in_its_language(goes, stays, by_goes):
    outline = make_outline()
    one, other = (goes, stays) if by_goes else (stays, goes)
    completed = make_enrolment(outline, learner=one, done=3, now=NOW - DAY)
    Enrolment.objects.filter(pk=completed.pk).update(language="fr")
    make_enrolment(outline, learner=other, done=1, now=NOW - 2 * DAY)

    merge(goes, stays)

    kept = Enrolment.objects.get()
    assert (kept.learner, kept.status, kept.completed_at, kept.language) == (stays, Status.COMPLETED, NOW - DAY, "fr")


def test_of_two_completions_of_a_course_the_earlier_counts(goes, stays):
    outline = make_outline()
    make_enrolment(outline, learner=goes, done=3, now=NOW - 2 * DAY)
    make_enrolment(outline, learner=stays, done=3, now=NOW - DAY)

    merge(goes, stays)

    assert Enrolment.objects.get().completed_at == NOW - 2 * DAY


def test_what_followed_from_completing_is_not_done_again(goes, stays):
    outline = make_outline()
    make_enrolment(outline, learner=goes, done=3, now=NOW - 2 * DAY)
    later = make_enrolment(outline, learner=stays, done=3, now=NOW - DAY)
    actions.settle(enrolment=later, now=NOW)

    merge(goes, stays)

    assert Enrolment.objects.get().settled_at == NOW


def test_two_halves_complete_a_course_once(goes, stays, announced, django_capture_on_commit_callbacks):
    outline = make_outline(2)
    make_enrolment(outline, learner=goes, done=1)
    own = make_enrolment(outline, learner=stays)
    actions.complete_lesson(enrolment=own, key=keys_of(outline)[1], now=NOW)

    with django_capture_on_commit_callbacks(execute=True):
        merge(goes, stays, now=NOW + DAY)

    kept = Enrolment.objects.get()
    assert (kept.status, kept.completed_at, announced) == (Status.COMPLETED, NOW + DAY, [kept.pk])


@pytest.mark.parametrize(
    ("theirs", "own", "status"),
    [(False, True, Status.ACTIVE), (True, False, Status.ACTIVE), (True, True, Status.WITHDRAWN)],
)
def test_who_is_in_with_either_account_stays_in(goes, stays, theirs, own, status):
    outline = make_outline()
    make_enrolment(outline, learner=goes, withdrawn=theirs)
    make_enrolment(outline, learner=stays, withdrawn=own)

    merge(goes, stays)

    assert Enrolment.objects.get().status == status


def test_a_course_that_is_to_be_read_no_more_does_not_stand_in_the_way(goes, stays):
    outline = make_outline()
    for user in (goes, stays):
        make_enrolment(outline, learner=user, done=1)
    outline.delete()

    merge(goes, stays)

    assert Enrolment.objects.get().unit_completions.count() == 1


def test_what_others_ask_is_joined_to_the_learners_good(goes, stays):
    outline = make_outline(3, modules=2)
    unit = units_of(outline)[0]
    theirs, own = make_enrolment(outline, learner=goes), make_enrolment(outline, learner=stays)
    for enrolment, days in ((theirs, 2), (own, 5)):
        actions.push_opening(enrolment=enrolment, source="cohort:1", module_key="module-2", opens_at=NOW + days * DAY)
        actions.push_due(enrolment=enrolment, source="cohort:1", unit=unit, due_at=NOW + days * DAY)
        actions.push_requirement(enrolment=enrolment, source="cohort:1", key="essay", words={"en": "Write."})
    actions.meet_requirement(enrolment=theirs, source="cohort:1", key="essay", now=NOW)
    actions.push_opening(enrolment=theirs, source="cohort:2", module_key="module-2", opens_at=NOW + DAY)
    actions.push_due(enrolment=theirs, source="cohort:2", unit=unit, due_at=NOW + DAY)
    actions.push_requirement(enrolment=theirs, source="cohort:2", key="talk", words={"en": "Talk."})

    merge(goes, stays)

    kept = Enrolment.objects.get()
    assert set(kept.openings.values_list("source", "opens_at")) == {("cohort:1", NOW + 2 * DAY), ("cohort:2", NOW + DAY)}
    assert set(kept.dues.values_list("source", "due_at")) == {("cohort:1", NOW + 5 * DAY), ("cohort:2", NOW + DAY)}
    assert set(kept.requirements.values_list("key", "met_at")) == {("essay", NOW), ("talk", None)}


def test_conditions_are_looked_for_when_either_had_some(goes, stays):
    outline = make_outline()
    theirs = make_enrolment(outline, learner=goes)
    make_enrolment(outline, learner=stays)
    actions.push_due(enrolment=theirs, source="cohort:1", unit=units_of(outline)[0], due_at=NOW)

    merge(goes, stays)

    assert Enrolment.objects.get().has_conditions is True


def test_allowances_and_their_log_come_along(goes, stays):
    outline = make_quiz_outline()
    theirs, _own = make_enrolment(outline, learner=goes), make_enrolment(outline, learner=stays)
    staff = make_user()
    given = {"unit": units_of(outline)[1], "due_at": None, "reason": "Illness", "by": staff, "now": NOW}
    allowance = allowing.grant_allowance(enrolment=theirs, granted=Granted(attempts=1), **given)

    merge(goes, stays)

    kept = Enrolment.objects.get()
    allowance.refresh_from_db()
    assert (allowance.enrolment, kept.has_conditions) == (kept, True)
    assert [each.object_id for each in ModelLogEntry.objects.filter(action="enrolments.allow")] == [str(kept.pk)]


def test_who_granted_something_with_the_account_that_goes_is_still_named(goes, stays):
    enrolment = make_enrolment(make_quiz_outline())
    given = {"unit": units_of(enrolment.course.outlines.get())[1], "due_at": None, "reason": "Illness", "now": NOW}
    allowance = allowing.grant_allowance(enrolment=enrolment, granted=Granted(attempts=1), by=goes, **given)
    allowing.revoke_allowance(allowance=allowance, by=goes, now=NOW)

    merge(goes, stays)

    assert set(Allowance.objects.values_list("granted_by", "revoked_by")) == {(stays.pk, stays.pk)}


@pytest.mark.parametrize(
    ("theirs", "own", "holds"),
    [((5, 2), (3, 1), 5), ((5, 1), (3, 2), 3), ((None, 2), (3, 1), 3), ((2, 1), (None, 2), 2)],
)
def test_the_newest_rating_holds_and_not_now_gives_way(goes, stays, theirs, own, holds):
    outline = make_outline()
    for user, (score, day) in ((goes, theirs), (stays, own)):
        enrolment, at = make_enrolment(outline, learner=user, done=3), NOW + day * DAY
        if score is None:
            rating.decline(enrolment=enrolment, language="en", now=at)
        else:
            rating.rate(enrolment=enrolment, score=score, words="", language="en", now=at)

    merge(goes, stays)

    [kept] = Rating.objects.all()
    assert (kept.score, kept.enrolment) == (holds, Enrolment.objects.get())


def test_reports_from_pages_move(goes, stays):
    outline = make_outline()
    entry = entries_of(outline)[0]
    reporting.report(learner=goes, course=outline.course, entry=entry, kind="help", words="Help", now=NOW)

    merge(goes, stays)

    assert PageReport.objects.get().learner == stays


# Quizzes


def test_attempts_of_both_are_numbered_as_they_were_begun_and_the_best_counts(goes, stays):
    outline = make_quiz_outline()
    theirs, own = make_enrolment(outline, learner=goes), make_enrolment(outline, learner=stays)
    in_order = [
        failed(theirs, now=NOW),
        failed(own, now=NOW + DAY),
        passed(theirs, now=NOW + 2 * DAY),
        failed(own, now=NOW + 3 * DAY),
    ]

    merge(goes, stays, now=NOW + 4 * DAY)

    kept = Enrolment.objects.get()
    attempts = list(kept.quiz_attempts.order_by("number"))
    assert [(each.pk, each.number) for each in attempts] == [(each.pk, n) for n, each in enumerate(in_order, start=1)]
    assert max(attempts, key=lambda each: each.is_passed) == in_order[2]
    assert (quiz_key(outline), NOW + 2 * DAY) in done(kept)


def test_more_attempts_than_the_quiz_allows_leave_none_and_break_nothing(goes, stays, client):
    outline = make_quiz_outline(make_quiz(attempts=2))
    for user in (goes, stays):
        enrolment = make_enrolment(outline, learner=user)
        failed(enrolment)
        failed(enrolment)

    merge(goes, stays)

    kept = Enrolment.objects.get()
    assert list(kept.quiz_attempts.order_by("number").values_list("number", flat=True)) == [1, 2, 3, 4]
    with pytest.raises(attempting.exceptions.AttemptsUsedUp):
        begin(kept)
    client.force_login(stays)
    assert client.get(f"/learn/{outline.course.code}/{quiz_key(outline)}/").status_code == 200


def test_a_running_attempt_runs_on(goes, stays):
    outline = make_quiz_outline(make_quiz(time_limit=30))
    theirs = make_enrolment(outline, learner=goes)
    make_enrolment(outline, learner=stays)
    running = begin(theirs)
    right = right_answers(running)
    key, answer = next(iter(right.items()))
    save(running, {key: answer})

    merge(goes, stays)
    attempting.submit_attempt(attempt=running, changes=running.changes(form_of(running, right)), is_sure=True, now=NOW)

    running.refresh_from_db()
    assert (running.enrolment.learner, running.is_passed, running.closes_at) == (stays, True, NOW + dt.timedelta(minutes=30))
    assert (quiz_key(outline), NOW) in done(Enrolment.objects.get())


def test_of_two_running_attempts_the_one_touched_last_runs_on(goes, stays):
    outline = make_quiz_outline()
    theirs, own = (begin(make_enrolment(outline, learner=user)) for user in (goes, stays))
    right = right_answers(theirs)
    save(own, {}, now=NOW + dt.timedelta(minutes=1))
    save(theirs, right, now=NOW + dt.timedelta(minutes=2))
    save(own, {}, now=NOW + dt.timedelta(minutes=3))

    merge(goes, stays, now=NOW + DAY)

    theirs.refresh_from_db()
    own.refresh_from_db()
    kept = Enrolment.objects.get()
    assert (own.is_open, theirs.is_open, theirs.ended_by, theirs.is_passed) == (True, False, "joined", True)
    assert (quiz_key(outline), NOW + DAY) in done(kept)


def test_an_attempt_whose_time_is_over_is_closed_at_its_time_and_the_other_runs_on(goes, stays):
    outline = make_quiz_outline(make_quiz(time_limit=30))
    theirs = begin(make_enrolment(outline, learner=goes), now=NOW)
    own = begin(make_enrolment(outline, learner=stays), now=NOW - dt.timedelta(hours=1))

    merge(goes, stays)

    theirs.refresh_from_db()
    own.refresh_from_db()
    assert (theirs.is_open, own.ended_by, own.submitted_at) == (True, "closed", own.closes_at)


def test_a_form_of_the_account_that_went_brings_its_answers_to_the_one_that_stays(client, goes, stays):
    outline = make_quiz_outline()
    running = begin(make_enrolment(outline, learner=goes), now=timezone.now())
    right = right_answers(running)
    address = f"/learn/{outline.course.code}/{quiz_key(outline)}/attempt/"
    client.force_login(goes)
    ticket = client.get(address).context["ticket"]
    form = form_of(running, right) | {"_attempt": [ticket]}
    merge(goes, stays, now=timezone.now())
    end_sessions(goes, {})

    assert client.post(f"{address}hand-in/", form).url.startswith("/accounts/login/")
    client.force_login(stays)
    client.get(address)

    running.refresh_from_db()
    assert running.answers == right
    assert client.post(f"{address}hand-in/", form).url.endswith("/attempts/1/")
    running.refresh_from_db()
    assert running.is_passed


def test_a_form_of_a_stranger_is_no_ones_after_a_merge_either(client, goes, stays):
    outline = make_quiz_outline()
    running = begin(make_enrolment(outline, learner=make_user()), now=timezone.now())
    address = f"/learn/{outline.course.code}/{quiz_key(outline)}/attempt/"
    client.force_login(running.enrolment.learner)
    ticket = client.get(address).context["ticket"]
    make_enrolment(outline, learner=stays)
    merge(goes, stays, now=timezone.now())
    client.force_login(stays)

    client.post(f"{address}hand-in/", form_of(running, right_answers(running)) | {"_attempt": [ticket], "_sure": "1"})

    running.refresh_from_db()
    assert running.is_open


# What was begun before


def test_a_lesson_done_in_a_tab_of_the_enrolment_that_went_counts_in_the_one_that_stays(goes, stays):
    outline = make_outline()
    theirs = make_enrolment(outline, learner=goes)
    make_enrolment(outline, learner=stays)
    merge(goes, stays)

    actions.complete_lesson(enrolment=theirs, key=keys_of(outline)[0], now=NOW)

    assert done(Enrolment.objects.get()) == {(keys_of(outline)[0], NOW)}


def test_an_enrolment_that_came_too_late_is_joined_by_a_repeat(goes, stays):
    outline = make_outline()
    own = make_enrolment(outline, learner=stays, done=1)
    merge(goes, stays)
    make_enrolment(outline, learner=goes)
    actions.complete_lesson(enrolment=Enrolment.objects.get(learner=goes), key=keys_of(outline)[1], now=NOW)

    merge(goes, stays)

    assert [each.pk for each in Enrolment.objects.all()] == [own.pk]
    assert own.unit_completions.count() == 2


# Beforehand


def test_a_trial_tells_what_the_merge_does(goes, stays):
    outline = make_outline(2)
    make_enrolment(outline, learner=goes, done=1)
    own = make_enrolment(outline, learner=stays)
    actions.complete_lesson(enrolment=own, key=keys_of(outline)[1], now=NOW)
    other = make_enrolment(learner=goes)
    title = other.course.outlines.get().title

    outcome = accounts.trial(source=goes, target=stays, by=None, now=NOW)

    assert outcome.lines == (
        f"In “{outline.title}” both accounts are enrolled: 2 lessons and quizzes are done together.",
        f"Together, “{outline.title}” is completed.",
        f"The enrolment in “{title}” moves.",
    )
    assert Enrolment.objects.count() == 3
    assert (
        accounts.merge(source=goes, target=stays, by=None, reason="x", now=NOW, seen=outcome.digest).counts == outcome.counts
    )


class AnyTwoHistories(TestCase):
    """Whatever two accounts have done, together it is no less."""

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        theirs=st.lists(st.integers(0, 3), unique=True),
        own=st.lists(st.integers(0, 3), unique=True),
        withdrawn=st.tuples(st.booleans(), st.booleans()),
        removed=st.integers(0, 4),
    )
    def test_nothing_that_was_done_is_taken_away(self, theirs, own, withdrawn, removed):
        outline = make_outline(4)
        keys = keys_of(outline)
        learners = make_user(), make_user()
        for learner, lessons, gives_up in zip(learners, (theirs, own), withdrawn, strict=True):
            enrolment = make_enrolment(outline, learner=learner)
            for number in lessons:
                actions.complete_lesson(enrolment=enrolment, key=keys[number], now=NOW + number * DAY)
            enrolment.refresh_from_db()
            if gives_up and enrolment.status == Status.ACTIVE:
                actions.withdraw(enrolment=enrolment, now=NOW)
        if removed < 4:
            remove_unit(outline, keys[removed])
        was_completed = Enrolment.objects.completed().filter(learner__in=learners).exists()
        before = set(UnitCompletion.objects.filter(enrolment__learner__in=learners).values_list("unit", "completed_at"))

        merge(*learners, now=NOW + 9 * DAY)

        kept = Enrolment.objects.get(learner=learners[1])
        assert set(kept.unit_completions.values_list("unit", "completed_at")) == before
        assert kept.status == Status.COMPLETED or not was_completed
        assert not Enrolment.objects.filter(learner=learners[0]).exists()
        assert QuizAttempt.objects.count() == 0
