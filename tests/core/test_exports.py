"""Listings as files: the same rows and columns as on the page."""

import datetime as dt
import io

import pytest
from django.utils import timezone, translation
from openpyxl import Workbook, load_workbook
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn

from core.exports import as_now, csv_cell, plain_cell, value_of, xlsx_cell

NOON = dt.datetime(2026, 3, 1, 12, 0, tzinfo=dt.UTC)


class Row:
    def __init__(self, value):
        self.value = value


def shown(value, column=Column):
    return value_of(column("value", label="Value"), Row(value))


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@a", "'@a"),
        ("  =1", "'  =1"),
        ("＝1", "'＝1"),
        ("Ada", "Ada"),
        ("a=1", "a=1"),
    ],
)
def test_a_cell_is_never_a_formula(value, cell):
    assert plain_cell(value) == cell


@pytest.mark.parametrize(
    ("value", "seen"),
    [
        (None, ""),
        ("  Ada ", "Ada"),
        ("two\nlines\x00", "two lines"),
        (True, "yes"),
        (False, "no"),
        (-3, -3),
        (dt.date(2026, 3, 1), dt.date(2026, 3, 1)),
        ("x" * 40_000, "x" * 32_767),
    ],
)
def test_what_a_cell_says(value, seen):
    assert shown(value) == seen


def test_an_empty_title_says_so_as_on_the_page():
    assert shown("", TitleColumn) == "(blank)"
    assert shown(None, BooleanColumn) == ""


def test_moments_are_on_the_readers_clock():
    with timezone.override(dt.timezone(dt.timedelta(hours=1))):
        assert csv_cell(shown(NOON)) == "2026-03-01 13:00+01:00"


def test_numbers_stay_numbers():
    assert (csv_cell(-3), csv_cell("-3")) == (-3, "'-3")


def test_a_workbook_holds_texts_as_texts_and_moments_as_moments():
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append([xlsx_cell(sheet, value) for value in ("=1+1", "Ada", NOON, 7)])
    file = io.BytesIO()
    book.save(file)

    [row] = load_workbook(file).active.iter_rows()

    assert [cell.value for cell in row] == ["=1+1", "Ada", dt.datetime(2026, 3, 1, 12, 0), 7]  # noqa: DTZ001 -- a spreadsheet knows no zones
    assert [cell.data_type for cell in row] == ["s", "s", "d", "n"]
    assert [bool(cell.quotePrefix) for cell in row] == [True, False, False, False]


def test_what_is_read_later_is_in_the_language_and_on_the_clock_of_now():
    zone = dt.timezone(dt.timedelta(hours=9))

    def lines():
        for _ in range(1200):
            yield f"{translation.get_language()} {timezone.get_current_timezone()}\n".encode()

    with translation.override("fr"), timezone.override(zone):
        portions = as_now(lines())
    read = b""
    for portion in portions:
        assert (translation.get_language(), timezone.get_current_timezone_name()) == ("en", "UTC")
        read += portion

    assert read.splitlines() == [f"fr {zone}".encode()] * 1200
