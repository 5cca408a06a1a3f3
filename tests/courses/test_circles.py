"""Courses that would wait for one another."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.circles import find_circle

COURSES = st.integers(0, 7)
EDGES = st.dictionaries(COURSES, st.lists(COURSES, max_size=4), max_size=8)


@pytest.mark.parametrize(
    ("wanted", "edges", "circle"),
    [
        ([], {}, []),
        ([2], {}, []),
        ([1], {}, [1, 1]),
        ([2], {2: [1]}, [1, 2, 1]),
        ([2], {2: [3], 3: [1]}, [1, 2, 3, 1]),
        ([2, 3], {2: [4], 3: [4], 4: [5]}, []),
        ([2], {2: [3], 3: [2]}, []),
    ],
)
def test_a_circle_is_told_as_the_way_round(wanted, edges, circle):
    assert find_circle(1, wanted, edges) == circle


def reachable(wanted, edges):
    """Every course that comes before the wanted ones, by walking until nothing new is found."""
    found, fresh = set(), set(wanted)
    while fresh:
        found |= fresh
        fresh = {course for each in fresh for course in edges.get(each, ())} - found
    return found


@given(start=COURSES, wanted=st.lists(COURSES, max_size=4), edges=EDGES)
def test_a_circle_is_found_exactly_where_there_is_one(start, wanted, edges):
    circle = find_circle(start, wanted, edges)

    assert bool(circle) == (start in reachable(wanted, edges))


@given(start=COURSES, wanted=st.lists(COURSES, max_size=4), edges=EDGES)
def test_a_circle_is_a_way_that_there_is(start, wanted, edges):
    circle = find_circle(start, wanted, edges)

    if circle:
        assert circle[0] == circle[-1] == start
        assert circle[1] in wanted
        assert all(after in edges[before] for before, after in pairwise(circle[1:]))
