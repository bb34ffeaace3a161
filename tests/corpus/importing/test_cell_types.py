"""Values of cells, and the type of a column."""

import pytest

from eccp_assistant.corpus.importing.cell_types import (
    parse_country,
    parse_number,
    split_values,
    type_of,
)


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1,250", 1250),
        ("1.250", 1250),
        ("1 250", 1250),
        ("1\u202f250\u00a0000", 1250000),
        (" 85 ", 85),
        ("85 firms", 85),
        ("30 m.", 30),
        ("0", 0),
        ("12.5", None),
        ("1,25", None),
        ("12 or 13", None),
        ("-3", None),
        ("M12", None),
        ("", None),
    ],
)
def test_a_whole_number_is_read_with_its_separators_and_its_unit(cell, number):
    assert parse_number(cell) == number


@pytest.mark.parametrize("cell", ["Germany", "Alemania", "Allemagne", "Alemanha", "GERMANIA"])
def test_a_country_is_known_by_its_name_in_any_language(cell):
    assert parse_country(cell) == "Germany"


@pytest.mark.parametrize("cell", ["Utopia", "DE", "", "Europe", "Bavaria"])
def test_other_words_are_not_countries(cell):
    assert parse_country(cell) is None


def test_cells_are_split_at_semicolons_and_lines_and_optionally_at_commas():
    assert split_values("a; b\nc;") == ["a", "b", "c"]
    assert split_values("a, b") == ["a, b"]
    assert split_values("a, b", commas=True) == ["a", "b"]
    assert split_values("a, b; c", commas=True) == ["a, b", "c"]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["1", "2,000", "", "30 m"], ("number", False)),
        (["1", "2", "3", "4", "many"], ("number", False)),
        (["1", "2", "several"], ("text", False)),
        (["2024-05", "2024-05-01"], ("date", False)),
        (["a@b.org", "c@d.org"], ("email", False)),
        (["www.a.org", "https://b.org/x"], ("url", False)),
        (["España", "Francia", "Chile"], ("country", False)),
        (["España; Francia", "Chile; Perú"], ("country", True)),
        (["red", "blue", "red", "red"], ("keyword", False)),
        (["red; blue", "blue; green", "red"], ("keyword", True)),
        (["one", "two", "three"], ("text", False)),
        (["x" * 41, "x" * 41], ("text", False)),
        (["", ""], ("text", False)),
    ],
)
def test_the_type_of_a_column_is_that_of_most_cells(cells, expected):
    assert type_of(cells) == expected
