"""The people of a cohort as a table: on the page, and as CSV and XLSX that say the same."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.http.response import HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from core.exports import TableExportMixin, text_of, value_of
from core.text import fold
from tutors.models import Cohort, Place
from tutors.models.places import CURRENT, ENDED, MEMBERS

Status = Place.Status
# Those who wait for somebody come first.
ORDER = Case(
    *(When(status=status, then=Value(place)) for place, status in enumerate(CURRENT)),
    default=Value(len(CURRENT)),
    output_field=IntegerField(),
)
CURRENT_PEOPLE, ENDED_PEOPLE = "", "ended"
STATES: list[tuple[str, str | Promise]] = [
    (CURRENT_PEOPLE, _("All who are in it or wait")),
    (Status.ASKED, _("Waiting for a word")),
    (Status.WAITING, _("On the waiting list")),
    (Status.OFFERED, _("With an offer")),
    (Status.HELD, _("Members")),
    (Status.COMPLETED, _("Members who have completed it")),
    (ENDED_PEOPLE, _("No longer in it")),
]


def people_of(cohort: Cohort, *, state: str, words: str) -> QuerySet[Place]:
    """These places are shown: by where they stand, and by letters of a name or an address."""
    rows = in_state(Place.objects.filter(cohort=cohort).select_related("learner"), state)
    if words.strip():
        rows = rows.filter(Q(learner__search_name__contains=fold(words)) | Q(learner__email__contains=words.strip().lower()))
    return rows


def in_state(rows: QuerySet[Place], state: str) -> QuerySet[Place]:
    if state == ENDED_PEOPLE:
        return rows.filter(status__in=ENDED).order_by("-ended_at", "-pk")
    if state == Status.WAITING:
        return rows.filter(status=state).order_by("waiting_since", "pk")
    statuses = {CURRENT_PEOPLE: CURRENT, Status.HELD: MEMBERS}.get(state, (state,))
    return rows.filter(status__in=statuses).order_by(ORDER, "learner__search_name", "pk")


@dataclass(frozen=True)
class Cell:
    """This is what a cell says; an instant has its own way of being shown."""

    text: str
    at: dt.datetime | None = None


class Roll(TableExportMixin):
    """This is the table. A column that it gains is on the page and in both files."""

    columns = [
        Column("learner", label=_("Name")),
        Column("email", label=_("E-mail address"), accessor="learner.email"),
        Column("status", label=_("State"), accessor="get_status_display"),
        Column("way", label=_("Way"), accessor="get_way_display"),
        Column("asked_at", label=_("Asked")),
        Column("joined_at", label=_("Joined")),
        Column("ended_at", label=_("Ended")),
    ]

    def __init__(self, cohort: Cohort) -> None:
        self.export_filename = f"{cohort.code}-people"

    def file(self, places: QuerySet[Place], wanted: str) -> HttpResponseBase:
        response: HttpResponseBase = self.as_spreadsheet(places, wanted)
        return response

    def lines(self, places: Iterable[Place]) -> list[tuple[Place, list[Cell]]]:
        return [(place, [self._cell(column, place) for column in self.columns]) for place in places]

    def _cell(self, column: Column, place: Place) -> Cell:
        at = column.get_value(place)
        return Cell("", at) if isinstance(at, dt.datetime) else Cell(text_of(value_of(column, place)))
