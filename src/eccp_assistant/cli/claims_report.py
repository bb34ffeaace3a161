"""Formats the verdicts on claims for editors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from eccp_assistant.domain.claims import CheckedClaim
from eccp_assistant.domain.records import Record

_SIGNS = {"agree": "agrees", "conflict": "conflicts", "stated": "stands"}


def summary(claims: Sequence[CheckedClaim]) -> str:
    """One-line summary of the verdicts."""
    number = {verdict: sum(each.verdict == verdict for each in claims) for verdict in _SIGNS}
    unexpected = [each.claim.id for each in claims if each.unexpected]
    text = (
        f"{len(claims)} claims: {number['agree']} agree, {number['conflict']} conflict, "
        f"{number['stated']} are held against nothing"
    )
    if not unexpected:
        return f"{text}; every verdict is the one declared."
    return f"{text}; NOT AS DECLARED, look at {', '.join(unexpected)} (`eccp corpus check`)."


def as_lines(claims: Sequence[CheckedClaim], records: Sequence[Record]) -> Iterator[str]:
    """Every claim with its verdict, its quotes with line numbers, and its rows, as text lines."""
    names = {(record.kind, record.id): record.name for record in records}
    for checked in claims:
        claim = checked.claim
        mark = "!" if checked.unexpected else " "
        found = f": {checked.found}" if checked.found else ""
        yield f"{mark} {claim.id} {_SIGNS[checked.verdict]}{found}"
        for place in checked.places:
            yield f"    {place.document_id}.md:{place.line}: “{' '.join(place.quote.split())}”"
        for kind, record_id in checked.rows:
            yield f"    {kind}/{record_id}: {names[kind, record_id]}"
        if checked.unexpected:
            yield (
                f"    claims.yaml:{claim.line} expects '{claim.expect}': correct the record or the "
                f"quote, or declare 'expect: {checked.verdict}'"
            )


def as_data(claims: Sequence[CheckedClaim]) -> list[Mapping[str, object]]:
    """The same content as data for JSON."""
    return [
        {
            "id": each.claim.id,
            "verdict": each.verdict,
            "expected": each.claim.expect,
            "as_declared": not each.unexpected,
            "found": each.found,
            "line": each.claim.line,
            "places": [
                {"document": place.document_id, "line": place.line, "quote": place.quote}
                for place in each.places
            ],
            "rows": [f"{kind}/{record_id}" for kind, record_id in each.rows],
        }
        for each in claims
    ]
