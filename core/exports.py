"""
A listing as CSV and XLSX: the rows and columns that the table shows, under the same search, filters and order.

    class IndexView(TableExportMixin, generic.IndexView):
        export_filename = "enrolments"

Nothing else is to be said: a column that the table gains is in the files, too. Rows are read in portions and sent as they
are read, so that fifteen thousand of them take no more memory than a hundred.
"""

import csv
import datetime as dt
import tempfile
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import IO, Any

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.mixins import Echo, SpreadsheetExportMixin

from core.tables import ScrollingTable
from core.text import without_controls

# A spreadsheet takes a cell that begins with one of these for a formula, and people choose their own names.
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
# Without it, a well-known spreadsheet reads accents and Arabic as gibberish.
BYTE_ORDER_MARK = "\ufeff"
PORTION = 500
LONGEST_CELL = 32_767
DATE_FORMATS: dict[type, str] = {dt.datetime: "yyyy-mm-dd hh:mm", dt.date: "yyyy-mm-dd"}

type Value = str | int | float | dt.datetime | dt.date


def plain_cell(value: object) -> str:
    """This is a text that no spreadsheet takes for a formula."""
    text = str(value)
    return f"'{text}" if text.lstrip().startswith(FORMULA) else text


def value_of(column: Column, row: object) -> Value:
    """This is what a cell of the table shows, as a value: moments on the reader's clock, texts in their language."""
    value = column.get_value(row)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dt.datetime):
        return timezone.localtime(value) if timezone.is_aware(value) else value
    if isinstance(value, int | float | dt.date):
        return value
    return text_of(value) or text_of(column.empty_value_display)


def text_of(value: object) -> str:
    return "" if value is None else without_controls(str(value)).strip()[:LONGEST_CELL]


def csv_cell(value: Value) -> object:
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    return plain_cell(value) if isinstance(value, str) else value


class TableExportMixin(SpreadsheetExportMixin):
    """This offers a listing's table as CSV and XLSX. It comes before Wagtail's view among the bases."""

    show_export_buttons = True
    # Every listing of ours is one of these, and all of them are to be read on a phone.
    table_class = ScrollingTable

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Send a file before the page is made, which would read every row at once."""
        if self.is_export:
            return self.as_spreadsheet(self.get_queryset(), request.GET["export"])  # type: ignore[no-any-return]  # as above
        return super().get(request, *args, **kwargs)  # type: ignore[no-any-return]  # as above

    def order_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Rows that are alike in what they are sorted by keep one order, on the pages and in the files."""
        ordered: QuerySet[Any] = super().order_queryset(queryset)
        return ordered.order_by(*ordered.query.order_by, "pk") if ordered.query.order_by else ordered

    @property
    def exported_columns(self) -> list[Column]:
        """These are the table's, without boxes to tick and the like."""
        return [column for column in self.columns if isinstance(column, Column)]

    def headings(self) -> list[str]:
        return [text_of(column.label) for column in self.exported_columns]

    def rows(self, queryset: QuerySet[Any]) -> Iterator[list[Value]]:
        columns = self.exported_columns
        for row in queryset.iterator(chunk_size=PORTION):
            yield [value_of(column, row) for column in columns]

    def write_csv_response(self, queryset: QuerySet[Any]) -> StreamingHttpResponse:
        lines = self.stream_csv(queryset)
        response = StreamingHttpResponse(as_now(lines), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{self.get_filename()}.csv"'
        return response

    def stream_csv(self, queryset: QuerySet[Any]) -> Iterator[bytes]:
        writer = csv.writer(Echo())
        yield BYTE_ORDER_MARK.encode() + writer.writerow(self.headings())
        for row in self.rows(queryset):
            yield writer.writerow([csv_cell(value) for value in row])

    def write_xlsx_response(self, queryset: QuerySet[Any]) -> FileResponse:
        file = tempfile.TemporaryFile()  # noqa: SIM115 -- the response closes it
        self.write_xlsx(queryset, file)
        file.seek(0)
        return FileResponse(
            file,
            as_attachment=True,
            content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            filename=f"{self.get_filename()}.xlsx",
        )

    def write_xlsx(self, queryset: QuerySet[Any], output: IO[bytes]) -> None:
        workbook = Workbook(write_only=True)
        sheet = workbook.create_sheet()
        sheet.freeze_panes = "A2"
        sheet.sheet_view.rightToLeft = translation.get_language_bidi()
        sheet.append(self.headings())
        for row in self.rows(queryset):
            sheet.append([xlsx_cell(sheet, value) for value in row])
        workbook.save(output)


def xlsx_cell(sheet: Any, value: Value) -> Any:
    """This is a cell whose text stays a text, also when somebody edits it. Most values need no more than themselves."""
    if isinstance(value, str) and value.startswith(FORMULA):
        cell = WriteOnlyCell(sheet, value)
        cell.data_type, cell.quotePrefix = "s", True
        return cell
    if type(value) not in DATE_FORMATS:
        return value
    # A spreadsheet knows no zones: it shows the reader's clock.
    cell = WriteOnlyCell(sheet, value.replace(tzinfo=None) if isinstance(value, dt.datetime) else value)
    cell.number_format = DATE_FORMATS[type(value)]
    return cell


def as_now(lines: Iterable[bytes]) -> Iterator[bytes]:
    """
    This reads lines in the language and on the clock of this moment, however much later they are asked for.

    A streamed response is read after the middleware has put both away. Between two portions nothing of them is left behind.
    """
    language, zone = translation.get_language(), timezone.get_current_timezone()
    return portions(iter(lines), language, zone)


def portions(lines: Iterator[bytes], language: str | None, zone: dt.tzinfo) -> Iterator[bytes]:
    while True:
        with translation.override(language), timezone.override(zone):
            portion = b"".join(islice(lines, PORTION))
        if not portion:
            return
        yield portion
