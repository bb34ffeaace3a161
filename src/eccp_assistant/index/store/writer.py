"""Writes index versions: immutable folders and one pointer that names the current one.

    index/
      CURRENT                   id of the current version, one line
      history.jsonl             builds, failures and rollbacks
      build.lock                held by a running build
      progress.json             progress of that build
      unfinished.sqlite         vectors of an unfinished build
      versions/<id>/            manifest.json, content.sqlite, chunks.faiss, sentences.faiss, words/

A version is written to its own folder, checked, and then published by changing the pointer.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from eccp_assistant.errors import (
    BuildInProgressError,
    IndexDamagedError,
    NotFoundError,
)
from eccp_assistant.index.store.history import IndexEvent
from eccp_assistant.index.store.reader import POINTER, VERSIONS, IndexVersions, version_number

_UNFINISHED_PREFIX = ".unfinished-"
_REMOVED_PREFIX = ".removed-"


class IndexStore(IndexVersions):
    """The versions of one index folder, with the operations that change them."""

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the build lock; files left by an interrupted build are removed first.

        Raises:
            BuildInProgressError: If another build holds it.
        """
        (self.folder / VERSIONS).mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.folder / "build.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            message = f"another build is writing to {self.folder}: wait until it has ended"
            raise BuildInProgressError(message) from error
        try:
            self._clean()
            yield
        finally:
            lock.release()

    def _clean(self) -> None:
        for folder in (self.folder / VERSIONS).glob(".*"):
            shutil.rmtree(folder, ignore_errors=True)
        for path in self.folder.glob("*.new"):
            path.unlink(missing_ok=True)
        self.progress_path.unlink(missing_ok=True)
        published = self.history.published()
        for version in self.versions():
            # A complete version whose build was killed before publishing.
            if published and version not in published and version != self.current_or_none():
                self._remove(version)

    def next_version(self, digest: str, now: datetime) -> str:
        """A new version id; its number is higher than any earlier one, independent of the clock."""
        known = [*self.versions(), *self.history.published(), self.current_or_none() or ""]
        number = 1 + max(map(version_number, known))
        return f"{number:06d}-{now:%Y%m%d}-{digest[:8]}"

    @contextmanager
    def scratch(self, version: str) -> Iterator[Path]:
        """Yield a new folder to write ``version`` into; deleted afterwards unless completed."""
        folder = self.folder / VERSIONS / f"{_UNFINISHED_PREFIX}{version}"
        folder.mkdir(parents=True)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def complete(self, version: str) -> None:
        """Rename a finished scratch folder to its version after flushing it to disk."""
        scratch = self.folder / VERSIONS / f"{_UNFINISHED_PREFIX}{version}"
        for path in scratch.rglob("*"):
            _sync(path)
        _sync(scratch)
        scratch.rename(self.path(version))
        _sync(self.folder / VERSIONS)

    def publish(self, version: str, *, expected: str | None) -> None:
        """Point to ``version``, if the pointer still names ``expected``.

        Raises:
            BuildInProgressError: If another version has been published meanwhile.
        """
        actual = self.current_or_none()
        if actual != expected:
            message = f"the index moved from {expected} to {actual} meanwhile: build again"
            raise BuildInProgressError(message)
        pointer = self.folder / POINTER
        new = pointer.with_suffix(".new")
        new.write_text(version + "\n", encoding="utf-8")
        _sync(new)
        new.replace(pointer)
        _sync(self.folder)

    def rollback(self, to: str | None, *, fingerprint: str, now: datetime) -> IndexEvent:
        """Make an earlier version current again and prevent automatic rebuilds of this corpus.

        Args:
            to: Id of the version; by default the previously current one.
            fingerprint: Fingerprint of the embedding model in use.
            now: Time of the event in the history.

        Raises:
            NotFoundError: If there is no such version, or none before.
            IndexDamagedError: If that version is damaged.
            IndexStaleError: If it was made for another format or model.
            BuildInProgressError: If a build is running.
        """
        with self.writing():
            current = self.current()
            earlier = self.before(current)
            if to is not None:
                self.require_version(to)
            elif not earlier:
                message = f"no version before {current} is kept: see `eccp index status`"
                raise NotFoundError(message)
            target = to or earlier[-1]
            self.open(target, fingerprint=fingerprint).close()
            event = IndexEvent(
                at=now,
                event="rolled_back",
                version=target,
                before=current,
                corpus_hash=self._corpus_hash(current),
            )
            self.publish(target, expected=current)
            self.history.add(event)
            return event

    def gc(self, *, keep: int) -> list[str]:
        """Remove all versions but the newest ``keep`` and the current one; return their ids."""
        current = self.current_or_none()
        old = [version for version in self.versions() if version != current]
        removed = old[: max(0, len(old) - (keep - 1))]
        for version in removed:
            self._remove(version)
        return removed

    def _remove(self, version: str) -> None:
        # Renamed first, so that an interrupted removal does not leave an incomplete version.
        removed = self.path(version).rename(self.path(f"{_REMOVED_PREFIX}{version}"))
        shutil.rmtree(removed, ignore_errors=True)

    def _corpus_hash(self, version: str) -> str:
        try:
            return self.manifest(version).corpus_hash
        except IndexDamagedError:
            return ""


def _sync(path: Path) -> None:
    """Flush a file or folder to disk (fsync)."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
