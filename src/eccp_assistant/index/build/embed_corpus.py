"""Embeds the texts of a corpus; vectors of known texts are reused."""

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
"""Texts embedded between two writes to the journal; a killed build loses at most these."""


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts to embed and their keys (first 32 hexadecimal digits of SHA-256)."""

    texts: tuple[str, ...]
    keys: tuple[str, ...]

    @classmethod
    def of(cls, texts: Sequence[str]) -> Texts:
        """Texts with their keys."""
        return cls(tuple(texts), tuple(map(_key, texts)))


@dataclass(frozen=True, slots=True)
class CorpusTexts:
    """All texts of a corpus that are embedded.

    Attributes:
        chunks: The searched chunks.
        passages: One text per chunk.
        sentences: Sentences of the chunks, in reading order, after their heading path.
        read: The same after their heading alone, as the relevance model reads them.
        documents: For each sentence, which document it is of, by its place in the corpus.
        sections: For each sentence, a number of its section, different between documents.
        values: Distinct values of keyword fields.
        questions: Texts of the question bank.
    """

    chunks: tuple[Chunk, ...]
    passages: Texts
    sentences: Texts
    values: Texts
    questions: Texts
    read: Texts
    documents: tuple[int, ...]
    sections: tuple[int, ...]

    @classmethod
    def of(cls, corpus: Corpus) -> CorpusTexts:
        """What is embedded of a corpus."""
        # Tables of contents repeat other text and are not searched.
        chunks = tuple(piece for piece in corpus.chunks if piece.kind != "contents")
        texts = {document.id: document.text for document in corpus.documents}
        of_document = {document.id: place for place, document in enumerate(corpus.documents)}
        sections: dict[tuple[str, tuple[str, ...]], int] = {}
        pieces = [(piece, span) for piece in chunks for span in piece.sentences]
        said = [plain(span.of(texts[piece.document_id])) for piece, span in pieces]
        return cls(
            chunks=chunks,
            passages=Texts.of([piece.passage for piece in chunks]),
            # A sentence is embedded with its heading, which gives pronouns a referent.
            sentences=Texts.of(
                [
                    f"{' › '.join(piece.section)}\n{text}"
                    for (piece, _), text in zip(pieces, said, strict=True)
                ]
            ),
            read=Texts.of(
                [
                    f"{piece.section[-1]}\n{text}" if piece.section else text
                    for (piece, _), text in zip(pieces, said, strict=True)
                ]
            ),
            documents=tuple(of_document[piece.document_id] for piece, _ in pieces),
            sections=tuple(
                sections.setdefault((piece.document_id, piece.section), len(sections))
                for piece, _ in pieces
            ),
            values=Texts.of(filterable_values(corpus.kinds, corpus.records)),
            questions=Texts.of([asked.text for asked in corpus.questions]),
        )

    def all(self) -> tuple[Texts, ...]:
        """Every group of texts."""
        return self.passages, self.sentences, self.values, self.questions


def filterable_values(kinds: Sequence[KindSpec], records: Sequence[Record]) -> list[str]:
    """The distinct values of keyword fields, sorted."""
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
    """Return the vector of every text and embed those that are unknown.

    Args:
        texts: The texts.
        embedder: Embeds unknown texts.
        known: Key → vector of the previous version, float32 ``(dimension,)``, unit length.
        journal: Holds vectors of an interrupted build; new ones are added.
        report: Called with the progress.

    Returns:
        Key → vector, float32 ``(dimension,)``, and the number of texts embedded now.
    """
    found = {**known, **journal.known()}
    new = {
        key: text
        for group in texts.all()
        for key, text in zip(group.keys, group.texts, strict=True)
        if key not in found
    }
    # Longest first: batches have similar lengths, and a lack of memory shows at the start.
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
