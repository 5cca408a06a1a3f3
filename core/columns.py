"""Columns of listings in the administration."""

from typing import Any

from wagtail.admin.ui import tables

# Pixels: two long words beside each other.
ROOM_FOR_A_NAME = 200


class TitleColumn(tables.TitleColumn):
    """A listing's first column. On a phone it keeps room for whole words, and the table scrolls within its frame."""

    def __init__(self, name: str, **kwargs: Any) -> None:
        super().__init__(name, **{"width": ROOM_FOR_A_NAME, **kwargs})
