"""The sentences of a version as the relevance model reads them, and those nearest to a question."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from eccp_assistant.domain.documents import Chunk, Span
from eccp_assistant.index.embedding.token_states import TokenStates
from eccp_assistant.index.sentence_index import SentenceIndex
from eccp_assistant.index.snapshot import Snapshot
from eccp_assistant.retrieval.evidence_selection import Evidence
from eccp_assistant.retrieval.relevance.model import Sentence, Tier, relevance_model
from eccp_assistant.retrieval.reranker import UNRANKED, Candidate
from eccp_assistant.text.normalise import plain
from eccp_assistant.text.tokenise import folded_words

ReadTokens = Callable[[str], TokenStates | None]
"""Gives the token states of a question; ``None`` where the embedding model has none to give."""


@dataclass(frozen=True, slots=True)
class NearSentence:
    """A sentence near a question.

    Attributes:
        probability: That it answers.
    """

    chunk: Chunk
    span: Span
    probability: float


@dataclass(frozen=True, slots=True)
class Nearest:
    """What the relevance model says of a question.

    Attributes:
        tier: Whether the first sentence answers, the first three are near, or nothing is.
        sentences: Likeliest first; none where nothing is near.
    """

    tier: Tier
    sentences: tuple[NearSentence, ...] = ()


class _Read:
    """The sentences of one version, read once."""

    def __init__(self, snapshot: Snapshot, index: SentenceIndex) -> None:
        self.index = index
        self.places = snapshot.sentences()
        self.sentences = []
        previous = ""
        place: tuple[str, tuple[str, ...]] = ("", ())
        for chunk, span in self.places:
            document = snapshot.document(chunk.document_id)
            text = plain(span.of(document.text))
            if place != (chunk.document_id, chunk.section):
                previous, place = "", (chunk.document_id, chunk.section)
            heading = chunk.section[-1] if chunk.section else ""
            title = document.info.title
            self.sentences.append(
                Sentence.of(text, title=title, heading=heading, previous=previous)
            )
            previous = text
        # A row stands for a record: what it says is looked up, not quoted as a sentence.
        # Nor does a label over what follows ("Objective:") say anything by itself.
        self.prose = np.array(
            [
                chunk.kind != "row" and not _is_label(sentence.text)
                for (chunk, _), sentence in zip(self.places, self.sentences, strict=True)
            ],
            dtype=np.bool_,
        )
        self.documents = np.array([chunk.document_id for chunk, _ in self.places])

    def allowed(self, documents: Collection[str] | None) -> NDArray[np.bool_]:
        if documents is None:
            return self.prose
        return self.prose & np.isin(self.documents, list(documents))


_LONGEST_LABEL = 3
"""Words."""

_READ: WeakKeyDictionary[SentenceIndex, _Read] = WeakKeyDictionary()
_LOCK = threading.Lock()


def nearest_sentences(
    question: str,
    snapshot: Snapshot,
    read_tokens: ReadTokens,
    *,
    documents: Collection[str] | None = None,
) -> Nearest | None:
    """The sentences of the running text nearest to a question.

    Args:
        question: Its text.
        snapshot: Whose sentences.
        read_tokens: Gives the question's token states.
        documents: Only these, if given.

    Returns:
        ``None`` where the version holds no token states.
    """
    index = snapshot.sentence_index
    states = read_tokens(question) if index is not None else None
    if index is None or states is None:
        return None
    with _LOCK:
        if index not in _READ:
            _READ[index] = _Read(snapshot, index)
    read = _READ[index]
    allowed = read.allowed(documents)
    if not allowed.any():
        return Nearest("absent")
    judged = relevance_model().judge(question, states, index, read.sentences, allowed=allowed)
    found = (NearSentence(*read.places[each.number], each.probability) for each in judged.sentences)
    return Nearest(judged.tier, tuple(found))


def judged(evidence: Evidence, near: Nearest, snapshot: Snapshot) -> Evidence:
    """The evidence with the sentence that the relevance model chooses, where it is to choose.

    It does for documents that have no anticipated questions. Where a passage has them, the search
    by these finds more and answers fewer near misses (docs/quality.md).

    Args:
        evidence: What the search by words, vectors and anticipated questions chose.
        near: What the relevance model says.
        snapshot: The version searched.
    """
    first = near.sentences[0] if near.sentences else None
    if first is None or _is_anticipated(first.chunk.document_id, snapshot):
        return evidence
    if near.tier != "answered":
        return replace(evidence, units=())
    return replace(evidence, units=(Candidate(first.chunk, first.span, UNRANKED, frozenset()),))


def _is_label(text: str) -> bool:
    """Whether a text is a heading, a list's introduction or an item of a few words."""
    return text.rstrip().endswith(":") or len(folded_words(text)) <= _LONGEST_LABEL


def _is_anticipated(document_id: str, snapshot: Snapshot) -> bool:
    return any(question.document_id == document_id for question in snapshot.questions)
