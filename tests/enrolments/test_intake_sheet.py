"""Lists of people as every spreadsheet writes them, and files that mean harm."""

import io
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from enrolments.intake import cells, sheet
from enrolments.intake.cells import FileRefused
from enrolments.intake.sheet import Line, read_sheet

ADA = Line(2, "ada@example.org", "Áda Okafor", "fr", "NG")


def written(separator=",", *, heads=("email", "name", "language", "country"), end="\n"):
    rows = [heads, ("ada@example.org", "Áda Okafor", "fr", "NG")]
    return end.join(separator.join(row) for row in rows) + end


def workbook(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def with_part(data, name, content):
    """The workbook with one of its parts swapped for another."""
    swapped = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as old, ZipFile(swapped, "w", ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, content if part.filename == name else old.read(part))
    return swapped.getvalue()


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_separators_and_encodings_are_found_out(separator, encoding):
    assert read_sheet(written(separator).encode(encoding)).lines == (ADA,)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_is_read(end):
    assert read_sheet(written(end=end).encode()).lines == (ADA,)


def test_the_line_that_is_excels_own_is_passed_over_and_counted():
    assert read_sheet(("sep=;\r\n" + written(";", end="\r\n")).encode()).lines[0].number == 3


@pytest.mark.parametrize(
    "heads",
    [
        ("E-Mail Address", "Full name", "Language", "Country"),
        ("Courriel", "Nom complet", "Langue", "Pays"),
        ("adresse_électronique", "Prénom et nom", "LANGUE", "pays"),
        ("Correo electrónico", "Nombre y apellidos", "Idioma", "País"),
        ("البريد الإلكتروني", "الاسم", "اللغة", "البلد"),
    ],
)
def test_columns_are_known_in_the_sites_languages(heads):
    assert read_sheet(written(heads=heads).encode()).lines == (ADA,)


def test_columns_come_in_any_order_and_unknown_ones_are_named():
    data = b"Phone;Pays;Courriel\n0123;NG;ada@example.org\n"

    found = read_sheet(data)

    assert found.lines == (Line(2, "ada@example.org", country="NG"),)
    assert found.left_out == ("Phone",)


def test_of_two_columns_with_one_name_the_first_counts():
    found = read_sheet(b"email,e-mail\nada@example.org,other@example.org\n")

    assert (found.lines[0].email, found.left_out) == ("ada@example.org", ("e-mail",))


def test_blank_lines_count_as_lines_and_are_nobody():
    assert [line.number for line in read_sheet(b"\nemail\n\na@b.org\n  \nc@d.org\n").lines] == [4, 6]


def test_a_quoted_cell_keeps_its_separator_and_its_line_end():
    data = b'name,email\n"Okafor,\nAda",ada@example.org\nBen,ben@example.org\n'

    assert [(line.number, line.full_name) for line in read_sheet(data).lines] == [(2, "Okafor, Ada"), (4, "Ben")]


def test_separators_within_a_quoted_name_of_a_column_do_not_count():
    assert read_sheet(b'"email";"a,b,c,d"\nada@example.org;x\n').lines[0].email == "ada@example.org"


def test_a_short_line_has_nothing_in_its_last_columns():
    assert read_sheet(b"name,email\nAda\n").lines == (Line(2, "", "Ada"),)


def test_a_workbook_is_read_with_numbers_dates_and_gaps():
    data = workbook(["Name", "E-mail", "Pays"], [None, None, None], [12.0, " ada@example.org ", None])

    assert read_sheet(data).lines == (Line(3, "ada@example.org", "12"),)


def test_a_formula_is_never_worked_out():
    data = workbook(["email", "name"], ["ada@example.org", '=HYPERLINK("http://example.org")'])

    assert read_sheet(data).lines == (Line(2, "ada@example.org", ""),)


def test_a_long_cell_is_cut():
    assert len(read_sheet(b"email\n" + b"a" * 9999 + b"\n").lines[0].email) == sheet.LONGEST


def test_control_characters_become_spaces():
    assert read_sheet(b"email,name\na@b.org,A\x07da\x1b\n").lines[0].full_name == "A da"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "The first line must name the columns"),
        (b"nom,pays\nAda,NG\n", "The first line must name the columns"),
        (b"ada@example.org\n", "The first line must name the columns"),
        (b"email\n\n\n", "There is nobody in this list."),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "This is neither a text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "This is a workbook of an old kind."),
        (b"PK\x03\x04 and no more", "This workbook cannot be read."),
        (b"\xff\xfea", "This is neither a text"),
        (b'email,name\n"' + b"a" * 200_000, "The file cannot be read after line 1."),
    ],
)
def test_what_is_no_list_is_refused(data, why):
    with pytest.raises(FileRefused, match=why):
        read_sheet(data)


def test_a_zip_that_is_no_workbook_is_refused():
    data = io.BytesIO()
    with ZipFile(data, "w") as archive:
        archive.writestr("course.yaml", "title: x")

    with pytest.raises(FileRefused, match="This workbook cannot be read"):
        read_sheet(data.getvalue())


def test_bounds_hold_exactly(monkeypatch):
    monkeypatch.setattr(sheet, "MOST_LINES", 2)
    monkeypatch.setattr(cells, "MOST_BYTES", 40)

    assert len(read_sheet(b"email\na@b.org\nc@d.org\n").lines) == 2
    with pytest.raises(FileRefused, match="There are more than 2 people"):
        read_sheet(b"email\na@b.org\nc@d.org\ne@f.org\n")
    with pytest.raises(FileRefused, match="The file has more than"):
        read_sheet(b"email\n" + b"a" * 35)


def test_a_bomb_is_not_unpacked():
    bomb = with_part(workbook(["email"]), "xl/worksheets/sheet1.xml", b" " * (cells.MOST_UNPACKED + 1))

    assert len(bomb) < 100_000
    with pytest.raises(FileRefused, match="far more than a list of people"):
        read_sheet(bomb)


def test_a_workbook_of_very_many_cells_is_not_parsed(monkeypatch):
    monkeypatch.setattr(cells, "load_workbook", lambda *_args, **_more: pytest.fail("it was parsed"))
    bomb = with_part(workbook(["email"]), "xl/worksheets/sheet1.xml", b"<c/>" * (cells.MOST_TAGS + 1))

    with pytest.raises(FileRefused, match="far more than a list of people"):
        read_sheet(bomb)


def test_a_workbook_of_very_many_parts_is_refused(monkeypatch):
    monkeypatch.setattr(cells, "MOST_PARTS", 3)

    with pytest.raises(FileRefused, match="far more than a list of people"):
        read_sheet(workbook(["email"]))


def test_entities_are_not_followed():
    data = workbook(["email"], ["ada@example.org"])
    name = "xl/worksheets/sheet1.xml"
    with ZipFile(io.BytesIO(data)) as archive:
        sound = archive.read(name)
    hostile = sound.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><worksheet', 1)

    assert read_sheet(with_part(data, name, sound)).lines == (Line(2, "ada@example.org"),)
    with pytest.raises(FileRefused, match="This workbook cannot be read"):
        read_sheet(with_part(data, name, hostile))
