"""The vectors of a corpus: taken over where a text is known, computed where it is new."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from eccp_assistant.corpus.corpus import Corpus
from eccp_assistant.domain.documents import Chunk
from eccp_assistant.domain.records import KindSpec, Record
from eccp_assistant.index.embedding.embedder import Embedder
from eccp_assistant.index.store.build_progress import Progress, ProgressCallback
from eccp_assistant.index.store.vector_journal import VectorJournal
from eccp_assistant.index.vectors import Vectors
from eccp_assistant.text.normalise import plain

_JOURNAL_BATCH = 128
"""Texts embedded between two entries of the journal: what a killed build loses at most."""


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts to embed, and the keys of their vectors: equal texts have equal keys."""

    texts: tuple[str, ...]
    keys: tuple[str, ...]

    @classmethod
    def of(cls, texts: Sequence[str]) -> Texts:
        """Texts with their keys."""
        return cls(tuple(texts), tuple(map(_key, texts)))


@dataclass(frozen=True, slots=True)
class CorpusTexts:
    """Everything of a corpus that is embedded.

    Attributes:
        chunks: The chunks that retrieval looks among.
        passages: One for each of them.
        sentences: Of those chunks, in reading order.
        values: The different values that a question may mean in other words.
        questions: What editors expect readers to ask.
    """

    chunks: tuple[Chunk, ...]
    passages: Texts
    sentences: Texts
    values: Texts
    questions: Texts

    @classmethod
    def of(cls, corpus: Corpus) -> CorpusTexts:
        """What is embedded of a corpus."""
        # Tables of contents only repeat other places.
        chunks = tuple(piece for piece in corpus.chunks if piece.kind != "contents")
        texts = {document.id: document.text for document in corpus.documents}
        return cls(
            chunks=chunks,
            passages=Texts.of([piece.passage for piece in chunks]),
            # A sentence is embedded under its heading, as its chunk is, so that "it" has
            # something to be.
            sentences=Texts.of(
                [
                    f"{' › '.join(piece.section)}\n{plain(span.of(texts[piece.document_id]))}"
                    for piece in chunks
                    for span in piece.sentences
                ]
            ),
            values=Texts.of(filterable_values(corpus.kinds, corpus.records)),
            questions=Texts.of([asked.text for asked in corpus.questions]),
        )

    def all(self) -> tuple[Texts, ...]:
        """Every group of texts."""
        return self.passages, self.sentences, self.values, self.questions


def filterable_values(kinds: Sequence[KindSpec], records: Sequence[Record]) -> list[str]:
    """The different values that a question may mean in other words, in order."""
    keywords = {
        (kind.name, spec.name) for kind in kinds for spec in kind.fields if spec.type == "keyword"
    }
    return sorted(
        {
            str(value)
            for record in records
            for name in record.fields
            if (record.kind, name) in keywords
            for value in record.values(name)
        }
    )


def vectors_of(
    texts: CorpusTexts,
    embedder: Embedder,
    known: Mapping[str, Vectors],
    journal: VectorJournal,
    report: ProgressCallback,
) -> tuple[dict[str, Vectors], int]:
    """The vector of every text, by key, and how many of them were computed now.

    Args:
        texts: What to embed.
        embedder: Computes what is not known.
        known: Vectors of a version before, unit length ``(dimension,)``.
        journal: Has those of an interrupted build, and keeps the new ones.
        report: Told how far it is.
    """
    found = {**known, **journal.known()}
    new = {
        key: text
        for group in texts.all()
        for key, text in zip(group.keys, group.texts, strict=True)
        if key not in found
    }
    # Longest first, so that batches are of about one length and memory runs out at once or never.
    keys = sorted(new, key=lambda key: (-len(new[key]), key))
    for start in range(0, len(keys), _JOURNAL_BATCH):
        part = keys[start : start + _JOURNAL_BATCH]
        vectors = embedder.embed_passages(
            [new[key] for key in part],
            on_progress=lambda done, start=start: report(  # type: ignore[misc]
                Progress("embedding", start + done, len(keys))
            ),
        )
        journal.keep(part, vectors)
        found.update(zip(part, vectors, strict=True))
    return found, len(keys)


def matrix(texts: Texts, vectors: Mapping[str, Vectors], dimension: int) -> Vectors:
    """The vectors of a group of texts, float32 ``(len(texts), dimension)``."""
    rows = np.empty((len(texts.keys), dimension), dtype=np.float32)
    for place, key in enumerate(texts.keys):
        rows[place] = vectors[key]
    return rows


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
