"""How much is left, to one and to many; the same that each of them is told alone."""

import pytest
from django.contrib.auth.models import Group

from courses.models import Outline
from enrolments import actions
from enrolments.queries import standing_of
from enrolments.units_left import units_left
from tests.enrolments.factories import NOW, keys_of, make_enrolment, make_outline, set_entries, translate
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def left_alone(enrolment):
    """What the learner's own page counts."""
    standing = standing_of(person=enrolment.learner, code=enrolment.course.code, language="en", now=NOW)
    return len(standing.progress.left)


def test_each_has_what_is_left_to_them():
    outline = make_outline(3)
    enrolments = [make_enrolment(outline, done=done) for done in range(4)]

    left = units_left(outline.course, enrolments)

    assert left == {each.pk: left_alone(each) for each in enrolments}
    assert [*left.values()] == [0, 3, 2, 1]


def test_what_is_not_required_is_not_left():
    outline = make_outline(3)
    enrolment, key = make_enrolment(outline), keys_of(outline)[2]
    set_entries(outline, lambda entry: {**entry, "is_required": entry["key"] != key})
    actions.complete_lesson(enrolment=enrolment, key=key, now=NOW)

    assert units_left(outline.course, [enrolment]) == {enrolment.pk: 2}


def test_what_a_reset_set_aside_is_left_again():
    outline = make_outline(2)
    enrolment = make_enrolment(outline, done=1)
    reset = enrolment.resets.create(reason="Anew", reset_by=make_user(), reset_at=NOW)
    enrolment.unit_completions.update(reset=reset)

    assert units_left(outline.course, [enrolment]) == {enrolment.pk: 2}


def test_a_translation_counts_as_its_original():
    outline = make_outline(2)
    translate(outline, "fr")
    enrolment = actions.enrol(learner=make_user(), course=outline.course, language="fr", now=NOW)

    assert units_left(outline.course, [enrolment]) == {enrolment.pk: 2}


def test_what_is_kept_for_a_group_is_left_to_its_members_only():
    group, outline = Group.objects.create(name="Chapter leaders"), make_outline(3)
    key = keys_of(outline)[2]
    set_entries(outline, lambda entry: {**entry, "groups": [group.pk]} if entry["key"] == key else entry)
    people = [make_user(), make_user(), make_user(is_superuser=True)]
    people[1].groups.add(group, Group.objects.create(name="Others"))
    enrolments = [make_enrolment(outline, learner=person, done=1) for person in people]

    left = units_left(outline.course, enrolments)

    assert [left[each.pk] for each in enrolments] == [1, 2, 2]
    assert left == {each.pk: left_alone(each) for each in enrolments}


def test_of_a_course_that_is_empty_or_gone_nothing_can_be_said_but_who_completed_it():
    outline = make_outline(2)
    done, begun = make_enrolment(outline, done=2), make_enrolment(outline, done=1)
    set_entries(outline, lambda _entry: None)
    empty = units_left(outline.course, [done, begun])
    Outline.objects.all().delete()

    assert empty == units_left(outline.course, [done, begun]) == {done.pk: 0}


@pytest.mark.parametrize("number", [1, 30])
def test_it_costs_two_queries_for_any_number(number, django_assert_num_queries):
    outline = make_outline()
    enrolments = [make_enrolment(outline) for _ in range(number)]

    with django_assert_num_queries(2):
        assert len(units_left(outline.course, enrolments)) == number


def test_who_completed_costs_none(django_assert_num_queries):
    outline = make_outline()
    enrolment = make_enrolment(outline, done=3)

    with django_assert_num_queries(0):
        assert units_left(outline.course, [enrolment]) == {enrolment.pk: 0}
