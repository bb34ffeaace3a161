"""Places whose anticipated questions are like the question at hand."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import lru_cache

from eccp_assistant.domain.answers import Language, spoken
from eccp_assistant.domain.documents import Chunk, Span
from eccp_assistant.index.snapshot import Snapshot
from eccp_assistant.index.vectors import Vectors
from eccp_assistant.text.tokenise import tokenize
from eccp_assistant.understanding.dialogue_acts import asked_for
from eccp_assistant.understanding.question_terms import question_terms
from eccp_assistant.understanding.term_matching import TextContent, content_of

_QUESTIONS = 40
"""Anticipated questions that are looked at; places have about fifteen each."""

Place = tuple[str, Span]


@dataclass(frozen=True, slots=True)
class BankMatch:
    """What an editor expects to be asked of one sentence, item, row or heading.

    Attributes:
        likeness: Standardised cosine of the closest anticipated question.
        closest: Content of that question.
        asks: Content of all its questions, by language.
        chunk: Where it stands.
        kinds: What the questions ask for ("ask.who", "ask.why", …).
        picks: Concepts and words that they pick from ("which *fair*").
        aim: What the closest of them asks for.
    """

    likeness: float
    closest: TextContent
    asks: tuple[TextContent, ...]
    chunk: Chunk
    kinds: frozenset[str]
    picks: frozenset[str]
    aim: frozenset[str]


def bank_matches(
    snapshot: Snapshot,
    *,
    vector: Vectors,
    language: Language,
    documents: tuple[str, ...] | None,
) -> dict[Place, BankMatch]:
    """The sentences and headings that answer questions like this one, with how like they are."""
    best: dict[Place, tuple[float, str, str]] = {}
    for asked, likeness in snapshot.questions_like(vector, k=_QUESTIONS):
        place = (asked.document_id, asked.span)
        if documents is None or asked.document_id in documents:
            best.setdefault(place, (likeness, asked.text, asked.language))
    texts: dict[Place, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    every: dict[Place, list[tuple[str, str]]] = defaultdict(list)
    for asked in snapshot.questions:
        place = (asked.document_id, asked.span)
        if place in best:
            every[place].append((asked.text, asked.language))
        if place in best and asked.language in {language, "en"}:
            texts[place][asked.language].append(asked.text)
    found: dict[Place, BankMatch] = {}
    for (document_id, span), (likeness, text, code) in best.items():
        asks = tuple(
            content_of(" \n ".join(said), each) for each, said in texts[document_id, span].items()
        )
        kinds, picks = _aims(tuple(every[document_id, span]))
        aim, _ = _aims(((text, code),))
        for chunk, unit in _units(document_id, span, snapshot):
            if chunk.kind == "contents":
                continue  # it only repeats other places
            known = found.get((document_id, unit))
            if known is not None:
                asks = (*asks, *known.asks)
            here = BankMatch(likeness, content_of(text, code), asks, chunk, kinds, picks, aim)
            if known is not None:
                first = known if known.likeness >= likeness else here
                here = replace(
                    first, asks=asks, kinds=kinds | known.kinds, picks=picks | known.picks
                )
            found[document_id, unit] = here
    return found


@lru_cache(maxsize=4096)
def _aims(questions: tuple[tuple[str, str], ...]) -> tuple[frozenset[str], frozenset[str]]:
    """What questions, each with its language, ask for, and what they pick from."""
    kinds: set[str] = set()
    picks: set[str] = set()
    for text, code in questions:
        language = spoken(code)
        tokens = tokenize(text)
        asks = asked_for([token.folded for token in tokens], language)
        kinds |= asks
        if asks & {"ask.how_many", "ask.how_much"}:
            continue
        for term in question_terms(tokens, language):
            if term.asked:
                picks |= {*term.concepts, *term.folded}
    return frozenset(kinds), frozenset(picks)


def _units(document_id: str, span: Span, snapshot: Snapshot) -> list[tuple[Chunk, Span]]:
    """What can be cited of a place: its sentences, or the heading it is."""
    chunk = snapshot.chunk_at(document_id, span.start)
    if chunk is not None:
        return [(chunk, unit) for unit in chunk.sentences if unit.overlaps(span)]
    document = snapshot.document(document_id)
    for section in document.sections:
        if section.heading is not None and section.heading.overlaps(span):
            under = _first_chunk(document_id, section.heading.end, section.span.end, snapshot)
            return [(under, section.heading)] if under is not None else []
    return []


def _first_chunk(document_id: str, start: int, end: int, snapshot: Snapshot) -> Chunk | None:
    """The first chunk of a part of a document that may answer; the head of a table does not."""
    text = snapshot.document(document_id).text
    while 0 <= start < end:
        chunk = snapshot.chunk_at(document_id, start)
        if chunk is not None and chunk.kind != "contents":
            return chunk
        start = text.find("\n", start, end) + 1 or end
    return None
