"""Converts the values in a records file to field items."""

from __future__ import annotations

import datetime
from pathlib import Path

from eccp_assistant.corpus.located_yaml import validate_entry
from eccp_assistant.corpus.records.file_schema import ItemEntry
from eccp_assistant.domain.records import FieldItem, FieldSpec, FieldType, Scalar
from eccp_assistant.errors import CorpusError
from eccp_assistant.text.dates import period

_LARGEST = 2**63


def items(value: object, spec: FieldSpec, path: Path, line: int) -> tuple[FieldItem, ...]:
    """The items of one field.

    Args:
        value: What the file gives: a scalar, a mapping or a list of them.
        spec: The field.
        path: The file.
        line: Where the record stands in it.

    Raises:
        CorpusError: If a value does not fit the field.
    """
    values = value if isinstance(value, list) else [value]
    if len(values) > 1 and not spec.many:
        reason = f"'{spec.name}' takes one value"
        repair = "declare it with 'many: true' for more"
        raise CorpusError(reason, repair=repair, path=path, line=line)
    return tuple(_item(entry, spec, path, line) for entry in values)


def _item(entry: object, spec: FieldSpec, path: Path, line: int) -> FieldItem:
    if isinstance(entry, dict):
        raw = validate_entry(entry, ItemEntry, path)
        line = raw.line or line
        value = None if raw.value is None else _scalar(raw.value, spec, path, line)
        item = FieldItem(raw.printed, value, raw.reason, raw.inferred, raw.count)
    else:
        value = _scalar(entry, spec, path, line)
        item = FieldItem(str(value), value)
    wanted = _WANTED.get(spec.type)
    if wanted is not None and item.value is not None and not _fits(item.value, spec.type):
        reason = f"'{spec.name}' must be {wanted[0]}, not {item.value!r}"
        repair = f"write {wanted[1]}, or {{printed: …, value: <{wanted[1]}>}}"
        raise CorpusError(reason, repair=repair, path=path, line=line)
    return item


_WANTED: dict[FieldType, tuple[str, str]] = {
    "number": ("a whole number", "digits"),
    "decimal": ("a number", "digits with a point"),
    "boolean": ("yes or no", "yes or no"),
    "date": ("a date", "a date such as 2017, 2017-05, 2017-05-03 or 2014/2020"),
}


def _fits(value: Scalar, kind: FieldType) -> bool:
    match kind:
        case "number":
            return type(value) is int and abs(value) < _LARGEST
        case "decimal":
            return type(value) in {int, float} and abs(float(value)) < _LARGEST
        case "boolean":
            return value in {"yes", "no"}
        case _:
            return isinstance(value, str) and period(value) is not None


def _scalar(value: object, spec: FieldSpec, path: Path, line: int) -> Scalar:
    """A value as the field writes it: YAML reads yes, no, years and days as something else."""
    if spec.type == "boolean" and isinstance(value, bool):
        return "yes" if value else "no"
    if spec.type == "date" and isinstance(value, int | datetime.date):
        return str(value)[:10]
    fraction = isinstance(value, float) and spec.type == "decimal"
    if isinstance(value, bool) or not (isinstance(value, str | int) or fraction):
        reason = f"'{spec.name}' holds {value!r}"
        repair = "write text or a number (quote dates and yes/no)"
        raise CorpusError(reason, repair=repair, path=path, line=line)
    return value  # type: ignore[return-value]
