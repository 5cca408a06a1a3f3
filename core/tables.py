"""Tables of listings in the administration, and their columns, as a phone can show them."""

from typing import Any

from wagtail.admin.ui import tables


class ScrollingTable(tables.Table):
    """A listing that is wider than the screen scrolls in its frame; Wagtail's content hides what does not fit."""

    template_name = "core/table.html"


class DayColumn(tables.Column):
    """A date without a time, the same in every zone."""

    cell_template_name = "core/day_cell.html"

    def __init__(self, name: str, **kwargs: Any) -> None:
        super().__init__(name, **{"classname": "w-whitespace-nowrap", **kwargs})


class TitleColumn(tables.TitleColumn):
    """A listing's first column, which stays in one line; Wagtail breaks it within words where the others leave no room."""

    def __init__(self, name: str, **kwargs: Any) -> None:
        super().__init__(name, **{"classname": "w-whitespace-nowrap", **kwargs})
