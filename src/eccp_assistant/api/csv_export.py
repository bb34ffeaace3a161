"""Exports records as CSV (RFC 4180), protected against formula injection."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from eccp_assistant.domain.records import KindSpec, Record

MEDIA_TYPE = "text/csv; charset=utf-8"

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(records: Sequence[Record], kind: KindSpec) -> str:
    """CSV with one row per record and one column per field with its interpreted value.

    A field whose printed text differs from its value in some record has a second column with the
    printed text. Several values are joined by "; ". The last columns give document and locator.
    """
    columns = [
        spec.name for spec in kind.fields if any(spec.name in each.fields for each in records)
    ]
    differing = {
        name
        for name in columns
        if any(_printed(each, name) != _value(each, name) for each in records)
    }
    header = ["id"]
    for name in columns:
        header += [name, f"{name} (printed)"] if name in differing else [name]
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow([*header, "document", "place"])
    for each in records:
        row = [each.id]
        for name in columns:
            row.append(_value(each, name))
            if name in differing:
                row.append(_printed(each, name))
        writer.writerow([_escape_formula(cell) for cell in (*row, each.document_id, each.locator)])
    return target.getvalue()


def _value(record: Record, name: str) -> str:
    return "; ".join(str(value) for value in record.values(name))


def _printed(record: Record, name: str) -> str:
    return "; ".join(item.printed for item in record.fields.get(name, ()) if item.printed)


def _escape_formula(cell: str) -> str:
    """Prefix a cell with "'" if a spreadsheet would evaluate it as a formula.

    This includes telephone numbers ("+57 1 …").
    """
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
