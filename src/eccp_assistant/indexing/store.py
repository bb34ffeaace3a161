"""Index versions on disk: immutable folders and one pointer that names the current one.

    index/
      CURRENT                   the id of the version in use, one line
      build.lock                held by a running build
      versions/<id>/            manifest.json, content.sqlite, chunks.faiss, sentences.faiss, words/

A version is written beside the others, checked, and only then named by the pointer; a reader pins
the version it opened, so that one answer never mixes two.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from eccp_assistant.errors import (
    BuildInProgressError,
    IndexDamagedError,
    IndexMissingError,
    IndexStaleError,
)
from eccp_assistant.indexing.manifest import FORMAT_VERSION, Manifest, check_files
from eccp_assistant.indexing.snapshot import Snapshot

POINTER = "CURRENT"
_VERSIONS = "versions"
_UNFINISHED = ".unfinished-"
_HASH_ON_OPEN_BYTES = 64 * 1024 * 1024


class IndexStore:
    """The versions of one index folder. Opening and reading never write to it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    # Reading

    def current(self) -> str:
        """The id of the version in use.

        Raises:
            IndexMissingError: If nothing has been built.
        """
        try:
            return (self.folder / POINTER).read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            message = f"no index in {self.folder} yet: run `eccp index build`"
            raise IndexMissingError(message) from None

    def versions(self) -> list[str]:
        """Ids of the complete versions, oldest first."""
        folder = self.folder / _VERSIONS
        if not folder.is_dir():
            return []
        return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))

    def manifest(self, version: str | None = None) -> Manifest:
        """What a version (by default the current one) is made of."""
        return Manifest.read(self.path(version or self.current()))

    def path(self, version: str) -> Path:
        """The folder of a version."""
        return self.folder / _VERSIONS / version

    def open(self, version: str | None = None, *, fingerprint: str | None = None) -> Snapshot:
        """Pin a version, by default the current one.

        Args:
            version: Which one.
            fingerprint: Of the embedding model that will embed the questions, if one will.

        Raises:
            IndexMissingError: If nothing has been built.
            IndexDamagedError: If a file is missing or altered.
            IndexStaleError: If this program or the model does not fit the version.
        """
        version = version or self.current()
        folder = self.path(version)
        if not folder.is_dir():
            message = (
                f"{self.folder} names version {version}, which is missing: run `eccp index build`"
            )
            raise IndexDamagedError(message)
        manifest = Manifest.read(folder)
        if manifest.format != FORMAT_VERSION:
            raise IndexStaleError(
                f"index version {version} has format {manifest.format}, this program reads "
                f"{FORMAT_VERSION}: run `eccp index build`"
            )
        if fingerprint is not None and manifest.model.fingerprint != fingerprint:
            raise IndexStaleError(
                f"index version {version} was built with model {manifest.model.name} "
                f"({manifest.model.fingerprint[:12]}), the configured one is {fingerprint[:12]}: "
                "run `eccp index build`, or set ECCP_EMBEDDING_MODEL back"
            )
        check_files(folder, manifest.files, hash_up_to=_HASH_ON_OPEN_BYTES)
        return Snapshot(folder, manifest)

    def verify(self, version: str | None = None) -> Manifest:
        """Compare every byte of a version with its manifest.

        Raises:
            IndexDamagedError: Naming the first file that differs.
        """
        manifest = self.manifest(version)
        folder = self.path(manifest.version)
        check_files(folder, manifest.files, hash_up_to=max_bytes(manifest))
        return manifest

    # Writing

    @contextmanager
    def building(self) -> Iterator[None]:
        """Hold the build lock; what an interrupted build left behind is removed first.

        Raises:
            BuildInProgressError: If another build holds it.
        """
        (self.folder / _VERSIONS).mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.folder / "build.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            message = f"another build is writing to {self.folder}: wait until it has ended"
            raise BuildInProgressError(message) from error
        try:
            for left_over in (self.folder / _VERSIONS).glob(f"{_UNFINISHED}*"):
                shutil.rmtree(left_over, ignore_errors=True)
            yield
        finally:
            lock.release()

    def scratch(self, version: str) -> Path:
        """A new empty folder to write ``version`` into; invisible until :meth:`complete`."""
        folder = self.folder / _VERSIONS / f"{_UNFINISHED}{version}"
        folder.mkdir(parents=True)
        return folder

    def complete(self, version: str) -> None:
        """Give a finished scratch folder its name, after its bytes have reached the disk."""
        scratch = self.folder / _VERSIONS / f"{_UNFINISHED}{version}"
        for path in scratch.rglob("*"):
            if path.is_file():
                _sync(path)
        scratch.rename(self.path(version))
        _sync(self.folder / _VERSIONS)

    def publish(self, version: str, *, expected: str | None) -> None:
        """Point to ``version``, if the pointer still names ``expected``.

        Raises:
            BuildInProgressError: If someone else has published in between.
        """
        actual = self._pointer()
        if actual != expected:
            message = f"the index moved from {expected} to {actual} meanwhile: build again"
            raise BuildInProgressError(message)
        pointer = self.folder / POINTER
        new = pointer.with_suffix(".new")
        new.write_text(version + "\n", encoding="utf-8")
        _sync(new)
        new.replace(pointer)
        _sync(self.folder)

    def gc(self, *, keep: int) -> list[str]:
        """Remove all but the newest ``keep`` versions and the current one; returns their ids."""
        current = self._pointer()
        old = [version for version in self.versions() if version != current]
        doomed = old[: max(0, len(old) - (keep - 1))]
        for version in doomed:
            shutil.rmtree(self.path(version))
        return doomed

    def _pointer(self) -> str | None:
        try:
            return self.current()
        except IndexMissingError:
            return None


def max_bytes(manifest: Manifest) -> int:
    """The size of the largest file of a version."""
    return max((file.bytes for file in manifest.files.values()), default=0)


def _sync(path: Path) -> None:
    """Ask the system to write a file or folder to the disk now."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
