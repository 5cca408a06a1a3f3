"""Reading a listing of the administration three times: as the page shows it, as CSV, as XLSX."""

import csv
import datetime as dt
import io
from html.parser import HTMLParser

from django.utils import timezone
from openpyxl import load_workbook

# What a tick and a cross are called.
SIGNS = {"True": "yes", "False": "no"}


class Listing(HTMLParser):
    """The first table of class ``listing``: headings, and what each cell says."""

    def __init__(self):
        super().__init__()
        self.rows = []
        self.in_table = self.in_cell = False
        self.hidden = 0

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "table" and "listing" in (attributes.get("class") or ""):
            self.in_table = not self.rows
        if not self.in_table:
            return
        if tag == "tr":
            self.rows.append([])
        elif tag in {"td", "th"}:
            self.rows[-1].append("")
            self.in_cell = True
        elif tag == "ul":
            # Buttons below a title.
            self.hidden += 1
        elif tag == "time":
            said = attributes["datetime"]
            self.say(said if len(said) == len("2026-03-12") else moment(dt.datetime.fromisoformat(said)))
            self.hidden += 1

    def handle_endtag(self, tag):
        if not self.in_table:
            return
        if tag == "table":
            self.in_table = False
        elif tag in {"td", "th"}:
            self.in_cell = False
            words = " ".join(self.rows[-1][-1].split())
            self.rows[-1][-1] = SIGNS.get(words, words)
        elif tag in {"ul", "time"}:
            self.hidden -= 1

    def handle_data(self, data):
        if self.in_table and self.in_cell and not self.hidden:
            self.say(data)

    def say(self, words):
        self.rows[-1][-1] += f" {words}"


def moment(value):
    """A moment to the minute in UTC, as every reading says it."""
    return value.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M")


def on_the_page(response):
    """Headings and rows of the table."""
    listing = Listing()
    listing.feed(response.text)
    return listing.rows


def in_csv(response):
    return rows_of(b"".join(response.streaming_content))


def rows_of(file):
    text = file.decode("utf-8-sig")
    return [[said(cell) for cell in row] for row in csv.reader(io.StringIO(text))]


def said(cell):
    """A cell of a CSV file without the mark that keeps it from being a formula, its moments in UTC."""
    try:
        return moment(dt.datetime.fromisoformat(cell)) if cell[10:11] == " " else dt.date.fromisoformat(cell).isoformat()
    except ValueError:
        return " ".join(cell.removeprefix("'").split())


def in_xlsx(response, zone=None):
    book = load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    return [
        [stood(cell.value, zone, is_day=cell.number_format == "yyyy-mm-dd") for cell in row]
        for row in book.active.iter_rows()
    ]


def stood(value, zone, *, is_day=False):
    if is_day:
        return value.date().isoformat()
    if isinstance(value, dt.datetime):
        return moment(timezone.make_aware(value, zone or dt.UTC))
    return "" if value is None else " ".join(str(value).split())
