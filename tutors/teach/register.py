"""A cohort's people by its sessions, as a table: on the page, and as CSV and XLSX that say the same."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import formats
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from wagtail.admin.ui.tables import Column

from core.exports import TableExportMixin, text_of, value_of
from tutors import registers
from tutors.models import Attendance, Place, Session
from tutors.models.attendance import ATTENDED
from tutors.models.sessions import EARLY
from tutors.teach.desk import Desk, at_desk
from tutors.teach.people import FILES, PER_PAGE


@dataclass(frozen=True)
class Line:
    """This is somebody in the table: by the place that counts now, with what is noted, by sessions."""

    place: Place
    noted: dict[int, str]

    @property
    def attended(self) -> int:
        return sum(status in ATTENDED for status in self.noted.values())


class Register(TableExportMixin):
    """This is the table. A column that it gains is on the page and in both files."""

    def __init__(self, desk: Desk) -> None:
        cohort = desk.cohort
        self.export_filename = f"{cohort.code}-attendance"
        self.sessions = list(cohort.sessions.planned().filter(starts_at__lte=desk.now + EARLY).order_by("starts_at", "pk"))
        self.places = list(registers.latest_places(cohort))
        self.columns = [
            Column("learner", label=_("Name"), accessor="place.learner"),
            Column("email", label=_("E-mail address"), accessor="place.learner.email"),
            *(Column(f"session-{each.pk}", label=self.label(each), accessor=status_in(each)) for each in self.sessions),
            Column("attended", label=_("Attended")),
        ]

    def label(self, session: Session) -> str:
        day = session.cohort.today(session.starts_at)
        return f"{formats.date_format(day, 'SHORT_DATE_FORMAT')} {session.title}"

    def heads(self) -> list[Session | None]:
        """These are the sessions whose columns the headings name."""
        return [None, None, *self.sessions, None]

    def lines(self, places: Sequence[Place]) -> list[Line]:
        """These say what is noted of some people, under whichever of their places. One query."""
        noted: dict[int, dict[int, str]] = defaultdict(dict)
        rows = Attendance.objects.filter(session__in=self.sessions, place__learner__in=[each.learner_id for each in places])
        for learner, session, status in rows.values_list("place__learner", "session", "status").order_by("pk"):
            noted[learner][session] = status
        return [Line(place, noted[place.learner_id]) for place in places]

    def cells(self, line: Line) -> list[str]:
        return [text_of(value_of(column, line)) for column in self.columns]

    def iterator(self, chunk_size: int) -> Iterator[Line]:
        """These are all lines, as the files ask for them."""
        for start in range(0, len(self.places), chunk_size):
            yield from self.lines(self.places[start : start + chunk_size])

    def file(self, wanted: str) -> HttpResponseBase:
        response: HttpResponseBase = self.as_spreadsheet(self, wanted)
        return response


def status_in(session: Session) -> Callable[[Line], str]:
    """Say what is noted of somebody in a session, in words."""
    labels = dict(Attendance.Status.choices)
    return lambda line: str(labels.get(line.noted.get(session.pk, ""), ""))


@require_safe
@at_desk
def register(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    table = Register(desk)
    if (wanted := request.GET.get("export")) in FILES:
        return table.file(wanted)
    leaf = Paginator(table.places, PER_PAGE).get_page(request.GET.get("page"))
    lines = table.lines([*leaf])
    context = {
        "desk": desk,
        "leaf": leaf,
        "sessions": table.sessions,
        "headings": [*zip(table.headings(), table.heads(), strict=True)],
        "lines": [(line, table.cells(line)) for line in lines],
    }
    return render(request, "tutors/teach/register.html", context)
