"""Reference evaluator for counts and sums over records, in plain Python.

Claims are checked with it, independently of the SQL that answers use.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from eccp_assistant.domain.queries import (
    COMPARISONS,
    AllOf,
    AnyOf,
    Condition,
    Filter,
    Not,
    RecordQuery,
    filters_of,
)
from eccp_assistant.domain.records import NUMERIC, FieldType, KindSpec, Record
from eccp_assistant.text.dates import period
from eccp_assistant.text.normalise import fold


def query_errors(query: RecordQuery, kinds: Mapping[str, KindSpec]) -> list[tuple[str, str]]:
    """Reasons (with repair) why this evaluator does not support a query; empty if it does."""
    kind = kinds.get(query.kind)
    if kind is None:
        return [(f"no records of kind '{query.kind}'", f"use one of {', '.join(kinds) or 'none'}")]
    found = []
    if query.aggregate not in {"count", "sum"}:
        found.append((f"aggregate '{query.aggregate}' gives no figure", "use count or sum"))
    filters = list(filters_of(query.filters))
    if any(each.via for each in filters):
        found.append(("'via' is not evaluated in a claim", "filter by a field of the kind itself"))
    names = [each.field for each in filters if not each.via] + [query.field or "id"]
    known = {spec.name for spec in kind.fields} | {spec.family for spec in kind.fields} | {"id"}
    repair = f"use one of {', '.join(spec.name for spec in kind.fields)}"
    found += [
        (f"{kind.name} has no field '{name}'", repair)
        for name in dict.fromkeys(names)
        if name not in known
    ]
    return found


def matching_records(
    query: RecordQuery, kind: KindSpec, records: Sequence[Record], *, inferred: bool
) -> list[Record]:
    """The records that match a query for which :func:`query_errors` is empty, in corpus order.

    Args:
        query: The query.
        kind: The kind that it queries.
        records: All records of the corpus.
        inferred: Whether inferred values count as well as printed ones.
    """
    return [
        record
        for record in records
        if record.kind == query.kind
        and all(_holds(condition, record, kind, inferred) for condition in query.filters)
    ]


def aggregate_value(query: RecordQuery, found: Sequence[Record]) -> int | float:
    """The count of the records, or the sum of their ``order_by`` field."""
    if query.aggregate == "count":
        return len(found)
    figures = (_amount(record, query.field or "") for record in found)
    added = sum(figures, Decimal())
    return int(added) if added == int(added) else float(added)


def _amount(record: Record, field: str) -> Decimal:
    """The sum of the numbers in a field; if sources disagree, the number of the first source."""
    numbers = [value for value in record.values(field) if isinstance(value, int | float)]
    used = numbers[:1] if field in record.conflicts else numbers
    return sum((Decimal(str(number)) for number in used), Decimal())


def _holds(condition: Condition, record: Record, kind: KindSpec, inferred: bool) -> bool:
    if isinstance(condition, Not):
        return not _holds(condition.not_, record, kind, inferred)
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
    specs = [spec for spec in kind.fields if each.field in (spec.name, spec.family)]
    if each.op in COMPARISONS:
        if all(spec.type == "date" for spec in specs):
            return any(_is_dated(each, item.value) for item in items)
        numbers = all(spec.type in NUMERIC for spec in specs)
        amounts = [item.value for item in items] if numbers else [len(items)] if items else []
        return any(_compares(each, amount) for amount in amounts)
    match each.op:
        case "is" | "is_not":
            types = {spec.type for spec in specs}
            equal = any(_equals(item.value, value, types) for item in items for value in wanted)
            return equal == (each.op == "is")
        case "contains":
            pieces = [fold(str(value)) for value in wanted]
            return any(piece in fold(str(item.value)) for item in items for piece in pieces)
        case "empty":
            return not items
        case _:
            return bool(items)


def _equals(value: object, wanted: object, types: set[FieldType]) -> bool:
    if fold(str(value)) == fold(str(wanted)):
        return True
    if types & NUMERIC and isinstance(value, int | float):
        try:
            return value == float(str(wanted))
        except ValueError:
            return False
    inside, outside = period(str(value)), period(str(wanted))
    if "date" not in types or inside is None or outside is None:
        return False
    return outside[0] <= inside[0] and inside[1] <= outside[1]


def _is_dated(each: Filter, value: object) -> bool:
    """Whether the first day of a date stands to a period as a comparison says."""
    days, bound = period(str(value)), period(str(each.value))
    if days is None or bound is None:
        return False
    match each.op:
        case "at_least":
            return days[0] >= bound[0]
        case "at_most":
            return days[0] <= bound[1]
        case "above":
            return days[0] > bound[1]
        case _:
            return days[0] < bound[0]


def _compares(each: Filter, amount: object) -> bool:
    bound = each.value
    if not (isinstance(bound, int | float) and isinstance(amount, int | float)):
        return False
    match each.op:
        case "at_least":
            return amount >= bound
        case "at_most":
            return amount <= bound
        case "above":
            return amount > bound
        case _:
            return amount < bound
