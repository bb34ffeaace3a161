"""Counting and adding up records in plain Python.

Claims are checked with it, so that what the index counts in SQL is counted a second way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from eccp_assistant.domain.queries import COMPARISONS, AllOf, AnyOf, Filter, RecordQuery, filters_of
from eccp_assistant.domain.records import KindSpec, Record
from eccp_assistant.text.normalise import fold


def faults(query: RecordQuery, kinds: Mapping[str, KindSpec]) -> list[tuple[str, str]]:
    """Why a query cannot be evaluated here, each reason with its repair; empty if it can."""
    kind = kinds.get(query.kind)
    if kind is None:
        return [(f"no records of kind '{query.kind}'", f"use one of {', '.join(kinds) or 'none'}")]
    found = []
    if query.aggregate not in {"count", "sum"}:
        found.append((f"aggregate '{query.aggregate}' gives no figure", "use count or sum"))
    if query.aggregate == "sum" and query.order_by is None:
        found.append(("a sum lacks what it adds up", "give 'order_by', a field of numbers"))
    filters = list(filters_of(query.filters))
    if any(each.via for each in filters):
        found.append(("'via' is not evaluated in a claim", "filter by a field of the kind itself"))
    names = [each.field for each in filters if not each.via] + [query.order_by or "id"]
    known = {spec.name for spec in kind.fields} | {spec.family for spec in kind.fields} | {"id"}
    repair = f"use one of {', '.join(spec.name for spec in kind.fields)}"
    found += [
        (f"{kind.name} has no field '{name}'", repair)
        for name in dict.fromkeys(names)
        if name not in known
    ]
    return found


def matching(
    query: RecordQuery, kind: KindSpec, records: Sequence[Record], *, inferred: bool
) -> list[Record]:
    """The records that a query without :func:`faults` asks for, in corpus order.

    Args:
        query: What is asked.
        kind: The kind of record that it asks.
        records: All records of the corpus.
        inferred: Whether values that were concluded count beside those that are printed.
    """
    return [
        record
        for record in records
        if record.kind == query.kind
        and all(_holds(condition, record, kind, inferred) for condition in query.filters)
    ]


def figure(query: RecordQuery, found: Sequence[Record]) -> int:
    """The figure that a count or a sum makes of the records found."""
    if query.aggregate == "count":
        return len(found)
    return sum(_amount(record, query.order_by or "") for record in found)


def _amount(record: Record, field: str) -> int:
    """The numbers in a field; where sources give different ones, that of the first."""
    numbers = [value for value in record.values(field) if isinstance(value, int)]
    return sum(numbers[:1] if field in record.conflicts else numbers)


def _holds(
    condition: Filter | AnyOf | AllOf, record: Record, kind: KindSpec, inferred: bool
) -> bool:
    if isinstance(condition, AnyOf):
        return any(_holds(each, record, kind, inferred) for each in condition.any)
    if isinstance(condition, AllOf):
        return all(_holds(each, record, kind, inferred) for each in condition.all)
    return _meets(condition, record, kind, inferred)


def _meets(each: Filter, record: Record, kind: KindSpec, inferred: bool) -> bool:
    wanted = each.value if isinstance(each.value, tuple) else (each.value,)
    if each.field == "id":
        return (record.id in wanted) != (each.op == "is_not")
    items = [
        item
        for spec in kind.fields
        if each.field in (spec.name, spec.family)
        for item in record.fields.get(spec.name, ())
        if item.value is not None and (inferred or not item.inferred)
    ]
    folded = {fold(str(value)) for value in wanted}
    if each.op in COMPARISONS:
        specs = [spec for spec in kind.fields if each.field in (spec.name, spec.family)]
        numbers = all(spec.type == "number" for spec in specs)
        amounts = [item.value for item in items] if numbers else [len(items)]
        return any(_compares(each, amount) for amount in amounts if isinstance(amount, int))
    match each.op:
        case "is":
            return any(fold(str(item.value)) in folded for item in items)
        case "is_not":
            return all(fold(str(item.value)) not in folded for item in items)
        case "contains":
            return any(piece in fold(str(item.value)) for item in items for piece in folded)
        case "empty":
            return not items
        case _:
            return bool(items)


def _compares(each: Filter, amount: int) -> bool:
    bound = each.value
    assert isinstance(bound, int)  # held by Filter
    match each.op:
        case "at_least":
            return amount >= bound
        case "at_most":
            return amount <= bound
        case "above":
            return amount > bound
        case _:
            return amount < bound
