"""The readings of a question that are worth comparing: the likeliest draft and its neighbours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from eccp_assistant.domain.queries import RecordQuery
from eccp_assistant.lookup.reader.assembly import Assembler, IncompleteReadingError
from eccp_assistant.lookup.reader.decoding import Decoded, Decoder

_WANTS, _KINDS = 3, 3
"""How many of the likeliest wants and kinds are tried with each other."""

_VARIED = 3
"""How many of the likeliest drafts are decoded again with one doubtful point decided otherwise."""

_POINTS = 5
_WORTH_DECIDING = 0.05
"""Second choices less probable than this are not followed."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A draft that makes a query."""

    decoded: Decoded
    query: RecordQuery


def candidates_of(decoder: Decoder, assembler: Assembler) -> list[Candidate]:
    """The drafts of a question that make different queries, likeliest first."""
    found: dict[str, Candidate] = {}

    def decoded(otherwise: Mapping[str, int]) -> Decoded:
        result = decoder.decode(otherwise)
        try:
            query = assembler.query(result.draft)
        except (IncompleteReadingError, ValidationError):  # it lacks what its aggregate needs
            return result
        written = query.model_dump_json()
        if written not in found or found[written].decoded.log_probability < result.log_probability:
            found[written] = Candidate(result, query)
        return result

    bases: list[tuple[float, dict[str, int], Decoded]] = []
    for want in range(_WANTS):
        for kind in range(_KINDS):
            otherwise = {"want": want, "kind": kind}
            result = decoded(otherwise)
            point = {each.name: each for each in result.decisions}
            if point["want"].chosen < _WORTH_DECIDING:
                break
            bases.append((result.log_probability, otherwise, result))
            if kind + 1 > len(point["kind"].others):
                break
    bases.sort(key=lambda base: -base[0])
    for _, otherwise, base in bases[:_VARIED]:
        doubtful = sorted(
            (
                each
                for each in base.decisions
                if each.name not in otherwise and each.others and each.others[0] > _WORTH_DECIDING
            ),
            key=lambda each: each.chosen / each.others[0],
        )
        for decision in doubtful[:_POINTS]:
            decoded({**otherwise, decision.name: 1})
    return sorted(found.values(), key=lambda each: -each.decoded.log_probability)
