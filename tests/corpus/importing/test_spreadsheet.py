"""Rows of a spreadsheet as text, with the row numbers of the file."""

import datetime

import pytest
from openpyxl import Workbook

from eccp_assistant.corpus.importing.spreadsheet import read_sheet
from eccp_assistant.errors import CorpusError


def workbook(path, *rows, **sheets):
    book = Workbook()
    book.active.title = "first"
    for row in rows:
        book.active.append(row)
    for name, more in sheets.items():
        sheet = book.create_sheet(name)
        for row in more:
            sheet.append(row)
    book.save(path)
    return path


def csv(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


def cells(sheet):
    return [(row.number, row.cells) for row in sheet.rows]


def test_rows_keep_their_numbers_and_blank_rows_and_columns_are_left_out(tmp_path):
    path = workbook(
        tmp_path / "trees.xlsx", ("name", None, "height"), (), ("Oak", None, 18), ("Yew", "", 12)
    )
    sheet = read_sheet(path)
    assert (sheet.name, sheet.columns) == ("first", ("name", "height"))
    assert cells(sheet) == [(3, ("Oak", "18")), (4, ("Yew", "12"))]
    assert sheet.column("height") == ("18", "12")


def test_cells_are_text_as_a_reader_sees_them(tmp_path):
    row = (21.0, 4.5, datetime.date(2021, 5, 1), datetime.datetime(2021, 5, 1, 9, 30), " a \n b ")
    sheet = read_sheet(workbook(tmp_path / "trees.xlsx", tuple("vwxyz"), row))
    assert sheet.rows[0].cells == ("21", "4.5", "2021-05-01", "2021-05-01 09:30:00", "a b")


def test_a_sheet_of_a_workbook_is_chosen_by_name(tmp_path):
    path = workbook(tmp_path / "trees.xlsx", ("a",), ("1",), second=[("b",), ("2",)])
    assert read_sheet(path, "second").columns == ("b",)
    with pytest.raises(CorpusError, match="there is no sheet 'third'") as caught:
        read_sheet(path, "third")
    assert "first, second" in caught.value.repair


def test_short_rows_of_a_csv_are_filled_with_empty_cells(tmp_path):
    sheet = read_sheet(csv(tmp_path / "trees.csv", "name;height;leaf\nOak;18\nYew;12;evergreen\n"))
    assert sheet.name == "trees"
    assert [row.cells for row in sheet.rows] == [("Oak", "18", ""), ("Yew", "12", "evergreen")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_csv_is_read_in_utf_8_and_in_windows_encoding(tmp_path, encoding):
    sheet = read_sheet(csv(tmp_path / "trees.csv", "Árbol,País\nCaña,España\n", encoding))
    assert (sheet.columns, sheet.rows[0].cells) == (("Árbol", "País"), ("Caña", "España"))


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("trees.csv", b"name,height\n", "the sheet holds no rows"),
        ("trees.csv", b"", "the sheet holds no rows"),
        ("trees.csv", b"name\0height\nOak\n", "the file is no text"),
        ("trees.xlsx", b"PK but no workbook", "not a readable workbook"),
        ("trees.ods", b"", "files are no tables"),
        ("missing.csv", None, "there is no such file"),
    ],
)
def test_what_is_no_table_is_an_error_that_names_the_file(tmp_path, name, data, reason):
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(CorpusError, match=reason) as caught:
        read_sheet(path)
    assert caught.value.path == path


def test_all_errors_of_names_and_cells_are_reported_with_their_row(tmp_path):
    path = csv(tmp_path / "trees.csv", "name,name,\nOak,18,x\nYew,#DIV/0!,y\n")
    with pytest.raises(CorpusError) as caught:
        read_sheet(path)
    assert [(each.line, each.reason) for each in caught.value.errors] == [
        (1, "column C has no name in row 1"),
        (1, "2 columns are called 'name'"),
        (3, "row 3, 'name': #DIV/0!"),
    ]
