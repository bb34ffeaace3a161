"""Records as a sheet say what they mean, what is printed, and run nothing."""

import csv
import io

import pytest

from eccp_assistant.api.csv_export import as_csv
from eccp_assistant.domain.documents import Span
from eccp_assistant.domain.records import FieldItem, FieldSpec, KindSpec, Record, RecordSource

FIELDS = (
    FieldSpec("name", "text", {}, role="name"),
    FieldSpec("origin", "country", {}),
    FieldSpec("colours", "keyword", {}, many=True),
    FieldSpec("unused", "text", {}),
)
TREE = KindSpec("tree", {"en": ("tree", "trees")}, FIELDS)


def record(number, **fields):
    source = RecordSource("guide", Span(0, 4), f"Table 1, row {number}", ())
    items = {
        name: value if isinstance(value, tuple) else (FieldItem(str(value), value),)
        for name, value in fields.items()
    }
    return Record("tree", f"tree-{number}", str(fields["name"]), (source,), items)


def rows(*records):
    return list(csv.reader(io.StringIO(as_csv(records, TREE))))


def test_a_record_is_a_row_with_its_place():
    assert rows(record(1, name="Oak"), record(2, name="Ash", origin="Spain")) == [
        ["id", "name", "origin", "document", "place"],
        ["tree-1", "Oak", "", "guide", "Table 1, row 1"],
        ["tree-2", "Ash", "Spain", "guide", "Table 1, row 2"],
    ]


def test_what_is_printed_has_a_column_only_where_it_differs_somewhere():
    coded = (FieldItem("DE(2)", "Germany"),)
    assert rows(record(1, name="Oak", origin=coded), record(2, name="Ash", origin="Spain"))[:2] == [
        ["id", "name", "origin", "origin (printed)", "document", "place"],
        ["tree-1", "Oak", "Germany", "DE(2)", "guide", "Table 1, row 1"],
    ]


def test_several_values_stand_in_one_cell():
    colours = (FieldItem("red", "red"), FieldItem("blue", "blue"))
    assert rows(record(1, name="Oak", colours=colours))[1][2] == "red; blue"


@pytest.mark.parametrize("name", ["=1+1", "+57 1 23", "-2", "@SUM(A1)", "\tx", "\rx"])
def test_a_cell_that_a_spreadsheet_would_run_is_text(name):
    assert rows(record(1, name=name))[1][1] == f"'{name}"


@pytest.mark.parametrize("name", ['A "quoted" name', "two\nlines", "a,b;c", "ñandú"])
def test_whatever_is_in_a_cell_comes_back(name):
    assert rows(record(1, name=name))[1][1] == name


def test_no_records_are_a_head_alone():
    assert rows() == [["id", "document", "place"]]
