"""What this room knows of a person, and what becomes of it when they are erased."""

from collections.abc import Mapping
from typing import Any

from accounts.models import User
from alumni.models import Alumnus


def export(user: User) -> list[dict[str, Any]]:
    return [
        {
            "joined_at": alumnus.joined_at.isoformat(),
            "left_at": alumnus.left_at and alumnus.left_at.isoformat(),
            "name_shown_to": alumnus.audiences.name.name,
            "country_shown_to": alumnus.audiences.country.name,
            "certificates_shown_to": alumnus.audiences.certificates.name,
        }
        for alumnus in Alumnus.objects.filter(user=user)
    ]


def erase(user: User, _choices: Mapping[str, str]) -> None:
    """This deletes the membership: the network keeps no trace of who asked to be forgotten."""
    Alumnus.objects.filter(user=user).delete()
