"""Computes expected answers from the YAML files alone.

Nothing of the package is used, so that a mistake there is not made here as well. A value is what
``value`` says where a printed text and a value are given, else what is written.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


def fold(text: object) -> str:
    """Lower case without accents."""
    parts = unicodedata.normalize("NFKD", str(text)).casefold()
    return "".join(char for char in parts if not unicodedata.combining(char))


@dataclass(frozen=True)
class Table:
    """One file of records."""

    kind: str
    labels: dict[str, list[str]]
    fields: dict[str, dict[str, Any]]
    rows: dict[str, dict[str, list[Any]]]
    names: dict[str, str]

    def values(self, row: str, field: str) -> list[Any]:
        """What a row has in a field."""
        return self.rows[row].get(field, [])

    def having(self, field: str, *wanted: object) -> set[str]:
        """Rows with any of some values."""
        folded = {fold(value) for value in wanted}
        return {row for row in self.rows if folded & {fold(v) for v in self.values(row, field)}}

    def given(self, field: str) -> set[str]:
        """Rows with anything in a field."""
        return {row for row in self.rows if self.values(row, field)}

    def numbers(self, field: str) -> dict[str, int]:
        """The number of each row that has one."""
        return {row: self.values(row, field)[0] for row in sorted(self.given(field))}


def tables(folder: Path) -> list[Table]:
    """Every file of records, by name."""
    return [
        _table(yaml.safe_load(path.read_text("utf-8"))) for path in sorted(folder.glob("*.yaml"))
    ]


def _table(data: dict[str, Any]) -> Table:
    name = next(field for field, spec in data["fields"].items() if spec.get("role") == "name")
    rows = {
        record["id"]: {field: _values(record[field]) for field in data["fields"] if field in record}
        for record in data["records"]
    }
    names = {row: str(fields[name][0]) for row, fields in rows.items()}
    return Table(data["kind"], data["labels"], data["fields"], rows, names)


def _values(written: object) -> list[Any]:
    items = written if isinstance(written, list) else [written]
    values = [item.get("value") if isinstance(item, dict) else item for item in items]
    return [value for value in values if value is not None]
