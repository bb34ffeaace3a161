"""Lists and opens index versions. Nothing here writes.

A snapshot stays on the version it opened, so that an answer never mixes two versions.
"""

from __future__ import annotations

import re
from pathlib import Path

from eccp_assistant.errors import (
    EccpError,
    IndexDamagedError,
    IndexMissingError,
    IndexStaleError,
    NotFoundError,
)
from eccp_assistant.index.snapshot import Snapshot
from eccp_assistant.index.store.build_progress import BuildState, read_progress
from eccp_assistant.index.store.history import History
from eccp_assistant.index.store.manifest import FORMAT_VERSION, Manifest, check_files

POINTER = "CURRENT"
VERSIONS = "versions"
_SEQUENCE = re.compile(r"(\d{6})-")
_HASH_ON_OPEN_BYTES = 64 * 1024 * 1024
_OPEN_ATTEMPTS = 5


class IndexVersions:
    """The versions of one index folder. Opening and reading never write to it.

    Attributes:
        history: Builds, failures and rollbacks of this index.
        progress_path: File with the progress of a running build.
        journal_path: File with the vectors of an unfinished build.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.history = History(folder / "history.jsonl")
        self.progress_path = folder / "progress.json"
        self.journal_path = folder / "unfinished.sqlite"

    def current(self) -> str:
        """The id of the current version.

        Raises:
            IndexMissingError: If nothing has been built.
        """
        try:
            version = (self.folder / POINTER).read_text(encoding="utf-8").strip()
        except (FileNotFoundError, UnicodeDecodeError):
            version = ""
        if not version:
            message = f"no index in {self.folder} yet: run `eccp index build`"
            raise IndexMissingError(message)
        return version

    def current_or_none(self) -> str | None:
        """The id of the current version, or ``None`` if nothing has been built."""
        try:
            return self.current()
        except IndexMissingError:
            return None

    def versions(self) -> list[str]:
        """Ids of the complete versions, ordered by their number, oldest first."""
        folder = self.folder / VERSIONS
        if not folder.is_dir():
            return []
        found = [path.name for path in folder.iterdir() if not path.name.startswith(".")]
        return sorted(found, key=lambda version: (version_number(version), version))

    def manifest(self, version: str | None = None) -> Manifest:
        """The manifest of a version, by default the current one."""
        return Manifest.read(self.path(version or self.current()))

    def path(self, version: str) -> Path:
        """The folder of a version."""
        return self.folder / VERSIONS / version

    def running_build(self) -> BuildState | None:
        """The running build, if there is one."""
        return read_progress(self.progress_path)

    def open(self, version: str | None = None, *, fingerprint: str | None = None) -> Snapshot:
        """Open a version, by default the current one.

        Args:
            version: The id of the version.
            fingerprint: Fingerprint of the embedding model for questions; ``None`` skips the check.

        Raises:
            IndexMissingError: If nothing has been built.
            IndexDamagedError: If a file is missing or altered.
            IndexStaleError: If the version was made for another format or model.
        """
        if version is not None:
            return self._open(version, fingerprint)
        version = self.current()
        for _ in range(_OPEN_ATTEMPTS):
            try:
                return self._open(version, fingerprint)
            except IndexDamagedError:
                # The version may have been replaced and removed since the pointer was read.
                if (moved_to := self.current()) == version:
                    raise
                version = moved_to
        return self._open(version, fingerprint)

    def open_newest_valid(self, *, fingerprint: str) -> tuple[Snapshot, EccpError | None]:
        """Open the current version or, if it cannot be read, the newest intact earlier version.

        Returns:
            The snapshot, and the error of the current version if another one was opened.

        Raises:
            IndexMissingError: If nothing has been built.
            IndexDamagedError: If no version is intact.
            IndexStaleError: If this program or the model does not fit the current version.
        """
        try:
            return self.open(fingerprint=fingerprint), None
        except (IndexDamagedError, IndexMissingError) as damage:
            current = self.current_or_none()
            known = self.versions()
            # If the pointer names no known version, every version is a candidate.
            others = self.before(current) if current in known else known
            for version in reversed(others):
                try:
                    return self._open(version, fingerprint), damage
                except (IndexDamagedError, IndexStaleError):
                    continue
            raise

    def before(self, version: str | None) -> list[str]:
        """The versions on disk that were current before ``version``, oldest first."""
        published = set(self.history.published())
        number = version_number(version or "")
        older = [each for each in self.versions() if version_number(each) < number]
        return [each for each in older if not published or each in published]

    def _open(self, version: str, fingerprint: str | None) -> Snapshot:
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
            NotFoundError: If there is no such version.
        """
        if version is not None:
            self.require_version(version)
        manifest = self.manifest(version)
        folder = self.path(manifest.version)
        check_files(folder, manifest.files, hash_up_to=max_bytes(manifest))
        return manifest

    def require_version(self, version: str) -> None:
        """Check that a version exists.

        Raises:
            NotFoundError: Naming the existing versions.
        """
        if version not in self.versions():
            known = ", ".join(self.versions()) or "none"
            raise NotFoundError(f"no version '{version}': use one of {known}")


def max_bytes(manifest: Manifest) -> int:
    """The size of the largest file of a version."""
    return max((file.bytes for file in manifest.files.values()), default=0)


def version_number(version: str) -> int:
    """The number at the start of a version id; 0 for ids of an older form."""
    found = _SEQUENCE.match(version)
    return int(found.group(1)) if found else 0
