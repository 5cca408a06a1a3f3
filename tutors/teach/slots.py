"""What the tutors' pages put into the pages of the rooms around them."""

from collections.abc import Mapping
from typing import Any

from accounts.models import User
from tutors import known


def way_in(context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """This leads tutors to their pages, from the menu of every page. No query."""
    person = getattr(context.get("request"), "user", None)
    return {} if isinstance(person, User) and known.is_tutor(person) else None
