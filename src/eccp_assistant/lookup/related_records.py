"""The records at the other end of a reference that a query went through."""

from __future__ import annotations

from eccp_assistant.domain.queries import DENIALS, Filter, RecordQuery, affirmed_filters_of
from eccp_assistant.domain.records import KindSpec, Record
from eccp_assistant.index.snapshot import Snapshot
from eccp_assistant.lookup.executor import execute


def joined_records(query: RecordQuery, record: Record, snapshot: Snapshot) -> list[Record]:
    """The records that make ``record`` match: its partnership that targets the country asked for.

    Args:
        query: What was asked; only its filters through a reference matter.
        record: A row of the result.
        snapshot: Where the other records are.
    """
    kind = snapshot.kinds[query.kind]
    found: dict[tuple[str, str], Record] = {}
    for condition in affirmed_filters_of(query.filters):
        if condition.via is not None and condition.op not in DENIALS:
            other = _other_end(condition, kind, record, snapshot)
            rows = execute(other, snapshot.content).rows if other else ()
            found.update({(row.kind, row.id): row for row in rows})
    return list(found.values())


def _other_end(
    condition: Filter, kind: KindSpec, record: Record, snapshot: Snapshot
) -> RecordQuery | None:
    """The query for the records that one filter reaches from one row."""
    via = condition.via or ""
    filters = []
    if condition.field != "id" or condition.op == "is":
        filters.append(condition.model_copy(update={"via": None}))
    if "." in via:
        target, reference = via.split(".", 1)
        filters.append(Filter(field=reference, value=record.name))
    else:
        spec = kind.field(via)
        target = (spec.refers_to if spec else None) or ""
        named = next(each.name for each in snapshot.kinds[target].fields if each.role == "name")
        values = tuple(str(value) for value in record.values(via))
        if not values:
            return None
        filters.append(Filter(field=named, value=values))
    return RecordQuery(kind=target, filters=tuple(filters))
