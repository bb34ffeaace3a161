"""One pinned version of the index: what a question is answered from, from beginning to end."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eccp_assistant.domain.anticipated import AnticipatedQuestion
from eccp_assistant.domain.claims import CheckedClaim
from eccp_assistant.domain.documents import Chunk, Document, ScoredChunk, Span
from eccp_assistant.domain.records import KindSpec, Record
from eccp_assistant.domain.starters import Starters
from eccp_assistant.indexing.content import Content
from eccp_assistant.indexing.lexical import LexicalIndex
from eccp_assistant.indexing.manifest import Manifest
from eccp_assistant.indexing.restricted import RestrictedContent
from eccp_assistant.indexing.vectors import VectorIndex, Vectors

CONTENT = "content.sqlite"
CHUNK_VECTORS = "chunks.faiss"
SENTENCE_VECTORS = "sentences.faiss"
VALUE_VECTORS = "values.faiss"
QUESTION_VECTORS = "questions.faiss"
WORDS = "words"

LEXICAL_WEIGHT = 0.1
"""Weight of a BM25 score beside the standardised cosine; see docs/retrieval.md for the figures."""

LIKE_DEVIATIONS = 3.5
"""Deviations above the mean from which on a value stands out as another word for a phrase."""

LIKE_COSINE = 0.87
"""And its least cosine: where all values are alike, the one that stands out may still be far."""

_LIKE_SPREAD = 1.3
_LIKE = 8

_POOL = 60
"""Candidates of each retriever that are fused."""


_VIEWS = 8
"""Restrictions to some documents that are kept for the next question."""


@dataclass(frozen=True, slots=True)
class ChunkQuery:
    """What to look for among the chunks.

    Attributes:
        text: The words of the question.
        vector: Its embedding, unit length ``(dimension,)``; ``None`` searches by words alone.
        documents: Only these, if given.
        lexical_weight: Weight of BM25 in the fused score; 0 searches by vector alone.
    """

    text: str
    vector: Vectors | None
    k: int
    documents: tuple[str, ...] | None = None
    lexical_weight: float = LEXICAL_WEIGHT


class Snapshot:
    """An immutable version; safe to share between threads."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.folder = folder
        self.manifest = manifest
        self.version = manifest.version
        self._content = Content(folder / CONTENT)
        self._words = LexicalIndex(folder / WORDS, manifest.languages)
        self._chunks = VectorIndex(folder / CHUNK_VECTORS, rows=manifest.counts.chunks)
        self._sentences = VectorIndex(folder / SENTENCE_VECTORS, rows=manifest.counts.sentences)
        self._values = VectorIndex(folder / VALUE_VECTORS, rows=manifest.counts.values)
        self._questions = VectorIndex(folder / QUESTION_VECTORS, rows=manifest.counts.questions)
        self._value_texts = self._content.value_texts()
        self._view = lru_cache(maxsize=_VIEWS)(self._make_view)

    def close(self) -> None:
        """Release the files."""
        self._content.close()

    def within(self, documents: Collection[str] | None) -> Snapshot:
        """This version with the records as some documents tell them; itself if that is all.

        Args:
            documents: Ids of documents; ``None`` for all of them.
        """
        if documents is None or self.documents.keys() <= set(documents):
            return self
        return self._view(frozenset(documents))

    def _make_view(self, documents: frozenset[str]) -> Snapshot:
        view = copy(self)
        view._content = RestrictedContent(self._content, documents)
        return view

    # Documents and chunks

    @property
    def documents(self) -> dict[str, Document]:
        """The documents by id."""
        return self._content.documents

    def document(self, document_id: str) -> Document:
        """The document with this id (NotFoundError if there is none)."""
        return self._content.document(document_id)

    def chunks(self) -> list[Chunk]:
        """Every chunk, the searched ones first, then tables of contents."""
        return self._content.chunks()

    def vectors_agree(self) -> bool:
        """Whether there is a vector for every chunk, sentence, value and question."""
        counts = self.manifest.counts
        held = (self._chunks, self._sentences, self._values, self._questions)
        wanted = (counts.chunks, counts.sentences, counts.values, counts.questions)
        return tuple(index.size for index in held) == wanted

    def title_beside_others(self, document_id: str) -> str:
        """The title of a document where the corpus holds several; else ``""``, it goes unsaid."""
        return self.document(document_id).info.title if len(self.documents) > 1 else ""

    def chunk_at(self, document_id: str, offset: int) -> Chunk | None:
        """The chunk that covers ``offset`` of a document."""
        return self._content.chunk_at(document_id, offset)

    def search(self, query: ChunkQuery) -> list[ScoredChunk]:
        """The ``k`` best chunks by meaning and by words, best first, ties by reading order.

        ``score = (cosine - mean) / deviation + weight * BM25``, where mean and deviation are those
        of the question's cosine with chunks at large. The standardised cosine stays comparable
        between questions, and a question in another language than the text, which shares few
        words with it, keeps its dense order (rank fusion would not keep it).
        """
        allowed: NDArray[np.int64] | None = None
        if query.documents is not None:
            allowed = np.asarray(self._content.chunk_numbers(query.documents), dtype=np.int64)
        lexical: dict[int, float] = {}
        if query.lexical_weight > 0 or query.vector is None:
            lexical = self._words.search(query.text, k=_POOL, documents=query.documents)
        cosines: dict[int, float] = {}
        mean, deviation = 0.0, 1.0
        if query.vector is not None:
            cosines = self._chunks.search(query.vector, k=max(_POOL, query.k), allowed=allowed)
            missing = [number for number in lexical if number not in cosines]
            if missing:
                found = self._chunks.rows(missing) @ query.vector
                cosines.update(zip(missing, found.tolist(), strict=True))
            mean, deviation = self._chunks.background(query.vector)
        weight = query.lexical_weight if query.vector is not None else 1.0
        scored = []
        for number in cosines.keys() | lexical.keys():
            dense = (cosines[number] - mean) / deviation if number in cosines else 0.0
            words = lexical.get(number, 0.0)
            scored.append((dense + weight * words, number, cosines.get(number, 0.0), words))
        scored.sort(key=lambda entry: (-entry[0], entry[1]))
        return [
            ScoredChunk(self._content.chunk(number), score, dense, words, rank)
            for rank, (score, number, dense, words) in enumerate(scored[: query.k], start=1)
        ]

    def sentence_cosines(self, vector: Vectors, chunks: Sequence[Chunk]) -> dict[Span, float]:
        """Cosine of the question with each sentence of some chunks."""
        numbers: list[int] = []
        spans: list[Span] = []
        for chunk in chunks:
            for number, span in self._content.sentences_of(chunk.id):
                numbers.append(number)
                spans.append(span)
        if not numbers:
            return {}
        cosines = self._sentences.rows(numbers) @ vector
        return dict(zip(spans, cosines.tolist(), strict=True))

    def sentence_background(self, vector: Vectors) -> tuple[float, float]:
        """Mean and standard deviation of the question's cosine with sentences at large."""
        return self._sentences.background(vector)

    def questions_like(self, vector: Vectors, *, k: int) -> list[tuple[AnticipatedQuestion, float]]:
        """The anticipated questions closest to a question, best first.

        Args:
            vector: The embedded question, ``(dimension,)``.
            k: How many at most.

        Returns:
            Questions with their standardised cosine (see :meth:`search`).
        """
        mean, deviation = self._questions.background(vector)
        return [
            (self.questions[number], (cosine - mean) / deviation)
            for number, cosine in self._questions.search(vector, k=k).items()
        ]

    def stored_vectors(self) -> dict[str, Vectors]:
        """Key of an embedded text → its vector, so that a build need not embed it again."""
        found: dict[str, Vectors] = {}
        for table, index in (
            ("chunks", self._chunks),
            ("sentences", self._sentences),
            ("value_texts", self._values),
            ("questions", self._questions),
        ):
            numbers = self._content.vector_keys(table)
            found.update(zip(numbers, index.rows(list(numbers.values())), strict=True))
        return found

    # Records

    def values_like(self, vector: Vectors) -> list[tuple[str, float]]:
        """The values of the records that mean what a phrase means, closest first.

        Args:
            vector: The embedded phrase, ``(dimension,)``.

        Returns:
            Values with their standardised cosine; none where nothing stands out.
        """
        found = self._values.search(vector, k=_LIKE)
        mean, deviation = self._values.background(vector)
        scored = [
            (self._value_texts[number], (cosine - mean) / deviation)
            for number, cosine in found.items()
            if cosine >= LIKE_COSINE
        ]
        best = max((score for _, score in scored), default=0.0)
        if best < LIKE_DEVIATIONS:
            return []
        least = max(LIKE_DEVIATIONS, best - _LIKE_SPREAD)
        return [(text, score) for text, score in scored if score >= least]

    @property
    def kinds(self) -> dict[str, KindSpec]:
        """The kinds of records by name."""
        return self._content.kinds

    def records(self, kind: str | None = None) -> list[Record]:
        """All records of a kind (or of every kind), in corpus order."""
        return self._content.records(kind)

    def records_at(self, document_id: str, span: Span) -> list[Record]:
        """The records that were read from a part of a document."""
        return [
            record
            for record in self.records()
            if any(
                source.document_id == document_id and source.span.overlaps(span)
                for source in record.sources
            )
        ]

    def record_name(self, kind: str, record_id: str) -> str:
        """The name of a record; its id where there is no such record."""
        return self._content.record_name(kind, record_id)

    @property
    def claims(self) -> tuple[CheckedClaim, ...]:
        """What the documents state, checked when this version was built, in corpus order."""
        return self._content.claims

    @property
    def questions(self) -> tuple[AnticipatedQuestion, ...]:
        """What editors expect readers to ask, in corpus order."""
        return self._content.questions

    @property
    def starters(self) -> tuple[Starters, ...]:
        """First questions, by kind of reader."""
        return self._content.starters

    @property
    def content(self) -> Content:
        """The tables behind this version, for lookups."""
        return self._content
