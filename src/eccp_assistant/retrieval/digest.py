"""A document or a section in short: its own sentences that say the most, in their order."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from eccp_assistant.domain.answers import spoken
from eccp_assistant.domain.documents import Chunk, Span
from eccp_assistant.index.snapshot import Snapshot
from eccp_assistant.text.normalise import plain
from eccp_assistant.understanding.cue_words import cues_of
from eccp_assistant.understanding.question import Question
from eccp_assistant.understanding.summary_cues import (
    PartNumber,
    SummaryWords,
    part_number,
    summary_words,
)
from eccp_assistant.understanding.term_matching import content_of, is_met

MOST_SENTENCES = 4
"""Of one section."""
MOST_SECTIONS = 6
"""Of a whole document; each gives one sentence."""

_ASKS_FOR_A_FACT = frozenset({"ask.who", "ask.where", "ask.when", "ask.why", "ask.name"})
_HEADING_NUMBER = re.compile(r"(\w+ )?(\d+(?:\.\d+)*)\b")

_ENDS = frozenset(".!?")
_SHORTEST = 7
"""Words of a sentence that says something by itself."""
_SHORTEST_WORD = 3

Path = tuple[str, ...]
_Numbered = tuple[int, Chunk, Span]


@dataclass(frozen=True, slots=True)
class Digest:
    """A text in short.

    Attributes:
        title: What is told in short: the title of a document, or a heading.
        document_id: Where it stands.
        sentences: In reading order.
    """

    title: str
    document_id: str
    sentences: tuple[Span, ...]


def digest_of(
    question: Question, snapshot: Snapshot, *, documents: Collection[str] | None = None
) -> Digest | None:
    """What a question for a summary asks for in short; ``None`` if it asks for something else.

    It is a section if the question gives its number, or if one heading alone speaks of all that
    the question speaks of; it is the document if the question speaks of nothing, and there is one.

    Args:
        question: As asked.
        snapshot: Whose text.
        documents: Only these, if given.
    """
    said = summary_words(question.folded, question.language)
    if said is None or question.asks & _ASKS_FOR_A_FACT:
        return None
    beside = _beside_the_topic(question, said)
    about = [term for term in question.terms if not beside.issuperset(term.folded)]
    if about and not said.asks:
        return None
    prose = _prose(snapshot, documents)
    numbered = part_number(question.folded, question.language)
    parts = _parts(chunk for _, chunk, _ in prose)
    if numbered is not None:
        parts = [part for part in parts if _is_numbered(part[1][-1], numbered)]
    elif about:
        heads = [(part, _language(part[0], snapshot)) for part in parts]
        parts = [
            part
            for part, language in heads
            if all(is_met(t, content_of(part[1][-1], language), question.language) for t in about)
        ]
    else:
        return _of_document(prose, snapshot)
    if len(parts) != 1:
        return None
    document_id, path = parts[0]
    own = [
        (number, span)
        for number, chunk, span in prose
        if chunk.document_id == document_id and chunk.section[: len(path)] == path
    ]
    return Digest(plain(path[-1]), document_id, _central(own, snapshot))


def _beside_the_topic(question: Question, said: SummaryWords) -> frozenset[str]:
    """The words that ask, name documents and their parts, or are too short to name anything."""
    cues = cues_of(question.language)
    sources = cues.find(question.folded, "source")
    named = {place for start, end in sources for place in range(start, end)}
    short = {place for place, word in enumerate(question.folded) if len(word) < _SHORTEST_WORD}
    # A term may be read from a word put right.
    return frozenset(
        word
        for place in said.places | named | short
        for word in (question.folded[place], question.corrected[place].folded)
    )


def _prose(snapshot: Snapshot, documents: Collection[str] | None) -> list[_Numbered]:
    """The whole sentences of the running text, with their numbers in the sentence index."""
    if snapshot.sentence_index is None:
        return []
    return [
        (number, chunk, span)
        for number, (chunk, span) in enumerate(snapshot.sentences())
        if chunk.kind == "paragraph"
        and (documents is None or chunk.document_id in documents)
        and _is_whole(plain(span.of(snapshot.document(chunk.document_id).text)))
    ]


def _is_whole(sentence: str) -> bool:
    """Whether a sentence says something by itself: a label, a caption or an address does not."""
    return sentence.rstrip("”»\"')")[-1:] in _ENDS and len(sentence.split()) >= _SHORTEST


def _of_document(prose: Sequence[_Numbered], snapshot: Snapshot) -> Digest | None:
    """One sentence of each of the longest sections, if all is one document's."""
    found = {chunk.document_id for _, chunk, _ in prose}
    if len(found) != 1:
        return None
    (document_id,) = found
    by_section: dict[Path, list[tuple[int, Span]]] = {}
    for number, chunk, span in prose:
        by_section.setdefault(chunk.section, []).append((number, span))
    longest = sorted(by_section, key=lambda path: -len(by_section[path]))[:MOST_SECTIONS]
    # The first sentence of a section says what it is about without those before it.
    chosen = [by_section[path][0][1] for path in longest]
    title = snapshot.document(document_id).info.title
    return Digest(title, document_id, tuple(sorted(chosen))) if chosen else None


def _central(sentences: Sequence[tuple[int, Span]], snapshot: Snapshot) -> tuple[Span, ...]:
    """The first sentence and those nearest to the mean of all, in reading order."""
    assert snapshot.sentence_index is not None
    vectors = snapshot.sentence_index.vectors[[number for number, _ in sentences]]
    nearness = vectors @ vectors.mean(axis=0)
    nearness[0] = np.inf
    chosen = np.argsort(-nearness, kind="stable")[:MOST_SENTENCES]
    return tuple(sorted(sentences[place][1] for place in chosen))


def _parts(chunks: Iterable[Chunk]) -> list[tuple[str, Path]]:
    """Every heading path with prose somewhere below it, in reading order."""
    found: dict[tuple[str, Path], None] = {}
    for chunk in chunks:
        for depth in range(1, len(chunk.section) + 1):
            found.setdefault((chunk.document_id, chunk.section[:depth]))
    return list(found)


def _is_numbered(heading: str, part: PartNumber) -> bool:
    found = _HEADING_NUMBER.match(plain(heading))
    return found is not None and found[2] == part.number and bool(found[1]) == part.appendix


def _language(document_id: str, snapshot: Snapshot) -> str:
    return spoken(snapshot.document(document_id).info.language)
