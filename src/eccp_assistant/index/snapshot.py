"""An opened, immutable index version."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from copy import copy
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eccp_assistant.domain.claims import CheckedClaim
from eccp_assistant.domain.documents import Chunk, Document, Span
from eccp_assistant.domain.example_questions import ExampleQuestions
from eccp_assistant.domain.question_bank import BankQuestion
from eccp_assistant.domain.records import KindSpec, Record
from eccp_assistant.index.bm25 import BM25Index
from eccp_assistant.index.content.document_filter import RestrictedContent
from eccp_assistant.index.content.reader import Content
from eccp_assistant.index.sentence_index import SentenceIndex
from eccp_assistant.index.store.manifest import Manifest
from eccp_assistant.index.vectors import VectorIndex, Vectors

CONTENT = "content.sqlite"
CHUNK_VECTORS = "chunks.faiss"
SENTENCE_VECTORS = "sentences.faiss"
VALUE_VECTORS = "values.faiss"
QUESTION_VECTORS = "questions.faiss"
WORDS = "words"
SENTENCE_STATES = "sentences.npz"

MIN_VALUE_DEVIATIONS = 3.5
"""Minimum standard score of a value that is accepted as a paraphrase of a phrase."""

MIN_VALUE_COSINE = 0.87
"""Minimum cosine of such a value; if all values are similar, an outlier may still be distant."""

_MAX_DEVIATIONS_BELOW_BEST = 1.3
_VALUE_CANDIDATES = 8

_VIEWS = 8
"""Number of document restrictions that are cached."""


class Snapshot:
    """An immutable version; safe to share between threads.

    Attributes:
        sentence_index: Token states of the sentences; ``None`` where the embedding model is not the
            one that the relevance model reads, or nothing can be read.
    """

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.folder = folder
        self.manifest = manifest
        self.version = manifest.version
        self._content = Content(folder / CONTENT)
        self._words = BM25Index(folder / WORDS, manifest.languages)
        self._chunks = VectorIndex(folder / CHUNK_VECTORS, rows=manifest.counts.chunks)
        self._sentences = VectorIndex(folder / SENTENCE_VECTORS, rows=manifest.counts.sentences)
        self._values = VectorIndex(folder / VALUE_VECTORS, rows=manifest.counts.values)
        self._questions = VectorIndex(folder / QUESTION_VECTORS, rows=manifest.counts.questions)
        states = folder / SENTENCE_STATES
        self.sentence_index = SentenceIndex.load(states) if states.exists() else None
        self._value_texts = self._content.value_texts()
        self._view = lru_cache(maxsize=_VIEWS)(self._make_view)

    def close(self) -> None:
        """Release the files."""
        self._content.close()

    def within(self, documents: Collection[str] | None) -> Snapshot:
        """This version restricted to some documents; itself if these are all documents.

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

    def vector_counts_match(self) -> bool:
        """Whether there is one vector for every chunk, sentence, value and question."""
        counts = self.manifest.counts
        held = (self._chunks, self._sentences, self._values, self._questions)
        wanted = (counts.chunks, counts.sentences, counts.values, counts.questions)
        read = self.sentence_index is None or len(self.sentence_index) == counts.sentences
        return read and tuple(index.size for index in held) == wanted

    def title_if_several(self, document_id: str) -> str:
        """The title of a document if the corpus has several documents, else ``""``."""
        return self.document(document_id).info.title if len(self.documents) > 1 else ""

    def chunk_at(self, document_id: str, offset: int) -> Chunk | None:
        """The chunk that covers ``offset`` of a document."""
        return self._content.chunk_at(document_id, offset)

    def chunk_numbers(self, documents: Collection[str]) -> NDArray[np.int64]:
        """The numbers of the searched chunks of some documents, ``int64 (n,)``."""
        return np.asarray(self._content.chunk_numbers(tuple(documents)), dtype=np.int64)

    def chunk(self, number: int) -> Chunk:
        """The chunk with this number."""
        return self._content.chunk(number)

    @property
    def chunk_vectors(self) -> VectorIndex:
        """Vectors of the searched chunks, by chunk number."""
        return self._chunks

    @property
    def bm25(self) -> BM25Index:
        """BM25 index of the searched chunks."""
        return self._words

    def sentences(self) -> list[tuple[Chunk, Span]]:
        """Every sentence with its chunk, by number."""
        return [(chunk, span) for chunk in self.searched_chunks() for span in chunk.sentences]

    def searched_chunks(self) -> list[Chunk]:
        """The searched chunks, by number."""
        return [self.chunk(number) for number in range(self.manifest.counts.chunks)]

    def sentence_cosines(self, vector: Vectors, chunks: Sequence[Chunk]) -> dict[Span, float]:
        """Span → cosine of the question vector ``(dimension,)``, for the sentences of chunks."""
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
        """Mean and standard deviation of the question's cosine with a sample of all sentences."""
        return self._sentences.background(vector)

    def questions_like(self, vector: Vectors, *, k: int) -> list[tuple[BankQuestion, float]]:
        """The questions of the question bank most similar to a question, best first.

        Args:
            vector: The embedded question, float32 ``(dimension,)``.
            k: Maximum number of results.

        Returns:
            Questions with ``(cosine - mean) / deviation`` over a sample of the question bank.
        """
        mean, deviation = self._questions.background(vector)
        return [
            (self.questions[number], (cosine - mean) / deviation)
            for number, cosine in self._questions.search(vector, k=k).items()
        ]

    def stored_vectors(self) -> dict[str, Vectors]:
        """Key of an embedded text → its vector, float32 ``(dimension,)``, for reuse by a build."""
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
        """The values of the records most similar to a phrase, best first.

        Args:
            vector: The embedded phrase, float32 ``(dimension,)``.

        Returns:
            Values with their standardised cosine; empty if none reaches the minimum.
        """
        found = self._values.search(vector, k=_VALUE_CANDIDATES)
        mean, deviation = self._values.background(vector)
        scored = [
            (self._value_texts[number], (cosine - mean) / deviation)
            for number, cosine in found.items()
            if cosine >= MIN_VALUE_COSINE
        ]
        best = max((score for _, score in scored), default=0.0)
        if best < MIN_VALUE_DEVIATIONS:
            return []
        least = max(MIN_VALUE_DEVIATIONS, best - _MAX_DEVIATIONS_BELOW_BEST)
        return [(text, score) for text, score in scored if score >= least]

    @property
    def kinds(self) -> dict[str, KindSpec]:
        """The kinds of records by name."""
        return self._content.kinds

    def records(self, kind: str | None = None) -> list[Record]:
        """All records of a kind (or of every kind), in corpus order."""
        return self._content.records(kind)

    def records_at(self, document_id: str, span: Span) -> list[Record]:
        """The records with a source that overlaps ``span`` of a document."""
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
        """The claims checked when this version was built, in corpus order."""
        return self._content.claims

    @property
    def questions(self) -> tuple[BankQuestion, ...]:
        """The question bank, in corpus order."""
        return self._content.questions

    @property
    def starters(self) -> tuple[ExampleQuestions, ...]:
        """Example questions, by kind of reader."""
        return self._content.starters

    @property
    def content(self) -> Content:
        """The SQLite content of this version, for lookups."""
        return self._content
