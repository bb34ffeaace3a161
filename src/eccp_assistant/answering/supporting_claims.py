"""The corpus's own sentence about a figure that the records give."""

from __future__ import annotations

from eccp_assistant.domain.claims import CheckedClaim
from eccp_assistant.domain.documents import Span
from eccp_assistant.domain.queries import Filter, RecordQuery
from eccp_assistant.index.snapshot import Snapshot

MOST_SENTENCES = 2
_OF_ROWS = frozenset({"count", "exists", "share"})


def supporting_claims(query: RecordQuery, snapshot: Snapshot) -> list[tuple[str, Span]]:
    """The sentences that state what a query counts or adds up, and state it rightly.

    Args:
        query: A count, a sum or a count by group; other queries have no figure to state.
        snapshot: Where the claims are that were checked against the records.

    Returns:
        Document id and span of each sentence, in the order of the claims, each once.
    """
    found: dict[tuple[str, Span], None] = {}
    for checked in snapshot.claims:
        if checked.verdict == "agree" and _states(checked, query):
            place = checked.claim.place
            found[place.document_id, _sentence(place.document_id, place.span, snapshot)] = None
    return list(found)[:MOST_SENTENCES]


def _states(checked: CheckedClaim, query: RecordQuery) -> bool:
    claimed = checked.claim.says.query
    if claimed is None or claimed.kind != query.kind:
        return False
    if query.of or query.only or query.limit is not None or query.offset:
        return False
    filters, asked = set(claimed.filters), set(query.filters)
    if query.aggregate == "group" and claimed.aggregate == "count":
        more = filters - asked
        return asked <= filters and all(
            isinstance(each, Filter) and each.field == query.group_by for each in more
        )
    if filters != asked:
        return False
    if claimed.aggregate == "count":
        return query.aggregate in _OF_ROWS
    return query.aggregate == claimed.aggregate and query.measured == claimed.measured


def _sentence(document_id: str, span: Span, snapshot: Snapshot) -> Span:
    """The sentence around a span; the span itself where it stands in none."""
    chunk = snapshot.chunk_at(document_id, span.start)
    sentences = chunk.sentences if chunk is not None else ()
    return next((each for each in sentences if each.contains(span)), span)
