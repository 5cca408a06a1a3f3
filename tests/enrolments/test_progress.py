"""Progress, computed: never backwards, never over 100 %, whatever the order."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.outline import Modules
from enrolments.progress import Lock, admits, within
from tests.enrolments.entries import LATER, NOW, module, progress, unit


@st.composite
def courses(draw):
    """A course of one to four modules with none to four units each."""
    numbers = itertools.count(1)
    units = st.builds(
        lambda is_required, minutes: unit(next(numbers), is_required=is_required, minutes=minutes),
        st.booleans(),
        st.integers(0, 60),
    )
    shapes = draw(st.lists(st.tuples(st.booleans(), st.lists(units, max_size=4)), min_size=1, max_size=4))
    return tuple(module(place, *some, is_locked=locked) for place, (locked, some) in enumerate(shapes))


@given(courses(), st.data())
def test_progress_never_goes_back_and_never_passes_a_hundred(modules, data):
    here = progress(*modules, asked=data.draw(st.integers(0, 2)))
    order = data.draw(st.permutations(here.units))

    percents, lefts = [here.percent], [len(here.left)]
    for each in order:
        here = here.with_done(each)
        percents.append(here.percent)
        lefts.append(len(here.left))

    assert percents == sorted(percents)
    assert lefts == sorted(lefts, reverse=True)
    assert 0 <= percents[0] <= percents[-1] <= 99
    assert here.is_finished == (bool(here.units) and here.asked == 0)


@given(courses(), st.data())
def test_order_of_completing_does_not_matter(modules, data):
    start = progress(*modules)
    some = data.draw(st.lists(st.sampled_from(start.units), unique=True)) if start.units else []
    other = data.draw(st.permutations(some))

    one, two = start, start
    for each in some:
        one = one.with_done(each)
    for each in other:
        two = two.with_done(each)

    assert (one.percent, one.left, one.minutes_left, one.is_finished) == (
        two.percent,
        two.left,
        two.minutes_left,
        two.is_finished,
    )
    assert one.locks == two.locks


@given(courses())
def test_walking_from_step_to_step_finishes_every_course(modules):
    here = progress(*modules)

    walked = []
    while (step := here.next_step) is not None and not here.is_finished:
        walked.append(step)
        here = here.with_done(step)

    assert here.is_finished == bool(here.units)
    assert len(walked) == len(set(walked))


@given(courses())
def test_what_is_done_stays_open(modules):
    start = progress(*modules)
    for each in start.units:
        assert start.with_done(each).is_open(each)


def test_a_completed_course_is_complete_whatever_was_added():
    done = progress(module(1, unit(1), unit(2)), module(2, unit(3), is_locked=True), done={1}, is_completed=True)

    assert (done.percent, done.left, done.minutes_left, done.locks) == (100, (), 0, {})


def test_percent_is_rounded_down():
    assert progress(module(1, unit(1), unit(2), unit(3)), done={1, 2}).percent == 66


def test_what_is_not_required_is_not_needed():
    here = progress(module(1, unit(1), unit(2, is_required=False, minutes=50)))

    assert ([each.id for each in here.needed], here.minutes_left) == ([1], 5)


def test_where_nothing_is_required_all_is_needed():
    here = progress(module(1, unit(1, is_required=False), unit(2, is_required=False)), done={1})

    assert (here.percent, here.is_finished) == (50, False)


def test_an_empty_course_is_never_finished():
    assert (progress().is_finished, progress().percent, progress().next_step) == (False, 0, None)


def test_units_that_left_the_course_count_for_nothing():
    assert progress(module(1, unit(1), unit(2)), done={1, 98, 99}).percent == 50


def test_a_requirement_that_is_not_met_keeps_the_course_unfinished():
    asked = progress(module(1, unit(1)), done={1}, asked=2, met=1)

    assert (asked.is_finished, asked.percent, asked.left) == (False, 66, ())


def test_a_locked_module_waits_for_what_is_required_in_the_one_before():
    first = module(1, unit(1), unit(2), unit(3, is_required=False))
    second = module(2, unit(4), is_locked=True)

    closed = progress(first, second, done={1})
    opened = progress(first, second, done={1, 2})

    assert closed.locks == {"m2": Lock(after=first, missing=(first.units[1],))}
    assert opened.locks == {}


def test_a_first_module_is_never_locked_by_what_comes_before():
    assert progress(module(1, unit(1), is_locked=True)).locks == {}


@pytest.mark.parametrize(
    ("opens_at", "locks"), [(LATER, {"m1": Lock(opens_at=LATER)}), (NOW, {}), (NOW - (LATER - NOW), {})]
)
def test_a_module_opens_at_its_instant(opens_at, locks):
    assert progress(module(1, unit(1)), openings={"m1": opens_at}).locks == locks


def test_the_next_step_follows_the_latest_unit():
    here = progress(module(1, unit(1), unit(2), unit(3), unit(4)), done={1, 3}, latest_id=3)

    assert here.next_step.id == 4


def test_the_next_step_turns_back_to_what_was_left_out():
    here = progress(module(1, unit(1), unit(2), unit(3)), done={1, 3}, latest_id=3)

    assert here.next_step.id == 2


def test_the_next_step_begins_at_the_start_where_the_latest_unit_left_the_course():
    assert progress(module(1, unit(1), unit(2)), done={1, 99}, latest_id=99).next_step.id == 2


def test_the_next_step_passes_closed_modules_over():
    here = progress(
        module(1, unit(1)), module(2, unit(2)), module(3, unit(3)), openings={"m2": LATER}, done={1}, latest_id=1
    )

    assert here.next_step.id == 3
    assert here.opens_next_at == LATER


def test_neighbours():
    one, two, three = unit(1), unit(2), unit(3)
    here = progress(module(1, one, two), module(2, three))

    assert (here.before(one), here.after(one)) == (None, two)
    assert (here.before(three), here.after(three)) == (two, None)
    assert here.module_of(three).key == "m2"


def test_within_leaves_out_what_is_kept_for_other_groups_and_empty_modules():
    modules = Modules((module(1, unit(1), unit(2, groups=(7,))), module(2, unit(3, groups=(8,)))))

    assert [each.id for each in within(modules, {7}).units] == [1, 2]
    assert [each.key for each in within(modules, {7})] == ["m1"]
    assert within(modules, None) is modules


@pytest.mark.parametrize(
    ("asked", "groups", "answer"),
    [
        (None, frozenset(), True),
        ((1,), frozenset({1, 2}), True),
        ((1,), frozenset({2}), False),
        ((), {1}, False),
        ((1,), None, True),
    ],
)
def test_admits(asked, groups, answer):
    assert admits(asked, groups) is answer
