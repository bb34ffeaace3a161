"""Nearest neighbours by cosine (FAISS): exact for small indexes, clustered for large ones."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from eccp_assistant.errors import IndexDamagedError

EXACT_UP_TO = 100_000
"""Maximum number of rows for exact search (10 ms on one core at 384 dimensions)."""

EXACT_FILTERED_UP_TO = 10_000
"""Maximum number of filtered rows for exact search: clustered search misses filtered rows."""

_SAMPLE = 512
_PROBES = 32

Vectors = NDArray[np.float32]


class VectorIndex:
    """Unit vectors by row number.

    Attributes:
        size: Number of rows.
        sample: float32 ``(s, dimension)``, evenly drawn rows, used as the background distribution.
    """

    def __init__(self, path: Path, *, rows: int) -> None:
        """Open a file of ``rows`` vectors; a clustered index stays on disk and is mapped.

        Raises:
            IndexDamagedError: If the file cannot be read.
        """
        clustered = rows > EXACT_UP_TO
        try:
            index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP if clustered else 0)
            if clustered:
                index.nprobe = _PROBES
                index.make_direct_map()
        except RuntimeError as error:
            message = f"{path} cannot be read: run `eccp index build --full`"
            raise IndexDamagedError(message) from error
        self._index: Any = index
        self.size = int(index.ntotal)
        step = max(1, self.size // _SAMPLE)
        self.sample = self.rows(range(0, self.size, step))

    @staticmethod
    def build(path: Path, vectors: Vectors) -> None:
        """Write an index of ``vectors``, float32 ``(n, dimension)``, rows unit length."""
        count, dimension = vectors.shape
        index: Any = faiss.IndexFlatIP(dimension)
        if count > EXACT_UP_TO:
            lists = int(4 * math.sqrt(count))
            coarse = faiss.IndexFlatIP(dimension)
            index = faiss.IndexIVFScalarQuantizer(
                coarse,
                dimension,
                lists,
                faiss.ScalarQuantizer.QT_8bit,
                faiss.METRIC_INNER_PRODUCT,
            )
            index.train(vectors)
        index.add(vectors)
        faiss.write_index(index, str(path))

    def rows(self, numbers: Sequence[int]) -> Vectors:
        """The stored vectors, float32 ``(len(numbers), dimension)``."""
        found = np.empty((len(numbers), self._index.d), dtype=np.float32)
        for place, number in enumerate(numbers):
            found[place] = self._index.reconstruct(int(number))
        return found

    def search(
        self, query: Vectors, *, k: int, allowed: NDArray[np.int64] | None = None
    ) -> dict[int, float]:
        """The ``k`` nearest rows of one query vector ``(dimension,)``: row number → cosine.

        Args:
            query: A unit vector.
            k: Maximum number of results.
            allowed: int64 ``(n,)``, row numbers to search; ``None`` for all.
        """
        k = min(k, self.size if allowed is None else len(allowed))
        if k == 0:
            return {}
        if allowed is not None and len(allowed) <= EXACT_FILTERED_UP_TO:
            scores = self.rows(allowed.tolist()) @ query
            best = np.lexsort((allowed, -scores))[:k]
            return {int(allowed[place]): float(scores[place]) for place in best}
        parameters = None
        if allowed is not None:
            bitmap = np.zeros(self.size, dtype=bool)
            bitmap[allowed] = True
            packed = np.packbits(bitmap, bitorder="little")
            selector = faiss.IDSelectorBitmap(packed)
            parameters = (
                faiss.SearchParameters(sel=selector)
                if isinstance(self._index, faiss.IndexFlat)
                else faiss.SearchParametersIVF(sel=selector, nprobe=_PROBES * 8)
            )
        scores, numbers = self._index.search(query.reshape(1, -1), k, params=parameters)
        return {
            int(number): float(score)
            for number, score in zip(numbers[0], scores[0], strict=True)
            if number >= 0
        }

    def background(self, query: Vectors) -> tuple[float, float]:
        """Mean and standard deviation of the cosine between ``query`` and the sample rows."""
        if not len(self.sample):
            return 0.0, 1.0
        scores = self.sample @ query
        return float(scores.mean()), max(float(scores.std()), 1e-6)
