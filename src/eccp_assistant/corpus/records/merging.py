"""Merges records of one kind that several documents describe under the same name."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import replace
from functools import partial, reduce

from eccp_assistant.domain.records import FieldItem, FieldSpec, KindSpec, Record, RecordSource
from eccp_assistant.text.normalise import fold


def merge_records(kind: KindSpec, records: Iterable[Record]) -> tuple[list[Record], list[Record]]:
    """Merge the records of a kind that several documents describe.

    Two records are merged if the name of one is the name or an alias of the other, ignoring case
    and accents. Rows of the same document are never merged.

    Args:
        kind: The kind of all of them.
        records: Each with one source, those of the declaring file first.

    Returns:
        The merged records, in the order of their first sources; and the records whose id belongs to
        a record with another name.
    """
    found: list[Record] = []
    duplicates: list[Record] = []
    for record in records:
        place = next((n for n, each in enumerate(found) if _same(each, record)), None)
        if place is not None:
            found[place] = _merge_pair(kind, found[place], record)
        elif any(each.id == record.id for each in found):
            duplicates.append(record)
        else:
            found.append(record)
    return found, duplicates


def record_from_source(kind: str, record_id: str, source: RecordSource) -> Record:
    """A record with one source and its values."""
    return Record(kind, record_id, source.name, (source,), source.fields, source.aliases)


def restrict_to_documents(
    kind: KindSpec, record: Record, documents: Container[str]
) -> Record | None:
    """The record with only the sources in ``documents``; ``None`` if none is among them."""
    kept = [source for source in record.sources if source.document_id in documents]
    if len(kept) == len(record.sources):
        return record
    told = [record_from_source(record.kind, record.id, source) for source in kept]
    return reduce(partial(_merge_pair, kind), told) if told else None


def _same(one: Record, other: Record) -> bool:
    if other.document_id in {source.document_id for source in one.sources}:
        return False
    return fold(one.name) in _names(other) or fold(other.name) in _names(one)


def _names(record: Record) -> set[str]:
    return {fold(name) for name in (record.name, *record.aliases)}


def _merge_pair(kind: KindSpec, one: Record, other: Record) -> Record:
    """``one`` with the sources, values and aliases of ``other`` added."""
    number = len(one.sources)
    fields: dict[str, tuple[FieldItem, ...]] = {}
    conflicts = list(one.conflicts)
    for spec in kind.fields:
        own = one.fields.get(spec.name, ())
        more = [replace(item, source=number) for item in other.fields.get(spec.name, ())]
        if not own and not more:
            continue
        fields[spec.name] = _items(spec, own, more)
        gave = any(item.value is not None for item in own)
        differs = gave and any(item.source == number for item in fields[spec.name])
        if differs and not spec.many and spec.role == "plain" and spec.name not in conflicts:
            conflicts.append(spec.name)
    return replace(
        one,
        sources=(*one.sources, *other.sources),
        fields=fields,
        aliases=_other_names(one, other),
        conflicts=tuple(conflicts),
    )


def _other_names(one: Record, other: Record) -> tuple[str, ...]:
    """The aliases of ``one`` after adding the names of ``other``, without duplicates."""
    names = {fold(name): name for name in reversed((*one.aliases, other.name, *other.aliases))}
    return tuple(name for folded, name in reversed(names.items()) if folded != fold(one.name))


def _items(
    spec: FieldSpec, own: tuple[FieldItem, ...], more: Sequence[FieldItem]
) -> tuple[FieldItem, ...]:
    """The values of both sources without duplicates; empty items only if there is no value."""
    given = [item for item in own if item.value is not None]
    new = [item for item in more if item.value is not None]
    if not new:
        return own or tuple(more)
    if not given:
        return tuple(new)
    if spec.role == "name":
        return own
    said = {fold(str(item.value)) for item in given}
    return (*given, *(item for item in new if fold(str(item.value)) not in said))
