"""
Which function does which kind of job: each room registers its own in ``AppConfig.ready()``.

    def issue_all(job: Job) -> Iterator[Step]:
        waiting = list(of(job.parameters).filter(pk__gt=job.state.get("after", 0)))
        for done, row in enumerate(waiting, start=job.done + 1):
            issue(row)
            job.state["after"] = row.pk
            yield Step(done, total, _("{name} has a certificate.").format(name=row))

    registry.register("certificates.issue_all", issue_all)

A job that has much to tell puts lines into ``job.report``, which is kept with the next step.

The function yields after each step. What a step did, ``job.state`` and the progress are kept in one transaction: after a
worker's death the function begins anew with the ``job.state`` of the last step that was kept, and no step counts twice.
A step takes seconds: after ``actions.LEASE`` another worker takes the job for abandoned, and what the step did is undone.
With ``is_atomic=False`` the function has its own transactions, and must find done what it did before.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from jobs.models import Job


class Step(NamedTuple):
    """This is how far a job has come; without ``total`` the one it has stays, without ``message`` too."""

    done: int
    total: int | None = None
    message: str | None = None


# A number alone is a step, too: so many are done.
type Steps = Iterator[Step | int]
type Function = Callable[[Job], Steps]


@dataclass(frozen=True)
class Kind:
    function: Function
    is_atomic: bool


_kinds: dict[str, Kind] = {}


def register(kind: str, function: Function, *, is_atomic: bool = True) -> None:
    """
    This makes a kind of job known.

    :raises ValueError: if another function does this kind.
    """
    made = Kind(function, is_atomic)
    if _kinds.setdefault(kind, made) != made:
        raise ValueError(f"There are two functions for jobs of the kind {kind!r}.")


def get(kind: str) -> Kind:
    """:raises KeyError: if no room has registered this kind."""
    return _kinds[kind]
