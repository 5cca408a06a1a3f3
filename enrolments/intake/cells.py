"""
A table's rows out of a file, whatever program wrote it: text with separators, or a workbook.

Pure. A file comes from anywhere, so all that it could do is bounded before it is read: bytes, unpacked bytes, tags, rows.
"""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator
from typing import Any
from zipfile import ZipFile

from django.utils.translation import gettext as _
from openpyxl import load_workbook

MEGABYTE = 1024 * 1024
MOST_BYTES = 5 * MEGABYTE
MOST_UNPACKED = 16 * MEGABYTE
MOST_TAGS = 1_000_000
MOST_PARTS = 500
# Blank rows are passed over, up to here.
LAST_ROW = 20_000
MOST_COLUMNS = 50
SEPARATORS = ",;\t"
# Excel's own first line, and only Excel knows what it is.
EXCEL_SAYS = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
WORKBOOK, OLD_WORKBOOK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
# So much of a file shows whether every second byte of it is empty.
PROBE = 2000

type Row = tuple[int, list[str]]


class FileRefused(Exception):
    """This file is not read; the message says why, to who uploaded it."""


def rows_of(data: bytes) -> Iterator[Row]:
    """
    These are a file's rows that are not blank, each with the number by which a spreadsheet shows it.

    :raises FileRefused: if it is no table, or a hostile one.
    """
    if len(data) > MOST_BYTES:
        raise FileRefused(_("The file has more than %(most)s MB.") % {"most": MOST_BYTES // MEGABYTE})
    if data.startswith(OLD_WORKBOOK):
        raise FileRefused(_("This is a workbook of an old kind. Save it as .xlsx or as .csv and upload that."))
    rows = _of_workbook(data) if data.startswith(WORKBOOK) else _of_text(_text_of(data))
    for number, cells in rows:
        if any(cells):
            yield number, cells


# Text


def _text_of(data: bytes) -> str:
    for encoding in _encodings(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise FileRefused(_("This is neither a text with separators (.csv) nor a workbook (.xlsx)."))


def _encodings(data: bytes) -> list[str]:
    marked = [encoding for mark, encoding in MARKS.items() if data.startswith(mark)]
    if marked:
        return marked
    probe = data[:PROBE]
    if len(probe) > 1 and probe[1::2].count(0) * 2 > len(probe[1::2]):
        return ["utf-16-le"]
    if probe[::2].count(0) * 2 > len(probe[::2]) > 0:
        return ["utf-16-be"]
    # What Windows writes where it is not asked for anything better; it has no byte that could not be read as something.
    return ["utf-8", "cp1252"]


def _of_text(text: str) -> Iterator[Row]:
    said = EXCEL_SAYS.match(text)
    offset = 1 if said else 0
    text = text[said.end() :] if said else text
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=said[1] if said else _separator(text))
    before = offset
    try:
        for cells in lines:
            yield before + 1, [cell.strip() for cell in cells[:MOST_COLUMNS]]
            before = lines.line_num + offset
    except csv.Error as error:
        raise FileRefused(_("The file cannot be read after line %(line)s.") % {"line": before}) from error


def _separator(text: str) -> str:
    """This is what separates the names of the columns; within quotes it does not count."""
    names = re.sub(r'"[^"]*"', "", next((line for line in text.splitlines() if line.strip()), ""))
    return max(SEPARATORS, key=names.count)


# Workbooks


def _of_workbook(data: bytes) -> Iterator[Row]:
    try:
        _check_bounds(data)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        # What it says of its size may be wrong.
        sheet.reset_dimensions()
        rows = sheet.iter_rows(max_row=LAST_ROW, max_col=MOST_COLUMNS, values_only=True)
        for number, cells in enumerate(rows, start=1):
            yield number, [_in_text(cell) for cell in cells]
    except FileRefused:
        raise
    # The library says in a dozen ways that a file is broken, and none of them is our fault.
    except Exception as error:
        raise FileRefused(_("This workbook cannot be read. Save it anew as .xlsx, or as .csv.")) from error


def _check_bounds(data: bytes) -> None:
    """:raises FileRefused: if it would swell to more than a list of people can be."""
    with ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise FileRefused(_("This workbook holds far more than a list of people. Save the list alone, as .csv."))
        # Reading stops at the size that a part claims, so a wrong claim breaks it and nothing else.
        tags = sum(archive.read(part).count(b"<") for part in parts)
    if tags > MOST_TAGS:
        raise FileRefused(_("This workbook holds far more than a list of people. Save the list alone, as .csv."))


def _in_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value).strip()
