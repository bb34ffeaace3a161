"""The assistant: opens the parts, and leads a question through them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Self

import numpy as np

from eccp_assistant.config import Settings
from eccp_assistant.domain.answers import (
    Answer,
    AskRequest,
)
from eccp_assistant.domain.documents import ScoredChunk
from eccp_assistant.indexing.embedder import Embedder, model_fingerprint, open_embedder
from eccp_assistant.indexing.snapshot import ChunkQuery
from eccp_assistant.indexing.store import IndexStore
from eccp_assistant.indexing.vectors import Vectors
from eccp_assistant.lookup.vocabulary import Vocabulary
from eccp_assistant.pipeline import Conversation, Opened


class Assistant:
    """Answers questions from the newest published index version.

    Safe to share between threads. An answer is made from one version from beginning to end, and
    names it.
    """

    def __init__(
        self, store: IndexStore, embedder: Callable[[], Embedder], fingerprint: str
    ) -> None:
        self._store = store
        self._embedder_of = embedder
        self._fingerprint = fingerprint
        self._embedder: Embedder | None = None
        self._opened: Opened | None = None
        self._lock = threading.RLock()

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """Open the current index version; the embedding model is loaded when first needed.

        Raises:
            IndexMissingError: If nothing has been built.
            IndexStaleError: If the index does not fit this program or model.
            IndexDamagedError: If a file of the index is missing or altered.
        """
        assistant = cls(
            IndexStore(settings.index_dir),
            lambda: open_embedder(
                settings.embedding_model,
                cache_dir=settings.model_cache_dir,
                threads=settings.query_threads,
            ),
            model_fingerprint(settings.embedding_model),
        )
        assistant.opened()
        return assistant

    def opened(self) -> Opened:
        """The newest published version, opened when it is first seen."""
        version = self._store.current()
        opened = self._opened
        if opened is not None and opened.snapshot.version == version:
            return opened
        with self._lock:
            if self._opened is None or self._opened.snapshot.version != version:
                snapshot = self._store.open(version, fingerprint=self._fingerprint)
                vocabulary = Vocabulary(
                    snapshot.kinds.values(), snapshot.records(), snapshot.content.aliases()
                )
                # Answers under way keep the version before; it is released with the last of them.
                self._opened = Opened(snapshot, vocabulary)
            return self._opened

    def warm_up(self) -> None:
        """Load everything a question needs, so that the first one does not wait."""
        self.opened()
        self.embed("warm up")

    def embed(self, question: str) -> Vectors:
        """The vector of a question, unit length ``(dimension,)``."""
        with self._lock:
            if self._embedder is None:
                self._embedder = self._embedder_of()
            embedder = self._embedder
        vectors: Vectors = embedder.embed_queries([question])
        return np.asarray(vectors[0])

    def ask(self, request: AskRequest) -> Answer:
        """Answer a question.

        Raises:
            EccpError: If the index or the model fails; a failure is never an answer.
        """
        opened = self.opened()

        def answer(asked: AskRequest) -> Answer:
            """The whole conversation is answered from one version."""
            return Conversation(asked, opened, embed=self.embed, ask=answer).answer()

        return answer(request)

    def search(
        self, text: str, *, k: int, documents: tuple[str, ...] | None = None
    ) -> tuple[str, list[ScoredChunk]]:
        """The passages nearest to ``text``, with the version they come from."""
        snapshot = self.opened().snapshot
        query = ChunkQuery(text=text, vector=self.embed(text), k=k, documents=documents)
        return snapshot.version, snapshot.search(query)

    def entity_names(self) -> dict[str, list[tuple[str, ...]]]:
        """Kind → for each record its name and the other names it goes by."""
        opened = self.opened()
        return {
            kind: [(record.name, *record.aliases) for record in opened.snapshot.records(kind)]
            for kind in opened.snapshot.kinds
        }

    def document_text(self, document_id: str) -> str:
        """The stored text that spans refer to."""
        return self.opened().snapshot.document(document_id).text
