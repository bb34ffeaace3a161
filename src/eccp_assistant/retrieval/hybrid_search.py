"""Hybrid search over chunks: cosine and BM25, fused by score."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eccp_assistant.domain.documents import ScoredChunk
from eccp_assistant.index.snapshot import Snapshot
from eccp_assistant.index.vectors import Vectors

LEXICAL_WEIGHT = 0.1
"""Weight of BM25 beside the standardised cosine; docs/retrieval.md has the figures."""

_POOL = 60
"""Candidates of each retriever that are fused."""


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


def search(snapshot: Snapshot, query: ChunkQuery) -> list[ScoredChunk]:
    """The ``k`` best chunks by meaning and by words; ties by reading order.

    ``score = (cosine - mean) / deviation + weight * BM25``, where mean and deviation are those
    of the question's cosine with chunks at large. The standardised cosine stays comparable
    between questions, and a question in another language than the text, which shares few
    words with it, keeps its dense order (rank fusion would not keep it).
    """
    allowed: NDArray[np.int64] | None = None
    if query.documents is not None:
        allowed = snapshot.chunk_numbers(query.documents)
    lexical: dict[int, float] = {}
    if query.lexical_weight > 0 or query.vector is None:
        lexical = snapshot.bm25.search(query.text, k=_POOL, documents=query.documents)
    cosines: dict[int, float] = {}
    mean, deviation = 0.0, 1.0
    if query.vector is not None:
        cosines = snapshot.chunk_vectors.search(
            query.vector, k=max(_POOL, query.k), allowed=allowed
        )
        missing = [number for number in lexical if number not in cosines]
        if missing:
            found = snapshot.chunk_vectors.rows(missing) @ query.vector
            cosines.update(zip(missing, found.tolist(), strict=True))
        mean, deviation = snapshot.chunk_vectors.background(query.vector)
    weight = query.lexical_weight if query.vector is not None else 1.0
    scored = []
    for number in cosines.keys() | lexical.keys():
        dense = (cosines[number] - mean) / deviation if number in cosines else 0.0
        words = lexical.get(number, 0.0)
        scored.append((dense + weight * words, number, cosines.get(number, 0.0), words))
    scored.sort(key=lambda entry: (-entry[0], entry[1]))
    return [
        ScoredChunk(snapshot.chunk(number), score, dense, words, rank)
        for rank, (score, number, dense, words) in enumerate(scored[: query.k], start=1)
    ]
