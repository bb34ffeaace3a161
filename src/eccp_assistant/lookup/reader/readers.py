"""One reader for each index version, over one trained network."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from weakref import WeakKeyDictionary

from eccp_assistant.domain.answers import LANGUAGES
from eccp_assistant.domain.queries import RecordQuery
from eccp_assistant.index.snapshot import Snapshot
from eccp_assistant.index.vectors import Vectors
from eccp_assistant.lookup.executor import execute
from eccp_assistant.lookup.reader.calibration import load_calibration
from eccp_assistant.lookup.reader.network import Network
from eccp_assistant.lookup.reader.reader import Reader, open_network
from eccp_assistant.lookup.reader.vector_cache import VectorCache
from eccp_assistant.understanding.linking.catalogue import Catalogue

SURE_BESIDE_TEXT = 0.95
"""Probability from which a reading is answered where the documents hold running text too.

There a question that the records do not answer may be one to the text, and is asked of it first.
"""

_NO_TEXT = frozenset({"row", "contents"})
"""Kinds of chunks that a document of nothing but tables has."""

VECTORS = "reader-vectors"
"""Folder beside that of the embedding model, for the embeddings of names and values."""


def holds_text(snapshot: Snapshot) -> bool:
    """Whether the documents hold running text beside the tables of the records."""
    return any(chunk.kind not in _NO_TEXT for chunk in snapshot.chunks())


class Readers:
    """Readers of index versions: made when a version is first asked, kept while it is open.

    Safe to share between threads.
    """

    def __init__(
        self, model: Callable[[], Path], embed: Callable[[Sequence[str]], Vectors]
    ) -> None:
        """Hold what readers are made of; nothing is loaded yet.

        Args:
            model: Gives the folder of the default embedding model.
            embed: Embeds short texts as questions, by that model.
        """
        self._model = model
        self._embed = embed
        self._network: Network | None = None
        self._folder = Path()
        self._made: WeakKeyDictionary[Snapshot, Reader | None] = WeakKeyDictionary()
        self._lock = threading.Lock()

    def of(self, snapshot: Snapshot) -> Reader | None:
        """The reader of a version; ``None`` where it has no records."""
        # A version that has its reader does not wait while that of another one is made.
        if snapshot not in self._made:
            with self._lock:
                if snapshot not in self._made:
                    self._made[snapshot] = self._make(snapshot)
        return self._made[snapshot]

    def _make(self, snapshot: Snapshot) -> Reader | None:
        records = snapshot.records()
        if not records:
            return None
        if self._network is None:
            self._folder = self._model()
            self._network = open_network(self._folder)
        content = snapshot.content

        def count(query: RecordQuery) -> int:
            return execute(query, content).total

        catalogue = Catalogue(snapshot.kinds.values(), records, content.aliases())
        cache = VectorCache(catalogue, self._embed, self._folder.parent / VECTORS)
        calibration = load_calibration()
        if holds_text(snapshot):
            sure = max(calibration.answered, SURE_BESIDE_TEXT)
            calibration = replace(calibration, answered=sure)
        reader = Reader(catalogue, self._network, cache, calibration, count)
        with cache.keeping():
            reader.warm(LANGUAGES)
        return reader
