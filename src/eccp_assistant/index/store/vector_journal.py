"""Vectors of a build that has not ended yet, so that an interrupted one goes on where it was."""

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
    """Key of a text → its vector, in a file that a killed process leaves whole.

    A journal only saves work: one that is damaged or of another model is begun anew.
    """

    def __init__(self, path: Path, *, fingerprint: str, dimension: int) -> None:
        """Open or begin a journal.

        Args:
            path: The file.
            fingerprint: Of the model whose vectors are kept.
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
        """Every vector kept, float32 ``(dimension,)``, by key."""
        rows = self._connection.execute("SELECT key, vector FROM vectors").fetchall()
        size = 4 * self._dimension
        return {key: np.frombuffer(blob, np.float32) for key, blob in rows if len(blob) == size}

    def keep(self, keys: Sequence[str], vectors: Vectors) -> None:
        """Add vectors, float32 ``(len(keys), dimension)``; all of them or, if killed, none."""
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.executemany(
            "INSERT OR REPLACE INTO vectors VALUES (?, ?)",
            ((key, row.tobytes()) for key, row in zip(keys, vectors, strict=True)),
        )
        self._connection.execute("COMMIT")

    def close(self) -> None:
        """Release the file; its vectors stay for the next build."""
        self._connection.close()

    @staticmethod
    def remove(path: Path) -> None:
        """Delete a closed journal: its vectors are in a version now."""
        for suffix in ("", "-journal", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
