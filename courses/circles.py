"""Courses that wait for one another."""

from collections.abc import Collection, Iterable, Mapping


def find_circle(start: int, wanted: Iterable[int], edges: Mapping[int, Collection[int]]) -> list[int]:
    """
    This is a way from ``start`` back to itself, if ``start`` came after the ``wanted``; empty where there is none.

    ``edges`` say of each course after which others it comes today.
    """
    ways = [[start, course] for course in wanted]
    seen: set[int] = set()
    while ways:
        way = ways.pop()
        if way[-1] == start:
            return way
        if way[-1] not in seen:
            seen.add(way[-1])
            ways.extend([*way, course] for course in edges.get(way[-1], ()))
    return []
