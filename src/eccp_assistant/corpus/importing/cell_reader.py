"""The cells of one column as a records file writes them: as printed, and what they mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from eccp_assistant.corpus.importing.cell_types import parse_country, split_values
from eccp_assistant.corpus.importing.cell_values import (
    ColumnStyle,
    amount_in,
    date_in,
    is_ticked,
    says_nothing,
    truth_in,
)
from eccp_assistant.corpus.importing.column_mapping import Mapped
from eccp_assistant.domain.records import FieldType

_STRICT: Mapping[FieldType, str] = {
    "number": "a whole number",
    "decimal": "a number",
    "boolean": "yes or no",
    "date": "a date",
}
"""Types that a cell may not fit, and what a cell of them is."""


class CellReader:
    """Reads the cells of one column.

    Args:
        mapped: What the column is.
        cells: All its cells, which show how it writes amounts and dates.
    """

    def __init__(self, mapped: Mapped, cells: Sequence[str]) -> None:
        self._mapped = mapped
        self._style = ColumnStyle.of(mapped.column, cells)
        self._ticked = mapped.type == "boolean" and is_ticked(cells)

    def error(self, cell: str) -> str:
        """Why a cell does not fit its column; ``""`` if it does, or says that nothing is given."""
        wanted = _STRICT.get(self._mapped.type)
        if wanted is None or not cell or says_nothing(cell):
            return ""
        parts = self._parts(cell)
        wrong = [part for part in parts if self._meaning(part) is None]
        return f"'{wrong[0]}' is not {wanted}" if wrong else ""

    def value(self, cell: str) -> object:
        """A cell without an :meth:`error`, as a scalar, a mapping or a list of them."""
        if not cell and self._ticked:
            reason = "Not marked in a column that marks what holds."
            return {**_differing("", "no", reason), "inferred": True}
        if not cell:
            return {"printed": "", "value": None}
        if self._mapped.type in _STRICT and says_nothing(cell):
            return _differing(_printed(cell), None, "The cell says that nothing is given.")
        if self._mapped.many:
            return [self._item(part) for part in self._parts(cell)]
        return self._item(cell)

    def _parts(self, cell: str) -> list[str]:
        return split_values(cell, commas=not self._mapped.new) if self._mapped.many else [cell]

    def _meaning(self, text: str) -> str | int | float | None:
        match self._mapped.type:
            case "number" | "decimal":
                amount = amount_in(text, self._style)
                whole = self._mapped.type == "number"
                if amount is None or (whole and not isinstance(amount.value, int)):
                    return None
                return amount.value
            case "boolean":
                return truth_in(text)
            case "date":
                return date_in(text, self._style)
            case "country":
                return parse_country(text) or text
            case _:
                return text

    def _item(self, text: str) -> object:
        printed, meaning = _printed(text), self._meaning(text)
        if self._mapped.type not in _STRICT and self._mapped.type != "country":
            reason = "Without the sign of the table."
            return text if printed == text else _differing(printed, text, reason)
        if str(meaning) == printed:
            return meaning
        return _differing(printed, meaning, self._reason(text))

    def _reason(self, text: str) -> str:
        amount = amount_in(text, self._style)
        match self._mapped.type:
            case "country":
                return "Name in English."
            case "boolean":
                return "As yes or no."
            case "date":
                return "As a date."
            case _ if amount is not None and amount.scaled:
                return "In single units, as the cell or the heading of its column says."
            case _:
                return "As a number."


def _printed(text: str) -> str:
    return text.replace("|", "\\|")


def _differing(printed: str, value: str | float | None, reason: str) -> dict[str, object]:
    return {"printed": printed, "value": value, "reason": reason}
