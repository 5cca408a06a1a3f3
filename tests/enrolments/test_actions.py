import pytest
from django.contrib.auth.models import Group
from wagtail.models import Locale

from courses.models import Outline, Unit
from enrolments import actions, exceptions
from enrolments.models import Due, Enrolment, Opening, Requirement, UnitCompletion
from enrolments.queries import standing_of
from enrolments.signals import course_completed, course_left
from tests.enrolments.factories import (
    DAY,
    NOW,
    keys_of,
    make_enrolment,
    make_outline,
    remove_unit,
    set_entries,
    translate,
    units_of,
)
from tests.factories import make_user

pytestmark = pytest.mark.django_db
LATER = NOW + DAY
Status = Enrolment.Status
Way = UnitCompletion.Way


@pytest.fixture
def announced():
    """The ids of the enrolments whose completion was announced."""
    heard = []

    def hear(*, enrolment_id, **_):
        heard.append(enrolment_id)

    course_completed.connect(hear)
    yield heard
    course_completed.disconnect(hear)


def enrol(outline, learner=None, *, language="en", now=NOW):
    return actions.enrol(learner=learner or make_user(), course=outline.course, language=language, now=now)


def complete(enrolment, *keys, now=NOW):
    for key in keys:
        standing = actions.complete_lesson(enrolment=enrolment, key=key, now=now)
    enrolment.refresh_from_db()
    return standing


def narrow(outline, position, groups):
    key = keys_of(outline)[position]
    set_entries(outline, lambda entry: {**entry, "groups": groups} if entry["key"] == key else entry)


# Coming and going


def test_enrol():
    outline, learner = make_outline(), make_user()

    enrolment = enrol(outline, learner)

    assert (enrolment.learner, enrolment.course, enrolment.language) == (learner, outline.course, "en")
    assert (enrolment.status, enrolment.enrolled_at, enrolment.withdrawn_at) == (Status.ACTIVE, NOW, None)


def test_enrolling_again_changes_nothing():
    outline, learner = make_outline(), make_user()
    first = enrol(outline, learner)

    second = enrol(outline, learner, now=LATER)

    assert (second.pk, second.enrolled_at) == (first.pk, NOW)
    assert Enrolment.objects.count() == 1


def test_enrol_takes_the_language_that_is_asked_for():
    outline = make_outline()
    translate(outline, "fr")

    assert enrol(outline, language="fr").language == "fr"


def test_enrol_takes_the_source_where_the_course_is_not_to_be_had_in_the_language():
    assert enrol(make_outline(language="fr"), language="es").language == "fr"


def test_a_closed_course_takes_no_newcomer():
    outline = make_outline(is_open=False)

    with pytest.raises(exceptions.CourseClosed):
        enrol(outline)

    assert Enrolment.objects.count() == 0


def test_a_course_without_an_outline_takes_nobody():
    outline = make_outline()
    Outline.objects.all().delete()

    with pytest.raises(exceptions.CourseClosed):
        enrol(outline)


def test_a_newcomer_completes_every_course_before_first():
    first, second, learner = make_outline(lessons=1), make_outline(lessons=1), make_user()
    outline = make_outline(before=[first, second])
    make_enrolment(first, learner=learner, done=1)
    make_enrolment(second, learner=learner)

    with pytest.raises(exceptions.PrerequisitesMissing):
        enrol(outline, learner)
    assert not Enrolment.objects.filter(course=outline.course).exists()

    complete(Enrolment.objects.get(course=second.course), *keys_of(second))
    assert enrol(outline, learner).status == Status.ACTIVE


@pytest.mark.parametrize("fields", [{"is_staff": True}, {"is_superuser": True}])
def test_staff_complete_the_courses_before_like_everybody(fields):
    outline = make_outline(before=[make_outline(lessons=1)])

    with pytest.raises(exceptions.PrerequisitesMissing):
        enrol(outline, make_user(**fields))


def test_what_another_learner_has_completed_counts_for_nobody_else():
    first = make_outline(lessons=1)
    make_enrolment(first, done=1)

    with pytest.raises(exceptions.PrerequisitesMissing):
        enrol(make_outline(before=[first]))


def test_a_course_before_that_was_taken_down_counts_for_who_completed_it():
    first, learner = make_outline(lessons=1), make_user()
    make_enrolment(first, learner=learner, done=1)
    outline = make_outline(before=[first])
    Outline.objects.filter(pk=first.pk).update(is_open=False)

    assert enrol(outline, learner).status == Status.ACTIVE
    with pytest.raises(exceptions.PrerequisitesMissing):
        enrol(outline)


def test_who_is_inside_stays_when_a_course_is_put_before():
    outline = make_outline()
    active, withdrawn = make_enrolment(outline), make_enrolment(outline, withdrawn=True)
    outline.facts = {**outline.facts, "prerequisites": [make_outline().course_id]}
    outline.save()

    assert [enrol(outline, each.learner).status for each in (active, withdrawn)] == [Status.ACTIVE, Status.ACTIVE]


def test_a_course_kept_for_a_group_takes_its_members_only():
    group = Group.objects.create(name="Chapter leaders")
    outline, member = make_outline(groups=(group.pk,)), make_user()
    member.groups.add(group)

    assert enrol(outline, member).status == Status.ACTIVE
    with pytest.raises(exceptions.CourseClosed):
        enrol(outline)


def test_a_superuser_passes_where_groups_are_asked_for():
    group = Group.objects.create(name="Chapter leaders")

    assert enrol(make_outline(groups=(group.pk,)), make_user(is_superuser=True)).status == Status.ACTIVE


def test_withdraw_keeps_what_was_done_and_enrolling_again_brings_it_back():
    outline = make_outline()
    enrolment = make_enrolment(outline, done=2)

    withdrawn = actions.withdraw(enrolment=enrolment, now=LATER)
    back = enrol(outline, enrolment.learner, now=LATER + DAY)

    assert (withdrawn.status, withdrawn.withdrawn_at) == (Status.WITHDRAWN, LATER)
    assert (back.pk, back.status, back.withdrawn_at, back.enrolled_at) == (enrolment.pk, Status.ACTIVE, None, NOW)
    assert back.unit_completions.count() == 2


def test_withdrawing_twice_keeps_the_first_date():
    enrolment = make_enrolment(withdrawn=True)

    assert actions.withdraw(enrolment=enrolment, now=LATER).withdrawn_at == NOW


def test_who_withdrew_comes_back_to_a_closed_course_too():
    outline = make_outline()
    enrolment = make_enrolment(outline, withdrawn=True)
    Outline.objects.update(is_open=False)

    assert enrol(outline, enrolment.learner).status == Status.ACTIVE


def test_coming_back_to_a_course_that_has_shrunk_to_what_was_done_completes_it(
    announced, django_capture_on_commit_callbacks
):
    outline = make_outline()
    enrolment = make_enrolment(outline, done=2, withdrawn=True)
    remove_unit(outline, keys_of(outline)[2])

    with django_capture_on_commit_callbacks(execute=True):
        back = enrol(outline, enrolment.learner, now=LATER)

    assert (back.status, back.completed_at, announced) == (Status.COMPLETED, LATER, [back.pk])


def test_a_completed_course_is_not_withdrawn_from():
    enrolment = make_enrolment(done=3)

    with pytest.raises(exceptions.CourseCompleted):
        actions.withdraw(enrolment=enrolment, now=LATER)

    enrolment.refresh_from_db()
    assert enrolment.status == Status.COMPLETED


def test_change_language_keeps_what_was_done():
    outline = make_outline()
    french = translate(outline, "fr")
    enrolment = make_enrolment(outline, done=2)

    actions.change_language(enrolment=enrolment, language="fr")

    standing = standing_of(person=enrolment.learner, code=outline.course.code, language="en", now=NOW)
    assert (standing.outline, standing.progress.percent) == (french, 66)
    assert standing.progress.next_step.title.endswith("(fr)")


def test_a_language_the_course_is_not_to_be_had_in_is_refused():
    enrolment = make_enrolment()
    Locale.objects.get_or_create(language_code="es")

    with pytest.raises(exceptions.LanguageAbsent):
        actions.change_language(enrolment=enrolment, language="es")

    enrolment.refresh_from_db()
    assert enrolment.language == "en"


# Learning


@pytest.mark.parametrize(("done_by", "way"), [("continue", Way.CONTINUED), ("mark", Way.MARKED)])
def test_complete_lesson_in_the_way_its_author_chose(done_by, way):
    outline = make_outline(units={0: {"done_by": done_by}})
    enrolment = make_enrolment(outline)

    standing = complete(enrolment, keys_of(outline)[0], now=LATER)

    [completion] = enrolment.unit_completions.all()
    assert (completion.unit, completion.way, completion.completed_at) == (units_of(outline)[0], way, LATER)
    assert (enrolment.latest_unit, enrolment.latest_at) == (completion.unit, LATER)
    assert standing.progress.percent == 33


def test_completing_a_lesson_twice_changes_nothing():
    outline = make_outline()
    first, second, _ = keys_of(outline)
    enrolment = make_enrolment(outline, done=2)

    complete(enrolment, first, now=LATER)

    assert enrolment.unit_completions.count() == 2
    assert (enrolment.latest_unit.key, enrolment.latest_at) == (second, NOW)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_the_last_lesson_in_any_order_completes_the_course_once(order, announced, django_capture_on_commit_callbacks):
    outline = make_outline()
    keys = keys_of(outline)
    enrolment = make_enrolment(outline)

    with django_capture_on_commit_callbacks(execute=True):
        complete(enrolment, keys[order[0]], keys[order[1]])
        before = enrolment.status
        complete(enrolment, keys[order[2]], now=LATER)
        complete(enrolment, *keys, now=LATER + DAY)

    assert (before, enrolment.status, enrolment.completed_at) == (Status.ACTIVE, Status.COMPLETED, LATER)
    assert announced == [enrolment.pk]


def test_nothing_is_announced_where_the_transaction_fails(announced, django_capture_on_commit_callbacks):
    enrolment = make_enrolment()

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(exceptions.UnitAbsent):
        complete(enrolment, "no-such-lesson")

    assert announced == []


def test_a_lesson_that_is_not_required_is_not_waited_for():
    outline = make_outline(units={2: {"is_required": False}})

    assert make_enrolment(outline, done=2).status == Status.COMPLETED


def test_a_completed_course_stays_completed_and_counts_what_is_done_later(announced, django_capture_on_commit_callbacks):
    outline = make_outline(units={2: {"is_required": False}})
    enrolment = make_enrolment(outline, done=2)
    set_entries(outline, lambda entry: {**entry, "is_required": True})

    with django_capture_on_commit_callbacks(execute=True):
        complete(enrolment, keys_of(outline)[2], now=LATER)

    assert (enrolment.status, enrolment.completed_at) == (Status.COMPLETED, NOW)
    assert (enrolment.unit_completions.count(), announced) == (3, [])


def test_a_completed_lesson_stays_completed_when_it_leaves_the_course():
    outline = make_outline()
    enrolment = make_enrolment(outline, done=1)
    first, second, third = keys_of(outline)
    remove_unit(outline, first)

    complete(enrolment, second, third)

    assert (enrolment.status, enrolment.unit_completions.count()) == (Status.COMPLETED, 3)


def test_a_unit_that_is_not_in_the_course_is_refused():
    outline = make_outline()
    other = make_outline()
    enrolment = make_enrolment(outline)

    with pytest.raises(exceptions.UnitAbsent):
        complete(enrolment, keys_of(other)[0])


def test_a_course_whose_outlines_are_gone_has_nothing_to_complete():
    outline = make_outline()
    key = keys_of(outline)[0]
    enrolment = make_enrolment(outline)
    Outline.objects.all().delete()

    with pytest.raises(exceptions.UnitAbsent):
        complete(enrolment, key)


def test_who_withdrew_completes_nothing_until_they_are_back():
    outline = make_outline(units={0: {"is_sample": True}})
    enrolment = make_enrolment(outline, withdrawn=True)

    with pytest.raises(exceptions.NotEnrolled):
        complete(enrolment, keys_of(outline)[0])
    with pytest.raises(exceptions.NotEnrolled):
        actions.complete_unit(enrolment=enrolment, unit=units_of(outline)[0], way=Way.PASSED, now=NOW)

    assert UnitCompletion.objects.count() == 0


def test_a_unit_kept_for_a_group_is_refused_to_others_and_not_asked_of_them():
    group = Group.objects.create(name="Chapter leaders")
    outline = make_outline()
    narrow(outline, 2, [group.pk])
    first, second, third = keys_of(outline)
    enrolment = make_enrolment(outline)

    with pytest.raises(exceptions.UnitAbsent):
        complete(enrolment, third)
    complete(enrolment, first, second)

    assert enrolment.status == Status.COMPLETED


def test_a_unit_kept_for_a_group_is_asked_of_its_members():
    group = Group.objects.create(name="Chapter leaders")
    outline, member = make_outline(), make_user()
    member.groups.add(group)
    narrow(outline, 2, [group.pk])

    assert make_enrolment(outline, learner=member, done=2).status == Status.ACTIVE


def test_a_lesson_in_a_locked_module_is_refused():
    outline = make_outline(lessons=1, modules=2, locked=True)
    first, second = keys_of(outline)
    enrolment = make_enrolment(outline)

    with pytest.raises(exceptions.UnitLocked):
        complete(enrolment, second)
    complete(enrolment, first, second)

    assert enrolment.status == Status.COMPLETED


@pytest.mark.parametrize("kind", [Unit.Kind.QUIZ, Unit.Kind.ASSIGNMENT])
def test_a_quiz_is_not_done_by_saying_so(kind):
    outline = make_outline(units={0: {"kind": kind}})
    enrolment = make_enrolment(outline)

    with pytest.raises(exceptions.NotByOwnWord):
        complete(enrolment, keys_of(outline)[0])

    assert UnitCompletion.objects.count() == 0


def test_complete_unit_for_another_reason_passes_locks_by():
    outline = make_outline(lessons=1, modules=2, locked=True)
    first, second = units_of(outline)
    enrolment = make_enrolment(outline)

    actions.complete_unit(enrolment=enrolment, unit=second, way=Way.GRANTED, now=NOW)
    actions.complete_unit(enrolment=enrolment, unit=first, way=Way.PASSED, now=LATER)

    enrolment.refresh_from_db()
    assert (enrolment.status, enrolment.completed_at) == (Status.COMPLETED, LATER)
    assert set(enrolment.unit_completions.values_list("unit", "way")) == {
        (second.pk, Way.GRANTED),
        (first.pk, Way.PASSED),
    }


def test_complete_unit_of_another_course_is_refused():
    enrolment, other = make_enrolment(), make_outline()

    with pytest.raises(exceptions.UnitAbsent):
        actions.complete_unit(enrolment=enrolment, unit=units_of(other)[0], way=Way.GRANTED, now=NOW)


def test_finish_serves_who_had_done_all_before_the_last_missing_lesson_was_taken_out(
    announced, django_capture_on_commit_callbacks
):
    outline = make_outline()
    enrolment = make_enrolment(outline, done=2)
    remove_unit(outline, keys_of(outline)[2])

    with django_capture_on_commit_callbacks(execute=True):
        actions.finish(enrolment=enrolment, now=LATER)
        again = actions.finish(enrolment=enrolment, now=LATER + DAY)

    assert (again.status, again.completed_at, announced) == (Status.COMPLETED, LATER, [enrolment.pk])


def test_finish_does_nothing_while_something_is_left():
    assert actions.finish(enrolment=make_enrolment(done=2), now=LATER).status == Status.ACTIVE


def test_finish_does_not_bring_back_who_withdrew():
    outline = make_outline()
    enrolment = make_enrolment(outline, done=2, withdrawn=True)
    remove_unit(outline, keys_of(outline)[2])

    assert actions.finish(enrolment=enrolment, now=LATER).status == Status.WITHDRAWN


def test_settle_once():
    enrolment = make_enrolment(done=3)

    assert actions.settle(enrolment=enrolment, now=LATER) is True
    assert actions.settle(enrolment=enrolment, now=LATER + DAY) is False

    enrolment.refresh_from_db()
    assert enrolment.settled_at == LATER


def test_what_is_not_completed_is_not_settled():
    enrolment = make_enrolment(done=2)

    assert actions.settle(enrolment=enrolment, now=LATER) is False
    assert list(Enrolment.objects.unsettled()) == []


# What upper rooms push down


def push_requirement(enrolment, key="sessions", source="cohort:1", **words):
    words = {"en": "Attend two sessions.", **words}
    return actions.push_requirement(enrolment=enrolment, source=source, key=key, words=words)


def test_a_requirement_blocks_completion_and_meeting_the_last_one_releases_it(announced, django_capture_on_commit_callbacks):
    enrolment = make_enrolment()
    push_requirement(enrolment, "sessions")
    push_requirement(enrolment, "essay")

    with django_capture_on_commit_callbacks(execute=True):
        complete(enrolment, *keys_of(Outline.objects.get()))
        blocked = enrolment.status
        actions.meet_requirement(enrolment=enrolment, source="cohort:1", key="essay", now=NOW)
        enrolment.refresh_from_db()
        still_blocked = enrolment.status
        met = actions.meet_requirement(enrolment=enrolment, source="cohort:1", key="sessions", now=LATER)
        actions.meet_requirement(enrolment=enrolment, source="cohort:1", key="sessions", now=LATER + DAY)

    assert (blocked, still_blocked) == (Status.ACTIVE, Status.ACTIVE)
    assert (met.status, met.completed_at, announced) == (Status.COMPLETED, LATER, [enrolment.pk])
    assert Requirement.objects.get(key="sessions").met_at == LATER


def test_a_requirement_met_first_leaves_the_lessons_to_do():
    outline = make_outline()
    enrolment = make_enrolment(outline)
    push_requirement(enrolment)

    met = actions.meet_requirement(enrolment=enrolment, source="cohort:1", key="sessions", now=NOW)
    complete(enrolment, *keys_of(outline), now=LATER)

    assert (met.status, enrolment.status, enrolment.completed_at) == (Status.ACTIVE, Status.COMPLETED, LATER)


def test_a_requirement_nobody_asked_for_cannot_be_met():
    with pytest.raises(Requirement.DoesNotExist):
        actions.meet_requirement(enrolment=make_enrolment(), source="cohort:1", key="sessions", now=NOW)


def test_pushing_a_requirement_again_changes_its_words_only():
    enrolment = make_enrolment()
    push_requirement(enrolment)
    actions.meet_requirement(enrolment=enrolment, source="cohort:1", key="sessions", now=NOW)

    push_requirement(enrolment, en="Attend three sessions.", fr="Suivre trois séances.")

    [requirement] = enrolment.requirements.all()
    assert requirement.words == {"en": "Attend three sessions.", "fr": "Suivre trois séances."}
    assert requirement.met_at == NOW


def test_a_requirement_needs_words_in_the_sites_first_language():
    with pytest.raises(ValueError, match="'en'"):
        actions.push_requirement(
            enrolment=make_enrolment(), source="cohort:1", key="sessions", words={"fr": "Suivre deux séances."}
        )

    assert Requirement.objects.count() == 0


def test_a_requirement_takes_no_completion_away():
    enrolment = make_enrolment(done=3)

    push_requirement(enrolment)

    enrolment.refresh_from_db()
    assert (enrolment.status, enrolment.has_conditions) == (Status.COMPLETED, True)


def test_an_opening_closes_its_module_until_its_instant():
    outline = make_outline(lessons=1, modules=2)
    second = keys_of(outline)[1]
    enrolment = make_enrolment(outline)

    actions.push_opening(enrolment=enrolment, source="cohort:1", module_key="module-2", opens_at=LATER)

    with pytest.raises(exceptions.UnitLocked):
        complete(enrolment, second, now=NOW)
    assert complete(enrolment, second, now=LATER).progress.percent == 50


def test_where_two_sources_open_a_module_the_later_instant_holds():
    outline = make_outline()
    enrolment = make_enrolment(outline)
    actions.push_opening(enrolment=enrolment, source="cohort:1", module_key="module-1", opens_at=LATER)
    actions.push_opening(enrolment=enrolment, source="cohort:2", module_key="module-1", opens_at=NOW)

    with pytest.raises(exceptions.UnitLocked):
        complete(enrolment, keys_of(outline)[0], now=NOW)


def test_pushing_again_moves_the_date_of_the_same_source():
    enrolment = make_enrolment()
    unit = units_of(Outline.objects.get())[0]
    for at in (NOW, LATER):
        actions.push_opening(enrolment=enrolment, source="cohort:1", module_key="module-1", opens_at=at)
        actions.push_due(enrolment=enrolment, source="cohort:1", unit=unit, due_at=at)

    assert list(Opening.objects.values_list("opens_at", flat=True)) == [LATER]
    assert list(Due.objects.values_list("due_at", flat=True)) == [LATER]


def test_conditions_are_asked_for_while_there_are_some():
    enrolment = make_enrolment()
    unit = units_of(Outline.objects.get())[0]
    actions.push_due(enrolment=enrolment, source="cohort:1", unit=unit, due_at=NOW)
    actions.push_opening(enrolment=enrolment, source="cohort:2", module_key="module-1", opens_at=NOW)

    enrolment.refresh_from_db()
    with_both = enrolment.has_conditions
    with_one = actions.withdraw_pushed(enrolment=enrolment, source="cohort:1", now=NOW).has_conditions
    with_none = actions.withdraw_pushed(enrolment=enrolment, source="cohort:2", now=NOW).has_conditions

    assert (with_both, with_one, with_none) == (True, True, False)
    assert (Due.objects.count(), Opening.objects.count()) == (0, 0)


def test_taking_the_last_requirement_back_completes_the_course(announced, django_capture_on_commit_callbacks):
    outline = make_outline()
    enrolment = make_enrolment(outline)
    push_requirement(enrolment)
    complete(enrolment, *keys_of(outline))

    with django_capture_on_commit_callbacks(execute=True):
        released = actions.withdraw_pushed(enrolment=enrolment, source="cohort:1", now=LATER)

    assert (released.status, released.completed_at, announced) == (Status.COMPLETED, LATER, [enrolment.pk])


def test_a_source_that_is_called_off_takes_back_its_own_from_everybody():
    outline = make_outline()
    one, two, three = (make_enrolment(outline) for _ in range(3))
    push_requirement(one)
    actions.push_due(enrolment=two, source="cohort:1", unit=units_of(outline)[0], due_at=NOW)
    push_requirement(three, source="cohort:2")

    actions.withdraw_source(source="cohort:1", now=NOW)

    assert list(Enrolment.objects.order_by("pk").values_list("has_conditions", flat=True)) == [False, False, True]
    assert (Requirement.objects.get().source, Due.objects.count()) == ("cohort:2", 0)


# What a room above asks beforehand, and hears


def test_replaced_openings_are_those_of_one_source():
    enrolment = make_enrolment(make_outline(modules=3))
    actions.push_opening(enrolment=enrolment, source="cohort:2", module_key="module-1", opens_at=NOW)

    for openings in [{"module-1": NOW, "module-2": NOW}, {"module-2": LATER, "module-3": LATER}]:
        for _ in range(2):
            actions.replace_openings(enrolment=enrolment, source="cohort:1", openings=openings)

    rows = Opening.objects.filter(enrolment=enrolment).order_by("source", "module_key")
    assert [(each.source, each.module_key, each.opens_at) for each in rows] == [
        ("cohort:1", "module-2", LATER),
        ("cohort:1", "module-3", LATER),
        ("cohort:2", "module-1", NOW),
    ]
    enrolment.refresh_from_db()
    assert enrolment.has_conditions


def test_openings_replaced_by_none_leave_no_conditions():
    enrolment = make_enrolment()
    actions.replace_openings(enrolment=enrolment, source="cohort:1", openings={"module-1": LATER})

    actions.replace_openings(enrolment=enrolment, source="cohort:1", openings={})

    enrolment.refresh_from_db()
    assert (enrolment.openings.count(), enrolment.has_conditions) == (0, False)


def test_who_may_enrol_is_said_beforehand_and_changes_nothing():
    outline, learner = make_outline(), make_user()
    barred = make_outline(before=[outline])
    closed = make_outline(is_open=False)
    given = {"learner": learner, "language": "en", "now": NOW}

    actions.ensure_may_enrol(course=outline.course, **given)
    with pytest.raises(exceptions.PrerequisitesMissing):
        actions.ensure_may_enrol(course=barred.course, **given)
    with pytest.raises(exceptions.CourseClosed):
        actions.ensure_may_enrol(course=closed.course, **given)

    assert not Enrolment.objects.exists()


def test_who_was_enrolled_may_come_back_to_a_closed_course():
    outline = make_outline()
    enrolment = make_enrolment(outline, withdrawn=True)
    outline.is_open = False
    outline.save()

    actions.ensure_may_enrol(learner=enrolment.learner, course=outline.course, language="en", now=NOW)

    enrolment.refresh_from_db()
    assert enrolment.status == Status.WITHDRAWN


def test_withdrawing_is_announced_once(django_capture_on_commit_callbacks):
    enrolment, heard = make_enrolment(), []

    def hear(*, enrolment_id, **_):
        heard.append(enrolment_id)

    course_left.connect(hear)
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            actions.withdraw(enrolment=enrolment, now=NOW)
    course_left.disconnect(hear)

    assert heard == [enrolment.pk]
