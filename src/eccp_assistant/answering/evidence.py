"""Choosing the sentences that answer, or finding that none does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from eccp_assistant.answering.terms import (
    QuestionTerm,
    TextContent,
    content_of,
    coverage,
)
from eccp_assistant.domain.answers import Language
from eccp_assistant.domain.documents import Chunk, ScoredChunk, Span
from eccp_assistant.domain.text import fold, plain
from eccp_assistant.indexing.snapshot import ChunkQuery, Snapshot
from eccp_assistant.indexing.vectors import Vectors
from eccp_assistant.understanding.lexicon import lexicon
from eccp_assistant.understanding.tokens import folded_words, tokenize

MOST_SENTENCES = 3
POOL_CHUNKS = 16

# How much each sign of an answer counts, in standard deviations of the sentence's cosine. Few,
# and each can be switched off by zero; see docs/retrieval.md for how they were chosen.
WEIGHT_CHUNK = 0.4
WEIGHT_COVERAGE = 6.0
WEIGHT_ANSWER_TYPE = 1.5
WORTH_ADDING = 0.12
"""A further sentence must meet at least this share of the question that none before it met."""

SUPPORT_NEEDED = 0.5
"""Share of the question's terms that the chosen evidence and its context must meet."""

CONCEPTS_NEEDED = 0.7
"""Share of the question's known concepts that the place of the best sentence must meet: a question
for a budget is not answered by a place that never speaks of money."""

_NUMBER = re.compile(r"\d")
_DATE = re.compile(
    r"\b(?:1[89]|20)\d\d\b|\b(?:january|february|march|april|may|june|july|august|september|"
    r"october|november|december)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_BRACKETED = re.compile(r"\(([^()]{2,20})\)")
_WEB = re.compile(r"www\.|https?://|@")
_REASONS = frozenset({"reason", "cause", "because", "purpose", "objective", "result"})


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence, a list item or a row, with why it was chosen."""

    chunk: Chunk
    span: Span
    score: float
    met: frozenset[int]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found for a question.

    Attributes:
        units: The chosen sentences in order of the answer; empty to abstain.
        support: Share of the question that they and their context meet.
        missing: Terms of the question that they do not meet.
        near: The best chunks, for "also read".
    """

    units: tuple[Unit, ...]
    support: float
    missing: tuple[QuestionTerm, ...]
    near: tuple[ScoredChunk, ...]


def gather(
    question: str,
    terms: Sequence[QuestionTerm],
    snapshot: Snapshot,
    *,
    language: Language,
    vector: Vectors,
    asks: frozenset[str],
    documents: tuple[str, ...] | None,
    k: int,
) -> Evidence:
    """Find, rank and choose.

    Args:
        question: Standalone question, for the words of retrieval.
        terms: Its content.
        snapshot: Where to look.
        language: Of the question.
        vector: Its embedding, ``(dimension,)``.
        asks: What it asks for ("ask.who", "list", …).
        documents: Only these, if given.
        k: How many chunks at most the sentences may come from.
    """
    query = ChunkQuery(text=question, vector=vector, k=max(POOL_CHUNKS, k), documents=documents)
    pool = snapshot.search(query)
    units = _rank(pool, terms, snapshot, language=language, vector=vector, asks=asks)
    chosen = [_whole_list(unit, snapshot) for unit in _choose(units, terms)]
    # The place of the best sentence must carry the answer; further sentences only add to it.
    texts = [context_of(unit, snapshot) for unit in chosen if _beside(unit, chosen[0])]
    support, met = coverage(terms, texts, language)
    missing = tuple(term for place, term in enumerate(terms) if place not in met)
    concepts = [term for term in terms if term.concepts]
    known = 1 - sum(term in missing for term in concepts) / len(concepts) if concepts else 1.0
    counted = asks & {"ask.how_many", "ask.how_much"}
    if (
        not terms
        or support < SUPPORT_NEEDED
        or known < CONCEPTS_NEEDED
        or any(term.required for term in missing)
        or (counted and not any(_new_number(unit, terms, snapshot) for unit in chosen))
    ):
        chosen = []
    return Evidence(tuple(chosen), support, missing, tuple(pool[:k]))


def _rank(
    pool: Sequence[ScoredChunk],
    terms: Sequence[QuestionTerm],
    snapshot: Snapshot,
    *,
    language: Language,
    vector: Vectors,
    asks: frozenset[str],
) -> list[Unit]:
    cosines = snapshot.sentence_cosines(vector, [found.chunk for found in pool])
    mean, deviation = snapshot.sentence_background(vector)
    units = []
    for found in pool:
        chunk = found.chunk
        text = snapshot.document(chunk.document_id).text
        around = content_of(_surroundings(chunk, snapshot), chunk.language)
        for span in chunk.sentences:
            said = span.of(text)
            met = coverage(terms, [content_of(said, chunk.language)], language)[1]
            share, met_in_context = coverage(
                terms, [content_of(said, chunk.language), around], language
            )
            if said.rstrip().endswith(":") and chunk.kind == "paragraph":
                met = met_in_context
            score = (
                (cosines.get(span, mean) - mean) / deviation
                + WEIGHT_CHUNK * found.score
                + WEIGHT_COVERAGE * share
                + WEIGHT_ANSWER_TYPE * _fits(said, chunk, asks, terms)
            )
            units.append(Unit(chunk, span, score, met | (met_in_context if met else frozenset())))
    return sorted(units, key=lambda unit: (-unit.score, unit.chunk.document_id, unit.span))


def _surroundings(chunk: Chunk, snapshot: Snapshot) -> str:
    """What a chunk's sentences may leave unsaid: its headings and the sentence before a list."""
    text = snapshot.document(chunk.document_id).text
    lead = chunk.lead.of(text) if chunk.lead else ""
    names = chunk.passage if chunk.kind == "row" else ""
    return " \n ".join((*chunk.section, lead, names, _text_before(chunk, snapshot)))


def context_of(unit: Unit, snapshot: Snapshot) -> TextContent:
    """All that a reader of the cited place sees: the whole chunk under its headings."""
    chunk = unit.chunk
    return content_of(f"{_surroundings(chunk, snapshot)} \n {chunk.text}", chunk.language)


def _text_before(chunk: Chunk, snapshot: Snapshot) -> str:
    """The paragraph before, in the same section: what "it" and "this network" speak of."""
    if chunk.kind == "row":
        return ""
    text = snapshot.document(chunk.document_id).text
    end = len(text[: chunk.span.start].rstrip())
    before = snapshot.chunk_at(chunk.document_id, end - 1) if end else None
    return before.text if before is not None and before.section == chunk.section else ""


def _beside(unit: Unit, first: Unit) -> bool:
    return unit.chunk.document_id == first.chunk.document_id and (
        unit.chunk.section == first.chunk.section
    )


def _whole_list(unit: Unit, snapshot: Snapshot) -> Unit:
    """A sentence that only introduces a list stands for the list."""
    text = snapshot.document(unit.chunk.document_id).text
    if not unit.span.of(text).rstrip("* ").endswith(":"):
        return unit
    rest = text[unit.chunk.span.end :]
    following = unit.chunk.span.end + len(rest) - len(rest.lstrip())
    chunk = snapshot.chunk_at(unit.chunk.document_id, following)
    if chunk is None or chunk.lead != unit.span:
        return unit
    return Unit(chunk, chunk.sentences[0], unit.score, unit.met)


def _new_number(unit: Unit, terms: Sequence[QuestionTerm], snapshot: Snapshot) -> bool:
    """Whether a passage holds a figure that the question did not bring itself."""
    text = snapshot.document(unit.chunk.document_id).text
    known = {word for term in terms for word in term.folded}
    return any(
        token.folded not in known
        for token in tokenize(plain(unit.span.of(text)))
        if token.folded[0].isdigit() and not _YEAR.fullmatch(token.folded)
    )


def _fits(said: str, chunk: Chunk, asks: frozenset[str], terms: Sequence[QuestionTerm]) -> float:
    """Whether a sentence holds the kind of thing that is asked for."""
    if "ask.define" in asks and _defines(said, terms):
        return 1.0
    if asks & {"ask.how_many", "ask.how_much"} and _NUMBER.search(said):
        return 1.0
    if "ask.when" in asks and _DATE.search(said):
        return 1.0
    if "list" in asks and chunk.kind == "list":
        return 1.0
    if "ask.why" in asks and _REASONS & lexicon().concepts(said, "en"):
        return 1.0
    if "web" in asks and _WEB.search(fold(said)):
        return 1.0
    return 0.0


def _defines(said: str, terms: Sequence[QuestionTerm]) -> bool:
    """Whether a sentence spells a name out ("… (ACRONYM)") or speaks of a definition."""
    if "definition" in lexicon().concepts(said, "en"):
        return True
    bracketed = [" ".join(folded_words(inner)) for inner in _BRACKETED.findall(said)]
    return any(" ".join(term.folded) in bracketed for term in terms)


def _choose(units: Sequence[Unit], terms: Sequence[QuestionTerm]) -> list[Unit]:
    """The best sentence, and up to two more that meet what it leaves open."""
    if not units:
        return []
    chosen = [units[0]]
    total = sum(term.weight for term in terms) or 1.0
    met = set(units[0].met)
    for unit in units[1:40]:
        if len(chosen) == MOST_SENTENCES:
            break
        gain = sum(terms[place].weight for place in unit.met - met) / total
        together = unit.chunk.id == chosen[0].chunk.id
        if gain >= WORTH_ADDING * (0.5 if together else 1.0):
            chosen.append(unit)
            met |= unit.met
    return chosen
