"""Amounts, dates and booleans in cells; cells that do not fit are reported."""

from __future__ import annotations

import pytest
import yaml

from eccp_assistant.corpus.corpus import load_corpus
from eccp_assistant.corpus.importing.cell_types import type_of
from eccp_assistant.corpus.importing.cell_values import (
    ColumnStyle,
    amount_in,
    date_in,
    says_nothing,
    truth_in,
)
from eccp_assistant.corpus.importing.column_mapping import suggest, with_wishes
from eccp_assistant.corpus.importing.document_import import Description
from eccp_assistant.corpus.importing.record_import import add_records
from eccp_assistant.corpus.importing.spreadsheet import read_sheet
from eccp_assistant.errors import CorpusError
from tests.locations import GARDEN

ABOUT = Description(
    id="list", title="List", date="2024-06", language="en", origin="Invented.", licence="MIT"
)


def amounts(heading, *cells):
    style = ColumnStyle.of(heading, cells)
    found = [amount_in(cell, style) for cell in cells]
    return [each and each.value for each in found]


@pytest.mark.parametrize(
    ("heading", "cells", "values"),
    [
        ("Price", ("1,5", "1.234,5", "-2,25"), [1.5, 1234.5, -2.25]),
        ("Price", ("1.5", "1,234.5", "(2.25)"), [1.5, 1234.5, -2.25]),
        ("Members", ("1.250", "85 firms", "1 300"), [1250, 85, 1300]),
        ("Growth", ("12.5 %", "−3 %", "+4%"), [12.5, -3, 4]),
        (
            "Grant",
            ("€2.4 million", "$3m", "1,5 Mio. €", "120.000 €"),
            [2400000, 3000000, None, 120],
        ),
        ("Grant", ("€2,4 millones", "1,5 Mio. €", "120.000 €"), [2400000, 1500000, 120000]),
        ("Budget (million euros)", ("0.75", "12"), [750000, 12000000]),
        ("Höhe in m", ("0,75", "12"), [0.75, 12]),
        ("Odd", ("abc", "", "1.2.3", "12-13", "1.23,4,5"), [None] * 5),
        ("Size", ("99999999999999999999",), [None]),
    ],
)
def test_amounts_are_read_with_sign_percent_currency_and_magnitude(heading, cells, values):
    assert amounts(heading, *cells) == values


@pytest.mark.parametrize(
    ("cells", "dates"),
    [
        (("1998", "1998-06", "1998-06-03"), ["1998", "1998-06", "1998-06-03"]),
        (("3 June 1998", "mayo de 2001", "März 1999"), ["1998-06-03", "2001-05", "1999-03"]),
        (("03/04/2020", "13/04/2020"), ["2020-04-03", "2020-04-13"]),
        (("03/04/2020", "04/13/2020"), ["2020-03-04", "2020-04-13"]),
        (("2014-2020", "2014 – 2020", "06/2014"), ["2014/2020", "2014/2020", "2014-06"]),
        (("2020-2014", "2020-13", "31/02/2020", "soon", "12"), [None] * 5),
    ],
)
def test_dates_are_read_at_any_precision_and_as_ranges(cells, dates):
    style = ColumnStyle.of("When", cells)
    assert [date_in(cell, style) for cell in cells] == dates


def test_yes_and_no_are_read_in_seven_languages():
    assert {truth_in(word) for word in ("yes", "Sí", "oui", "ja", "sim", "Sì", "x", "✓")} == {"yes"}
    assert {truth_in(word) for word in ("no", "non", "nein", "não", "No")} == {"no"}
    assert truth_in("perhaps") is None
    assert says_nothing("n/a")


def test_the_type_of_a_column_is_inferred_from_its_cells():
    assert type_of(["1.5", "2", "3.25"]) == ("decimal", False)
    assert type_of(["1", "2 firms", "1 firm"]) == ("number", False)
    assert type_of(["3 km", "200 m", "1 km"])[0] == "text"
    assert type_of(["007", "012", "123"])[0] == "text"
    assert type_of(["x", "", "x"]) == ("boolean", False)
    assert type_of(["sí", "no", "sí", ""]) == ("boolean", False)
    assert type_of(["x", "x"])[0] != "boolean"
    assert type_of(["2001", "2002"]) == ("number", False)
    assert type_of(["2001-05", "2002", "2001-2003"]) == ("date", False)


@pytest.fixture
def corpus(tmp_path):
    import shutil

    return shutil.copytree(GARDEN, tmp_path / "corpus")


def add(corpus, tmp_path, lines, wishes=None):
    path = tmp_path / "table.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    sheet = read_sheet(path)
    kinds = load_corpus(corpus).kinds
    columns = with_wishes(sheet, None, suggest(sheet, None), wishes or {})
    return add_records(corpus, path, sheet, "boat", kinds, columns, ABOUT)


ROWS = ["Name;Price;Open;Built", "Ada;1,5 €;x;June 1998", "Bo;2,75 €;;2003-2005", "Cy;-;x;2001"]


def test_a_sheet_becomes_typed_records_that_the_corpus_loads(corpus, tmp_path):
    add(corpus, tmp_path, ROWS)
    loaded = load_corpus(corpus)
    (kind,) = [each for each in loaded.kinds if each.name == "boat"]
    assert [spec.type for spec in kind.fields][1:] == ["decimal", "boolean", "date"]
    found = {each.name: each for each in loaded.records if each.kind == "boat"}
    values = [[found[name].values(field) for field in ("price", "open", "built")] for name in found]
    assert values == [
        [(1.5,), ("yes",), ("1998-06",)],
        [(2.75,), ("no",), ("2003/2005",)],
        [(), ("yes",), ("2001",)],
    ]
    (unmarked,) = found["Bo"].fields["open"]
    assert unmarked.inferred
    assert found["Ada"].fields["price"][0].printed == "1,5 €"


def test_a_cell_of_the_wrong_type_is_reported_and_nothing_is_written(corpus, tmp_path):
    before = {path: path.read_bytes() for path in corpus.rglob("*") if path.is_file()}
    rows = ["Name;Price", *(f"N{n};{n},5" for n in range(9)), "Odd;a lot"]
    with pytest.raises(CorpusError, match=r"row 11, Price: 'a lot' is not a number") as caught:
        add(corpus, tmp_path, rows)
    assert "--map 'Price=price:text'" in str(caught.value)
    assert {path: path.read_bytes() for path in corpus.rglob("*") if path.is_file()} == before
    add(corpus, tmp_path, rows, {"Price": "price:text"})
    written = yaml.safe_load((corpus / "records/boat-list.yaml").read_text("utf-8"))
    assert written["fields"]["price"]["type"] == "text"
    assert written["records"][-1]["price"] == "a lot"


def test_an_unknown_type_is_rejected(corpus, tmp_path):
    with pytest.raises(CorpusError, match="no type 'money'"):
        add(corpus, tmp_path, ROWS, {"Price": "price:money"})
