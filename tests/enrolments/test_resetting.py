"""Beginning again: what was done is set aside and kept."""

import pytest
from django.db import IntegrityError, transaction
from wagtail.models import ModelLogEntry

from accounts import privacy
from courses.models import Course
from enrolments import actions, allowing, attempting, effects, exceptions, on_behalf, resetting, tasks
from enrolments.granted import Granted
from enrolments.models import Enrolment, QuizAttempt, Reset, UnitCompletion
from enrolments.queries import standing_of
from enrolments.quizzes import quiz_standing
from notices.models import Mail
from tests.enrolments.factories import DAY, NOW, entries_of, keys_of, make_enrolment, make_outline, set_entries, units_of
from tests.enrolments.quizzes_made import AT, begin, failed, make_quiz, make_quiz_outline, passed, right_answers, save
from tests.factories import make_staff, make_user

pytestmark = pytest.mark.django_db
LATER = NOW + DAY


@pytest.fixture
def outline():
    return make_quiz_outline(make_quiz(attempts=2))


@pytest.fixture
def enrolment(outline):
    return make_enrolment(outline, learner=make_user(full_name="Ada Okafor"))


def reset(enrolment, unit=None, *, reason="Two devices at once", by=None, now=LATER):
    return resetting.reset(enrolment=enrolment, unit=unit, reason=reason, by=by or make_staff(), now=now)


def quiz_of(enrolment):
    return units_of(enrolment.course.outlines.get())[AT]


def standing(enrolment):
    return standing_of(person=enrolment.learner, code=enrolment.course.code, language="en", now=LATER)


def tried(enrolment):
    entry = entries_of(enrolment.course.outlines.get())[AT]
    return quiz_standing(enrolment=enrolment, entry=entry, granted=None, now=LATER)


def test_a_quiz_begins_again_with_all_its_attempts(enrolment):
    failed(enrolment)
    failed(enrolment)
    with pytest.raises(exceptions.AttemptsUsedUp):
        begin(enrolment)

    made = reset(enrolment, quiz_of(enrolment))

    assert (tried(enrolment).left, tried(enrolment).attempts, tried(enrolment).waits_until) == (2, [], None)
    assert [begin(enrolment, now=LATER).number, failed(enrolment, now=LATER).number] == [1, 1]
    assert begin(enrolment, now=LATER).number == 2
    assert list(QuizAttempt.objects.filter(reset=made).values_list("number", flat=True).order_by("number")) == [1, 2]


def test_a_reset_waits_for_no_cool_down():
    enrolment = make_enrolment(make_quiz_outline(make_quiz(cool_down=600)))
    failed(enrolment, now=LATER)

    reset(enrolment, quiz_of(enrolment))

    assert begin(enrolment, now=LATER).number == 1


def test_a_passed_quiz_is_to_be_passed_again(enrolment):
    passed(enrolment)

    reset(enrolment, quiz_of(enrolment))

    assert standing(enrolment).progress.done == frozenset()
    assert UnitCompletion.objects.filter(enrolment=enrolment).count() == 1
    passed(enrolment, now=LATER)
    assert standing(enrolment).progress.done == {quiz_of(enrolment).pk}


def test_a_lesson_is_to_be_read_again(enrolment, outline):
    actions.complete_lesson(enrolment=enrolment, key=keys_of(outline)[0], now=NOW)
    passed(enrolment)

    reset(enrolment, units_of(outline)[0])

    assert standing(enrolment).progress.done == {quiz_of(enrolment).pk}
    actions.complete_lesson(enrolment=enrolment, key=keys_of(outline)[0], now=LATER)
    assert len(standing(enrolment).progress.done) == 2


def test_all_of_a_course_begins_again(enrolment, outline):
    actions.complete_lesson(enrolment=enrolment, key=keys_of(outline)[0], now=NOW)
    passed(enrolment)

    reset(enrolment)

    found = standing(enrolment).progress
    enrolment.refresh_from_db()
    assert (found.done, found.percent, found.next_step.key) == (frozenset(), 0, keys_of(outline)[0])
    assert (enrolment.latest_unit, enrolment.status) == (None, Enrolment.Status.ACTIVE)


def test_resuming_goes_by_what_is_left(enrolment, outline):
    actions.complete_lesson(enrolment=enrolment, key=keys_of(outline)[0], now=NOW)

    reset(enrolment, units_of(outline)[0])

    assert standing(enrolment).progress.next_step.key == keys_of(outline)[0]


def test_other_units_and_other_learners_stay_as_they_are(enrolment, outline):
    other = make_enrolment(outline)
    passed(other)
    failed(enrolment)
    actions.complete_lesson(enrolment=enrolment, key=keys_of(outline)[0], now=NOW)

    reset(enrolment, quiz_of(enrolment))

    assert len(standing(enrolment).progress.done) == 1
    assert (len(tried(other).attempts), len(standing(other).progress.done)) == (1, 1)


def test_an_open_attempt_takes_no_more(enrolment):
    attempt = begin(enrolment)

    reset(enrolment, quiz_of(enrolment))

    with pytest.raises(exceptions.AttemptOver):
        save(attempt, {"number": "12"})
    ended = attempting.submit_attempt(attempt=attempt, changes=right_answers(attempt), is_sure=True, now=LATER)
    assert (ended.is_open, ended.is_passed, ended.submitted_at) == (False, False, None)
    assert UnitCompletion.objects.count() == 0
    assert begin(enrolment, now=LATER).pk != attempt.pk


def test_an_attempt_that_is_set_aside_is_not_closed_by_the_sweep():
    enrolment = make_enrolment(make_quiz_outline(make_quiz(time_limit=10)))
    attempt = begin(enrolment)
    save(attempt, right_answers(attempt))
    reset(enrolment)

    tasks.sweep()
    attempting.close_attempt(attempt=attempt, now=LATER)

    attempt.refresh_from_db()
    assert (attempt.submitted_at, UnitCompletion.objects.count()) == (None, 0)


def test_granted_minutes_go_to_the_new_attempt_only():
    enrolment = make_enrolment(make_quiz_outline(make_quiz(time_limit=10)))
    old = begin(enrolment)
    reset(enrolment)

    allowing.grant_allowance(
        enrolment=enrolment,
        unit=quiz_of(enrolment),
        granted=Granted(0, 5),
        due_at=None,
        reason="x",
        by=make_staff(),
        now=NOW,
    )

    closes_at = old.closes_at
    old.refresh_from_db()
    assert old.closes_at == closes_at


def test_what_an_author_changes_is_counted_by_what_counts(enrolment, outline):
    for key in (keys_of(outline)[0], keys_of(outline)[2]):
        actions.complete_lesson(enrolment=enrolment, key=key, now=NOW)
    reset(enrolment, units_of(outline)[0])
    course = Course.objects.get(pk=enrolment.course_id)

    set_entries(outline, lambda entry: entry if entry["key"] == keys_of(outline)[0] else {**entry, "is_required": False})

    assert effects.ready(course, limit=9) == []
    actions.complete_lesson(enrolment=enrolment, key=keys_of(outline)[0], now=LATER)
    enrolment.refresh_from_db()
    assert enrolment.is_completed


def test_a_reset_is_logged_and_the_learner_hears_why(enrolment):
    staff = make_staff()
    failed(enrolment)

    made = reset(enrolment, quiz_of(enrolment), by=staff)

    entry = ModelLogEntry.objects.get(action="enrolments.reset")
    assert (entry.user, entry.object_id, entry.data) == (staff, str(enrolment.pk), {"unit": quiz_of(enrolment).key})
    assert (made.reason, made.reset_by, made.reset_at) == ("Two devices at once", staff, LATER)
    mail = Mail.objects.get()
    assert (mail.recipient, mail.subject) == (enrolment.learner, f"You can begin again: {quiz_of(enrolment).title}")
    assert "Two devices at once" in mail.text
    assert f"/learn/{enrolment.course.code}/{quiz_of(enrolment).key}/" in mail.text


def test_the_mail_of_a_whole_course_leads_to_the_course(enrolment, outline):
    failed(enrolment)

    reset(enrolment)

    mail = Mail.objects.get()
    assert mail.subject == f"You can begin again: {outline.title}"
    assert f"/learn/{enrolment.course.code}/\n" in f"{mail.text}\n"


def test_a_completed_course_stays_completed():
    enrolment = make_enrolment(done=3)

    with pytest.raises(exceptions.CourseCompleted):
        reset(enrolment)

    assert (Reset.objects.count(), UnitCompletion.objects.counting().count()) == (0, 3)


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_reset_has_a_reason(enrolment, reason):
    failed(enrolment)

    with pytest.raises(exceptions.ReasonMissing):
        reset(enrolment, reason=reason)


def test_where_nothing_was_done_nothing_is_reset(enrolment, outline):
    failed(enrolment)

    with pytest.raises(exceptions.NothingToReset):
        reset(enrolment, units_of(outline)[0])
    reset(enrolment)
    with pytest.raises(exceptions.NothingToReset):
        reset(enrolment)

    assert (Reset.objects.count(), Mail.objects.count()) == (1, 1)


def test_who_has_withdrawn_begins_again_when_they_come_back(outline):
    enrolment = make_enrolment(outline, done=1, withdrawn=True)

    reset(enrolment)

    back = actions.enrol(learner=enrolment.learner, course=outline.course, language="en", now=LATER)
    assert standing(back).progress.done == frozenset()


@pytest.mark.parametrize("act", [begin, passed])
def test_what_counts_is_there_once_and_what_is_set_aside_any_number_of_times(enrolment, act):
    for _ in range(3):
        act(enrolment)
        reset(enrolment)
    act(enrolment)

    assert QuizAttempt.objects.filter(number=1).count() == 4
    with pytest.raises(IntegrityError), transaction.atomic():
        QuizAttempt.objects.update(reset=None)


def test_a_completion_that_counts_is_there_once(enrolment):
    passed(enrolment)
    reset(enrolment)
    passed(enrolment)

    with pytest.raises(IntegrityError), transaction.atomic():
        UnitCompletion.objects.update(reset=None)


def test_a_person_reads_why_and_the_reason_is_erased_with_them(enrolment):
    failed(enrolment)
    reset(enrolment)
    entry = next(each for each in privacy.entries() if each.model == "enrolments.Reset")

    assert entry.export(enrolment.learner)[0]["reason"] == "Two devices at once"
    entry.erase(make_user(), {})
    assert Reset.objects.get().reason != ""
    entry.erase(enrolment.learner, {})
    assert Reset.objects.get().reason == ""
    assert str(Reset.objects.get()) == f"{enrolment.pk}: *"


# Coming and going by the hand of staff


def test_staff_withdraw_and_bring_back(outline):
    staff, enrolment = make_staff(), make_enrolment(outline, done=1)

    for now in (NOW, LATER):
        on_behalf.withdraw(enrolment=enrolment, by=staff, now=now)
    enrolment.refresh_from_db()
    assert (enrolment.status, enrolment.withdrawn_at) == (Enrolment.Status.WITHDRAWN, NOW)
    for now in (NOW, LATER):
        on_behalf.bring_back(enrolment=enrolment, by=staff, now=now)

    enrolment.refresh_from_db()
    assert (enrolment.status, len(standing(enrolment).progress.done)) == (Enrolment.Status.ACTIVE, 1)
    actions_logged = ModelLogEntry.objects.order_by("pk").values_list("action", "user")
    assert list(actions_logged) == [("enrolments.withdraw", staff.pk), ("enrolments.enrol", staff.pk)]
    assert [mail.subject for mail in Mail.objects.order_by("pk")] == [
        f"You were withdrawn from a course: {outline.title}",
        f"You are enrolled: {outline.title}",
    ]


def test_staff_withdraw_nobody_who_has_completed_the_course():
    with pytest.raises(exceptions.CourseCompleted):
        on_behalf.withdraw(enrolment=make_enrolment(done=3), by=make_staff(), now=LATER)


def test_who_never_left_is_not_brought_back():
    enrolment = make_enrolment()

    on_behalf.bring_back(enrolment=enrolment, by=make_staff(), now=LATER)

    assert Mail.objects.count() == 0


def test_somebody_is_brought_back_into_a_closed_course():
    outline = make_outline()
    enrolment = make_enrolment(outline, withdrawn=True)
    outline.is_open = False
    outline.save()

    assert on_behalf.bring_back(enrolment=enrolment, by=make_staff(), now=LATER).status == Enrolment.Status.ACTIVE
