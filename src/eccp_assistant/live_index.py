"""Opens the current index version and follows new ones."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from eccp_assistant.domain.answers import Language, spoken
from eccp_assistant.errors import EccpError
from eccp_assistant.index.snapshot import Snapshot
from eccp_assistant.index.store.reader import IndexVersions
from eccp_assistant.understanding.vocabulary import Vocabulary

_FOLLOW_EVERY_S = 0.5

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LoadedIndex:
    """An opened index version and the vocabulary derived from it."""

    snapshot: Snapshot
    vocabulary: Vocabulary

    @classmethod
    def of(cls, snapshot: Snapshot) -> Self:
        """Derive the vocabulary of a version; takes a fraction of a second."""
        vocabulary = Vocabulary(
            snapshot.kinds.values(), snapshot.records(), snapshot.content.aliases()
        )
        return cls(snapshot, vocabulary)

    def within(self, documents: Collection[str] | None) -> LoadedIndex:
        """This version restricted to ``documents``; itself if they are all documents."""
        seen = self.snapshot.within(documents)
        return self if seen is self.snapshot else _restricted_index(seen)

    def language_of(self, document_id: str) -> Language:
        """The language of a document."""
        return spoken(self.snapshot.document(document_id).info.language)


@lru_cache(maxsize=8)
def _restricted_index(snapshot: Snapshot) -> LoadedIndex:
    """A restricted version with its vocabulary, cached for later questions."""
    return LoadedIndex.of(snapshot)


class LiveIndex:
    """The newest published version that can be opened; safe to share between threads.

    A running answer keeps the version it started with until it is finished.

    Attributes:
        problem: Why the published version cannot be used, or ``None`` if it is in use.
    """

    def __init__(
        self,
        versions: IndexVersions,
        fingerprint: str,
        *,
        prepare: Callable[[Snapshot], object] = lambda _: None,
    ) -> None:
        """Follow the pointer of an index.

        Args:
            versions: The versions on disk.
            fingerprint: Of the embedding model that they must fit.
            prepare: Does what the first question to a new version would wait for.
        """
        self._prepare = prepare
        self.problem: str | None = None
        self._versions = versions
        self._fingerprint = fingerprint
        self._loaded: LoadedIndex | None = None
        self._pointer: str | None = None
        self._lock = threading.Lock()
        self._stop: threading.Event | None = None

    def get(self) -> LoadedIndex:
        """The version to answer from.

        Raises:
            IndexMissingError: If nothing has been built.
            IndexStaleError: If the index does not fit this program or model.
            IndexDamagedError: If no version is intact.
        """
        loaded = self._loaded
        if loaded is not None and self._stop is not None:
            return loaded
        return self._refresh()

    def _refresh(self) -> LoadedIndex:
        loaded = self._loaded
        pointer = self._versions.current_or_none()
        if loaded is not None and pointer in {None, self._pointer}:
            return loaded
        # While one thread opens the new version, the others use the previous one.
        if not self._lock.acquire(blocking=loaded is None):
            assert loaded is not None
            return loaded
        try:
            if self._loaded is None or pointer != self._pointer:
                self._loaded = self._open()
                self._pointer = pointer
            return self._loaded
        finally:
            self._lock.release()

    def _open(self) -> LoadedIndex:
        try:
            snapshot, damage = self._versions.open_newest_valid(fingerprint=self._fingerprint)
        except EccpError as error:
            if self._loaded is None:
                raise
            self._set_problem(str(error))
            return self._loaded
        self._set_problem(str(damage) if damage else None)
        if damage is not None and self._loaded is not None:
            # The loaded version is in memory and intact, and at least as new as the fallback.
            snapshot.close()
            return self._loaded
        self._prepare(snapshot)
        return LoadedIndex.of(snapshot)

    def _set_problem(self, problem: str | None) -> None:
        self.problem = problem
        if problem is not None:
            _log.warning("an earlier version of the index answers: %s", problem)

    def start_following(self) -> None:
        """Start a thread that opens new versions in the background, so that no question waits."""
        self.get()
        self._stop = threading.Event()
        threading.Thread(target=self._follow, args=(self._stop,), daemon=True).start()

    def stop_following(self) -> None:
        """Stop the background thread."""
        if self._stop is not None:
            self._stop.set()
            self._stop = None

    def _follow(self, stop: threading.Event) -> None:
        while not stop.wait(_FOLLOW_EVERY_S):
            try:
                self._refresh()
            except Exception:  # keep answering from the loaded version
                _log.exception("the index cannot be looked at")
