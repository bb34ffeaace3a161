"""Choosing the sentences that answer, or finding that none does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from eccp_assistant.domain.documents import ScoredChunk
from eccp_assistant.index.snapshot import Snapshot
from eccp_assistant.retrieval.answerability import is_answerable, support_of
from eccp_assistant.retrieval.hybrid_search import ChunkQuery, search
from eccp_assistant.retrieval.question_bank import BankMatch, Place
from eccp_assistant.retrieval.reranker import Candidate, TextQuery, ranked
from eccp_assistant.understanding.question_terms import QuestionTerm

MOST_SENTENCES = 3
POOL_CHUNKS = 16
_LOOKED_AT = 40

WORTH_ADDING = 0.12
"""A further sentence must meet at least this share of the question that none before it met."""
MUCH_WORSE = 0.5
"""Share of the best score below which a sentence adds noise rather than evidence."""
TOGETHER = 3.0
"""What standing in the same section is worth to a further sentence."""

NEARLY_AS_GOOD = 3.0
"""A place whose score is at most this much lower answers where the best one only seemed to."""

_TRIED = 4


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found for a question.

    Attributes:
        units: The chosen sentences in order of the answer; empty to abstain.
        support: Share of the question that they and their context meet.
        missing: Terms of the question that they do not meet.
        near: The best chunks, for "also read".
        asked: The question as it was read.
        best: The units that were chosen before it was asked whether they suffice.
    """

    units: tuple[Candidate, ...]
    support: float
    missing: tuple[QuestionTerm, ...]
    near: tuple[ScoredChunk, ...]
    asked: TextQuery
    best: tuple[Candidate, ...] = ()


def select_evidence(
    question: str,
    asked: TextQuery,
    snapshot: Snapshot,
    *,
    documents: tuple[str, ...] | None,
    k: int,
) -> Evidence:
    """Find, rank and choose.

    Args:
        question: Standalone question, for the words of retrieval.
        asked: What it asks.
        snapshot: Where to look.
        documents: Only these, if given.
        k: How many chunks at most the sentences may come from.
    """
    query = ChunkQuery(question, asked.vector, k=max(POOL_CHUNKS, k), documents=documents)
    pool = _with_expected(search(snapshot, query), asked.expected)
    units = ranked(pool, asked, snapshot)
    near = tuple(pool[:k])
    best: Evidence | None = None
    for start in _starts(units):
        chosen = tuple(
            _whole_list(unit, snapshot)
            for unit in _choose(units[start:], asked.terms, asks_more=asked.parts > 1)
        )
        support, missing = support_of(chosen, asked, snapshot)
        found = Evidence((), support, missing, near, asked, best=chosen)
        if is_answerable(chosen, support, missing, asked, snapshot):
            return replace(found, units=chosen)
        best = best or found
    return best or Evidence((), 0.0, (), near, asked)


def _starts(units: Sequence[Candidate]) -> list[int]:
    """Where to begin: at the best unit, and at others nearly as good."""
    return [
        place
        for place, unit in enumerate(units[:_TRIED])
        if unit.signs.score() >= units[0].signs.score() - NEARLY_AS_GOOD
    ]


def _with_expected(
    pool: Sequence[ScoredChunk], expected: Mapping[Place, BankMatch]
) -> list[ScoredChunk]:
    """The pool, and after it the chunks that retrieval missed and editors expect."""
    known = {found.chunk.id for found in pool}
    more = {each.chunk.id: each.chunk for each in expected.values() if each.chunk.id not in known}
    return [*pool, *(replace(pool[-1], chunk=chunk) for chunk in more.values() if pool)]


def _whole_list(unit: Candidate, snapshot: Snapshot) -> Candidate:
    """A sentence that only introduces a list stands for the list."""
    text = snapshot.document(unit.chunk.document_id).text
    if not unit.span.of(text).rstrip("* ").endswith(":"):
        return unit
    rest = text[unit.chunk.span.end :]
    following = unit.chunk.span.end + len(rest) - len(rest.lstrip())
    chunk = snapshot.chunk_at(unit.chunk.document_id, following)
    if chunk is None or chunk.lead != unit.span:
        return unit
    return replace(unit, chunk=chunk, span=chunk.sentences[0])


def _choose(
    units: Sequence[Candidate], terms: Sequence[QuestionTerm], *, asks_more: bool
) -> list[Candidate]:
    """The best sentence, and up to two more that meet what it leaves open.

    Args:
        units: Best first.
        terms: Of the question.
        asks_more: Whether it asks for two things ("who pays, and who coordinates?").
    """
    if not units:
        return []
    chosen = [units[0]]
    least = MUCH_WORSE * units[0].signs.score()
    total = sum(term.weight for term in terms) or 1.0
    met = set(units[0].met)
    further = [unit for unit in units[1:_LOOKED_AT] if unit.signs.score() >= least]
    for unit in sorted(further, key=lambda unit: -_beside(unit, units[0])):
        if len(chosen) == MOST_SENTENCES:
            break
        if asks_more and unit.chunk.id == chosen[0].chunk.id and unit.signs.likeness > 0:
            chosen.append(unit)
            met |= unit.met
            asks_more = False
            continue
        gain = sum(terms[place].weight for place in unit.met - met) / total
        together = unit.chunk.id == chosen[0].chunk.id
        if gain >= WORTH_ADDING * (0.5 if together else 1.0):
            chosen.append(unit)
            met |= unit.met
    return chosen


def _beside(unit: Candidate, first: Candidate) -> float:
    """How good a further sentence is: better where it stands in the section of the first."""
    together = unit.chunk.document_id == first.chunk.document_id and (
        unit.chunk.section == first.chunk.section
    )
    return unit.signs.score() + TOGETHER * together
