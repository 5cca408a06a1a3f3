"""A list of people out of a table: its columns are found by their names, in any order. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.text import fold, without_controls
from enrolments.intake.cells import FileRefused, Row, rows_of

MOST_LINES = 5000
LONGEST = 320
# Letters and digits only, folded: "E-mail address" and "e_mail address" are one.
NAMES = {
    "email": "email emailaddress mail adresseemail adresseelectronique courriel adressedecourriel mel"
    " correo correoelectronico direcciondecorreo direcciondecorreoelectronico البريدالإلكتروني البريدالالكتروني",
    "full_name": "name fullname nom nomcomplet nometprenom prenometnom nombre nombrecompleto nombreyapellidos"
    " الاسم الاسمالكامل",
    "language": "language lang langue idioma lengua اللغة",
    "country": "country pays pais البلد",
}
FIELDS = {fold(name): field for field, names in NAMES.items() for name in names.split()}


@dataclass(frozen=True)
class Line:
    """This is one person as a list has them; ``number`` is where a spreadsheet shows them."""

    number: int
    email: str
    full_name: str = ""
    language: str = ""
    country: str = ""


@dataclass(frozen=True)
class Sheet:
    """These are the people of a list, and the columns that nobody here knows what to do with."""

    lines: tuple[Line, ...]
    left_out: tuple[str, ...] = ()


def read_sheet(data: bytes) -> Sheet:
    """:raises FileRefused: if it cannot be read, has no column of addresses, no people, or too many."""
    rows = rows_of(data)
    _number, heads = next(rows, (0, []))
    places = _places(heads)
    if "email" not in places:
        raise FileRefused(_("The first line must name the columns, and one of them must be “email”."))
    lines = tuple(_lines(rows, places))
    if not lines:
        raise FileRefused(_("There is nobody in this list."))
    return Sheet(lines, tuple(head[:60] for place, head in enumerate(heads) if head and place not in places.values()))


def _places(heads: list[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, head in enumerate(heads):
        field = FIELDS.get("".join(character for character in fold(head) if character.isalnum()))
        if field:
            places.setdefault(field, place)
    return places


def _lines(rows: Iterator[Row], places: dict[str, int]) -> Iterator[Line]:
    for count, (number, cells) in enumerate(rows, start=1):
        if count > MOST_LINES:
            raise FileRefused(
                _("There are more than %(most)s people in this list. Upload it in parts.") % {"most": MOST_LINES}
            )
        found = {field: _tidy(cells[place]) for field, place in places.items() if place < len(cells)}
        yield Line(number, **{"email": "", **found})


def _tidy(cell: str) -> str:
    return " ".join(without_controls(cell[:LONGEST]).split())
