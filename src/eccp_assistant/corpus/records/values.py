"""What a record of a file says: its values as printed and as understood."""

from __future__ import annotations

from pathlib import Path

from eccp_assistant.corpus.located_yaml import validated
from eccp_assistant.corpus.records.file_schema import ItemEntry
from eccp_assistant.domain.records import FieldItem, FieldSpec
from eccp_assistant.errors import CorpusError


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
        raw = validated(entry, ItemEntry, path)
        item = FieldItem(raw.printed, raw.value, raw.reason, raw.inferred, raw.count)
        line = raw.line or line
    elif isinstance(entry, bool) or not isinstance(entry, str | int):
        reason = f"'{spec.name}' holds {entry!r}"
        repair = "write text or a number (quote dates and yes/no)"
        raise CorpusError(reason, repair=repair, path=path, line=line)
    else:
        item = FieldItem(str(entry), entry)
    if spec.type == "number" and not isinstance(item.value, int | None):
        reason = f"'{spec.name}' must be a whole number, not {item.value!r}"
        repair = "write digits, or {printed: …, value: <number>}"
        raise CorpusError(reason, repair=repair, path=path, line=line)
    return item
