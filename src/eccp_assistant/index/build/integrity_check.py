"""Checks a new index version against the corpus before it is published."""

from __future__ import annotations

from eccp_assistant.corpus.corpus import Corpus
from eccp_assistant.errors import BuildRejectedError
from eccp_assistant.index.snapshot import Snapshot

_SAMPLED = 200
"""Number of sampled chunks whose quotes are compared with their spans."""


def check_integrity(snapshot: Snapshot, corpus: Corpus) -> None:
    """Compare the content of a version with the corpus.

    Raises:
        BuildRejectedError: Naming the first difference.
    """
    parts = (
        ("documents", set(snapshot.documents) == {each.id for each in corpus.documents}),
        ("records", snapshot.records() == list(corpus.records)),
        ("claims", snapshot.claims == corpus.claims),
        ("questions", snapshot.questions == corpus.questions),
        ("chunks", len(snapshot.chunks()) == len(corpus.chunks)),
        ("vectors", snapshot.vector_counts_match()),
    )
    wrong = [name for name, holds in parts if not holds]
    if wrong:
        raise BuildRejectedError(f"the new version does not hold the {wrong[0]} of the corpus")
    _quotes(snapshot, corpus)


def _quotes(snapshot: Snapshot, corpus: Corpus) -> None:
    step = max(1, len(corpus.chunks) // _SAMPLED)
    for piece in corpus.chunks[::step]:
        stored = snapshot.chunk_at(piece.document_id, piece.span.start)
        text = snapshot.document(piece.document_id).text
        quotes = [span.of(text) for span in piece.sentences]
        if stored is None or stored.text != piece.text or piece.span.of(text) != piece.text:
            raise BuildRejectedError(f"chunk {piece.locator} is not found where it stands")
        if [span.of(text) for span in stored.sentences] != quotes:
            raise BuildRejectedError(f"the sentences of {piece.locator} are not where they stand")
    for record in corpus.records:
        for source in record.sources:
            if source.span.end > len(snapshot.document(source.document_id).text):
                raise BuildRejectedError(f"record {record.name} stands beyond its document")
