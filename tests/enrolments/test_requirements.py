"""What an upper room asks of an enrolment, all at once: met, taken back, changed, called off."""

import datetime as dt

import pytest

from enrolments import actions
from enrolments.actions import Ask
from enrolments.models import Enrolment, Requirement
from enrolments.signals import content_done, course_completed
from tests.enrolments.factories import DAY, NOW, keys_of, make_enrolment, make_outline, set_entries

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(hours=1)
Status = Enrolment.Status


@pytest.fixture
def heard():
    """What was announced of enrolments, in order."""
    found = []

    def completed(*, enrolment_id, **_):
        found.append(("completed", enrolment_id))

    def done(*, enrolment_id, **_):
        found.append(("content done", enrolment_id))

    course_completed.connect(completed)
    content_done.connect(done)
    yield found
    course_completed.disconnect(completed)
    content_done.disconnect(done)


def replace(enrolment, *, source="cohort:1", now=NOW, **asks):
    given = {key: Ask({"en": f"The {key}."}, is_met) for key, is_met in asks.items()}
    return actions.replace_requirements(enrolment=enrolment, source=source, asks=given, now=now)


def stated(enrolment):
    return dict(enrolment.requirements.values_list("key", "met_at").order_by("pk"))


def complete(enrolment, outline, *, now=NOW):
    for key in keys_of(outline):
        actions.complete_lesson(enrolment=enrolment, key=key, now=now)


def test_what_is_asked_is_what_its_source_says_now():
    enrolment = make_enrolment()

    replace(enrolment, sessions=False, word=True)
    first = stated(enrolment)
    replace(enrolment, now=LATER, sessions=True, word=False)

    assert first == {"sessions": None, "word": NOW}
    assert stated(enrolment) == {"sessions": LATER, "word": None}


def test_what_another_source_asks_stays():
    enrolment = make_enrolment()
    replace(enrolment, word=False)
    replace(enrolment, source="cohort:2", sessions=False)

    replace(enrolment)

    assert [*enrolment.requirements.values_list("source", "key")] == [("cohort:2", "sessions")]
    enrolment.refresh_from_db()
    assert enrolment.has_conditions


def test_asking_nothing_any_more_leaves_no_conditions():
    enrolment = make_enrolment()
    replace(enrolment, word=False)

    replace(enrolment)

    enrolment.refresh_from_db()
    assert (stated(enrolment), enrolment.has_conditions) == ({}, False)


def test_a_repeat_writes_nothing(django_assert_num_queries):
    enrolment = make_enrolment()
    replace(enrolment, word=True, sessions=False)

    with django_assert_num_queries(5):
        replace(enrolment, now=LATER, word=True, sessions=False)

    assert stated(enrolment) == {"word": NOW, "sessions": None}


def test_words_change_and_what_was_met_stays_met_since_then():
    enrolment = make_enrolment()
    replace(enrolment, word=True)

    asks = {"word": Ask({"en": "A word.", "fr": "Un mot."}, is_met=True)}
    actions.replace_requirements(enrolment=enrolment, source="cohort:1", asks=asks, now=LATER)

    [requirement] = enrolment.requirements.all()
    assert (requirement.words, requirement.met_at) == ({"en": "A word.", "fr": "Un mot."}, NOW)


def test_meeting_the_last_thing_wanting_completes_the_course(heard, django_capture_on_commit_callbacks):
    outline = make_outline()
    enrolment = make_enrolment(outline)
    replace(enrolment, word=False)
    with django_capture_on_commit_callbacks(execute=True):
        complete(enrolment, outline)

        done = replace(enrolment, now=LATER, word=True)

    assert (done.status, done.completed_at) == (Status.COMPLETED, LATER)
    assert heard == [("content done", enrolment.pk), ("completed", enrolment.pk)]


def test_calling_off_the_last_thing_wanting_completes_the_course():
    outline = make_outline()
    enrolment = make_enrolment(outline)
    replace(enrolment, word=False)
    complete(enrolment, outline)

    assert replace(enrolment, now=LATER).status == Status.COMPLETED


def test_of_a_completed_course_nothing_is_asked():
    enrolment = make_enrolment(done=3)

    replace(enrolment, word=False)

    assert Requirement.objects.count() == 0


def test_words_in_the_sites_first_language_are_needed():
    with pytest.raises(ValueError, match="'en'"):
        actions.replace_requirements(
            enrolment=make_enrolment(), source="cohort:1", asks={"word": Ask({"fr": "Un mot."})}, now=NOW
        )

    assert Requirement.objects.count() == 0


def test_done_content_is_not_announced_while_something_is_left_or_of_what_is_done_twice(
    heard, django_capture_on_commit_callbacks
):
    outline = make_outline(2)
    enrolment = make_enrolment(outline)
    replace(enrolment, word=False)
    first, second = keys_of(outline)
    with django_capture_on_commit_callbacks(execute=True):
        actions.complete_lesson(enrolment=enrolment, key=first, now=NOW)
    before = [*heard]

    with django_capture_on_commit_callbacks(execute=True):
        actions.complete_lesson(enrolment=enrolment, key=second, now=NOW)
        actions.complete_lesson(enrolment=enrolment, key=second, now=NOW + DAY)

    assert (before, heard) == ([], [("content done", enrolment.pk)])


def test_a_course_that_asks_for_nothing_else_is_completed_and_that_alone_is_said(heard, django_capture_on_commit_callbacks):
    outline = make_outline()
    enrolment = make_enrolment(outline)

    with django_capture_on_commit_callbacks(execute=True):
        complete(enrolment, outline)

    assert heard == [("completed", enrolment.pk)]


def test_optional_lessons_come_after_the_content_is_done(heard, django_capture_on_commit_callbacks):
    outline = make_outline(2)
    enrolment, key = make_enrolment(outline), keys_of(outline)[1]
    set_entries(outline, lambda entry: {**entry, "is_required": entry["key"] != key})
    replace(enrolment, word=False)

    with django_capture_on_commit_callbacks(execute=True):
        actions.complete_lesson(enrolment=enrolment, key=keys_of(outline)[0], now=NOW)

    assert heard == [("content done", enrolment.pk)]
