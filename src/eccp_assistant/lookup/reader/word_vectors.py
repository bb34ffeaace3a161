"""Words as the embedding model's tokenizer cuts them, and the vectors it starts from.

The reader was trained on top of the default embedding model and takes the largest part of it, the
table of word vectors, from the folder of that model; single rows are read from the file.
"""

from __future__ import annotations

import threading
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import safe_open
from tokenizers import Tokenizer

Vectors = NDArray[np.float32]

_TABLE = "embeddings.word_embeddings.weight"
_MOST_PIECES = 6
_REMEMBERED = 20_000


class WordVectors:
    """Pieces of words and their vectors; safe to share between threads.

    Attributes:
        start: Id that begins a text.
        end: Id that ends a text or a turn.
        unknown: Id of what cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        """Open the tokenizer and the weights in the folder of a model."""
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._weights = safe_open(str(folder / "model.safetensors"), framework="numpy")
        names: list[str] = self._weights.keys()  # type: ignore[no-untyped-call]
        self._name = next(name for name in names if name.endswith(_TABLE))
        self._lock = threading.Lock()
        self.start = self._id("<s>")
        self.end = self._id("</s>")
        self.unknown = self._id("<unk>")
        self.pieces = lru_cache(maxsize=_REMEMBERED)(self._pieces)
        self._row = lru_cache(maxsize=_REMEMBERED)(self._read_row)

    def _id(self, token: str) -> int:
        found = self._tokenizer.token_to_id(token)
        if found is None:
            raise ValueError(f"the tokenizer has no {token}: it is not that of the reader's model")
        return int(found)

    def _pieces(self, word: str) -> tuple[int, ...]:
        ids = self._tokenizer.encode(word, add_special_tokens=False).ids[:_MOST_PIECES]
        return tuple(ids) or (self.unknown,)

    def _read_row(self, piece: int) -> Vectors:
        with self._lock:
            table = self._weights.get_slice(self._name)  # type: ignore[no-untyped-call]
            row = table[piece : piece + 1]
        return np.asarray(row[0], dtype=np.float32)

    def rows(self, pieces: list[int]) -> Vectors:
        """The vectors of some pieces: ``(len(pieces), dimension)``."""
        return np.stack([self._row(piece) for piece in pieces])
