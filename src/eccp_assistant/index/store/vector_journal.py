"""Keeps the vectors of an unfinished build, so that an interrupted build can resume."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from eccp_assistant.index.vectors import Vectors

_SCHEMA = """
CREATE TABLE IF NOT EXISTS model (fingerprint TEXT);
CREATE TABLE IF NOT EXISTS vectors (key TEXT PRIMARY KEY, vector BLOB) WITHOUT ROWID;
"""


class VectorJournal:
    """Stores key → vector in an SQLite file that survives a killed process.

    A damaged journal, or one of another model, is emptied.
    """

    def __init__(self, path: Path, *, fingerprint: str, dimension: int) -> None:
        """Open or create a journal.

        Args:
            path: The file.
            fingerprint: Fingerprint of the embedding model.
            dimension: Length of a vector.
        """
        self._path = path
        self._dimension = dimension
        try:
            self._connection = self._open(fingerprint)
        except sqlite3.Error:
            self.remove(path)
            self._connection = self._open(fingerprint)

    def _open(self, fingerprint: str) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, isolation_level=None)
        try:
            connection.executescript(_SCHEMA)
            if connection.execute("SELECT fingerprint FROM model").fetchall() != [(fingerprint,)]:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("DELETE FROM vectors")
                connection.execute("DELETE FROM model")
                connection.execute("INSERT INTO model VALUES (?)", (fingerprint,))
                connection.execute("COMMIT")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def known(self) -> dict[str, Vectors]:
        """Key → vector, float32 ``(dimension,)``, for every stored vector."""
        rows = self._connection.execute("SELECT key, vector FROM vectors").fetchall()
        size = 4 * self._dimension
        return {key: np.frombuffer(blob, np.float32) for key, blob in rows if len(blob) == size}

    def keep(self, keys: Sequence[str], vectors: Vectors) -> None:
        """Add vectors, float32 ``(len(keys), dimension)``, in one transaction."""
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.executemany(
            "INSERT OR REPLACE INTO vectors VALUES (?, ?)",
            ((key, row.tobytes()) for key, row in zip(keys, vectors, strict=True)),
        )
        self._connection.execute("COMMIT")

    def close(self) -> None:
        """Close the file; its vectors stay for the next build."""
        self._connection.close()

    @staticmethod
    def remove(path: Path) -> None:
        """Delete a closed journal after its vectors have been published in a version."""
        for suffix in ("", "-journal", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
