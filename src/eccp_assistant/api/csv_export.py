"""Records as a sheet: CSV (RFC 4180) that a spreadsheet opens without running anything."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from eccp_assistant.domain.records import KindSpec, Record

MEDIA_TYPE = "text/csv; charset=utf-8"

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(records: Sequence[Record], kind: KindSpec) -> str:
    """One row a record, one column a field with what it means.

    A field whose printed text differs from its meaning in some row has a second column with what
    is printed. Several values are joined by "; ". The last columns say where the row stands.
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
    """A cell that a spreadsheet would take for a formula is marked as text.

    A telephone number ("+57 1 …") is one too, to a spreadsheet.
    """
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
