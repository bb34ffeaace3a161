"""Stand-ins that really work: small, quick and deterministic, and subclasses of the real thing."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from eccp_assistant.domain.text import fold
from eccp_assistant.indexing.embedder import Embedder, Vectors


class HashingEmbedder(Embedder):
    """Counts words and their trigrams in 64 hashed places: texts that share words are near.

    Attributes:
        embedded: Every passage that was ever embedded, in order, to see what a build repeats.
    """

    def __init__(self, *, salt: str = "", dimension: int = 64) -> None:
        """Make an embedder; another salt is another model, with other vectors."""
        self.name = f"hashing{salt and '-'}{salt}"
        self.dimension = dimension
        self.fingerprint = hashlib.sha256(f"hashing {salt} {dimension}".encode()).hexdigest()
        self.embedded: list[str] = []
        self._salt = salt

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        return self._embed(texts)

    def embed_passages(
        self, texts: Sequence[str], *, on_progress: Callable[[int], None] | None = None
    ) -> Vectors:
        self.embedded.extend(texts)
        if on_progress is not None and texts:
            on_progress(len(texts))
        return self._embed(texts)

    def _embed(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for feature in _features(text):
                code = zlib.crc32(f"{self._salt}{feature}".encode("utf-8", "replace"))
                row[code % self.dimension] += 1 if code & 1 << 31 else -1
            length = np.linalg.norm(row)
            # Opposite signs may cancel out; a unit vector it has to be all the same.
            row[:] = row / length if length else np.eye(1, self.dimension)[0]
        return vectors


def _features(text: str) -> Iterator[str]:
    for word in fold(text).split():
        padded = f" {word} "
        yield padded
        yield from (padded[start : start + 3] for start in range(len(padded) - 2))
