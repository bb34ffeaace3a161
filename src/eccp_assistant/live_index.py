"""An index version ready to answer from, and the one that is current."""

from __future__ import annotations

import logging
import threading
from collections.abc import Collection
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
    """A pinned index version and what is derived from it once."""

    snapshot: Snapshot
    vocabulary: Vocabulary

    @classmethod
    def of(cls, snapshot: Snapshot) -> Self:
        """Make a version ready; takes a fraction of a second."""
        vocabulary = Vocabulary(
            snapshot.kinds.values(), snapshot.records(), snapshot.content.aliases()
        )
        return cls(snapshot, vocabulary)

    def within(self, documents: Collection[str] | None) -> LoadedIndex:
        """The same where only some documents are asked; itself if they are all."""
        seen = self.snapshot.within(documents)
        return self if seen is self.snapshot else _restricted_index(seen)

    def language_of(self, document_id: str) -> Language:
        """The language of a document."""
        return spoken(self.snapshot.document(document_id).info.language)


@lru_cache(maxsize=8)
def _restricted_index(snapshot: Snapshot) -> LoadedIndex:
    """A restricted version with the words for what is in sight, kept for the next question."""
    return LoadedIndex.of(snapshot)


class LiveIndex:
    """The newest published version that can be opened; safe to share between threads.

    Answers under way keep the version they began with; it is released with the last of them.

    Attributes:
        problem: Why the version that the index points to does not answer, if it does not.
    """

    def __init__(self, versions: IndexVersions, fingerprint: str) -> None:
        self.problem: str | None = None
        self._versions = versions
        self._fingerprint = fingerprint
        self._loaded: LoadedIndex | None = None
        self._pointer: str | None = None
        self._lock = threading.Lock()
        self._stop: threading.Event | None = None

    def get(self) -> LoadedIndex:
        """The version to answer from now.

        Raises:
            IndexMissingError: If nothing has been built.
            IndexStaleError: If the index does not fit this program or model.
            IndexDamagedError: If no version is whole.
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
        # Where one thread is opening the new version, the others go on with the one before.
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
            # What is open is in memory and was whole; it is at least as new.
            snapshot.close()
            return self._loaded
        return LoadedIndex.of(snapshot)

    def _set_problem(self, problem: str | None) -> None:
        self.problem = problem
        if problem is not None:
            _log.warning("an earlier version of the index answers: %s", problem)

    def start_following(self) -> None:
        """From now on look for new versions in the background, so that no question waits."""
        self.get()
        self._stop = threading.Event()
        threading.Thread(target=self._follow, args=(self._stop,), daemon=True).start()

    def stop_following(self) -> None:
        """Stop looking in the background."""
        if self._stop is not None:
            self._stop.set()
            self._stop = None

    def _follow(self, stop: threading.Event) -> None:
        while not stop.wait(_FOLLOW_EVERY_S):
            try:
                self._refresh()
            except Exception:  # whatever is wrong, the version at hand goes on answering
                _log.exception("the index cannot be looked at")
