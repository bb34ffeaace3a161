"""CSV of records: printed and interpreted values, no formulas."""

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


def test_a_record_is_a_row_with_its_source():
    assert rows(record(1, name="Oak"), record(2, name="Ash", origin="Spain")) == [
        ["id", "name", "origin", "document", "place"],
        ["tree-1", "Oak", "", "guide", "Table 1, row 1"],
        ["tree-2", "Ash", "Spain", "guide", "Table 1, row 2"],
    ]


def test_a_printed_column_exists_only_if_a_printed_value_differs():
    coded = (FieldItem("DE(2)", "Germany"),)
    assert rows(record(1, name="Oak", origin=coded), record(2, name="Ash", origin="Spain"))[:2] == [
        ["id", "name", "origin", "origin (printed)", "document", "place"],
        ["tree-1", "Oak", "Germany", "DE(2)", "guide", "Table 1, row 1"],
    ]


def test_several_values_share_one_cell():
    colours = (FieldItem("red", "red"), FieldItem("blue", "blue"))
    assert rows(record(1, name="Oak", colours=colours))[1][2] == "red; blue"


@pytest.mark.parametrize("name", ["=1+1", "+57 1 23", "-2", "@SUM(A1)", "\tx", "\rx"])
def test_formulas_are_escaped(name):
    assert rows(record(1, name=name))[1][1] == f"'{name}"


@pytest.mark.parametrize("name", ['A "quoted" name', "two\nlines", "a,b;c", "ñandú"])
def test_any_cell_content_survives_a_round_trip(name):
    assert rows(record(1, name=name))[1][1] == name


def test_without_records_only_the_header_is_written():
    assert rows() == [["id", "document", "place"]]
