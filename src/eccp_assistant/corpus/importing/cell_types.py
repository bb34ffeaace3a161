"""What the words in a cell mean: numbers, countries, addresses; and what a column of them is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from eccp_assistant.corpus.importing.cell_values import (
    ColumnStyle,
    amount_in,
    date_in,
    is_ticked,
    says_nothing,
    truth_in,
)
from eccp_assistant.domain.records import FieldType
from eccp_assistant.text.country_names import english_name
from eccp_assistant.text.normalise import fold

_NUMBER = re.compile(r"^(\d{1,3}(?:[.,' \u00a0\u202f]\d{3})+|\d+)(?:\s*[^\W\d_.]{1,12}\.?)?$")
_SEPARATORS = re.compile(r"[.,' \u00a0\u202f]")
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
_URL = re.compile(r"^(?:https?://|www\.)\S+$", re.IGNORECASE)
_CODE = re.compile(r"^0\d")
"""Digits that begin with a zero number things and count none."""

_SEVERAL = re.compile(r"\s*[;\n]\s*")

_MIN_TYPE_SHARE = 0.8
"""Share of the cells of a column that must be of a type for the column to be of it."""

_STEM = 3
"""Letters that the singular and the plural of a unit share ("firm", "firms")."""

_MAX_DISTINCT_SHARE = 0.7
_LONGEST_KEYWORD = 40


def parse_number(cell: str) -> int | None:
    """The whole number that a cell says ("1,250", "85 firms"), if it says one."""
    found = _NUMBER.match(cell.strip())
    return int(_SEPARATORS.sub("", found.group(1))) if found else None


def parse_country(cell: str) -> str | None:
    """The English name of the country that a cell names, in any of the seven languages."""
    return english_name(cell.strip())


def split_values(cell: str, *, commas: bool = False) -> list[str]:
    """The values of a cell that holds several."""
    parts = _SEVERAL.split(cell)
    if commas and len(parts) == 1:
        parts = cell.split(",")
    return [part.strip() for part in parts if part.strip()]


def type_of(cells: Sequence[str], heading: str = "") -> tuple[FieldType, bool]:
    """What the cells of a column are, and whether one holds several values.

    Args:
        cells: All of them, the empty ones too.
        heading: What the column is called, which may say a scale ("in million euros").
    """
    filled = [cell for cell in cells if cell and not says_nothing(cell)]
    if not filled:
        return "text", False
    style = ColumnStyle.of(heading, cells)
    if is_ticked(cells) or _says_yes_and_no(filled):
        return "boolean", False
    dates = [date_in(cell, style) for cell in filled]
    if _mostly(dates) and any(not cell.strip().isdigit() for cell in filled):
        return "date", False
    amounts = [None if _CODE.match(cell) else amount_in(cell, style) for cell in filled]
    units = {each.unit[:_STEM] for each in amounts if each is not None and each.unit}
    if _mostly(amounts) and len(units) <= 1:
        whole = all(isinstance(each.value, int) for each in amounts if each is not None)
        return ("number" if whole else "decimal"), False
    many = sum(len(split_values(cell)) > 1 for cell in filled) >= max(2, len(filled) * 0.2)
    values = [value for cell in filled for value in split_values(cell)] if many else filled
    checks: tuple[tuple[FieldType, object], ...] = (
        ("email", _EMAIL.match),
        ("url", _URL.match),
        ("country", parse_country),
    )
    for kind, test in checks:
        if sum(test(value) is not None for value in values) >= _MIN_TYPE_SHARE * len(values):  # type: ignore[operator]
            return kind, many
    if many and sum(parse_number(value) is not None for value in values) >= _MIN_TYPE_SHARE * len(
        values
    ):
        return "number", many
    short = max(map(len, values)) <= _LONGEST_KEYWORD
    repeated = len(set(map(fold, values))) <= _MAX_DISTINCT_SHARE * len(values)
    return ("keyword" if short and (repeated or many) else "text"), many


def _mostly(found: Sequence[object]) -> bool:
    return sum(each is not None for each in found) >= _MIN_TYPE_SHARE * len(found)


def _says_yes_and_no(cells: Sequence[str]) -> bool:
    said = [truth_in(cell) for cell in cells]
    return _mostly(said) and {"yes", "no"} <= set(said)
