"""Follow-ups: the query before, carried over and changed by what the new question says."""

from __future__ import annotations

from eccp_assistant.domain.queries import Aggregate, Condition, RecordQuery, filters_of, fitted
from eccp_assistant.lookup.parse_result import ParsedQuestion


def carried(previous: RecordQuery, parsed: ParsedQuestion, *, within: bool) -> RecordQuery | None:
    """The query before with the changes of a new question, or ``None`` if it says nothing new.

    Args:
        previous: What was asked before.
        parsed: The new question, read with the kind of the query before.
        within: Whether the new question narrows down what was found ("of those").
    """
    query = parsed.query
    new = () if query is None else query.filters
    if query is not None and query.kind != previous.kind and new:
        return None
    if query is None and not parsed.show and not parsed.extreme and parsed.aggregate == "list":
        return None
    changed = {_field(condition) for condition in new}
    kept = tuple(
        condition
        for condition in previous.filters
        if within or (_field(condition) not in changed and "id" not in changed)
    )
    aggregate: Aggregate = previous.aggregate
    if parsed.aggregate != "list":
        aggregate = parsed.aggregate
    elif parsed.show:
        aggregate = "field"
    elif new and previous.aggregate == "field":
        aggregate = "list" if "id" not in changed else "field"
    same = aggregate == previous.aggregate
    particular: dict[str, object] = {
        "group_by": (query.group_by if query else None) or (previous.group_by if same else None),
        "order_by": (query.order_by if query else None) or (previous.order_by if same else None),
        "field": (query.field if query else None) or (previous.field if same else None),
        "limit": query.limit if query else None,
    }
    if same and particular["order_by"] == previous.order_by:
        particular["descending"] = previous.descending
    filters = (*kept, *(condition for condition in new if condition not in kept))
    return fitted(previous.kind, filters, aggregate, parsed.show or previous.show, particular)


def _field(condition: Condition) -> str:
    first = next(filters_of((condition,)))
    return f"{first.via}:{first.field}" if first.via else first.field
