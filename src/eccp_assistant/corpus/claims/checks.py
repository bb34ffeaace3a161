"""Checks claims against the records, against other claims and against the document's date."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from eccp_assistant.corpus.claims.record_counts import aggregate_value, matching_records
from eccp_assistant.corpus.records.merging import restrict_to_documents
from eccp_assistant.domain.claims import CheckedClaim, Claim, Verdict
from eccp_assistant.domain.documents import Document
from eccp_assistant.domain.queries import RecordQuery
from eccp_assistant.domain.records import KindSpec, Record

_FORMS = {"email": re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")}

_Rows = tuple[tuple[str, str], ...]


def check_claims(
    claims: Sequence[Claim],
    documents: Mapping[str, Document],
    kinds: Sequence[KindSpec],
    records: Sequence[Record],
) -> tuple[CheckedClaim, ...]:
    """Check every claim; returns them in the given order, each with its verdict."""
    by_id = {claim.id: claim for claim in claims}
    by_kind = {kind.name: kind for kind in kinds}
    return tuple(_check(claim, by_id, documents, by_kind, records) for claim in claims)


def _check(
    claim: Claim,
    by_id: Mapping[str, Claim],
    documents: Mapping[str, Document],
    kinds: Mapping[str, KindSpec],
    records: Sequence[Record],
) -> CheckedClaim:
    says = claim.says
    others = [by_id[name] for name in dict.fromkeys((*says.others, *claim.against))]
    rows: _Rows = claim.rows
    holds: bool | None = None
    found = ""
    if says.query is not None:
        told = _records_of_document(claim.place.document_id, kinds[says.query.kind], records)
        holds, found, making = _counted(says.value, says.query, kinds, told)
        rows = tuple(dict.fromkeys((*making, *rows)))
    elif says.sum_of:
        total = sum(by_id[name].says.value or 0 for name in says.sum_of)
        holds, found = total == says.value, f"they add up to {total}"
    elif says.equals is not None:
        value = by_id[says.equals].says.value
        holds, found = value == says.value, f"the other place states {value}"
    elif says.same_words_as:
        quotes = dict.fromkeys(by_id[name].place.quote for name in says.same_words_as)
        holds = set(quotes) == {claim.place.quote}
        found = f"printed there: {', '.join(f'“{quote}”' for quote in quotes)}"
    elif says.form is not None:
        holds = _FORMS[says.form].fullmatch(claim.place.quote) is not None
        found = f"{'has' if holds else 'lacks'} the form of: {says.form}"
    elif says.happened is not None:
        date = documents[claim.place.document_id].info.date
        holds, found = says.happened <= date[:7], f"the document speaks at {date}"
    elif says.agrees_with or says.conflicts_with:
        holds, found = bool(says.agrees_with), "in the editor's judgement"
    verdict: Verdict = "stated" if holds is None else "agree" if holds else "conflict"
    values = [each.says.value for each in (claim, *others)]
    return CheckedClaim(
        claim=claim,
        verdict=verdict,
        found=found,
        others=tuple(
            other.place for other in others if not claim.place.span.contains(other.place.span)
        ),
        rows=rows,
        figures=tuple(dict.fromkeys(value for value in values if value is not None)),
    )


def _records_of_document(
    document: str, kind: KindSpec, records: Sequence[Record]
) -> Sequence[Record]:
    """The records of ``kind`` taken from ``document``, or all records if it has none.

    A figure in one document must not become wrong because another document lists more records.
    """
    seen = (
        restrict_to_documents(kind, record, frozenset({document}))
        for record in records
        if record.kind == kind.name
    )
    return [record for record in seen if record is not None] or records


def _counted(
    value: int | None,
    query: RecordQuery,
    kinds: Mapping[str, KindSpec],
    records: Sequence[Record],
) -> tuple[bool, str, _Rows]:
    """Compare a figure with the records, counted with and without inferred values.

    Both counts must equal ``value``: a count that relies on inferred values is not printed in the
    table.

    Returns:
        Whether both counts agree, the finding in words, and the rows counted only by inference.
    """
    understood = matching_records(query, kinds[query.kind], records, inferred=True)
    printed = matching_records(query, kinds[query.kind], records, inferred=False)
    figures = (aggregate_value(query, understood), aggregate_value(query, printed))
    found = f"the records give {figures[0]}"
    if figures[0] != figures[1]:
        found += f", {figures[1]} going only by what is printed"
    kept = {record.id for record in printed}
    parting = [record for record in understood if record.id not in kept]
    return (
        figures == (value, value),
        found,
        tuple((record.kind, record.id) for record in parting),
    )
