"""Manifest of an index version: written last, read first."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from eccp_assistant.errors import IndexDamagedError

FORMAT_VERSION = 9
"""Increase when the format of the files changes."""

MANIFEST = "manifest.json"
_LIBRARIES = ("faiss-cpu", "tantivy", "sentence-transformers", "torch", "numpy")


class StoredFile(BaseModel):
    """Size in bytes and SHA-256 of a file, to detect damage."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bytes: int
    sha256: str


class ModelStamp(BaseModel):
    """The embedding model of a version; equal fingerprints mean equal vectors."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    fingerprint: str
    dimension: int


class Counts(BaseModel):
    """Number of items in a version."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    documents: int
    chunks: int
    sentences: int
    values: int
    questions: int
    records: dict[str, int]


class Manifest(BaseModel):
    """The identity of an index version.

    Attributes:
        corpus_hash: Digest over names and contents of all corpus files.
        files: Path inside the version → size and digest.
        libraries: Versions of the libraries that wrote it, for diagnosis.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Annotated[int, Field(ge=1)] = FORMAT_VERSION
    version: str
    built_at: datetime
    corpus_hash: str
    chunking: str
    model: ModelStamp
    languages: tuple[str, ...]
    counts: Counts
    files: dict[str, StoredFile]
    libraries: dict[str, str]

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read the manifest of a version.

        Raises:
            IndexDamagedError: If it is missing or cannot be read.
        """
        try:
            return cls.model_validate_json((folder / MANIFEST).read_bytes())
        except (OSError, ValidationError) as error:
            message = f"{folder / MANIFEST} cannot be read: run `eccp index build --full`"
            raise IndexDamagedError(message) from error

    def write(self, folder: Path) -> None:
        """Write the manifest into the folder of the version."""
        text = json.dumps(self.model_dump(mode="json"), indent=2, ensure_ascii=False)
        (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def library_versions() -> dict[str, str]:
    """Versions of Python and of the libraries that build and read an index."""
    return {"python": platform.python_version(), **{name: version(name) for name in _LIBRARIES}}


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def stored_files(folder: Path) -> dict[str, StoredFile]:
    """Size and digest of every file of a version except the manifest and lock files."""
    return {
        path.relative_to(folder).as_posix(): StoredFile(
            bytes=path.stat().st_size, sha256=digest(path)
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST and not path.name.endswith(".lock")
    }


def check_files(folder: Path, files: Mapping[str, StoredFile], *, hash_up_to: int) -> None:
    """Compare the files of a version with its manifest.

    Args:
        folder: The version.
        files: The files listed in the manifest.
        hash_up_to: Size in bytes up to which digests are compared; larger files by size only.

    Raises:
        IndexDamagedError: Naming the first file that is missing or differs.
    """
    for name, stored in files.items():
        path = folder / name
        size = path.stat().st_size if path.is_file() else -1
        if size != stored.bytes or (size <= hash_up_to and digest(path) != stored.sha256):
            state = "is missing" if size < 0 else "is not what was built"
            message = f"{path} {state}: run `eccp index build --full` (the corpus is not affected)"
            raise IndexDamagedError(message)
